"""Times things against a baseline in the same run, and prints the ratios of their medians."""

import math
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Seconds(NamedTuple):
    """What a work took.

    Attributes:
        wall: By the clock on the wall.
        processor: Of this process and of those that it started and that have ended: a busy machine changes it less.
    """

    wall: float
    processor: float


def now() -> Seconds:
    """What the clocks say."""
    ended = os.times()  # on Windows, where a benchmark runs too, those that have ended count nothing
    return Seconds(time.perf_counter(), time.process_time() + ended.children_user + ended.children_system)


def medians(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Seconds]:
    """Median seconds of each, taken in turn so that a slow moment of the machine hits all alike."""
    taken: dict[str, list[Seconds]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            begun = now()
            work()
            ended = now()
            taken[name].append(Seconds(ended.wall - begun.wall, ended.processor - begun.processor))
    return {
        name: Seconds(*map(statistics.median, zip(*seconds, strict=True))) for name, seconds in taken.items()
    }


def growth(work: Callable[[int], object], sizes: Sequence[int], rounds: int = 1) -> float:
    """The exponent k of a work whose processor time, the least of some rounds, grows as size^k: 1 is linear."""
    work(min(sizes))  # what is done once only counts for no size
    taken = []
    for size in sizes:
        seconds = []
        for _ in range(rounds):
            begun = time.process_time()
            work(size)
            seconds.append(time.process_time() - begun)
        taken.append(math.log(min(seconds)))
    return statistics.linear_regression(list(map(math.log, sizes)), taken).slope


def report(title: str, works: Mapping[str, Callable[[], object]], baseline: str, *, rounds: int = 9) -> None:
    """Print the seconds of a baseline and the ratios of everything else to it, the second in processor time.

    Args:
        title: What is measured.
        works: What to time, by name; a name may end with the ratio aimed at, `balance (at most 1.4)`.
        baseline: The name against which the others are held.
        rounds: How often each is run.
    """
    seconds = medians(works, rounds)
    base = seconds[baseline]
    print(f"{title}\n  {baseline}: {base.wall:.4f} s, {base.processor:.4f} s")
    for name, its in seconds.items():
        if name != baseline:
            processor = (
                f", {its.processor / base.processor:.2f}" if base.processor else ""
            )  # too short for its clock
            print(f"  {name}: {its.wall / base.wall:.2f}{processor} times")
