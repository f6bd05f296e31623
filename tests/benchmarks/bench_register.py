"""How presses grow with the alerts that live in a register, each assessed, with a notice and what it promised.

python tests/benchmarks/bench_register.py [FEW MANY]
"""

import math
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import xlwings as xw
from bench_letters import JUNE_1, account_of, planning_book

from pab_planner.alerts import AlertEvent, Answers, LetterKind
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import ALERTS, answer_cells
from pab_planner.ledgers.settings_sheet import write_settings
from pab_planner.macros.alert_buttons import report_all, updated
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_buttons import notify_all
from pab_planner.macros.session import open_with_scan

FEW, MANY = (*map(int, sys.argv[1:]), *(250, 1000)[len(sys.argv[1:]) :])
SAID = {"happened": "Material comes late.", "next_update": "2026-06-05"}
ANSWERS = Answers(owner="Li", solvable=False, until=date(2026, 6, 10), assessment="Material comes late.")


def press(book: xw.Book) -> ButtonPress:
    """A press three days before the plan begins."""
    return ButtonPress(book, JUNE_1 - timedelta(days=3), "bench", arguments=SAID)


def assess_all(book: xw.Book) -> None:
    """What the button Assess does with one alert, with all of them."""
    kept = open_ledger(book, ALERTS)
    for index in range(len(kept.rows)):
        kept.amend(index, answer_cells(ANSWERS))
    session = open_with_scan(press(book))
    for alert in list(session.alerts.values()):
        session.step(alert, AlertEvent.ASSESS)
    session.save()


PRESSES: dict[str, Callable[[xw.Book], object]] = {
    "update, all of them new": lambda book: updated(press(book)),
    "internal alert for each": lambda book: report_all(press(book)),
    "assess each": assess_all,
    "notice for each": lambda book: notify_all(press(book), LetterKind.POTENTIAL, lambda step: None),
    "update of what lives": lambda book: updated(press(book)),
}


def seconds(alerts: int) -> dict[str, float]:
    """Processor time of each press over the life of so many alerts."""
    book = planning_book(alerts, customers_of_item=1)
    write_settings(book, {"signer": "Li Wei"})
    account_of(book)
    taken = {}
    for name, pressed in PRESSES.items():
        begun = time.process_time()
        pressed(book)
        taken[name] = time.process_time() - begun
    return taken


def main() -> None:
    """Print the seconds and how they grow."""
    seconds(FEW // 10)  # what is done once only counts for no size
    few, many = seconds(FEW), seconds(MANY)
    print(f"register of {FEW} and {MANY} alerts (at most n^1.1)")
    for name in PRESSES:
        exponent = math.log(many[name] / few[name], MANY / FEW)
        print(f"  {name}: {few[name]:.2f} s, {many[name]:.2f} s: n^{exponent:.2f}")


if __name__ == "__main__":
    main()
