from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import PIL.Image
import pytest
import xlwings as xw
from openpyxl.drawing.image import Image

from pab_planner.engines.file.engine import new_book, open_book
from pab_planner.language import Language, Text
from pab_planner.letters.internal_layouts import ALL_CLEAR, INTERNAL_ALERT, POST_MORTEM
from pab_planner.letters.letter_layout import COLUMNS, Layout, Pair, Pairs, SectionHeading, ensure_template
from pab_planner.letters.templates import (
    Fields,
    GroupLines,
    Template,
    TwoGroups,
    UnknownPlaceholder,
    placeholders,
)

FIELDS: Fields = {"number": "I-0001", "item": "=1+1", "day": date(2026, 6, 1), "short": 12.5, "note": None}
LINES = {"lines": GroupLines(("order", "quantity"), [("0042", 3.0), ("-7", 4.0), ("@x", 5.0)])}


@pytest.fixture(autouse=True)
def new_books_are_of_every_host(host: xw.App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "new_book", host.books.add)


def template(*rows: Sequence[object]) -> xw.Sheet:
    book = new_book()
    sheet = book.sheets[0]
    sheet.name = "T-Test-en"
    sheet["A1"].value = [list(row) for row in rows]
    return sheet


def test_a_field_alone_in_its_cell_keeps_its_kind_and_within_a_sentence_becomes_text() -> None:
    sheet = template(["{{number}}", "{{day}}"], ["Short {{short}} on {{ day }}", "{{short}}"])
    letter = Template(sheet).fill("I-0001", FIELDS, {})
    assert letter["A1:B1"].value == ["I-0001", datetime(2026, 6, 1)]
    assert letter["A2:B2"].value == ["Short 12.5 on 2026-06-01", 12.5]


def test_a_marked_row_is_repeated_for_each_line_and_what_stands_below_moves_down() -> None:
    sheet = template(["Order", "Quantity"], ["{{lines.order}}", "{{lines.quantity}}"], ["{{number}}", "end"])
    sheet["A2:B2"].color = "#EEF3F8"
    letter = Template(sheet).fill("I-0001", FIELDS, LINES)
    assert letter["A2:B5"].value == [["0042", 3], ["-7", 4], ["@x", 5], ["I-0001", "end"]]
    assert letter["A4"].color == (238, 243, 248) and letter["A5"].color is None


def test_merged_cells_and_heights_of_a_marked_row_are_repeated() -> None:
    sheet = template(["{{lines.order}}", None, "{{lines.quantity}}"])
    sheet["A1:B1"].merge()
    sheet["A1"].row_height = 31
    letter = Template(sheet).fill("I-0001", FIELDS, LINES)
    assert [letter[f"A{row}"].merge_area.address for row in (1, 3)] == ["$A$1:$B$1", "$A$3:$B$3"]
    assert letter["A3"].row_height == 31


NO_LINES = {"lines": GroupLines(("order", "quantity"), [])}


def test_a_section_that_has_nothing_to_say_is_left_out_with_its_heading() -> None:
    sheet = template(["Title"], [None], ["Lines"], ["{{lines.order}}"], [None], ["Signed"], ["{{number}}"])
    letter = Template(sheet).fill("I-0001", FIELDS, NO_LINES)
    assert letter["A1:A5"].value == ["Title", None, "Signed", "I-0001", None]
    assert sheet["A4"].value == "{{lines.order}}"


def test_within_a_section_only_the_rows_with_nothing_to_say_are_left_out() -> None:
    rows = ["Lines"], ["{{lines.order}}"], ["Why: {{word}}"], ["On {{day}}"], ["Received", "{{note}}"]
    sheet = template(*([*row, None][:2] for row in rows))
    letter = Template(sheet).fill("I-1", {**FIELDS, "word": ""}, NO_LINES)
    assert letter["A1:A4"].value == ["Lines", "On 2026-06-01", "Received", None]


def test_rows_are_repeated_at_their_places_below_a_section_that_is_left_out() -> None:
    sheet = template(
        ["{{gone.x}}"], [None], ["{{lines.order}}"], [None], ["{{gone.x}}"], [None], ["{{number}}"]
    )
    sheet["A3"].row_height = 31
    letter = Template(sheet).fill("I-1", FIELDS, {**LINES, "gone": GroupLines(("x",), [])})
    assert letter["A1:A6"].value == [None, "0042", "-7", "@x", None, "I-0001"]
    assert letter["A4"].row_height == 31


@pytest.mark.parametrize("word", ["=1+1", "+A1", "-2", "@SUM(A1)", "0042", "1-2", "TRUE", "'quoted"])
def test_what_comes_from_outside_is_written_as_text(word: str) -> None:
    letter = Template(template(["{{item}}", "for {{item}}"])).fill("I-0001", {"item": word}, {})
    assert (letter["A1"].value, letter["A1"].formula) == (word, word)
    assert letter["B1"].value == f"for {word}"


def test_a_misspelt_placeholder_is_named_with_its_cell_and_the_nearest_name() -> None:
    sheet = template(["x", "{{numbr}}"])
    with pytest.raises(UnknownPlaceholder) as refused:
        Template(sheet).fill("I-0001", FIELDS, {})
    told = "T-Test-en!B1: {{numbr}} is not a field of this letter; did you mean {{number}}?"
    assert refused.value.say("en") == told
    assert "T-Test-en!B1" in refused.value.say("zh") and "{{number}}" in refused.value.say("zh")
    assert [s.name for s in sheet.book.sheets] == ["T-Test-en"]


def test_a_misspelt_field_of_a_group_without_lines_is_named_too() -> None:
    with pytest.raises(UnknownPlaceholder, match=r"lines\.ordr.*lines\.order"):
        Template(template(["{{lines.ordr}}"])).fill("I-1", {}, {"lines": GroupLines(("order",), [])})


def test_a_row_of_two_groups_is_refused() -> None:
    groups = {"one": GroupLines(("x",), [("1",)]), "two": GroupLines(("x",), [("1",)])}
    with pytest.raises(TwoGroups, match="row 1"):
        Template(template(["{{one.x}}", "{{two.x}}"])).fill("I-1", {}, groups)


def test_the_letter_takes_the_place_of_a_draft_of_its_title() -> None:
    sheet = template(["{{number}}"])
    Template(sheet).fill("I-0001", {"number": "old"}, {})
    Template(sheet).fill("I-0001", {"number": "new"}, {})
    assert [s.name for s in sheet.book.sheets] == ["T-Test-en", "I-0001"]
    assert sheet.book.sheets["I-0001"]["A1"].value == "new"


def test_a_long_text_makes_its_row_higher() -> None:
    sheet = template(["{{item}}"])
    sheet["A1"].wrap_text = True
    sheet["A1"].column_width, sheet["A1"].row_height = 20, 15
    letter = Template(sheet).fill("I-1", {"item": "断" * 40}, {})
    assert letter["A1"].row_height > 4 * 11


def test_a_letter_looks_the_same_whatever_letters_were_written_before_it() -> None:
    """A letter of the shape of an earlier one is a copy of that one: nothing may stay of its words, heights, places."""
    rows: Any = ["{{number}}", "{{day}}"], [], ["Lines"], ["{{lines.order}}", "{{lines.quantity}}"], []
    more: Any = ["Note", "{{note}}"], [], ["{{item}}", "{{short}}"]
    sheet = template(*([*row, None, None][:2] for row in (*rows, *more)))
    sheet["A1:B8"].wrap_text, sheet["A1"].column_width, sheet["A1:B8"].row_height = True, 20, 16
    sheet["B4"].number_format, sheet["B8"].number_format = "#,##0_)", "0"
    long, brief = "断" * 90, "x"
    letters: Any = [
        (long, [(long, 1.0), ("b", 2.0)], None),
        (brief, [("a", None), (long, 4.25)], "said"),
        ("", [("a", 1.0), ("b", 2.0)], None),
        (long, [("a", 1.0), ("b", 2.5)], None),
        (brief, [("a", 1.0), ("b", 2.0)], None),
        (brief, [("a", 1.0)], ""),
        (brief, [("c", 1.0), ("", 2.0)], date(2026, 6, 8)),
        (long, [], None),
    ]
    looks = []
    for reused in (Template(sheet), None):
        for number, (item, lines, note) in enumerate(letters):
            fields: Fields = {**FIELDS, "item": item, "note": note}
            groups = {"lines": GroupLines(("order", "quantity"), lines)}
            letter = (reused or Template(sheet)).fill(f"I-{number:04d}", fields, groups)
            area = letter["A1:B10"]
            heights = [letter[f"A{row}"].row_height for row in range(1, 11)]
            looks.append((area.value, heights, [cell.number_format for cell in area]))
    assert looks[: len(letters)] == looks[len(letters) :]


def test_a_column_of_quantities_shows_the_decimal_places_that_they_have() -> None:
    sheet = template(["{{lines.order}}", "{{lines.quantity}}"], ["{{number}}", "{{short}}"])
    sheet["B1:B2"].number_format = "#,##0_)"
    lines = {"lines": GroupLines(("order", "quantity"), [("1", 1200.0), ("2", 0.25), ("3", 0.1 + 0.2)])}
    letter = Template(sheet).fill("I-0001", FIELDS, lines)
    assert letter["B1:B3"].number_format == "#,##0.00_)" and letter["B4"].number_format == "#,##0.0_)"
    whole = {"lines": GroupLines(("order", "quantity"), [("1", 1200.0)])}
    assert Template(sheet).fill("I-0002", FIELDS, whole)["B1"].number_format == "#,##0_)"


def test_a_logo_on_the_template_is_on_every_letter(tmp_path: Path) -> None:
    PIL.Image.new("RGB", (60, 20), "navy").save(tmp_path / "logo.png")
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title, sheet["A1"].value = "T-Test-en", "{{number}}"
    sheet.add_image(Image(tmp_path / "logo.png"), "C1")
    made.save(tmp_path / "plan.xlsx")
    book = open_book(tmp_path / "plan.xlsx")
    for number in ("P-0001", "P-0002"):
        Template(book.sheets["T-Test-en"]).fill(number, {"number": number}, {})
    book.save()
    written: Any = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert [len(sheet._images) for sheet in written] == [1, 1, 1]


def test_a_template_is_written_once_and_then_left_as_its_users_have_it() -> None:
    layout = Layout("Test", Text("Test", "测试"), (Pairs(((Pair(Text("Item", "物料"), "item"),),)),))
    book = new_book()
    ensure_template(book, layout, "zh")["A1"].value = "our own words"
    assert ensure_template(book, layout, "zh")["A1"].value == "our own words"
    assert ensure_template(book, layout, "en")["A1"].value == "Test"


@pytest.mark.parametrize("layout", (INTERNAL_ALERT, ALL_CLEAR, POST_MORTEM), ids=lambda layout: layout.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_own_templates_stand_on_one_page_width(layout: Layout, language: Language) -> None:
    sheet = ensure_template(new_book(), layout, language)
    assert sheet.name == f"T-{layout.name}-{language}"
    assert sheet.used_range.last_cell.column == COLUMNS
    area = sheet.page_setup.print_area
    assert area and area.endswith(f"$J${sheet.used_range.last_cell.row}")
    names = {name for place in placeholders(sheet) for name in place.names}
    assert {"number", "revision", "status", "as_of", "source", "linked", "distribution"} <= names
    headings = [block.words.say(language) for block in layout.blocks if isinstance(block, SectionHeading)]
    shown = [cell for row in sheet.used_range.options(ndim=2).value for cell in row]
    assert all(heading in shown for heading in headings)
