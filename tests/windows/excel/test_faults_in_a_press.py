"""A press during which Excel fails, or a file that it needs is in use: one sentence, and nothing half-written."""

import builtins
import errno
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.merge import MergedCellRange

from installation.played_computer import played_computer
from pab_planner.excel import insist as insist_module
from pab_planner.excel import undoing as undoing_module
from pab_planner.installation import doctor
from pab_planner.installation.excel import SUPPORT_FILE
from pab_planner.language import Language
from pab_planner.locks import Lock, _free, _take
from pab_planner.macros import button_press as button_press_module
from pab_planner.macros import press as press_module
from pab_planner.macros.unforeseen import HALF_DONE, log_file
from pab_planner.ribbon_buttons import BUTTON_FACES
from planning_files import Rows, weeks, workbook
from windows.excel.conftest import StartExcel
from windows.excel.errors import GENERAL, IGNORED
from windows.excel.on_linux import running_excel
from windows.excel.page_setup import PageSetup
from windows.excel.planner import NOON, TODAY, Planner
from windows.excel.planner_excel import PlannerExcel, everything, everything_on, is_one_sentence
from windows.excel.plans import MONDAY, SHAPES
from windows.excel.presses import ON_THE_PLAN, Press, every_press, in_a_table
from windows.excel.session import Session, Spoiled

ON_AN_ALERT, ON_A_FORM = ("Alerts", "A4"), ("A-0001", "A1")

FAILING = 1
"""Calls of a press that fail, one at a time, of every other press in each language.

`PAB_FAILING_COM_CALLS=5000` tries them all, of every press in both, in a day.
"""

LANGUAGES: dict[Language, str] = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}


EveryPress = Callable[[Language], dict[str, Press]]


@pytest.fixture(scope="module")
def presses(tmp_path_factory: pytest.TempPathFactory) -> EveryPress:
    """Every press, in each language led up to once."""

    @cache
    def of(language: Language) -> dict[str, Press]:
        folder = tmp_path_factory.mktemp(language)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOME", str(folder))
            return every_press(folder, language)

    return of


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still, so that two presses write the same log; nobody waits for an Excel that failed."""

    class Noon(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Noon":
            return cls.fromtimestamp(NOON.timestamp(), tz)

    class Day(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return TODAY

    monkeypatch.setattr(press_module, "date", Day)
    monkeypatch.setattr(button_press_module, "datetime", Noon)
    monkeypatch.setattr(insist_module, "PAUSES", (0.0,) * 6)
    monkeypatch.setattr(undoing_module, "LONG_PAUSES", (0.0,) * 14)
    monkeypatch.delenv("LC_ALL", raising=False)


OF_A_PAGE = [name for name, member in vars(PageSetup).items() if isinstance(member, property)]
"""What the stand-in knows of how a sheet is printed."""


def picture(running: PlannerExcel) -> dict[str, Any]:
    """Whatever a press may change: each sheet in its place, each cell with its look, and what belongs to a sheet."""
    found: dict[str, Any] = {
        "sheets": [sheet.Name for sheet in running.model.sheets],
        "in front": running.model.ActiveSheet.Name,
        "names": {name.Name: name.RefersTo for name in running.model.Names.all()},
    }
    for sheet in running.model.sheets:
        own = sheet.cells.sheet
        there = [cell for cell in own._cells.values() if not isinstance(cell, MergedCell)]
        looks = {
            cell.coordinate: (
                cell.number_format,
                cell.fill.fgColor.rgb if cell.fill.fill_type else None,
                cell.font.b,
                cell.comment and cell.comment.text,
                cell._hyperlink and cell._hyperlink.location,
            )
            for cell in there
            if cell.value is not None or cell.comment or cell._hyperlink
        }
        bottom = max((cell.row for cell in there if cell.value is not None), default=0)
        found[sheet.Name] = {
            "cells": everything_on(sheet),
            "looks": looks,
            "rules": sorted((str(rule.rule.formula), str(rule.areas)) for rule in sheet.conditions),
            "tables": [(table.Name, table.area) for table in sheet.tables],
            "choices": sorted(str(rule.sqref) for rule in own.data_validations.dataValidation),
            "merged": sorted(map(str, own.merged_cells.ranges)),
            "shown": sheet.Visible,
            "charts": len(sheet.charts),
            "page": {name: getattr(sheet.PageSetup, name) for name in OF_A_PAGE},
            "heights": {
                row: round(its.height, 1)
                for row, its in own.row_dimensions.items()
                if its.height and row <= bottom and abs(its.height - 15) > 0.1
            },
        }
    return found


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[Any]:
    """Where two pictures differ."""
    places = [place for place in {**one, **other} if one.get(place) != other.get(place)]
    return [
        (place, part, one[place].get(part), other[place].get(part))
        for place in places
        if isinstance(one.get(place), dict) and isinstance(other.get(place), dict)
        for part in {**one[place], **other[place]}
        if one[place].get(part) != other[place].get(part)
    ] or [(place, one.get(place), other.get(place)) for place in places]


@contextmanager
def opened(file: Path) -> Iterator[PlannerExcel]:
    """An Excel with a workbook. Nobody looks at the borders of merged cells: drawing them would take most of the time."""
    with running_excel() as (app, session):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(MergedCellRange, "format", lambda cells: None)
            app.books.open(str(file))
        yield PlannerExcel(app, session)


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("language", LANGUAGES)
def test_whichever_call_fails_all_is_as_before_and_another_press_does_the_work(
    tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch, presses: EveryPress
) -> None:
    monkeypatch.setenv("LANG", LANGUAGES[language])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(doctor, "this_computer", lambda: played_computer(tmp_path))
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    wrong = {
        (name, call): found
        for number, (name, press) in enumerate(presses(language).items())
        if number % 2 == (language == "zh") or "PAB_FAILING_COM_CALLS" in os.environ
        for call, found in faults(press, language, number // 2 % 2)
        if found
    }
    assert wrong == {}
    assert list(temporary.iterdir()) == []


def faults(press: Press, language: Language, kind: int) -> Iterator[tuple[int, list[Any]]]:
    """What is wrong after one call of a press has failed, for some of its calls."""
    folder = press.workbook.parent
    files = contents(folder)
    with opened(press.workbook) as calm:
        calm.select(*press.place)
        calm.session.spoiled.append(never := Spoiled(GENERAL, after=ENOUGH))
        said = calm.press_in_ribbon(press.button)
        count, done, made = ENOUGH - never.after, picture(calm), set(contents(folder))
    first, trials = language == "zh", min(count, int(os.environ.get("PAB_FAILING_COM_CALLS", FAILING)))
    for trial in range(trials):
        for each in set(contents(folder)) - set(files):
            (folder / each).unlink()
        at = count * (2 * trial + 1 + first) // (2 * trials + first)
        with opened(press.workbook) as running:
            running.select(*press.place)
            before, settings = picture(running), running.settings()
            running.session.spoiled.append(Spoiled((GENERAL, IGNORED)[(trial + kind) % 2], after=at))
            answer = running.press_in_ribbon(press.button)
            running.session.spoiled.clear()
            wrong: list[Any] = (
                [] if is_one_sentence(answer) and HALF_DONE.say(language) not in answer else [answer]
            )
            wrong += [running.settings()] if running.settings() != settings else []
            if answer != said:  # some things may fail, as the printer
                wrong += differing(picture(running), before)
                wrong += set(contents(folder)) ^ set(files)
                running.select(*press.place)
                running.press_in_ribbon(press.button)
            wrong += differing(picture(running), done)
            wrong += set(contents(folder)) ^ made
        yield at, wrong


CHANGES = ("Add", "Clear", "ClearContents", "Copy", "Delete", "Insert", "Merge", "Move", "Resize")
"""Methods that change something of a workbook."""


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("name", ["risk_colours, off", "update_alerts, recovered", "what_if, again"])
def test_no_half_of_a_press_is_spoken_of_before_anything_is_changed(
    monkeypatch: pytest.MonkeyPatch, presses: EveryPress, name: str
) -> None:
    monkeypatch.setenv("LANG", LANGUAGES["en"])
    press = presses("en")[name]
    with opened(press.workbook) as calm:
        calm.select(*press.place)
        before, places = picture(calm), calls_of(calm, press, monkeypatch)
    change = next(
        number
        for number, place in enumerate(places)
        if not place.startswith(("Application.", "Window."))
        and (place.endswith("=") or place.rpartition(".")[2] in CHANGES)
    )
    for silent_from, said in ((change - 1, "your workbook is as before"), (change + 1, HALF_DONE.en)):
        with opened(press.workbook) as running:
            running.select(*press.place)
            running.session.spoiled.append(Spoiled(GENERAL, after=silent_from, times=None))
            assert said in running.press_in_ribbon(press.button)
            running.session.spoiled.clear()
            assert not differing(picture(running), before) or said == HALF_DONE.en


def calls_of(running: PlannerExcel, press: Press, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a press asks of Excel, call by call."""
    places: list[str] = []
    answer = Session._answer

    def note(session: Session, place: str) -> None:
        answer(session, place)
        if any(fault is started for fault in session.spoiled):
            places.append(place)

    running.session.spoiled.append(started := Spoiled(GENERAL, after=ENOUGH))  # begins with the press
    with monkeypatch.context() as patch:
        patch.setattr(Session, "_answer", note)
        running.press_in_ribbon(press.button)
    return places


def test_every_button_is_among_the_presses(presses: EveryPress) -> None:
    assert {press.button for press in presses("en").values()} == {face.name for face in BUTTON_FACES}


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_excel_is_silent_for_long_it_is_said_that_half_may_be_done(
    tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    file = SHAPES["rows"].write(tmp_path)
    with opened(file) as calm:
        calm.select(*ON_THE_PLAN)
        calm.press_in_ribbon("update_alerts")
        done = picture(calm)
    with opened(file) as running:
        running.select(*ON_THE_PLAN)
        running.session.spoiled.append(Spoiled(GENERAL, after=1_500, times=60))
        assert running.press_in_ribbon("update_alerts").startswith(HALF_DONE.say(language))
        running.session.spoiled.clear()
        running.select(*ON_THE_PLAN)
        running.press_in_ribbon("update_alerts")
        assert differing(picture(running), done) == []


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("member", ["Names._Default", "Range.Worksheet", "Range.Areas"])
def test_a_question_that_excel_refuses_is_not_answered_with_none(
    start_excel: StartExcel, member: str
) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    for fault in ((), (Spoiled(GENERAL, member=member),)):
        running = start_excel("rows")
        for button, place in (("update_alerts", ON_THE_PLAN), ("alert_form", ON_AN_ALERT)):
            running.select(*place)
            running.press_in_ribbon(button)
        running.select(*ON_A_FORM)
        before = picture(running)
        running.session.spoiled += fault
        said = running.press_in_ribbon("internal_alert")
        if fault and said != told[0][0]:
            assert differing(picture(running), before) == []
            said = running.press_in_ribbon("internal_alert")
        told.append((said, picture(running)))
    assert told[0][0] == told[1][0]
    assert differing(told[1][1], told[0][1]) == []


@pytest.mark.usefixtures("at_noon")
def test_an_excel_that_goes_silent_before_anything_is_written_is_busy_and_no_more(
    start_excel: StartExcel,
) -> None:
    running = start_excel("rows")
    before = picture(running)
    running.session.spoiled.append(Spoiled(IGNORED, after=45, times=None))
    said = running.press_in_ribbon("explain")
    running.session.spoiled.clear()
    assert said.startswith("Excel is busy")
    assert differing(picture(running), before) == []


@pytest.mark.usefixtures("at_noon")
def test_the_last_cell_of_a_sheet_is_blank_again_though_excel_did_not_clear_it_at_once(
    start_excel: StartExcel,
) -> None:
    """A rule's formula is translated there; left in it, it would make the sheet as large as a sheet can be."""
    running = start_excel("rows")
    running.press_in_ribbon("insert_pab")
    running.session.spoiled += [
        Spoiled(GENERAL, member="Range.FormulaLocal"),
        Spoiled(GENERAL, member="Range.Clear", times=6),
    ]
    assert "taken back" in running.press_in_ribbon("risk_colours")
    assert running.read("Plan", "XFD1048576") is None


@pytest.mark.usefixtures("at_noon")
def test_a_form_of_which_no_copy_can_be_kept_is_said_to_be_half_written(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    for button, place in (("update_alerts", ON_THE_PLAN), ("alert_form", ON_AN_ALERT)):
        running.select(*place)
        running.press_in_ribbon(button)
    running.sheet("Plan").Range("D2").Value = 5  # the form is older than its alert then
    running.press_in_ribbon("update_alerts")
    running.model.structure_is_protected = True
    running.select(*ON_AN_ALERT)
    running.session.spoiled.append(Spoiled(GENERAL, member="Range.HorizontalAlignment="))
    assert running.press_in_ribbon("alert_form").startswith(HALF_DONE.en)


@pytest.mark.usefixtures("at_noon")
def test_an_older_sheet_that_excel_did_not_delete_goes_with_the_next_press(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("what_if")
    running.select(*ON_THE_PLAN)
    titles = running.book.sheet_names
    refusing = Spoiled(GENERAL, times=None, member="Worksheet.Delete")
    running.session.spoiled.append(refusing)
    assert running.press_in_ribbon("what_if").startswith(HALF_DONE.en)
    assert len(running.book.sheet_names) > len(titles)
    running.session.spoiled.remove(refusing)
    running.select(*ON_THE_PLAN)
    running.press_in_ribbon("what_if")
    assert running.book.sheet_names == titles


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(("after", "times"), [(0, 20), (1, 20), (1, None)])
def test_rows_of_a_table_that_excel_does_not_delete_are_no_half_of_a_press(
    stand_in: PlannerExcel, tmp_path: Path, after: int, times: int | None
) -> None:
    """Never the first: nothing is done. For a while the second: it goes later. For good: it stays, empty."""
    stand_in.app.books.open(str(in_a_table(tmp_path)))
    stand_in.select(*ON_THE_PLAN)
    for button in ("insert_pab", "risk_colours", "remove_pab"):
        stand_in.press_in_ribbon(button)
    done = picture(stand_in)
    stand_in.press_in_ribbon("insert_pab")
    before = picture(stand_in)
    stand_in.session.spoiled.append(Spoiled(GENERAL, after=after, times=times, member="Range.Delete"))
    if times:
        stand_in.session.spoiled.append(Spoiled(GENERAL, times=6, member="Range.Clear"))
    said = stand_in.press_in_ribbon("remove_pab")
    stand_in.session.spoiled.clear()
    if after == 0:
        assert "taken back" in said
        assert differing(picture(stand_in), before) == []
        said = stand_in.press_in_ribbon("remove_pab")
    assert said.startswith("2 row")
    if times is None:
        assert stand_in.read("Plan", "A4:L4") == ((None,) * 12,)
        stand_in.sheet("Plan").Range("4:4").Delete()
    assert differing(picture(stand_in), done) == []


@pytest.mark.usefixtures("at_noon")
def test_a_matrix_that_could_not_be_written_anew_is_as_before(stand_in: PlannerExcel, tmp_path: Path) -> None:
    periods = weeks(2, MONDAY)
    orders: Rows = [["Customer orders", "On hand", *periods], ["P-1", 20, 5, 5], ["P-2", 9, 1, 1]]
    mps: Rows = [["MPS", None, *periods], ["P-1", None, 0, 9], ["P-2", None, 0, 9]]
    stand_in.app.books.open(str(workbook(tmp_path / "matrix.xlsx", {"Plan": [*orders, [None], *mps]})))
    stand_in.select("Plan", "C2")
    stand_in.press_in_ribbon("insert_pab")
    plan = stand_in.sheet("Plan")
    plan.Range("A15:D17").Value = plan.Range("A5:D7").Value  # below ours: it moves up as ours goes
    plan.Range("C15:D15").NumberFormat = "yyyy-mm-dd"
    plan.Range("A5:D7").ClearContents()
    plan.Range("A2").Value = plan.Range("A16").Value = "P-9"
    stand_in.press_in_ribbon("insert_pab")
    assert plan.Range("A12:A13").Value == (("P-9",), ("P-2",))
    assert plan.Range("A17:A18").Value == (("P-9",), ("P-2",))
    assert plan.Range("C17").Formula2 == "=PAB(B2,C2:D2,C12:D12)"
    plan.Range("A3").Value = plan.Range("A13").Value = "P-8"
    before = picture(stand_in)
    stand_in.session.spoiled.append(Spoiled(GENERAL, member="Interior.Color="))
    assert "taken back" in stand_in.press_in_ribbon("insert_pab")
    assert differing(picture(stand_in), before) == []


def test_a_refusal_in_the_middle_leaves_nothing(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    for title in (
        "Figures",
        "Figures (PAB)",
    ):  # the planner's own; the log would be written before they are met
        running.book.sheets.add(title)["A1"].value = "mine"
    running.select(*ON_THE_PLAN)
    before = picture(running)
    assert "Figures" in running.press_in_ribbon("update_alerts")
    assert differing(picture(running), before) == []


ENOUGH = 1_000_000
"""More calls than a press makes."""


@contextmanager
def in_use(*files: Path, exclusively: bool = False) -> Iterator[None]:
    """Files that a Windows program holds open: others can't write, replace or delete them, or not even read.

    https://learn.microsoft.com/windows/win32/fileio/creating-and-opening-files ("sharing violation")
    """
    held = {str(file.resolve()) for file in files}

    def refuse(*paths: Any) -> None:
        for path in paths:
            if isinstance(path, str | os.PathLike) and str(Path(path).resolve()) in held:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def guarded(call: Callable[..., Any], count: int) -> Callable[..., Any]:
        def instead(*arguments: Any, **named: Any) -> Any:
            refuse(*arguments[:count])
            return call(*arguments, **named)

        return instead

    opened = io.open

    def open_guarded(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if exclusively or set(mode) & set("wax+"):
            refuse(file)
        return opened(file, mode, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        for name, count in {"replace": 2, "rename": 2, "unlink": 1, "remove": 1}.items():
            patch.setattr(os, name, guarded(getattr(os, name), count))
        patch.setattr(io, "open", open_guarded)
        patch.setattr(builtins, "open", open_guarded)
        yield


@contextmanager
def owned(file: Path) -> Iterator[None]:
    """A workbook that another Excel has open: it lays its owner's file beside it.

    https://learn.microsoft.com/office/troubleshoot/excel/files-locked-for-editing
    """
    sign = file.with_name(f"~${file.name}")
    sign.write_bytes(b"\x04Wang")
    with in_use(file):
        yield
    sign.unlink()


@contextmanager
def worked_on(file: Path) -> Iterator[None]:
    """Another work of ours holds a file's lock, and no press waits long for it."""
    place = Lock(file)._place
    handle = _take(place)
    assert handle is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lock.__init__, "__kwdefaults__", {"patience": 0.05})
        yield
    _free(place, handle)


COPY, PDF, DRAFT = "Plan copy.xlsx", "I-0001.pdf", "I-0001.eml"
IN_USE: dict[str, tuple[str, str, Callable[[Path], Any], str, str]] = {
    "the copy, open in another Excel": ("share_copy", COPY, owned, "is open in Excel", "已在 Excel 中打开"),
    "the copy, held by some program": ("share_copy", COPY, in_use, "close it there", "请先在其中关闭"),
    "the copy, being made elsewhere": ("share_copy", COPY, worked_on, "try again", "请稍后重试"),
    "the PDF, open in a viewer": ("pdf", PDF, in_use, "close it there", "请先在其中关闭"),
    "the e-mail's PDF": ("email", PDF, in_use, "close it there", "请先在其中关闭"),
    "the e-mail draft": ("email", DRAFT, in_use, "close it there", "请先在其中关闭"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("what", IN_USE)
def test_a_file_that_is_in_use_is_named_and_nothing_is_half_written(
    start_excel: StartExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, language: Language
) -> None:
    button, name, held, en, zh = IN_USE[what]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    running = with_a_letter(start_excel)
    monkeypatch.setenv("LANG", {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    file = tmp_path / name
    file.write_bytes(b"as it was")
    before, settings, files = everything(running), running.settings(), contents(tmp_path)
    with held(file):
        said = running.press_in_ribbon(button)
    assert is_one_sentence(said)
    assert name in said
    assert {"en": en, "zh": zh}[language] in said
    assert "\n" not in said
    assert (everything(running), running.settings(), contents(tmp_path)) == (before, settings, files)
    assert [book.Name for book in running.session.app.books] == ["Plan.xlsx"]


def test_a_press_that_fails_when_its_files_are_written_leaves_none(
    start_excel: StartExcel, tmp_path: Path
) -> None:
    running = with_a_letter(start_excel)
    files = contents(tmp_path)
    for button in ("email", "share_copy"):
        running.session.calls.clear()
        running.press(button)  # without what the ribbon asks once the work is done
        count = running.session.calls["Workbook.FullName"]
        for made in set(contents(tmp_path)) - set(files):
            (tmp_path / made).unlink()
        running.session.spoiled.append(Spoiled(GENERAL, after=count - 1, member="Workbook.FullName"))
        assert "taken back" in running.press_in_ribbon(button)
        assert contents(tmp_path) == files


def with_a_letter(start: StartExcel) -> PlannerExcel:
    """An internal alert that was issued to somebody, and is in front."""
    running = start("rows")
    running.press_in_ribbon("update_alerts")
    running.select(*ON_AN_ALERT)
    running.press_in_ribbon("countermeasures")
    Planner(running.book).type("Contacts", 4, Party="internal", Role="24h", Name="Li", E="li@example.com")
    running.select(*ON_AN_ALERT)
    running.press_in_ribbon("internal_alert")
    running.select("I-0001", "A1")
    return running


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("which", ["configuration", "support file"])
def test_check_set_up_while_a_file_of_ours_is_in_use(
    start_excel: StartExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str, language: Language
) -> None:
    computer = played_computer(tmp_path)
    monkeypatch.setenv("HOME", str(computer.home))
    monkeypatch.setenv("LANG", {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    monkeypatch.setattr(doctor, "this_computer", lambda: computer)
    file = computer.configuration if which == "configuration" else log_file().with_name(SUPPORT_FILE)
    file.parent.mkdir()
    file.write_bytes(b"as it was")
    running = start_excel("rows")
    before, settings = everything(running), running.settings()
    with in_use(file, exclusively=True):
        said = running.press_in_ribbon("check_setup")
    (line,) = [line for line in said.splitlines() if file.name in line]
    assert {"en": "another program has it open", "zh": "已在其他程序中打开"}[language] in line
    assert is_one_sentence(said)
    assert file.read_bytes() == b"as it was"
    assert len(said.splitlines()) > 5  # all else is looked at as ever
    assert (everything(running), running.settings()) == (before, settings)
