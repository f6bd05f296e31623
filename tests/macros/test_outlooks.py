"""What is known of an alert beyond the register is found without going through everybody's rows for each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from alerts.kept import alert, day, letter
from pab_planner.alerts import AlertState, LetterKind, LettersByName
from pab_planner.engines.file.engine import new_book
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.messages import MESSAGES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.promises import PROMISES
from pab_planner.ledgers.transport import FREIGHT
from pab_planner.macros.outlooks import OutlookReader
from pab_planner.reading.planning import settings_of

MANY = 60
ALERTS = [
    replace(alert(AlertState.WARNED, letters=(f"P-{n:04d}", f"P-{n:04d}.2")), number=f"A-{n:04d}")
    for n in range(1, MANY + 1)
]


class Counted(list[dict[str, Any]]):
    """Rows that know how often somebody looked at one."""

    looks = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self.looks += len(self)
        return super().__iter__()

    def __getitem__(self, index: Any) -> Any:
        self.looks += 1
        return super().__getitem__(index)


def test_no_kept_table_is_gone_through_for_each_alert() -> None:
    book = new_book()
    numbers = [each.number for each in ALERTS]
    open_ledger(book, COUNTERMEASURES).append(
        [{"alert": n, "owner": "Li", "kind": "Overtime 加班", "quantity": 5, "when": day(9)} for n in numbers]
    )
    open_ledger(book, MESSAGES).append([{"alert": n, "happened": f"said of {n}"} for n in numbers])
    open_ledger(book, FREIGHT).append([{"alert": n, "mode": "Sea", "departure": day(12)} for n in numbers])
    told = {"customer": "ACME", "item": "A", "order": "PO", "line": "1", "issued": day(1)}
    open_ledger(book, PROMISES).append(
        [
            {**told, "letter": f"P-{n:04d}", "revision": revision, "short": 10.0 * n + revision}
            for revision in (1, 2)
            for n in range(1, MANY + 1)
        ]
    )
    letters = LettersByName(
        letter(LetterKind.POTENTIAL, f"P-{n:04d}", revision=revision, alert=f"A-{n:04d}")
        for n in range(1, MANY + 1)
        for revision in (1, 2)
    )
    reader = OutlookReader(book, settings_of(book), letters, None, date(2026, 6, 5))
    tables = [reader.measures, reader.messages, reader.promises, reader.freight]
    for table in tables:
        table.rows = Counted(table.rows)
    seen = [reader.outlook(each, -1) for each in ALERTS]
    assert [outlook.told for outlook in seen] == [{"ACME": 10.0 * n + 2} for n in range(1, MANY + 1)]
    assert [outlook.countermeasures for outlook in seen] == [1] * MANY
    assert [len(outlook.records["ACME"].notices) for outlook in seen] == [2] * MANY
    assert [outlook.said for outlook in seen] == [frozenset(each.finding.customers) for each in ALERTS]
    assert [len(outlook.appointments) for outlook in seen] == [2] * MANY, "a measure and a departure each"
    assert all(table.rows.looks < MANY * MANY for table in tables)  # type: ignore[attr-defined]
