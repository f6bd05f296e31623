"""What all verbs on a workbook file share: their options, and a button's work that is saved in one step."""

import inspect
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.markup import escape

from pab_planner.cli import REFUSALS, Engine, Lang, app, as_engine, opened_book, print_json, refuse, say
from pab_planner.cli.steps import WORKING, Steps
from pab_planner.errors import ChoiceError
from pab_planner.language import Language, Text, both, spoken_language
from pab_planner.ledgers.ledger import A_DATE, Kind, Ledger, read_day
from pab_planner.locks import Lock
from pab_planner.macros.button_press import ButtonPress, signed_in
from pab_planner.macros.session import language_setting

Book = Annotated[Path, typer.Argument(help="Planning workbook .xlsx .xlsm 计划工作簿", metavar="BOOK")]
AlertNumber = Annotated[str, typer.Argument(help="A-0001 or 1 预警号", metavar="ALERT")]
Today = Annotated[str | None, typer.Option(help="As of this day 截至日期", metavar="DATE")]
User = Annotated[str | None, typer.Option(help="Who does it 操作人", metavar="NAME")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON 输出 JSON")]

OPENING, SAVING = Text("Opening the workbook", "打开工作簿"), Text("Saving the workbook", "保存工作簿")

YEARS = range(1901, 2200)
"""Years that an option may name: Python's dates end with 9999."""
_A_YEAR = Text("a day from {first} to {last}", " {first} 年至 {last} 年之间的日期")

Result = TypeVar("Result")

_METAVARS = {Kind.DATE: "DATE", Kind.NUMBER: "NUMBER", Kind.CHOICE: "WORD"}


def answer(ledger: Ledger, key: str, *names: str) -> Any:
    """An option with the help of a kept table's column; called `names`, or after its parameter if left out."""
    (column,) = (column for column in ledger.columns if column.key == key)
    words = ", ".join(both(choice) for choice in column.choices)
    asked = both(column.asks) if column.asks else ""
    said = escape(f"{asked}：{words}" if words else asked)  # a unit in brackets is no mark-up
    return typer.Option(*names, help=said, metavar=_METAVARS.get(column.kind, "TEXT"))


class NotADay(ChoiceError):
    """An option that should be a day is not one."""

    sentence = Text("{option} is {found}; expected {expected}", "{option} 为 {found}；应为{expected}")


@dataclass(frozen=True)
class Run:
    """A verb at work on a workbook file: the options that all of them take, and what it asks for itself.

    Attributes:
        book: The workbook.
        today: The day that counts as today; the real one if not given.
        user: Who does it; the user who is signed in if not given.
        lang: `zh` or `en`; if not given, the workbook's setting, else the terminal's language.
        as_json: Whether the answer is JSON.
        engine: `file` or `calc`.
        arguments: The verb's own arguments and options, by name; those that were not given are left out.
    """

    book: Path
    today: str | None
    user: str | None
    lang: str | None
    as_json: bool
    engine: str
    arguments: Mapping[str, str]

    @cached_property
    def steps(self) -> Steps:
        """The steps of the work, shown while it runs."""
        return Steps(spoken_language(self.lang), quiet=self.as_json)

    def do(self, work: Callable[[ButtonPress], Result], *, save: bool = True) -> tuple[Result, Language]:
        """Do a button's work on the workbook and save it; a refusal ends the program and changes nothing.

        Args:
            work: The work.
            save: Whether the work writes anything.

        Returns:
            What the work returned, and the language to say it in.
        """
        language, steps = spoken_language(self.lang), self.steps
        engine = as_engine(self.engine)
        changes = save or engine == "calc"  # who works in Calc saves there before a file is copied
        try:
            with steps.shown(), Lock(self.book) if changes else nullcontext():
                steps.begin(OPENING)
                with opened_book(self.book, engine) as book:
                    language = steps.language = spoken_language(self.lang, language_setting(book))
                    day = _day("--today", self.today)
                    user = self.user or signed_in()
                    steps.begin(WORKING)
                    result = work(ButtonPress(book, day, user, language, arguments=self.arguments))
                    if save:
                        steps.begin(SAVING)
                        book.save()
        except REFUSALS as error:
            raise refuse(error, language) from None
        return result, language

    def say(self, text: Text, language: Language) -> None:
        """Print one sentence, as it is or as JSON."""
        if self.as_json:
            print_json({"said": text.say(language)})
        else:
            say(text, language)


def verb(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function a verb: BOOK stands where it takes its `run`, the common options after its own."""
    parameters = inspect.signature(function).parameters
    own = [name for name in parameters if name != "run"]

    def called(**given: Any) -> None:
        common = {option.name: given[option.name] for option in _COMMON}
        asked = {name: _word(given[name]) for name in own}
        run = Run(**common, arguments={name: word for name, word in asked.items() if word})
        function(run=run, **{name: given[name] for name in own})

    book, *options = _COMMON
    taken = [book if name == "run" else each for name, each in parameters.items()] + options
    # Typer reads the options of a verb from its signature and its annotations.
    called.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in taken]
    )
    called.__annotations__ = {each.name: each.annotation for each in taken}
    called.__doc__ = function.__doc__
    return app.command(name=function.__name__.removesuffix("_verb").replace("_", "-"))(called)


def _word(given: Any) -> str:
    """An argument as a button takes it: a flag that was set is `yes`."""
    return "" if given is None or given is False else "yes" if given is True else str(given)


def _common(name: str, annotation: Any, **default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, **default)


_COMMON = (
    _common("book", Book),
    _common("today", Today, default=None),
    _common("user", User, default=None),
    _common("lang", Lang, default=None),
    _common("as_json", Json, default=False),
    _common("engine", Engine, default="file"),
)


def _day(option: str, word: str | None) -> date:
    """The day that an option names; today if it was not given."""
    day = read_day(word) if word else date.today()
    if day is None:
        raise NotADay(option=option, found=word, expected=A_DATE)
    if day.year not in YEARS:
        raise NotADay(option=option, found=word, expected=_A_YEAR.filled(first=YEARS[0], last=YEARS[-1]))
    return day
