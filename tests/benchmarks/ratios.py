"""Times things against a baseline in the same run, and prints the ratios of their medians."""

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence


def medians(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each, taken in turn so that a slow moment of the machine hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def growth(work: Callable[[int], object], sizes: Sequence[int]) -> float:
    """The exponent k of a work whose processor time grows as size^k: 1 is linear, 2 quadratic."""
    work(min(sizes))  # what is done once only counts for no size
    taken = []
    for size in sizes:
        begun = time.process_time()
        work(size)
        taken.append(math.log(time.process_time() - begun))
    return statistics.linear_regression(list(map(math.log, sizes)), taken).slope


def report(title: str, works: Mapping[str, Callable[[], object]], baseline: str, *, rounds: int = 9) -> None:
    """Print the seconds of a baseline and the ratio of everything else to it.

    Args:
        title: What is measured.
        works: What to time, by name; a name may end with the ratio aimed at, `balance (at most 1.4)`.
        baseline: The name against which the others are held.
        rounds: How often each is run.
    """
    seconds = medians(works, rounds)
    print(f"{title}\n  {baseline}: {seconds[baseline]:.4f} s")
    for name, its in seconds.items():
        if name != baseline:
            print(f"  {name}: {its / seconds[baseline]:.2f} times")
