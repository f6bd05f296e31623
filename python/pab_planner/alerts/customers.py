"""What each customer of an alert was told, and what is owed to them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter

from pab_planner.alerts.alert import Alert
from pab_planner.alerts.letter import Letter, LetterKind

When = date | datetime | None
"""The moment of an event with its time zone, or its day where only that is known; None if there was none."""


@dataclass(frozen=True)
class CustomerRecord:
    """The letters of one alert that one customer got.

    Attributes:
        customer: The customer.
        notices: Shortage notices, in the order in which they were issued.
        all_clear: The all-clear that ended them; none while the customer waits for it.
        reports: What was reported of the cause, interim reports among them.
    """

    customer: str
    notices: tuple[Letter, ...]
    all_clear: Letter | None = None
    reports: tuple[Letter, ...] = ()

    @property
    def informed(self) -> When:
        """When they first heard of it."""
        return self.notices[0].issued_at or self.notices[0].issued

    @property
    def confirmed(self) -> When:
        """When the shortage was first confirmed to them; None if it was not."""
        confirmed = (n.issued_at or n.issued for n in self.notices if n.kind is LetterKind.CONFIRMED)
        return next(confirmed, None)

    @property
    def unwarned(self) -> bool:
        """Whether the shortage was confirmed to them without a warning before."""
        return self.notices[0].kind is LetterKind.CONFIRMED

    @property
    def report(self) -> Letter | None:
        """The latest 3D or 8D report."""
        return self.reports[-1] if self.reports else None

    @property
    def unreported(self) -> bool:
        """Whether the shortage was confirmed to them and the final 8D report is owed."""
        return self.confirmed is not None and not any(r.kind is LetterKind.EIGHT_D for r in self.reports)

    @property
    def unsent(self) -> tuple[Letter, ...]:
        """Letters that were issued to them, of which nobody noted that they left the house."""
        latest = self.all_clear or self.last  # a notice that is over is not sent any more
        return tuple(each for each in (latest, *self.reports[-1:]) if not (each.sent or each.acknowledged))

    @property
    def sent(self) -> When:
        """When the latest notice left the house."""
        return self.last.sent_at or self.last.sent

    @property
    def acknowledged(self) -> When:
        """When they acknowledged it."""
        return self.last.acknowledged_at or self.last.acknowledged

    @property
    def next_update(self) -> date | None:
        """When they were promised to hear more; none once it is over."""
        return self.last.next_update if self.waits else None

    @property
    def cleared(self) -> When:
        """When they had their all-clear; none while they wait for it."""
        return (self.all_clear.issued_at or self.all_clear.issued) if self.all_clear else None

    @property
    def waits(self) -> bool:
        """Whether they have not had their all-clear."""
        return self.all_clear is None

    @property
    def last(self) -> Letter:
        """The notice that counts: the latest."""
        return self.notices[-1]


class LettersByName:
    """Letters, found by name: who asks of thousands of alerts does not go through all letters for each."""

    def __init__(self, letters: Iterable[Letter]) -> None:
        self._named: dict[str, list[tuple[int, Letter]]] = {}
        for place, letter in enumerate(letters):
            self._named.setdefault(letter.name, []).append((place, letter))

    def of(self, alert: Alert) -> list[Letter]:
        """The letters of an alert, in the order in which they were given."""
        found = [each for name in dict.fromkeys(alert.letters) for each in self._named.get(name, ())]
        return [letter for _, letter in sorted(found, key=itemgetter(0))]

    def records(self, alert: Alert) -> dict[str, CustomerRecord]:
        """What each customer who was told of an alert was told, by customer."""
        return customer_records(alert, self.of(alert))


def customer_records(alert: Alert, letters: Iterable[Letter]) -> dict[str, CustomerRecord]:
    """What each customer who was told of an alert was told, by customer.

    Args:
        alert: The alert.
        letters: All letters, in the order in which they were written.
    """
    records: dict[str, CustomerRecord] = {}
    if not alert.letters:
        return records
    mine = (each for each in letters if each.issued and each.customer and each.name in alert.letters)
    for letter in sorted(mine, key=lambda each: each.issued or date.min):
        known = records.get(letter.customer)
        if letter.kind.is_notice:
            told = known or CustomerRecord(letter.customer, ())
            records[letter.customer] = replace(told, notices=(*told.notices, letter), all_clear=None)
        elif letter.kind is LetterKind.ALL_CLEAR and known:
            records[letter.customer] = replace(known, all_clear=letter)
        elif letter.kind.is_report and known:
            records[letter.customer] = replace(known, reports=(*known.reports, letter))
    return records
