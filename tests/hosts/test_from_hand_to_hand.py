"""A planner workbook made by one program is opened by the next, which finds all that its sheets hold."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from pab_planner.engines.file.engine import open_book
from pab_planner.macros.button_press import ButtonPress, press_button

SHIPPED = Path(__file__).parents[2] / "workbook" / "PAB_Planner.xlsm"
TODAY = date(2026, 11, 23)
"""The week before the shipped plan begins."""


def with_alerts(book: xw.Book) -> None:
    """The working sheets that have the most in them: the register, its log, a template and a letter."""
    press_button("update_alerts", ButtonPress(book, TODAY, "li", "en"))
    press_button("internal_alert", ButtonPress(book, TODAY, "li", "en", arguments={"alert": "A-0001"}))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return Path(shutil.copy(SHIPPED, tmp_path / "plan.xlsm"))


@pytest.fixture
def opened(calc: xw.App) -> Iterator[Callable[[str, Path], xw.Book]]:
    """Opens a workbook in one of the programs."""
    books: list[xw.Book] = []

    def open_in(program: str, path: Path) -> xw.Book:
        books.append(open_book(path) if program == "file" else calc.books.open(path))
        return books[-1]

    yield open_in
    for book in books:
        book.close()


def held(book: xw.Book) -> dict[str, dict[str, Any]]:
    """What the sheets hold, in xlwings' words.

    Formulas a row, each once: Calc repeats an array's in every cell of it.
    """
    return {sheet.name: _held(sheet) for sheet in book.sheets} | {
        "names": {name.name: name.refers_to for name in book.names if "_xlnm" not in name.name}
    }


def _held(sheet: xw.Sheet) -> dict[str, Any]:
    used = sheet.used_range
    rules = [(rule.type, rule.formula, rule.fill_color, rule.font_bold) for rule in used.conditional_formats]
    seen = [cell for row in (3, 4) for cell in sheet[row, : used.last_cell.column] if _shows(cell)]
    return {
        "visible": sheet.visible,
        "formulas": {
            (row, cell) for row, cells in enumerate(used.formula) for cell in cells if cell.startswith("=")
        },
        "values": _filled(used.options(ndim=2).value),
        "tables": {table.name: table.range.address for table in sheet.tables},
        "rules": sorted(rules, key=str),
        "validations": [
            (cell.address, cell.data_validation.type, cell.data_validation.source)
            for cell in seen
            if cell.data_validation.type != "none"
        ],
        "formats": [_bare(cell.number_format) for cell in seen],
        "fills": [cell.color for cell in seen],
        "notes": [cell.note.text for cell in seen if cell.note],
        "merged": [cell.merge_area.address for cell in seen if cell.merge_cells],
        "widths": _proportions([cell.column_width for cell in sheet[0, : used.last_cell.column]]),
        "charts": len(sheet.charts),
    }


def _shows(cell: xw.Range) -> bool:
    """False for what lies covered in a merged area."""
    return not cell.merge_cells or cell.address == cell.merge_area[0].address


def _filled(rows: Any) -> dict[tuple[int, int], Any]:
    """Cells that hold something, by row and column: programs differ in what else they call used."""
    return {
        (row, column): cell
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell not in (None, "")
    }


def _bare(number_format: str) -> str:
    """A format without what only some programs write down: its language, marks round plain signs."""
    return re.sub(r'\[\$-\w+\]|[\\"]', "", number_format)


def _proportions(widths: list[float]) -> list[float]:
    """Widths as parts of the whole: a program counts in characters of the font that it has."""
    return [width / sum(widths) for width in widths]


def assert_same(there: dict[str, dict[str, Any]], here: dict[str, dict[str, Any]]) -> None:
    assert list(here) == list(there)
    differences = [
        (sheet, what, content, here[sheet][what])
        for sheet, before in there.items()
        for what, content in before.items()
        if here[sheet][what] != (pytest.approx(content, abs=0.01) if what == "widths" else content)
    ]
    assert not differences


def test_calc_finds_what_the_builder_made(opened: Callable[[str, Path], xw.Book], workbook: Path) -> None:
    assert_same(held(opened("file", workbook)), held(opened("calc", workbook)))


@pytest.mark.parametrize(("maker", "reader"), [("file", "calc"), ("calc", "file")])
def test_the_next_program_finds_what_the_first_wrote(
    opened: Callable[[str, Path], xw.Book], workbook: Path, maker: str, reader: str
) -> None:
    book = opened(maker, workbook)
    with_alerts(book)
    made = held(book)
    book.save()
    assert_same(made, held(opened(reader, workbook)))
