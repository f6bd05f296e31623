"""Every field that reaches a letter, a form or Today holds what a sly or careless writer could put there."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from letters.shortage_book import HUAXIN, PEOPLE, Workplace, write_book
from notices.test_notices import OVERTIME, letter
from pab_planner.alerts import LetterKind
from pab_planner.notices import Belongings, NamesAnother

SLY = (
    *(
        "=1+1 {}",
        "+1+1 {}",
        "-1+1 {}",
        "@SUM(1) {}",
        "\t=1+1 {}",
        "\r=1+1 {}",
        "{{{{number}}}} {}",
        "a\x0b{}\x01",
    ),
    "{} " + "很长 long " * 300,
)
"""Beginnings of formulas, a placeholder, characters that nobody sees, and a text of 3,000."""

TYPED = {
    "warn": ("happened", "unknown", "approver"),
    "confirm": ("happened", "unknown", "approver"),
    "countermeasures": ("action", "evidence", "owner"),
    "assess": ("owner", "assessment"),
    "report_8d": ("root_cause", "escape_cause", "corrective", "preventive", "affected", "read_across"),
}


class Attack:
    """Gives each field a text of its own, in turn of every kind."""

    def __init__(self, first: int) -> None:
        self.turn = count(first)

    def text(self, field: str) -> str:
        return SLY[next(self.turn) % len(SLY)].format(field)

    def cells(self, *names: str) -> list[str]:
        return [f"'{self.text(name)}" for name in names]


def attacked(folder: Path, first: int, language: str) -> Workplace:
    """The shortage told to both customers, each typed word of it an attack."""
    attack = Attack(first)
    people = [{**p, "name": attack.text(f"Person{n}"), "addressed": attack.text(f"Dear{n}"), "language": language}
              for n, p in enumerate(PEOPLE)]  # fmt: skip
    place = write_book(folder / "plan.xlsx", people=tuple(people))
    book = place.open()
    book.sheets["Stock"]["B2"].value, book.sheets["Stock"]["G2"].value = attack.cells("Pad", "piece")
    for row in range(2, 18):
        mine = "H" if row < 10 else "N"
        names = (f"{mine}part", f"{mine}order{row}", f"{mine}line{row}")
        book.sheets["Orders"][f"C{row}:E{row}"].value = attack.cells(*names)
    for row, key in enumerate(("company", "company_address", "signer", "signer_title", "signer_contact"), 2):
        book.sheets["Settings"][f"A{row}:B{row}"].value = [key, *attack.cells(f"Own{key}")]
    book.sheets["Orders"].name = "=1+1"
    book.save()

    def step(button: str, **more: str) -> None:
        typed = {field: attack.text(f"Said{field}") for field in TYPED.get(button, ())}
        place.press(button, alert="A-0001", **typed, **more)

    place.press("update_alerts")
    step("internal_alert")
    step("assess", solvable="no", until="2026-06-12")
    step("countermeasures", kind="overtime", quantity="150", when="2026-06-15")
    step("warn", issue="yes", next_update="2026-06-03")
    step("confirm", issue="yes")
    step("report_8d", issue="yes", effective="2026-05-29")
    step("alert_form")
    return place


@pytest.mark.parametrize(("first", "language"), [(0, "zh"), (4, "en")])
def test_what_people_type_stays_the_text_that_it_is(tmp_path: Path, first: int, language: str) -> None:
    place = attacked(tmp_path, first, language)
    book = openpyxl.load_workbook(place.file)
    told = {"I-0001", "P-0001", "P-0002", "C-0001", "C-0002", "R-0001", "R-0002", "A-0001", "Today"}
    assert told <= set(book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}, "no formula, no error"
    assert not [c.value for c in cells if isinstance(c.value, str) and c.value.startswith("'=")]
    said = "\n".join(str(cell.value) for cell in cells if cell.parent.title == "P-0001")
    for word in (
        "Saidhappened",
        "Saidunknown",
        "Saidaction",
        "Ownsigner",
        "Pad",
        "Horder",
        "Dear0",
        "Person0",
    ):
        assert word in said, word
    for word in ("Norder", "Npart", "Nline", "Person1", "Dear1"):
        assert word not in said, word


def texts_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every text in a letter."""
    if isinstance(value, str):
        yield path
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from texts_in(each, (*path, index))


def with_text(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """A letter with another text at the end of a way."""
    if not path:
        return text
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        return replace(value, **{step: with_text(getattr(value, step), rest, text)})
    changed = [with_text(each, rest, text) if n == step else each for n, each in enumerate(value)]
    return type(value)(*changed) if hasattr(value, "_fields") else tuple(changed)


@pytest.mark.parametrize("word", ["Betamax Motors", "betamax", "buyer@betamax.example", "贝塔玛克"])
@pytest.mark.parametrize("kind", [LetterKind.POTENTIAL, LetterKind.CONFIRMED])
def test_no_text_of_a_letter_may_name_another_customer(kind: LetterKind, word: str) -> None:
    known = Belongings()
    known.add_name("Betamax Motors", "Betamax Motors", "Betamax", "贝塔玛克")
    known.add_mail("Betamax Motors", "buyer@betamax.example")
    written = letter(kind, "Acme", OVERTIME)
    known.refuse_in(written)
    ways = [way for way in texts_in(written) if way != ("view", "customer")]
    assert len(ways) > 10
    for way in ways:
        with pytest.raises(NamesAnother):
            known.refuse_in(with_text(written, way, f"as agreed with {word} today"))


def test_how_a_contact_is_greeted_may_not_name_another_customer(tmp_path: Path) -> None:
    people = ({**PEOPLE[0], "addressed": "Mr Wang of Nordwind"}, *PEOPLE[1:])
    place = write_book(tmp_path / "plan.xlsx", people=people).ready()
    with pytest.raises(NamesAnother, match=rf"{HUAXIN} would say Nordwind \(greeting\)"):
        place.warn()
