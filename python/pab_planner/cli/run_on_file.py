"""A workbook file opened from a terminal, as a button finds it: what the button does is saved in one step."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import xlwings as xw
from rich.markup import escape

from pab_planner.cli import EngineName, as_engine, refuse
from pab_planner.errors import PlanError
from pab_planner.language import Language, Text, both, spoken_language
from pab_planner.ledgers.ledger import A_DATE, Kind, Ledger, read_day
from pab_planner.macros.button_press import ButtonPress, buttons
from pab_planner.macros.session import language_setting

Book = Annotated[Path, typer.Argument(help="Planning workbook .xlsx .xlsm 计划工作簿", metavar="BOOK")]
AlertNumber = Annotated[str, typer.Argument(help="A-0001 or 1 预警号", metavar="ALERT")]
Today = Annotated[str | None, typer.Option(help="As of this day 截至日期", metavar="DATE")]
User = Annotated[str | None, typer.Option(help="Who does it 操作人", metavar="NAME")]
Lang = Annotated[str | None, typer.Option(help="zh | en", metavar="zh|en")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON 输出 JSON")]
Engine = Annotated[str, typer.Option(help="A workbook file, or a live Calc", metavar="file|calc")]

Result = TypeVar("Result")

_METAVARS = {Kind.DATE: "DATE", Kind.NUMBER: "NUMBER", Kind.CHOICE: "WORD"}


def answer(ledger: Ledger, key: str) -> Any:
    """An option that says what a column of a kept table asks for."""
    (column,) = (column for column in ledger.columns if column.key == key)
    words = ", ".join(both(choice) for choice in column.choices)
    asked = both(column.asks) if column.asks else ""
    said = escape(f"{asked}: {words}" if words else asked)  # a unit in brackets is no mark-up
    return typer.Option(help=said, metavar=_METAVARS.get(column.kind, "TEXT"))


class NotADay(PlanError):
    """A day that is none."""

    sentence = Text("{option} is {found}; expected {expected}", "{option} 为 {found}；应为{expected}")


@contextmanager
def opened(path: Path, engine: EngineName) -> Iterator[xw.Book]:
    """An open workbook; closed in the end, and saved only by who opened it.

    Raises:
        PlanError: It cannot be opened.
    """
    if engine == "calc":
        from pab_planner.build.extension import build_extension
        from pab_planner.engines.calc.engine import calc_app

        with calc_app(build_extension(list(buttons()))) as app:
            yield app.books.open(str(path))
    else:
        from pab_planner.engines.file.engine import open_book

        book = open_book(path)
        try:
            yield book
        finally:
            book.close()


def run_on_file(
    path: Path,
    work: Callable[[ButtonPress], Result],
    *,
    today: str | None,
    user: str | None,
    lang: str | None,
    engine: str,
    arguments: dict[str, str | None] | None = None,
    save: bool = True,
) -> tuple[Result, Language]:
    """Do a button's work on a workbook file and save it; a refusal ends the program and changes nothing.

    Args:
        path: The workbook.
        work: The work.
        today: The day, today's where not given.
        user: Who does it, the one signed in where not given.
        lang: `zh` or `en`; the workbook's setting, else the terminal's where not given.
        engine: `file` or `calc`.
        arguments: What the terminal gave as options.
        save: Whether the work writes anything.

    Returns:
        What the work returned, and the language to say it in.
    """
    language = spoken_language(lang)
    try:
        with opened(path, as_engine(engine)) as book:
            language = spoken_language(lang, language_setting(book))
            given = {name: word for name, word in (arguments or {}).items() if word}
            day = _day("--today", today)
            result = work(ButtonPress(book, day, user or getpass.getuser(), language, arguments=given))
            if save:
                book.save()
    except PlanError as error:
        raise refuse(error, language) from None
    return result, language


def _day(option: str, word: str | None) -> date:
    """The day that an option names; today's where it names none."""
    day = read_day(word) if word else date.today()
    if day is None:
        raise NotADay(option=option, found=word, expected=A_DATE)
    return day
