"""No program of ours ends an Excel that it did not start.

On import, xlwings' Windows engine registers an exit handler that runs `taskkill /F` on each EXCEL.EXE that is
not among `xlwings.apps`: an Excel started by another program, or every Excel while another engine is active.
Unsaved work is lost with it. https://github.com/xlwings/xlwings/issues/2001
"""

import atexit
import importlib
import sys


def spare_running_excels() -> None:
    """Take back xlwings' exit handler; where its Windows engine does not run there is none."""
    if sys.platform == "win32":
        # A private module: should `cleanup` be renamed, this raises before it can do harm; xlwings is pinned.
        atexit.unregister(importlib.import_module("xlwings._xlwindows").cleanup)
