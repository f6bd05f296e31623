"""What is kept of each letter: who was told what, when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from pab_planner.language import Text


class _Kind(NamedTuple):
    """A kind's word in letters, its prefix in numbers and its title."""

    key: str
    prefix: str
    title: Text


class LetterKind(Enum):
    """The kinds of letters."""

    INTERNAL = _Kind("internal", "I", Text("Internal alert", "内部预警"))
    POTENTIAL = _Kind("potential", "P", Text("Potential-shortage notice", "潜在断供通知"))
    CONFIRMED = _Kind("confirmed", "C", Text("Confirmed-shortage notice", "确认断供通知"))
    ALL_CLEAR = _Kind("all-clear", "K", Text("All-clear", "警报解除"))
    THREE_D = _Kind("3d", "Q", Text("Interim 3D report", "3D 报告（初步）"))
    EIGHT_D = _Kind("8d-report", "R", Text("8D report", "8D 报告"))
    POST_MORTEM = _Kind("8d", "D", Text("Post-mortem (8D)", "复盘（8D）"))

    @property
    def key(self) -> str:
        """Its word in a table or a JSON answer."""
        return self.value.key

    @property
    def prefix(self) -> str:
        """The letter that its numbers begin with."""
        return self.value.prefix

    @property
    def title(self) -> Text:
        """What a planner calls it."""
        return self.value.title

    @property
    def is_notice(self) -> bool:
        """Whether it tells a customer of a shortage."""
        return self in (LetterKind.POTENTIAL, LetterKind.CONFIRMED)

    @property
    def is_report(self) -> bool:
        """Whether it reports to a customer what was found of the cause."""
        return self in (LetterKind.THREE_D, LetterKind.EIGHT_D)


@dataclass(frozen=True)
class Letter:
    """One letter, drafted or issued.

    Attributes:
        number: `P-0003`; a revision keeps it.
        revision: 1, 2, ...
        kind: Which letter.
        alert: Number of the alert.
        customer: The customer it speaks to, "" for the company's own.
        language: `zh`, `en` or `both`.
        sheet: Title of its sheet.
        sha256: Fingerprint of what was issued, "" for a draft.
        issued: Day of issue, none for a draft.
        by: Who issued it.
        recipients: Those it is addressed to.
        linked: Numbers of the letters it refers to.
        next_update: When it promises the next one; None if it promises none.
        reply_by: Until when it asks for an answer.
        sent: Day on which it left the house, as people note it.
        acknowledged: Day on which the customer acknowledged it, likewise.
        issued_at: The moment of issue, with its time zone; None if only the day was kept.
        sent_at: The moment at which it was noted as sent, likewise.
        acknowledged_at: The moment at which it was noted as acknowledged, likewise.
    """

    number: str
    revision: int
    kind: LetterKind
    alert: str
    customer: str
    language: str
    sheet: str
    sha256: str = ""
    issued: date | None = None
    by: str = ""
    recipients: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    next_update: date | None = None
    reply_by: date | None = None
    sent: date | None = None
    acknowledged: date | None = None
    issued_at: datetime | None = None
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None

    @property
    def issued_moment(self) -> datetime | None:
        """The moment of issue, as the clock on the wall showed it."""
        return self.issued_at.replace(tzinfo=None) if self.issued_at else None

    @property
    def name(self) -> str:
        """Number and revision, as the log and a sheet's title name it: `P-0003`, `P-0003.2`."""
        return self.number if self.revision == 1 else f"{self.number}.{self.revision}"


def number_letter(
    letters: Iterable[Letter], kind: LetterKind, alert: str, customer: str = ""
) -> tuple[str, int]:
    """Number and revision of the next letter of a kind about an alert to a customer.

    A letter about the same matter to the same customer keeps the number and gets the next revision; a draft
    that was never issued is written over.
    """
    known = [letter for letter in letters if letter.kind is kind]
    same = [letter for letter in known if (letter.alert, letter.customer) == (alert, customer)]
    if same:
        latest = max(same, key=lambda letter: letter.revision)
        return latest.number, latest.revision + (latest.issued is not None)
    last = max((int(letter.number.split("-")[1]) for letter in known), default=0)
    return f"{kind.prefix}-{last + 1:04d}", 1


def recipients(letters: Iterable[Letter], numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Who was told, by customer ("" the company's own): everyone a letter of these went to, once."""
    wanted = set(numbers)
    told: dict[str, dict[str, None]] = {}
    for letter in letters:
        if letter.issued and letter.name in wanted:
            told.setdefault(letter.customer, {}).update(dict.fromkeys(letter.recipients))
    return {customer: tuple(names) for customer, names in told.items()}
