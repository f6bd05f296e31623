"""`make fuzz`: tries hostile workbooks for as long as it is told to, and says what it found."""

import argparse
import time
from collections import Counter
from pathlib import Path

from hostile.mutations import mutated
from hostile.oracles import VERBS, tried

CORPUS = Path(__file__).with_name("corpus")


def main() -> None:
    """Try one number after the other; a finding is written into the corpus."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=3600)
    options.add_argument("--first", type=int, default=int(time.time()))
    options.add_argument("--verbs", nargs="+", default=list(VERBS))
    chosen = options.parse_args()
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    number, stop = chosen.first, time.monotonic() + chosen.seconds
    while time.monotonic() < stop:
        for verb in chosen.verbs:
            outcome = tried(mutated(number, verb), verb)
            counts[f"{verb} {outcome.status}"] += 1
            counts[f"{verb} refused without a part"] += not outcome.named
            where = outcome.told.strip().splitlines()[-1][:160] if outcome.told else ""
            if (outcome.status == "finding" or not outcome.named) and where not in seen:
                seen.add(where)
                print(f"--- {number} {verb}: {outcome.told}", flush=True)
                if outcome.status == "finding":
                    (CORPUS / f"{number}.xlsx").write_bytes(mutated(number, verb))
        number += 1
    print(f"{number - chosen.first} workbooks", dict(sorted(counts.items())))


if __name__ == "__main__":
    main()
