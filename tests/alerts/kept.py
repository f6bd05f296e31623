"""Alerts and letters made by hand, for what only reads them."""

from dataclasses import replace
from datetime import date
from typing import Any

from pab_planner.alerts import Alert, AlertState, Answers, Finding, Letter, LetterKind, Presence
from pab_planner.core.plan import Period
from pab_planner.core.risk import RiskLevel

TODAY = date(2026, 6, 3)
"""A Wednesday."""


def day(number: int) -> date:
    """A day of June 2026."""
    return date(2026, 6, number)


def period(number: int) -> Period:
    return Period(day(number).isoformat(), day(number))


SHORT = Finding(
    "X", ("ACME", "Beta"), "Bolt", RiskLevel.SHORTAGE, period(8), period(15), period(8), period(22), 5.0
)
"""Five short from Monday, 8 June, until the 22nd."""


def alert(state: AlertState, answers: Answers | None = None, **fields: Any) -> Alert:
    """Alert A-0001 of that shortage, in this state since Monday, 1 June."""
    made = Alert("A-0001", SHORT, state, since=day(1), opened=day(1), answers=answers or Answers())
    return replace(made, **fields)


def gone(state: AlertState, answers: Answers | None = None, **fields: Any) -> Alert:
    return alert(state, answers, presence=Presence.GONE, **fields)


def letter(
    kind: LetterKind, number: str, customer: str = "ACME", issued: date | None = TODAY, **fields: Any
) -> Letter:
    """A letter about A-0001."""
    made = Letter(number, 1, kind, "A-0001", customer, "en", number, issued=issued)
    return replace(made, **fields)
