"""What is replaced in xlwings' own process under Wine: it has no windows, and all presses are of one day."""

from datetime import date

import win32api
import xlwings as xw

from pab_planner.macros import press as press_module

TODAY = date(2026, 11, 30)

said: list[str] = []
"""What message boxes said."""


class _Today(date):
    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return TODAY


def _keep(window: int, text: str, title: str, style: int) -> int:
    said.append(text)
    return 1


def replace() -> None:
    """Keep what message boxes say, ask Windows for no window, and stop the calendar."""
    vars(press_module)["date"] = _Today
    vars(win32api)["MessageBox"] = _keep
    xw.App.activate = lambda app, steal_focus=False: None
