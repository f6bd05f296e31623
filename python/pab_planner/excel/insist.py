"""What must be done even where Excel has just failed."""

import time
from collections.abc import Callable, Sequence

from pab_planner.excel.host import com_errors

PAUSES = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Between one attempt and the next [s]; what keeps Excel busy is often over within a second or two."""


LONG_PAUSES = (*PAUSES, *(1.0,) * 8)


def insist(action: Callable[[], object], pauses: Sequence[float] | None = None) -> bool:
    """Do something, again where Excel refuses; after the last attempt let it be. Returns whether it was done.

    Args:
        action: What is to be done.
        pauses: Before each attempt [s]; `PAUSES` if not given.
    """
    for pause in PAUSES if pauses is None else pauses:
        time.sleep(pause)
        try:
            action()
        except com_errors():
            continue
        return True
    return False
