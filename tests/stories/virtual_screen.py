"""A screen that nobody sees, with a window manager, and Calc's window on it."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings as xw
from PIL import Image

from pab_planner.engines.calc.uno import properties
from pab_planner.language import Language
from pab_planner.reading.grid import address
from pab_planner.ribbon_buttons import BUTTON_FACES, TITLE

WIDTH, HEIGHT = 1600, 900
PATIENCE = 30
"""Seconds after which something that should appear is given up."""


@contextmanager
def virtual_screen() -> Iterator[str]:
    """An X server and a window manager for the time of the `with` block; gives the display's name."""
    reader, writer = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    manager = None
    try:
        with os.fdopen(reader) as display:
            name = f":{display.readline().strip()}"
        manager = subprocess.Popen(
            ["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL
        )
        yield name
    finally:
        for process in filter(None, (manager, server)):
            process.terminate()
            process.wait()


def wait_for(happened: Callable[[], object], what: str) -> None:
    """Wait until something has happened.

    Raises:
        TimeoutError: It did not.
    """
    give_up = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} did not happen within {PATIENCE} s")
        time.sleep(0.1)


class Window:
    """A workbook in a window of Calc, as the planner sees and touches it.

    Attributes:
        document: The document, to look into its cells.
    """

    def __init__(self, app: xw.App, file: Path, language: Language, pictures: Path) -> None:
        self._language, self._pictures, self._count = language, pictures, 0
        self._context = app.impl.context
        options = properties(MacroExecutionMode=0)
        self.document = app.api.loadComponentFromURL(file.as_uri(), "_blank", 0, options)
        self._view = self.document.CurrentController
        self._frame = self._view.Frame
        self._frame.ContainerWindow.setPosSize(0, 0, WIDTH, HEIGHT, 15)  # com.sun.star.awt.PosSize.POSSIZE
        self._view.setActiveSheet(self.document.Sheets.getByIndex(0))

    def close(self) -> None:
        """Close it without saving."""
        self.document.setModified(False)
        self.document.close(True)

    @property
    def sheets(self) -> tuple[str, ...]:
        """Titles of the sheets."""
        return tuple(self.document.Sheets.ElementNames)

    def cell(self, sheet: str, address: str) -> Any:
        """A cell, to look into."""
        return self.document.Sheets.getByName(sheet).getCellRangeByName(address)

    def select(self, sheet: str, address: str) -> None:
        """Show a sheet and select cells."""
        self._view.setActiveSheet(self.document.Sheets.getByName(sheet))
        self._view.select(self.cell(sheet, address))
        self._frame.ContainerWindow.setFocus()

    def type(self, sheet: str, address: str, text: str) -> None:
        """Click on a cell and type into it."""
        self.select(sheet, address)
        before = self.cell(sheet, address).Formula
        _click_middle(self._shown(sheet, address))
        subprocess.run(["xdotool", "type", "--delay", "30", text], check=True)
        subprocess.run(["xdotool", "key", "--delay", "100", "Return"], check=True)
        wait_for(lambda: self.cell(sheet, address).Formula != before, f"typing {text} into {sheet}!{address}")

    def delete_rows(self, sheet: str, address: str) -> None:
        """Delete the rows of some cells."""
        place = self.cell(sheet, address).RangeAddress
        count = place.EndRow - place.StartRow + 1
        self.document.Sheets.getByName(sheet).Rows.removeByIndex(place.StartRow, count)

    def pick(self, sheet: str, address: str, choice: str) -> None:
        """Take a choice from a cell's list."""
        self.cell(sheet, address).String = choice

    def address(self, sheet: str, row: str, heading: str) -> str:
        """Address of the cell in the row that begins with a text and beneath a heading."""
        page = self.document.Sheets.getByName(sheet)
        cells = page.getCellRangeByName("A1:AK60").getDataArray()
        head = next(line for line in cells if any(str(c).startswith(heading) for c in line))
        column = next(number for number, c in enumerate(head) if str(c).startswith(heading))
        line = next(number for number, line in enumerate(cells) if line[0] == row)
        return address(line, column)

    def press(self, button: str) -> str:
        """Press a button: by mouse where the toolbar has it, else by the menu's command.

        Returns:
            What the line above the sheet says.
        """
        if self._view.hasInfobar("pab_planner"):
            self._view.removeInfobar("pab_planner")
        face = next(face for face in BUTTON_FACES if face.name == button)
        if face.large:
            self._click(face.label.en if self._language == "en" else face.label.zh)
        else:
            manager = self._context.ServiceManager
            dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", self._context)
            url = f"service:org.pabplanner.Buttons?{button}"
            dispatcher.executeDispatch(self._frame, url, "", 0, ())
        wait_for(lambda: self._view.hasInfobar("pab_planner"), f"the answer of {button}")
        labels = [f.getAccessibleName() for f in _within(self._window, 10) if f.getAccessibleRole() == _LABEL]
        return str(labels[labels.index("PAB") + 1])

    @property
    def _window(self) -> Any:
        return self._frame.ContainerWindow.getAccessibleContext()

    def _click(self, label: str) -> None:
        bars = [found for found in _within(self._window, 4) if found.getAccessibleRole() == _TOOL_BAR]
        bar = next(found for found in bars if found.getAccessibleName() == TITLE)
        _click_middle(next(found for found in _within(bar, 1) if found.getAccessibleName() == label))

    def colour(self, sheet: str, address: str) -> Any:
        """The colour of a cell near its lower left corner on the screen, whichever rule painted it."""
        self.select(sheet, address)
        self.select(sheet, "A1")
        place, size = _place(self._shown(sheet, address))
        with Image.open(self.picture("colour")) as screen:
            return screen.convert("RGB").getpixel((place[0] + 4, place[1] + size[1] - 4))

    def _shown(self, sheet: str, address: str) -> Any:
        """What the accessibility tree shows of a cell of the sheet in front."""
        time.sleep(0.5)
        place = self.cell(sheet, address).RangeAddress
        root = self._frame.ComponentWindow.getAccessibleContext()
        tables = [found for found in _within(root, 3) if found.getAccessibleRole() == _TABLE]
        cells = [table.getAccessibleCellAt(place.StartRow, place.StartColumn) for table in tables]
        shown = [cell.getAccessibleContext() for cell in cells]
        return next(cell for cell in shown if cell.getSize().Width)  # frozen panes are tables of their own

    def picture(self, name: str) -> Path:
        """A picture of the whole screen, numbered in the order of the story."""
        self._count += 1
        self._pictures.mkdir(parents=True, exist_ok=True)
        file = self._pictures / f"{self._count:02}_{name}.png"
        time.sleep(0.5)
        subprocess.run(["import", "-window", "root", str(file)], check=True)
        return file


# com.sun.star.accessibility.AccessibleRole
_MENU_BAR, _TABLE, _TOOL_BAR, _LABEL = 34, 58, 63, 86


def _within(context: Any, depth: int) -> Iterator[Any]:
    """What the accessibility tree shows of a window, down to a depth; tables and bars are not entered."""
    yield context
    for index in range(context.getAccessibleChildCount()) if depth else ():
        child = context.getAccessibleChild(index).getAccessibleContext()
        closed = child.getAccessibleRole() in (_MENU_BAR, _TABLE, _TOOL_BAR)
        yield from _within(child, 0 if closed else depth - 1)


def _place(shown: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """Upper left corner on the screen, width and height [pixels]."""
    corner, size = shown.getLocationOnScreen(), shown.getSize()
    return (corner.X, corner.Y), (size.Width, size.Height)


def _click_middle(shown: Any) -> None:
    (left, top), (width, height) = _place(shown)
    middle = (str(left + width // 2), str(top + height // 2))
    subprocess.run(["xdotool", "mousemove", *middle, "click", "1"], check=True)
