"""Making many objects at once."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def many_cells(*, without_cycles: bool = False) -> Iterator[None]:
    """Make cells by the million without Python's garbage collector.

    It would scan all of them again and again, which doubles the time, and none of them is garbage.

    Args:
        without_cycles: Whether nothing of it refers back to itself, so that all goes with its last user. Then it
            is not scanned at the end either: frozen and thawed it is old, and waits until all that is old is scanned.
            A program that keeps its imports frozen (`cli`) would thaw them, so there it is scanned.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if without_cycles and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
