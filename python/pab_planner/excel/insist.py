"""What must be done even where Excel has just failed."""

import time
from collections.abc import Callable

from pab_planner.excel.host import com_errors

PAUSES = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Between one attempt and the next [s]; what keeps Excel busy is often over within a second or two."""


def insist(action: Callable[[], object], *, patient: bool = True) -> bool:
    """Do something, again where Excel refuses; after the last attempt let it be. Returns whether it was done.

    Args:
        action: What is to be done.
        patient: Whether there is more than one attempt.
    """
    for pause in PAUSES if patient else PAUSES[:1]:
        time.sleep(pause)
        try:
            action()
        except com_errors():
            continue
        return True
    return False
