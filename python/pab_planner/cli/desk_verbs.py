"""Press any button from a terminal, and put PAB Planner into a spreadsheet program."""

from dataclasses import replace
from typing import Annotated, Literal

import typer
import xlwings as xw

from pab_planner.cli import app, console, refuse, say
from pab_planner.cli.at_desk import Book, Engine, Lang, Today, User, at_desk
from pab_planner.errors import PlanError, UnknownChoice
from pab_planner.installation import doctor as look_at_everything
from pab_planner.installation import install as put_in
from pab_planner.installation import uninstall as take_out
from pab_planner.language import Text, spoken_language
from pab_planner.macros import Desk, press_at

HostName = Annotated[Literal["excel", "libreoffice"], typer.Option(help="excel | libreoffice")]


@app.command()
def press(
    button: Annotated[str, typer.Argument(help="Name of the button 按钮名", metavar="BUTTON")],
    book: Book,
    sheet: Annotated[str | None, typer.Option(help="The active sheet 当前工作表", metavar="NAME")] = None,
    selection: Annotated[str | None, typer.Option(help="Selected cells 所选单元格", metavar="A1:B2")] = None,
    argument: Annotated[
        list[str] | None, typer.Option(help="What the button asks for 按钮所需参数", metavar="NAME=VALUE")
    ] = None,
    today: Today = None,
    user: User = None,
    lang: Lang = None,
    engine: Engine = "file",
) -> None:
    """Press a button of the ribbon 按下功能区按钮."""
    given = dict(option.partition("=")[::2] for option in argument or [])

    def work(desk: Desk) -> Text:
        return press_at(button, replace(desk, selection=_selected(desk.book, sheet, selection)))

    text, language = at_desk(
        book, work, today=today, user=user, lang=lang, engine=engine, arguments={**given}
    )
    say(text, language)


def _selected(book: xw.Book, sheet: str | None, selection: str | None) -> xw.Range:
    """The cells that a person would have selected."""
    titles = [each.name for each in book.sheets]
    if sheet is not None and sheet not in titles:
        raise UnknownChoice(name="--sheet", found=sheet, choices=", ".join(titles))
    active = book.sheets[sheet] if sheet else book.sheets.active
    active.activate()
    cells = active.range(selection or "A1")
    cells.select()
    return cells


@app.command()
def install(host: HostName = "excel", lang: Lang = None) -> None:
    """Put PAB Planner into Excel or LibreOffice 安装到 Excel 或 LibreOffice."""
    language = spoken_language(lang)
    try:
        for text in put_in(host):
            say(text, language)
    except PlanError as error:
        raise refuse(error, language) from None


@app.command()
def uninstall(host: HostName = "excel", lang: Lang = None) -> None:
    """Take PAB Planner out again 卸载."""
    language = spoken_language(lang)
    try:
        for text in take_out(host):
            say(text, language)
    except PlanError as error:
        raise refuse(error, language) from None


@app.command()
def doctor(lang: Lang = None) -> None:
    """Check that Excel, the add-in and Python fit together 检查安装."""
    language = spoken_language(lang)
    for finding in look_at_everything():
        console().print(f"{'✓' if finding.sound else '✗'} {finding.text.say(language)}", markup=False)
