from datetime import date, datetime
from pathlib import Path

import pytest

from cli.typed import answer, run
from pab_planner.engines.file.engine import open_book
from stories.planner_book import Order, planner_book, set_stock, week

ORDERS: list[Order] = [("X", "A", "SO-1", "1", week(1), 5), ("Y", "B", "SO-2", "1", week(2), 7)]
STOCK = [("X", "Bolt", 0.0, 0.0), ("Y", "[red]Nut[/red]", 0.0, 0.0)]
ON_MONDAY = ("--today", "2026-06-01", "--user", "li")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """X is 5 short from week 1 on, Y 7 from week 2."""
    planner_book(ORDERS, [], STOCK).save(tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


def test_update_prints_the_alerts_and_what_became_of_them(file: Path) -> None:
    told = answer("update", file, *ON_MONDAY)
    assert told["alerts"][0] == {
        "number": "A-0001",
        "item": "X",
        "customers": ["A"],
        "level": "SHORTAGE",
        "first_period": "2026-06-08",
        "last_period": "2026-06-15",
        "first_short_period": "2026-06-08",
        "worst_quantity": 5.0,
        "state": "DETECTED",
        "respond_by": "2026-06-02",
        "overdue": False,
    }
    assert (told["opened"], told["changed"], told["recovered"], told["unchanged"]) == (
        ["A-0001", "A-0002"],
        [],
        [],
        [],
    )
    again = answer("update", file, "--today", "2026-06-03", "--user", "li")
    assert (again["opened"], again["unchanged"]) == ([], ["A-0001", "A-0002"])
    assert again["alerts"][0]["overdue"] is True


def test_an_alert_goes_its_way_from_a_terminal(file: Path) -> None:
    run("update", file, *ON_MONDAY)
    assert answer("report", file, "A-0001", *ON_MONDAY)["letters"] == ["I-0001"]
    given = ("--solvable", "no", "--owner", "Wang", "--until", "2026-06-12", "--note", "mould broken")
    assert answer("assess", file, 1, *given, *ON_MONDAY)["state"] == "ASSESSED"
    book = open_book(file)
    set_stock(book, "X", 50)
    book.save()
    assert answer("clear", file, "A-0001", *ON_MONDAY)["state"] == "CLEARED"
    assert answer("reopen", file, "A-0001", *ON_MONDAY)["state"] == "REPORTED"
    assert answer("clear", file, "A-0001", *ON_MONDAY)["state"] == "CLEARED"
    review: tuple[str, ...] = (
        "--category",
        "mould",
        "--root-cause",
        "a",
        "--escape-cause",
        "b",
        "--corrective",
        "c",
    )
    review = (*review, "--preventive", "d", "--effective", "2026-09-01", "--verified", "e")
    said = run("close", file, "A-0001", *review, *ON_MONDAY, fails=True)
    assert "the date on which effectiveness is verified has not come" in said
    closed = answer("close", file, "A-0001", *review, "--today", "2026-09-01")
    assert (closed["state"], closed["letters"]) == ("CLOSED", ["I-0001", "K-0001", "K-0001.2", "D-0001"])


def test_the_log_prints_every_event(file: Path) -> None:
    run("update", file, *ON_MONDAY)
    run("report", file, "A-0002", *ON_MONDAY)
    log = answer("log", file)
    moment = datetime.fromisoformat(log[-1].pop("at"))
    assert moment.date() == date(2026, 6, 1) and moment.tzinfo is not None
    assert log[-1] == {
        "when": "2026-06-01",
        "user": "li",
        "alert": "A-0002",
        "event": "report",
        "from": "DETECTED",
        "to": "REPORTED",
        "note": "",
    }
    assert (log[0]["event"], log[0]["from"]) == ("detect", None)


def test_a_refusal_is_one_sentence_in_the_language_asked_for_and_changes_no_byte(file: Path) -> None:
    run("update", file, *ON_MONDAY)
    run("report", file, "A-0001", *ON_MONDAY)
    before = file.read_bytes()
    said = run("assess", file, "A-0001", "--owner", "Wang", *ON_MONDAY, "--lang", "zh", fails=True)
    assert said == "A-0001：暂不能执行“评估”：选择能否按时解决（Alerts!P4）；填写解决期限（Alerts!Q4）"
    assert "there is no alert A-9" in run("report", file, "A-9", *ON_MONDAY, "--lang", "en", fails=True)
    wrong = run("assess", file, "A-0001", "--until", "soon", *ON_MONDAY, "--lang", "en", fails=True)
    assert (
        wrong == "--until: Solved by 解决期限 is soon; expected a date such as 2026-06-01"
        or "--until" in wrong
    )
    assert "--today is 1 June" in run("update", file, "--today", "1 June", "--lang", "en", fails=True)
    assert file.read_bytes() == before


def test_today_lists_what_is_to_be_done_the_most_overdue_first(file: Path) -> None:
    run("update", file, *ON_MONDAY)
    run("report", file, "A-0001", "--today", "2026-06-03", "--user", "li")
    todo = answer("today", file, "--today", "2026-06-03")
    assert [(entry["number"], entry["step"], entry["overdue"]) for entry in todo] == [
        ("A-0002", "report", True),
        ("A-0001", "assess", False),
    ]
    assert "Internal alert" in run("today", file, "--today", "2026-06-03", "--lang", "en")


def test_words_from_the_plan_are_no_markup_for_the_terminal(file: Path) -> None:
    book = open_book(file)
    book.sheets["Orders"]["A2"].value = "[red]X[/red]"
    book.save()
    assert "[red]X[/red]" in run("update", file, *ON_MONDAY)


ASSESSED = ("--solvable", "no", "--owner", "Li", "--until", "2026-06-05")


def test_merge_adds_what_the_other_did_and_lists_conflicts(file: Path, tmp_path: Path) -> None:
    run("update", file, *ON_MONDAY)
    run("report", file, "A-0001", *ON_MONDAY)
    other = tmp_path / "other.xlsx"
    other.write_bytes(file.read_bytes())
    run("report", other, "A-0002", "--today", "2026-06-01", "--user", "wang")
    run("assess", other, "A-0001", *ASSESSED, "--today", "2026-06-01", "--user", "wang")
    run("assess", file, "A-0001", *ASSESSED, *ON_MONDAY)
    before = other.read_bytes()
    told = answer("merge", file, other)
    assert (told["events"], told["letters_in_other"], other.read_bytes()) == (1, ["I-0002"], before)
    assert [(c["alert"], c["mine"], c["theirs"]) for c in told["conflicts"]] == [
        ("A-0001", "2026-06-01 li ASSESS", "2026-06-01 wang ASSESS")
    ]
    states = {alert["number"]: alert["state"] for alert in answer("update", file, *ON_MONDAY)["alerts"]}
    assert states == {"A-0001": "ASSESSED", "A-0002": "REPORTED"}


def test_merge_says_in_which_file_the_letters_stand(file: Path, tmp_path: Path) -> None:
    run("update", file, *ON_MONDAY)
    other = tmp_path / "other.xlsx"
    other.write_bytes(file.read_bytes())
    run("report", other, "A-0002", *ON_MONDAY)
    assert "their sheets stay in other.xlsx, keep that file: I-0001" in run("merge", file, other)
    assert "letters" not in run("merge", file, other)


def test_merge_marks_a_letter_whose_number_is_another_letters_here(file: Path, tmp_path: Path) -> None:
    run("update", file, *ON_MONDAY)
    other = tmp_path / "other.xlsx"
    other.write_bytes(file.read_bytes())
    run("report", other, "A-0002", "--today", "2026-06-01", "--user", "wang")
    run("report", file, "A-0001", *ON_MONDAY)
    told = answer("merge", file, other)
    assert (told["events"], told["conflicts"], told["letters_in_other"]) == (1, [], ["I-0001-wang"])
