"""`make fuzz`: tries hostile workbooks for as long, or as many, as it is told to, and says what it found.

cd tests && python -m hostile --inputs 1000 --verbs scan
"""

import argparse
import math
import resource
import time
from collections import Counter
from pathlib import Path

from hostile.mutations import mutated
from hostile.oracles import FILES, VERBS, tried

CORPUS = Path(__file__).with_name("corpus")


def main() -> None:
    """Try one number after the other; a finding is written into the corpus."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float)
    options.add_argument("--inputs", type=int)
    options.add_argument("--first", type=int, default=int(time.time()))
    options.add_argument("--verbs", nargs="+", default=list(VERBS))
    chosen = options.parse_args()
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    slowest = 0.0, 0, ""
    number, end = chosen.first, chosen.first + chosen.inputs if chosen.inputs else math.inf
    stop = time.monotonic() + chosen.seconds if chosen.seconds else math.inf
    while number < end and time.monotonic() < stop:
        for verb in chosen.verbs:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            outcome = tried(mutated(number, verb), verb)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            slowest = max(slowest, (took, number, verb))
            counts[f"{verb} {outcome.status}"] += 1
            counts[f"{verb} refused without a part"] += not outcome.named
            where = outcome.told.strip().splitlines()[-1][:160] if outcome.told else ""
            if (outcome.status == "finding" or not outcome.named) and where not in seen:
                seen.add(where)
                print(f"--- {number} {verb}: {outcome.told}", flush=True)
                if outcome.status == "finding":
                    file = CORPUS / f"{number}-{verb}{Path(FILES.get(verb, 'plan.xlsx')).suffix}"
                    file.write_bytes(mutated(number, verb))
        number += 1
    print(f"{number - chosen.first} workbooks from {chosen.first}", dict(sorted(counts.items())))
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"at most {slowest[0]:.1f} s of CPU ({slowest[1]} {slowest[2]}), {largest:.0f} MB")


if __name__ == "__main__":
    main()
