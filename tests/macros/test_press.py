"""What the ribbon calls: a button is pressed on the calling workbook, and always answers."""

from collections.abc import Callable, Iterator

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


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(xw.App, "alert", lambda app, prompt, title, mode: shown.append((prompt, mode)))
    return shown


def with_button(monkeypatch: pytest.MonkeyPatch, function: Callable[[ButtonPress], Text]) -> None:
    monkeypatch.setattr(button_press, "buttons", lambda: {"try_me": function})


def test_a_button_answers_in_the_language_of_the_workbook(
    caller: xw.Book, alerts: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_button(monkeypatch, lambda pressed: Text(f"done for {pressed.user}", f"已为 {pressed.user} 完成"))
    monkeypatch.setattr("getpass.getuser", lambda: "Li")
    press("try_me")
    settings = caller.sheets.add("Settings")
    settings["A1"].value = [["Language", "zh"]]
    press("try_me")
    assert alerts == [("done for Li", "info"), ("已为 Li 完成", "info")]


def test_a_refusal_is_shown_and_not_raised(
    caller: xw.Book, alerts: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(pressed: ButtonPress) -> Text:
        raise MissingForecast(rule="max")

    with_button(monkeypatch, refuse)
    press("try_me")
    press("no_such_button")
    assert alerts == [
        ("demand rule max needs a forecast, and none was given", "critical"),
        ("button is no_such_button; it must be one of: try_me", "critical"),
    ]
