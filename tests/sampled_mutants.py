"""The names of some mutants of each room: `make mutants SAMPLE=200`, another SEED for others."""

import random
import sys

ROOMS = ("core", "alerts", "notices")


def main(each: int, seed: str = "") -> None:
    """Print so many of each room, of those that `mutmut results --all true` names."""
    names = sorted(line.partition(":")[0].strip() for line in sys.stdin)
    for room in ROOMS:
        of_room = [name for name in names if name.startswith(f"pab_planner.{room}.")]
        print(*random.Random(room + seed).sample(of_room, min(each, len(of_room))), sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
