"""Press any button from a terminal."""

from dataclasses import replace
from typing import Annotated

import typer
import xlwings as xw

from pab_planner.cli.run import Run, verb
from pab_planner.errors import UnknownChoice
from pab_planner.language import Text
from pab_planner.macros.button_press import ButtonPress, press_button


@verb
def press(
    button: Annotated[str, typer.Argument(help="Name of the button 按钮名", metavar="BUTTON")],
    run: Run,
    sheet: Annotated[str | None, typer.Option(help="The active sheet 当前工作表", metavar="NAME")] = None,
    selection: Annotated[str | None, typer.Option(help="Selected cells 所选单元格", metavar="A1:B2")] = None,
    argument: Annotated[
        list[str] | None, typer.Option(help="What the button asks for 按钮所需参数", metavar="NAME=VALUE")
    ] = None,
) -> None:
    """Press a button of the ribbon 按下功能区按钮."""
    given = dict(option.partition("=")[::2] for option in argument or [])

    def work(pressed: ButtonPress) -> Text:
        return press_button(button, replace(pressed, selection=_selected(pressed.book, sheet, selection)))

    text, language = replace(run, arguments=given).do(work)
    run.say(text, language)


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
