"""How many COM calls a press of each button takes in Excel, counted on the stand-in: speed in Excel is calls.

    python tests/benchmarks/bench_excel_calls.py [BUTTON ...]

Leads an alert of the shipped workbook through its life, each button pressed in each of its states, and once
more with every step pressed on the alert's form; prints the most calls and objects that a press of it took.
Fails if one took more than `MOST`, or Insert PAB or Risk colours more for an item than `MOST_AN_ITEM`.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from planning_files import Rows, weeks, workbook
from windows.excel.on_linux import running_excel
from windows.excel.planner import Planner, every_button, life_of_an_alert
from windows.excel.plans import MONDAY, SHAPES
from windows.excel.session import Session

MOST = 2_500
"""Calls of one press on the shipped workbook."""

MOST_AN_ITEM = {"insert_pab": 15, "risk_colours": 8}
FEW, MANY = 10, 110
"""Items of two plans, whose calls are held against each other."""


@dataclass
class Counted(Planner):
    """A planner whose presses are counted."""

    session: Session | None = None
    most: "Counter[str]" = field(default_factory=Counter)
    where: dict[str, str] = field(default_factory=dict)

    def press(self, button: str, state: str = "") -> str:
        assert self.session
        self.session.calls.clear()
        said = super().press(button, state)
        calls = self.session.calls.total()
        if calls > self.most[button]:
            self.most[button] = calls
            frequent = ", ".join(f"{name} {n}" for name, n in self.session.calls.most_common(3))
            self.where[button] = f"{state}: {frequent}"
        return said


class OnForm(Counted):
    """A planner who presses the steps of the alert on its form, once there is one."""

    def select_alert(self) -> None:
        super().select_alert()
        if self.has_sheet("Alerts"):
            self.press("alert_form", "for its form")


def calls_of_a_life(folder: Path, kind: type[Counted]) -> Counted:
    """The most calls of each button on the shipped workbook."""
    shape = SHAPES["shipped"]
    with running_excel() as (app, session):
        book = app.books.open(str(shape.write(folder)))
        planner = kind(book, "zh", session=session)
        for step in life_of_an_alert(planner, shape.plan, lambda: shape.recover(book)):
            if kind is Counted:
                every_button(planner, shape.plan, f"before {step}", step)
            else:
                planner.select_alert()
                planner.press(step, "on the form")
        return planner


def calls_for(items: int, button: str, folder: Path) -> int:
    """The calls of one press on a plan of so many items."""
    rows: Rows = [["Item", "Safety stock", "Measure", "On hand", *weeks(12, MONDAY)]]
    for item in range(items):
        rows = [
            *rows,
            [f"P-{item}", 5, "Customer orders", 34, *[10] * 12],
            [None, None, "MPS", None, *[9] * 12],
        ]
    path = workbook(folder / f"{button}{items}.xlsx", {"Plan": rows})
    with running_excel() as (app, session):
        planner = Counted(app.books.open(str(path)), "en", session=session)
        planner.select("Plan", "E2")
        if button == "risk_colours":
            planner.press("insert_pab")
        planner.press(button)
        return planner.most[button]


def main(only: list[str]) -> int:
    """Print the figures; 1 if one is too high."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        over = []
        print(f"Most COM calls of a press on the shipped workbook (at most {MOST:,})")
        for kind in (Counted, OnForm):
            life = calls_of_a_life(folder, kind)
            print(f"  {(kind.__doc__ or '').partition(',')[0]}")
            for button, calls in life.most.most_common():
                if not only or button in only:
                    print(f"    {button:16} {calls:6,}  {life.where[button]}")
                    over += [button] if calls > MOST else []
        print(f"Calls an item, from {FEW} items to {MANY}")
        for button, most in MOST_AN_ITEM.items():
            few, many = (calls_for(items, button, folder) for items in (FEW, MANY))
            calls_each = (many - few) / (MANY - FEW)
            print(f"  {button:16} {calls_each:6.1f}  (at most {most})")
            over += [f"{button} an item"] if calls_each > most else []
    if over:
        print(f"Too many: {', '.join(over)}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
