"""Making many objects at once."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def many_cells() -> Iterator[None]:
    """Make cells by the million without Python's garbage collector.

    It would scan all of them again and again, which doubles the time, and none of them is garbage. Nor is it
    to scan them once at the end: frozen and thawed they are old, and looked at when all that is old is.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
