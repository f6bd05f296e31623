"""What the ribbon calls: a button is pressed on the calling workbook, and always answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from pab_planner.engines.file.engine import new_book
from pab_planner.errors import MissingForecast
from pab_planner.language import Text
from pab_planner.macros import button_press
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.press import press


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.Book]:
    book = new_book()
    monkeypatch.setattr(xw.Book, "_mock_caller", book, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    yield book
    book.close()


def with_button(monkeypatch: pytest.MonkeyPatch, function: Callable[[ButtonPress], Text]) -> None:
    monkeypatch.setattr(button_press, "buttons", lambda: {"try_me": function})


def test_a_button_answers_in_the_language_of_the_workbook(
    caller: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_button(monkeypatch, lambda pressed: Text(f"done for {pressed.user}", f"已为 {pressed.user} 完成"))
    monkeypatch.setattr("getpass.getuser", lambda: "Li")
    assert press("try_me") == "64\ndone for Li"
    settings = caller.sheets.add("Settings")
    settings["A1"].value = [["Language", "zh"]]
    assert press("try_me") == "64\n已为 Li 完成"


def test_a_refusal_is_told_and_not_raised(caller: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pressed: ButtonPress) -> Text:
        raise MissingForecast(rule="max")

    with_button(monkeypatch, refuse)
    assert press("try_me") == "48\ndemand rule max needs a forecast, and none was given"
    assert press("no_such_button") == "48\nbutton is no_such_button; it must be one of: try_me"


def test_an_unforeseen_error_is_one_sentence_and_a_line_in_a_file(
    caller: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(pressed: ButtonPress) -> Text:
        raise KeyError(pressed.book.sheets[0]["A1"].value)

    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    caller.sheets[0]["A1"].value = "BP-1001"
    with_button(monkeypatch, fail)
    said = press("try_me")
    log = tmp_path / ".pab_planner" / "pab_planner.log"
    assert said.startswith("48\nSomething went wrong that was not foreseen")
    assert str(log) in said
    noted = log.read_text(encoding="utf-8")
    assert "try_me, PAB Planner" in noted
    assert "in fail" in noted
    assert "KeyError" in noted
    assert "BP-1001" not in noted
    log.write_text("x" * 600_000)
    press("try_me")
    assert log.stat().st_size < 10_000
    assert log.with_name("pab_planner.old.log").stat().st_size == 600_000
