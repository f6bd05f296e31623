"""`Application`: the running Excel."""

import pathlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from xlwings.constants import Calculation

from windows.excel.areas import Area, Place
from windows.excel.errors import refuse
from windows.excel.excel_object import Collection, ExcelObject
from windows.excel.formulas import references
from windows.excel.locales import CHINA, Locale
from windows.excel.ranges import CellRange
from windows.excel.window import BookWindow
from windows.excel.workbook import Book, Books
from windows.excel.worksheet import Sheet

Function = Callable[..., Any]
A1_STYLE = 1
"""Excel's number; R1C1 is -4150: https://learn.microsoft.com/office/vba/api/excel.xlreferencestyle"""


class Languages(ExcelObject):
    """Which language Excel speaks."""

    kind = "LanguageSettings"

    def __init__(self, app: "Application") -> None:
        self.app = app

    def LanguageID(self, Id: int) -> int:
        return self.app.language


class Functions(ExcelObject):
    """Functions of sheets that VBA may call."""

    kind = "WorksheetFunction"

    def __init__(self, app: "Application") -> None:
        self.app = app

    def CountA(self, Arg1: CellRange) -> float:
        # Cells that are not empty, hidden or not: https://learn.microsoft.com/office/vba/api/excel.worksheetfunction.counta
        cells = Arg1.sheet.cells
        filled = (place for place in cells.filled() if any(area.holds(place) for area in Arg1.areas))
        return float(sum(1 for _ in filled))


class WindowsOfAll(Collection):
    """The windows of all workbooks, the active one first."""

    kind = "Windows"

    def __init__(self, app: "Application") -> None:
        self.app = app

    def all(self) -> list[BookWindow]:
        return [book.window for book in sorted(self.app.books, key=lambda book: book is not self.app.active)]


class Application(ExcelObject):
    """The running Excel.

    Attributes:
        locale: Separators and function names of formulas that are not English.
        has_printer: Without one, Excel refuses to set up a page.
        functions: Sheet functions that Excel asks when it calculates, by name.
        language: Windows' number of the language of the menus; 2052 is Chinese, 1033 English.
    """

    kind = "Application"

    def __init__(
        self,
        locale: Locale = CHINA,
        *,
        excel_2016: bool = False,
        has_printer: bool = True,
        functions: Mapping[str, Function] | None = None,
        language: int = 2052,
    ) -> None:
        self.app = self
        self.locale, self.excel_2016, self.has_printer, self.language = (
            locale,
            excel_2016,
            has_printer,
            language,
        )
        self.functions = functions or {}
        self.books: list[Book] = []
        self.active: Book | None = None
        self.selected: ExcelObject | None = None
        """Something other than cells, a chart for example, if that is selected."""
        self.copied: CellRange | None = None
        self.locked: set[pathlib.Path] = set()
        """Files that another program holds open."""
        self.read_by_excel_alone: dict[pathlib.Path, tuple[bytes, int]] = {}
        """Copies of workbooks in formats such as .xlsb: as a package, and the format."""
        self.opened = 0
        """How many workbooks were made new."""
        self.cells_moved: Counter[str] = Counter()
        """How many cells were read and written."""
        self.uncalculated: list[str] = []
        """Formulas whose value was read though nothing has calculated it."""
        self._cut_copy_mode = 0
        self.ScreenUpdating = True
        self.DisplayAlerts = True
        self.EnableEvents = True
        self.Interactive = True
        self.StatusBar: Any = False
        self.Visible = True
        self.PrintCommunication = True
        self.UserControl = True
        self.Iteration = False
        self.ReferenceStyle = A1_STYLE
        self._calculation = int(Calculation.xlCalculationAutomatic)

    @property
    def Name(self) -> str:
        return "Microsoft Excel"

    @property
    def Version(self) -> str:
        return "16.0"

    @property
    def Build(self) -> int:
        # https://learn.microsoft.com/office/vba/api/excel.application.build
        return 18227

    @property
    def Hwnd(self) -> int:
        return id(self) % 1_000_000 + 1

    @property
    def Path(self) -> str:
        return "C:\\Program Files\\Microsoft Office\\root\\Office16"

    @property
    def LanguageSettings(self) -> Languages:
        return Languages(self)

    @property
    def WorksheetFunction(self) -> Functions:
        return Functions(self)

    @property
    def Workbooks(self) -> Books:
        return Books(self)

    @property
    def Windows(self) -> WindowsOfAll:
        return WindowsOfAll(self)

    @property
    def ActiveWorkbook(self) -> Book | None:
        return self.active

    @property
    def ActiveSheet(self) -> Sheet | None:
        return self.active.ActiveSheet if self.active else None

    @property
    def ActiveWindow(self) -> ExcelObject | None:
        return self.active.window if self.active else None

    @property
    def ActiveCell(self) -> CellRange | None:
        return self.active.ActiveSheet.active_cell if self.active else None

    @property
    def Selection(self) -> Any:
        # Any object, or Nothing: https://learn.microsoft.com/office/vba/api/excel.application.selection
        if self.selected is not None or self.active is None:
            return self.selected
        return self.active.ActiveSheet.selection

    @property
    def CutCopyMode(self) -> Any:
        return self._cut_copy_mode

    @CutCopyMode.setter
    def CutCopyMode(self, mode: Any) -> None:
        if not mode:
            self.copied, self._cut_copy_mode = None, 0

    def copy(self, cells: CellRange) -> None:
        """Put cells on the clipboard, with the moving border around them."""
        self.copied, self._cut_copy_mode = cells, 1

    @property
    def Calculation(self) -> int:
        return self._calculation

    @Calculation.setter
    def Calculation(self, mode: int) -> None:
        if not self.books:
            # Without an open workbook Excel refuses.
            refuse("Unable to set the Calculation property of the Application class")
        self._calculation = int(mode)
        if mode == Calculation.xlCalculationAutomatic:
            self.Calculate()

    def Union(self, Arg1: CellRange, Arg2: CellRange) -> CellRange:
        # https://learn.microsoft.com/office/vba/api/excel.application.union
        return CellRange(Arg1.sheet, *Arg1.areas, *Arg2.areas)

    def Calculate(self) -> None:
        mode, self._calculation = self._calculation, int(Calculation.xlCalculationAutomatic)
        for book in self.books:
            for sheet in book.sheets:
                for place, formula in sheet.formulas():
                    sheet.calculate(place, formula)
        self._calculation = mode

    @property
    def calculates(self) -> bool:
        """Whether a formula gets its result as soon as it is written."""
        return self._calculation == int(Calculation.xlCalculationAutomatic)

    def is_locked(self, path: pathlib.Path) -> bool:
        """Whether another program holds a file open."""
        return path.resolve() in {each.resolve() for each in self.locked}

    def International(self, Index: int | None = None) -> Any:
        settings = self.locale.international()
        return settings if Index is None else settings[int(Index) - 1]

    def Intersect(self, Arg1: CellRange, Arg2: CellRange) -> CellRange | None:
        if Arg1.sheet is not Arg2.sheet:
            refuse("Method 'Intersect' of object '_Application' failed")
        areas = [both for one in Arg1.areas for other in Arg2.areas if (both := one.common(other))]
        return CellRange(Arg1.sheet, *areas) if areas else None

    def Quit(self) -> None:
        self.books.clear()
        self.active = None

    # What follows stands for Excel's calculation: it asks the functions of the add-in, and no others.

    def result(self, sheet: Sheet, formula: str) -> "Sequence[Sequence[Any]] | None":
        """The rows that a formula gives; none if it is none that the stand-in calculates."""
        called = re.fullmatch(r"=@?(\w+)\((.*)\)", formula)
        if called and called[1] in self.functions:
            try:
                answer = self.functions[called[1]](*self._arguments(sheet, formula))
            except Exception:  # the wrapper in VBA makes #VALUE! of whatever a function raises
                return [["#VALUE!"]]
            return answer if isinstance(answer, list) else [[answer]]
        alone = references(formula)
        if len(alone) == 1 and re.fullmatch(r"=[^(){}+*/&<>=,-]+", formula) and alone[0][1].size == 1:
            title, area = alone[0]
            there = sheet.book.sheet(title) if title else sheet
            content = there.cells.content(Place(area.top, area.left))
            return [[0.0 if content is None else content]]
        return None

    def _arguments(self, sheet: Sheet, formula: str) -> list[Any]:
        arguments: list[Any] = []
        for token in Tokenizer(formula).items[1:-1]:
            if token.type == Token.SEP or token.type == Token.WSPACE:
                continue
            if token.type != Token.OPERAND:
                refuse(f"the stand-in does not calculate {formula}")
            arguments.append(self._operand(sheet, token))
        return arguments

    @staticmethod
    def _operand(sheet: Sheet, token: Any) -> Any:
        if token.subtype == Token.NUMBER:
            return float(token.value)
        if token.subtype == Token.TEXT:
            return token.value[1:-1].replace('""', '"')
        ((title, area),) = references(f"={token.value}")
        cells = CellRange(sheet.book.sheet(title) if title else sheet, area)
        return cells.Value

    def spill_area(self, sheet: Sheet, place: Place, rows: "Sequence[Sequence[Any]]") -> Area:
        """Which cells a dynamic array fills."""
        return Area(*place, place.row + len(rows) - 1, place.column + len(rows[0]) - 1)
