import random
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.table import Table

from alerts.made import MONDAY, Days, plan_of
from pab_planner.alerts import AlertEvent, Answers, CauseCategory, Letter, LetterKind, advance
from pab_planner.engines.calc.uno import struct
from pab_planner.engines.file.engine import new_book
from pab_planner.ledgers.ledger import HeadingMissing, NotAKeptTable, NotWhatIsAsked
from pab_planner.ledgers.letters import LETTERS, letter_fingerprint, read_letters, write_letters
from pab_planner.ledgers.log import LogDamaged, LogIncomplete, append_log, join_words, read_log, split_words
from pab_planner.ledgers.open_ledger import open_ledger, read_ledger
from pab_planner.ledgers.register import (
    ALERTS,
    AlertTwice,
    AlertWithoutLog,
    UnknownAlert,
    read_register,
    write_register,
)
from pab_planner.sheets.cell_text import write_text

PLAN = plan_of({"=X": (0, [0, -5, 0]), "0042": (0, [-3, 0, 0])}, customers={"=X": ("A;B", "@C")})


Kept = tuple[xw.Book, Days]


def keep(book: xw.Book) -> Kept:
    """Write two alerts into a workbook."""
    days = Days()
    days.update(PLAN)
    append_log(book, days.log)
    write_register(open_ledger(book, ALERTS), days.alerts.values(), today=MONDAY)
    return book, days


@pytest.fixture(scope="session")
def kept_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with two alerts: written once, for it takes longer than most of what is tested with it."""
    file = tmp_path_factory.mktemp("register") / "kept.xlsx"
    keep(new_book())[0].save(file)
    return file


@pytest.fixture
def kept(host: xw.App, kept_file: Path, tmp_path: Path) -> Kept:
    """A workbook with two alerts, on every host."""
    shutil.copy(kept_file, tmp_path / "kept.xlsx")
    days = Days()
    days.update(PLAN)
    return host.books.open(tmp_path / "kept.xlsx"), days


def reopened(book: xw.Book) -> xw.Book:
    app, file = book.app, book.fullname
    book.save()
    book.close()
    return app.books.open(file)


def show_only(table: xw.main.Table, text: str) -> None:
    """Filter a table by its first column, in a file or in Calc."""
    if isinstance(table.api, Table):
        criteria = FilterColumn(colId=0, filters=Filters(filter=[text]))
        table.api.autoFilter = AutoFilter(ref=table.api.ref, filterColumn=[criteria])
        return
    wanted = struct("sheet.FilterFieldValue", FilterType=1, StringValue=text)
    descriptor = table.api.getFilterDescriptor()
    descriptor.setFilterFields3((struct("sheet.TableFilterField3", Operator=2, Values=(wanted,)),))
    table.api.refresh()


def column(book: xw.Book, key: str) -> int:
    return column_on(book.sheets["Alerts"], key)


def column_on(sheet: xw.Sheet, key: str) -> int:
    headings = sheet["A3:AZ3"].value
    return int(headings.index(next(c.heading for c in ALERTS.columns if c.key == key)) + 1)


def cell(book: xw.Book, row: int, key: str) -> xw.Range:
    """A cell of the table, row 1 being the first alert."""
    return book.sheets["Alerts"].range((3 + row, column(book, key)))


def test_what_was_written_is_read_back_the_same(host: xw.App, tmp_path: Path) -> None:
    book, days = keep(host.books.add())
    book.save(tmp_path / "kept.xlsx")
    book = reopened(book)
    register = read_register(book)
    assert register.log == days.log
    assert register.alerts == days.alerts
    assert cell(book, 2, "item").value == "=X"


def test_users_columns_order_filters_and_comments_survive_an_update(kept: Kept) -> None:
    book, days = kept
    sheet = book.sheets["Alerts"]
    width = len(ALERTS.columns)
    sheet.tables["Alerts"].resize(sheet.range((3, 1), (5, width + 1)))
    sheet.range((3, width + 1), (5, width + 1)).value = [["My column"], ["of 0042"], ["of X"]]
    first, second = sheet.range((4, 1), (4, width + 1)), sheet.range((5, 1), (5, width + 1))
    upper, lower = first.value, second.value
    first.value, second.value = lower, upper
    sheet.range("A4").add_note("mine")
    show_only(sheet.tables["Alerts"], "A-0001")
    rows = {"=X": (0, [0, -6, 0]), "0042": (0, [-3, 0, 0]), "N": (-1, [0, 0, 0])}
    days.update(plan_of(rows, customers={"=X": ("A;B", "@C")}))
    write_register(open_ledger(book, ALERTS), days.alerts.values(), today=MONDAY)
    book = reopened(book)
    sheet = book.sheets["Alerts"]
    assert sheet.range((4, 1), (6, 1)).value == ["A-0002", "A-0001", "A-0003"]
    assert sheet.range((4, width + 1), (6, width + 1)).value == ["of X", "of 0042", None]
    note = sheet.range("A4").note
    assert note is not None and note.text == "mine"
    assert sheet.tables["Alerts"].range.shape == (4, width + 1)
    (criterion,) = openpyxl.load_workbook(book.fullname)["Alerts"].tables["Alerts"].autoFilter.filterColumn
    assert criterion.filters.filter == ["A-0001"]


def test_columns_are_found_by_their_headings_wherever_they_are_moved(kept: Kept) -> None:
    book, days = kept
    sheet = book.sheets["Alerts"]
    sheet.range("A:A").insert("right")
    sheet.range("A3").value = "Mine"
    assert read_register(book).alerts == days.alerts


def test_rows_are_inserted_where_a_user_wrote_below_the_table(kept: Kept) -> None:
    book, days = kept
    book.sheets["Alerts"].range("A7").value = "my notes"
    append_log(book, days.update(plan_of({f"N{i}": (-1, [0]) for i in range(4)})).entries)
    write_register(open_ledger(book, ALERTS), days.alerts.values(), today=MONDAY)
    assert book.sheets["Alerts"].range("A11").value == "my notes"
    assert len(read_register(book).alerts) == 6


def test_updating_twice_leaves_the_tables_byte_for_byte_the_same(kept: Kept) -> None:
    book, days = kept
    before = [book.sheets[name].used_range.formula for name in ("Alerts", "Log")]
    again = days.update(PLAN)
    append_log(book, again.entries)
    write_register(open_ledger(book, ALERTS), again.alerts.values(), today=MONDAY)
    assert [book.sheets[name].used_range.formula for name in ("Alerts", "Log")] == before


def test_what_people_type_is_understood_in_either_language(kept: Kept) -> None:
    book, _ = kept
    cell(book, 1, "solvable").value = "是"
    cell(book, 1, "category").value = "mould"
    cell(book, 1, "until").value = "2026/6/12"
    cell(book, 1, "owner").value = 4711
    answers = read_register(book).alerts["A-0001"].answers
    assert answers == Answers(
        owner="4711", solvable=True, category=CauseCategory.MOULD, until=date(2026, 6, 12)
    )


def test_a_cell_that_cannot_be_understood_is_named_and_left_as_it_is(kept: Kept) -> None:
    book, days = kept
    cell(book, 1, "until").value = "soon"
    register = read_register(book)
    (unread,) = register.unread
    assert isinstance(unread, NotWhatIsAsked)
    place = f"Alerts!{cell(book, 1, 'until').get_address(False, False)}"
    assert str(unread) == f"{place}: Solved by 解决期限 is soon; expected a date such as 2026-06-01"
    write_register(open_ledger(book, ALERTS), register.alerts.values(), today=MONDAY)
    assert cell(book, 1, "until").value == "soon"
    assert days.alerts == register.alerts


def test_a_state_typed_by_hand_gives_way_to_what_the_log_tells(kept: Kept) -> None:
    book, _ = kept
    cell(book, 1, "state").value = "Closed 已关闭"
    register = read_register(book)
    write_register(open_ledger(book, ALERTS), register.alerts.values(), today=MONDAY)
    assert cell(book, 1, "state").value == "Detected 已发现"


def test_a_row_that_a_user_deleted_comes_back(kept: Kept) -> None:
    book, days = kept
    book.sheets["Alerts"].range("4:4").delete("up")
    register = read_register(book)
    write_register(open_ledger(book, ALERTS), register.alerts.values(), today=MONDAY)
    assert read_register(book).alerts == days.alerts


def test_a_row_that_the_log_does_not_know_is_named(kept: Kept) -> None:
    book, _ = kept
    cell(book, 2, "number").value = "A-0099"
    with pytest.raises(AlertWithoutLog, match="Alerts!A5: the log knows no alert A-0099"):
        read_register(book)


def test_an_alert_in_two_rows_is_named(kept: Kept) -> None:
    book, _ = kept
    cell(book, 2, "number").value = "A-0001"
    with pytest.raises(AlertTwice, match="Alerts!A5: A-0001 stands twice"):
        read_register(book)


def test_a_sorted_log_tells_the_same(kept: Kept) -> None:
    book, days = kept
    written = len(days.log)
    lines = book.sheets["Log"][f"A4:S{3 + written}"]
    write_text(lines, [list(row) for row in reversed(lines.value)])
    assert read_register(book).alerts == days.alerts
    days.update(plan_of({"=X": (9, [0, -5, 0])}))
    append_log(book, days.log[written:])
    assert read_log(book) == days.log


@pytest.mark.parametrize(("number", "missing"), [(7, 2), (1, 2), (None, 2)])
def test_a_log_with_a_line_gone_or_twice_is_named(kept: Kept, number: int | None, missing: int) -> None:
    book, _ = kept
    book.sheets["Log"]["A5"].value = number
    with pytest.raises(LogIncomplete, match=f"sheet Log: line {missing} is missing"):
        read_log(book)


def test_kept_sheets_are_found_under_the_titles_that_people_give_them(kept: Kept) -> None:
    book, days = kept
    book.sheets["Log"].name, book.sheets["Alerts"].name = "Diary", "预警"
    cell_of_owner = book.sheets["预警"].range((4, column_on(book.sheets["预警"], "owner")))
    cell_of_owner.value = "Wang"
    register = read_register(book)
    assert (register.log, register.alerts["A-0001"].answers.owner) == (days.log, "Wang")
    append_log(book, [])
    write_register(open_ledger(book, ALERTS), register.alerts.values(), today=MONDAY)
    assert [sheet.name for sheet in book.sheets] == ["Sheet1", "Diary", "预警"]


def test_a_sheet_of_the_planners_own_under_a_title_of_ours_is_named(host: xw.App) -> None:
    book = host.books.add()
    book.sheets.add("Log")["A1"].value = [["Day", "Who"], ["Monday", "Li"]]
    with pytest.raises(NotAKeptTable, match="sheet Log is not one of ours"):
        read_register(book)


def test_a_log_changed_by_hand_is_named_with_its_cell(kept: Kept) -> None:
    book, _ = kept
    book.sheets["Log"].range("E4").value = "Party"
    with pytest.raises(LogDamaged, match="Log!E4"):
        read_log(book)


def test_a_heading_that_is_gone_is_named(kept: Kept) -> None:
    book, _ = kept
    cell(book, 0, "owner").value = "Who"
    with pytest.raises(HeadingMissing, match="Owner 负责人"):
        read_register(book)


def test_an_alert_is_found_by_its_number_however_it_is_written(kept: Kept) -> None:
    register = read_register(kept[0])
    assert {register.find(word).number for word in ("A-0001", "a-0001", "1", " 1 ")} == {"A-0001"}
    with pytest.raises(UnknownAlert, match="A-0001, A-0002"):
        register.find("A-7")


def test_a_letter_that_the_log_does_not_name_is_a_draft(kept: Kept) -> None:
    book, days = kept
    letters = [
        Letter(number, 1, LetterKind.INTERNAL, "A-0001", "", "zh", number, "ab", MONDAY, "li", ("a; b", "c"))
        for number in ("I-0001", "I-0002")
    ]
    write_letters(book, letters)
    step = advance(days.alerts["A-0001"], AlertEvent.REPORT, today=MONDAY, user="li", letters=("I-0001",))
    append_log(book, [step.entry])
    book = reopened(book)
    known = read_letters(read_ledger(book, LETTERS), read_log(book))
    assert known == [letters[0], replace(letters[1], issued=None)]
    write_letters(book, [replace(letters[1], by="wang")])
    assert len(book.sheets["Letters"].tables["Letters"].range.value) == 3


def test_a_fingerprint_changes_with_any_cell(host: xw.App) -> None:
    sheet = host.books.add().sheets[0]
    sheet["A1"].value = [["x", 1], [None, datetime(2026, 6, 1)]]
    one = letter_fingerprint(sheet)
    sheet["B1"].value = 2
    assert letter_fingerprint(sheet) != one
    sheet["B1"].value = 1
    assert letter_fingerprint(sheet) == one


PLANS = st.dictionaries(
    st.sampled_from(["X", "=Y", "0042"]),
    st.tuples(st.integers(-3, 3), st.lists(st.integers(-4, 4), min_size=3, max_size=3)),
    min_size=1,
)


DaysWork = list[tuple[dict[str, tuple[int, list[int]]], random.Random]]
DAYS_WORK = st.lists(st.tuples(PLANS, st.randoms(use_true_random=False)), min_size=1, max_size=5)


def work(book: xw.Book, days_work: DaysWork) -> None:
    """Each day a plan, then the rows sorted anew, with a word of the user's own beside each."""
    days, mine = Days(), len(ALERTS.columns) + 1
    for plan, chance in days_work:
        rows = {item: (float(opening), weekly) for item, (opening, weekly) in plan.items()}
        append_log(book, days.update(plan_of(rows)).entries)
        write_register(open_ledger(book, ALERTS), days.alerts.values(), today=MONDAY)
        assert read_register(book).alerts == days.alerts
        sheet = book.sheets["Alerts"]
        count = len(days.alerts)
        if not count:
            continue
        body = sheet.range((4, 1), (3 + count, mine))
        cells = body.options(ndim=2).value
        assert {row[0] for row in cells} == set(days.alerts)
        assert all(row[-1] in (None, f"mine {row[0]}") for row in cells)
        chance.shuffle(cells)
        write_text(body, [[*row[:-1], f"mine {row[0]}"] for row in cells])
        if sheet.tables["Alerts"].range.shape[1] < mine:
            sheet.range((3, mine)).value = "Mine"
            sheet.tables["Alerts"].resize(sheet.range((3, 1), (3 + count, mine)))


@given(DAYS_WORK)
@settings(max_examples=25)
def test_no_sequence_of_plans_and_sorting_loses_an_alert_or_a_cell_of_a_users_column(
    days_work: DaysWork,
) -> None:
    work(new_book(), days_work)


@given(days_work=DAYS_WORK)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nor_does_one_in_a_live_calc(calc: xw.App, days_work: DaysWork) -> None:
    with calc.books.add() as book:
        work(book, days_work)


@given(st.lists(st.text("ab; ", min_size=1, max_size=5).map(lambda s: s.strip(" ;") or "x"), max_size=4))
@settings(max_examples=200)
def test_words_in_one_cell_come_apart_again(words: list[str]) -> None:
    assert split_words(join_words(words)) == tuple(words)
