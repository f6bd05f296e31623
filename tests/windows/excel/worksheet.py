"""`Worksheet`: a sheet."""

import copy
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.filters import AutoFilter
from xlwings.constants import SheetVisibility

from windows.excel import filters
from windows.excel.areas import COLUMNS, ROWS, Area, Place
from windows.excel.cell_store import CellStore
from windows.excel.charts import ChartFrame, ChartFrames
from windows.excel.comments import Notes
from windows.excel.conditions import Condition
from windows.excel.errors import NotModelled, failed, refuse
from windows.excel.excel_object import Collection, ExcelObject
from windows.excel.filters import SheetFilter
from windows.excel.formulas import moved, renamed, translated
from windows.excel.hyperlinks import Links
from windows.excel.moved_cells import CellMove
from windows.excel.names import BookNames
from windows.excel.page_setup import PageSetup
from windows.excel.ranges import CellRange
from windows.excel.tables import Table, Tables
from windows.excel.validation import areas_of, copied_rule, set_areas

if TYPE_CHECKING:
    from windows.excel.workbook import Book

VISIBLE = {
    "visible": SheetVisibility.xlSheetVisible,
    "hidden": SheetVisibility.xlSheetHidden,
    "veryHidden": SheetVisibility.xlSheetVeryHidden,
}
"""-1, 0 and 2: https://learn.microsoft.com/office/vba/api/excel.xlsheetvisibility"""

NORMAL_WIDTH, NORMAL_HEIGHT = 8.43, 15.0
PADDING = 0.71
"""What a file adds to a column's width in characters."""

MAX_TITLE = 31


class Sheet(ExcelObject):
    """A worksheet.

    Attributes:
        book: Its workbook.
        cells: What stands on it.
        conditions: Its conditional formats, the first one wins.
        charts: Its charts.
        filtered: Rows that a filter hides.
        split: Rows above and columns to the left of where its window is split.
        selection: The selected cells.
    """

    kind = "Worksheet"

    def __init__(self, book: "Book", sheet: Any) -> None:
        self.app, self.book, self.cells = book.app, book, CellStore(sheet)
        self.charts: list[ChartFrame] = []
        self.filtered: set[int] = set()
        self.split = (0, 0)
        if sheet.freeze_panes:
            at = Area.parse(sheet.freeze_panes)
            self.split = (at.top - 1, at.left - 1)
        self.selection = self.cells_at(Area(1, 1, 1, 1))
        rules = [(str(f.sqref), rule) for f in sheet.conditional_formatting for rule in f.rules]
        rules.sort(key=lambda pair: pair[1].priority)
        self.conditions = [
            Condition(self, [Area.parse(part) for part in where.split()], rule) for where, rule in rules
        ]

    def load(self, shown: Any, dynamic: set[str], charts: list[str]) -> None:
        """Take from a file what openpyxl keeps apart.

        Args:
            shown: The same sheet, read with `data_only`.
            dynamic: Addresses of the cells whose array formula spills.
            charts: Names of its charts.
        """
        self.cells.load(shown, dynamic)
        for name, drawing in zip(charts, self.cells.sheet._charts, strict=True):
            self.charts.append(ChartFrame.read(self, drawing, name))
        own = [self.cells.sheet.auto_filter, *(table.table.autoFilter for table in self.tables)]
        for each in own:
            if each is not None and each.ref and each.filterColumn:
                area = Area.parse(each.ref)
                self.filtered |= {
                    row for row in range(area.top + 1, area.bottom + 1) if self.row_is_hidden(row)
                }

    def to_file(self) -> None:
        """Give openpyxl what it does not hold while the workbook is open."""
        sheet = self.cells.sheet
        sheet.conditional_formatting = ConditionalFormattingList()
        for priority, rule in enumerate(self.conditions, 1):
            rule.rule.priority = priority
            sheet.conditional_formatting.add(" ".join(area.plain for area in rule.areas), rule.rule)
        sheet._charts = [frame.drawn() for frame in self.charts]
        sheet.legacy_drawing = None
        for row in self.filtered:
            sheet.row_dimensions[row].hidden = True

    # Its own members.

    @property
    def Name(self) -> str:
        return str(self.cells.sheet.title)

    @Name.setter
    def Name(self, title: str) -> None:
        # 31 characters, some signs not allowed, unique whatever the case:
        # https://learn.microsoft.com/openspecs/office_file_formats/ms-xls/1713a39f-731d-4508-9e72-14da2b7dd8d3
        self.book.require_unprotected()
        if not 1 <= len(title) <= MAX_TITLE or re.search(r"[\\/?*\[\]:]|^'|'$", title):
            refuse("You typed an invalid name for a sheet or chart.")
        others = {sheet.Name.casefold() for sheet in AllSheets(self.book).all() if sheet is not self}
        if title.casefold() in others:
            refuse("That name is already taken. Try a different one.")
        before, self.cells.sheet.title = self.Name, "_"  # openpyxl numbers a title that differs in case alone
        self.cells.sheet.title = title
        self.book.change_formulas(lambda formula, _: renamed(formula, before, title))

    @property
    def Index(self) -> int:
        # Among all sheets, charts too: https://learn.microsoft.com/office/vba/api/excel.worksheet.index
        return self.book.openpyxl._sheets.index(self.own) + 1  # type: ignore[no-any-return]

    @property
    def own(self) -> Any:
        """The sheet of the file."""
        return self.cells.sheet

    @property
    def Parent(self) -> "Book":
        return self.book

    @property
    def Visible(self) -> int:
        return int(VISIBLE[self.cells.sheet.sheet_state])

    @Visible.setter
    def Visible(self, visible: int) -> None:
        self.book.require_unprotected()
        # True is -1.
        number = _SHOWN if visible is True else int(visible)
        word = next(word for word, code in VISIBLE.items() if code == number)
        if word != "visible" and not any(s.is_visible for s in self.book.sheets if s is not self):
            refuse("Unable to set the Visible property of the Worksheet class")
        self.cells.sheet.sheet_state = word
        if word != "visible" and self.book.active_sheet is self:
            self.book.active_sheet = next(sheet for sheet in self.book.sheets if sheet.is_visible)

    @property
    def is_visible(self) -> bool:
        """Whether its tab is shown."""
        return bool(self.cells.sheet.sheet_state == "visible")

    def Activate(self) -> None:
        # A hidden sheet can't be activated: https://learn.microsoft.com/office/vba/api/excel.worksheet.activate
        if not self.is_visible:
            failed("Activate", "Worksheet")
        self.book.active_sheet, self.app.selected = self, None

    def Select(self, Replace: bool = True) -> bool:
        if not self.is_visible or self.app.active is not self.book:
            failed("Select", "Worksheet")
        self.Activate()
        return True

    @property
    def Cells(self) -> CellRange:
        return self.cells_at(Area(1, 1, ROWS, COLUMNS))

    @property
    def Rows(self) -> CellRange:
        return self.Cells.Rows

    @property
    def Columns(self) -> CellRange:
        return self.Cells.Columns

    def Range(self, Cell1: Any, Cell2: Any = None) -> CellRange:
        first = self._found(Cell1)
        if Cell2 is None:
            return first
        last = self._found(Cell2).area
        top, left = min(first.area.top, last.top), min(first.area.left, last.left)
        return self.cells_at(
            Area(top, left, max(first.area.bottom, last.bottom), max(first.area.right, last.right))
        )

    def _found(self, cell: Any) -> CellRange:
        if isinstance(cell, CellRange):
            if cell.sheet is not self:
                refuse("Method 'Range' of object '_Worksheet' failed")
            return cell
        for name in self.book.Names.all():
            if name.name.casefold() == str(cell).casefold() and name.sheet in (None, self):
                return name.RefersToRange
        for table in self.tables:
            if table.Name.casefold() == str(cell).casefold():
                return self.cells_at(table.area)
        return CellRange(self, *(Area.parse(part) for part in str(cell).split(",")))

    @property
    def UsedRange(self) -> CellRange:
        # Counts cells that are only formatted too: https://learn.microsoft.com/office/vba/api/excel.worksheet.usedrange
        return self.cells_at(self.cells.used())

    @property
    def PageSetup(self) -> PageSetup:
        return PageSetup(self)

    @property
    def Names(self) -> BookNames:
        return BookNames(self.book, self)

    @property
    def Comments(self) -> Notes:
        return Notes(self)

    @property
    def Hyperlinks(self) -> Links:
        return Links(self.Cells)

    @property
    def ListObjects(self) -> Tables:
        return Tables(self)

    def ChartObjects(self, Index: Any = None) -> Any:
        found = ChartFrames(self)
        return found if Index is None else found.Item(Index)

    @property
    def AutoFilterMode(self) -> bool:
        return bool(self.cells.sheet.auto_filter.ref)

    @AutoFilterMode.setter
    def AutoFilterMode(self, on: bool) -> None:
        if on:
            refuse("Unable to set the AutoFilterMode property of the Worksheet class")
        if self.cells.sheet.auto_filter.ref:
            area = Area.parse(self.cells.sheet.auto_filter.ref)
            self.cells.sheet.auto_filter = AutoFilter()
            self.show_rows(area)

    @property
    def AutoFilter(self) -> SheetFilter | None:
        return SheetFilter(self) if self.AutoFilterMode else None

    @property
    def FilterMode(self) -> bool:
        return bool(self.filtered)

    def ShowAllData(self) -> None:
        # Fails where nothing is filtered: https://learn.microsoft.com/office/vba/api/excel.worksheet.showalldata
        if not self.filtered:
            failed("ShowAllData", "Worksheet")
        for own in [self.cells.sheet.auto_filter, *(table.table.autoFilter for table in self.tables)]:
            if own is not None:
                own.filterColumn = []
        self.filtered.clear()

    def Calculate(self) -> None:
        for place, formula in self.formulas():
            self.calculate(place, formula)

    @property
    def ProtectContents(self) -> bool:
        return self.is_protected

    def Protect(self, Password: str | None = None) -> None:
        self.cells.sheet.protection.sheet = True

    def Delete(self) -> bool:
        self.book.require_unprotected()
        if self.app.DisplayAlerts:
            raise NotModelled("Worksheet.Delete while DisplayAlerts is on: Excel asks and waits")
        if self.is_visible and not any(s.is_visible for s in self.book.sheets if s is not self):
            refuse("A workbook must contain at least one visible worksheet.")
        at = self.book.sheets.index(self)
        self.book.sheets.remove(self)
        self.book.openpyxl.remove(self.cells.sheet)
        if self.book.active_sheet is self:
            left = self.book.sheets[at:] + self.book.sheets[:at][::-1]
            self.book.active_sheet = next(sheet for sheet in left if sheet.is_visible)
        return True

    def Move(self, Before: "Sheet | None" = None, After: "Sheet | None" = None) -> None:
        self.book.require_unprotected()
        self.book.place(self, Before, After)
        self.book.active_sheet = self

    def Copy(self, Before: "Sheet | None" = None, After: "Sheet | None" = None) -> None:
        self.book.require_unprotected()
        if Before is None and After is None:
            raise NotModelled("Worksheet.Copy into a new workbook")
        made = self._copied()
        self.book.place(made, Before, After)
        if made.is_visible:  # a copy keeps its visibility, and a hidden one is not activated
            self.book.active_sheet = made

    def _copied(self) -> "Sheet":
        number = 2
        titles = {sheet.Name.casefold() for sheet in self.book.sheets}
        while (title := f"{self.Name[: MAX_TITLE - 4]} ({number})").casefold() in titles:
            number += 1
        own = self.cells.sheet
        sheet = self.book.openpyxl.copy_worksheet(own)
        sheet.title, sheet.sheet_state = title, own.sheet_state
        if own.print_area:
            sheet.print_area = own.print_area.replace("$", "").split("!")[-1]
        sheet.print_title_rows, sheet.print_title_cols = own.print_title_rows, own.print_title_cols
        sheet.oddFooter.left.text, sheet.oddFooter.right.text = (
            own.oddFooter.left.text,
            own.oddFooter.right.text,
        )
        sheet.sheet_view.showGridLines = own.sheet_view.showGridLines
        sheet.freeze_panes = own.freeze_panes
        # Excel's copy of a protected sheet is protected: well known, no page of the reference says it.
        sheet.protection.sheet = own.protection.sheet
        made = Sheet(self.book, sheet)
        made.conditions = [rule.copied(made, list(rule.areas)) for rule in self.conditions]
        for rule in own.data_validations.dataValidation:
            sheet.add_data_validation(copied_rule(rule, areas_of(rule)))
        for place, cell in own._cells.items():
            if cell.comment:
                sheet.cell(*place).comment = Comment(cell.comment.text, cell.comment.author)
        made.cells.results = dict(self.cells.results)
        blocks = {id(block): copy.copy(block) for block in self.cells.arrays.values()}
        made.cells.arrays = {place: blocks[id(block)] for place, block in self.cells.arrays.items()}
        for name in own.defined_names.values():
            sheet.defined_names[name.name] = copy.copy(name)
            sheet.defined_names[name.name].attr_text = renamed(f"={name.attr_text}", self.Name, title)[1:]
        for table in self.tables:
            made.copy_table(table)
        return made

    def copy_table(self, table: Table) -> None:
        """A table on a copied sheet gets the next free name."""
        made = copy.deepcopy(table.table)
        names = {t.Name.casefold() for sheet in [*self.book.sheets, self] for t in sheet.tables}
        number = 1
        while f"Table{number}".casefold() in names:
            number += 1
        made.displayName = made.name = f"Table{number}"
        self.cells.sheet.tables[made.displayName] = made

    # What other objects ask it.

    def cells_at(self, area: Area) -> CellRange:
        """Some of its cells."""
        return CellRange(self, area)

    @property
    def active_cell(self) -> CellRange:
        """The first of the selected cells."""
        return self.cells_at(Area.at(self.selection.first))

    @property
    def tables(self) -> list[Table]:
        """Its tables, those of a chart's data too."""
        return [Table(self, table) for table in self.cells.sheet.tables.values()]

    def table_at(self, place: Place) -> Table | None:
        """The table in which a cell lies."""
        return next((table for table in self.tables if table.area.holds(place)), None)

    def number_format(self, place: Place) -> str:
        """How a cell shows its content."""
        cell = self.cells.peek(place)
        if cell is None:
            sheet = self.cells.sheet
            if not sheet.column_dimensions and place.row not in sheet.row_dimensions:
                return "General"
            cell = CellRange(self, Area.at(place)).blank()
        return str(cell.number_format)

    @property
    def is_protected(self) -> bool:
        """Whether locked cells refuse to change."""
        return bool(self.cells.sheet.protection.sheet)

    def require_unprotected(self) -> None:
        """Refuse what a protected sheet does not allow."""
        if self.is_protected:
            refuse("The cell or chart you're trying to change is on a protected sheet.")

    def formulas(self) -> list[tuple[Place, str]]:
        """Each formula and where it stands; arrays at their first cell."""
        found = [
            (Place(*place), cell.value)
            for place, cell in self.cells.sheet._cells.items()
            if cell.data_type == "f"
        ]
        blocks = {id(block): block for block in self.cells.arrays.values()}
        return found + [(Place(block.area.top, block.area.left), block.formula) for block in blocks.values()]

    def calculate(self, place: Place, formula: str) -> None:
        """Give a formula its result, unless calculation is manual or it is none that the stand-in knows."""
        if not self.app.calculates:
            return
        rows = self.app.result(self, formula)
        if rows is None:
            return
        block = self.cells.arrays.get(place)
        if block is None:
            self.cells.results[place] = rows[0][0]  # implicit intersection: the first of many
        elif block.area.size > 1:
            for inside in block.area.places():
                row, column = inside.row - block.area.top, inside.column - block.area.left
                if row < len(rows) and column < len(rows[row]):
                    self.cells.results[inside] = rows[row][column]

    def merges(self) -> Iterator[Area]:
        """Its merged cells."""
        for merged in self.cells.sheet.merged_cells.ranges:
            yield Area(merged.min_row, merged.min_col, merged.max_row, merged.max_col)

    def merge_at(self, place: Place) -> Area | None:
        """The merged cells to which a cell belongs."""
        return next((merged for merged in self.merges() if merged.holds(place)), None)

    def validated(self) -> list[Area]:
        """Cells into which not everything may be typed."""
        return [area for rule in self.cells.sheet.data_validations.dataValidation for area in areas_of(rule)]

    # Rows and columns.

    def column(self, number: int) -> Any:
        """openpyxl's settings of one column, taken out of those of its neighbours."""
        dimensions = self.cells.sheet.column_dimensions
        for group in list(dimensions.values()):
            if group.min and group.max and group.min < group.max and group.min <= number <= group.max:
                last = group.max
                group.max = group.min
                for other in range(group.min + 1, last + 1):
                    own = copy.copy(group)
                    own.index, own.min, own.max = get_column_letter(other), other, other
                    own._style = copy.copy(group._style)
                    dimensions[own.index] = own
        letter = get_column_letter(number)
        if letter not in dimensions:
            dimensions[letter] = ColumnDimension(self.cells.sheet, index=letter, customWidth=False)
        return dimensions[letter]

    def _column_there(self, number: int) -> Any:
        letter = get_column_letter(number)
        for own in self.cells.sheet.column_dimensions.values():
            if own.index == letter or (own.min and own.max and own.min <= number <= own.max):
                return own
        return None

    def column_width(self, number: int) -> float:
        """In characters; 0 where it is hidden."""
        own = self._column_there(number)
        if own is None or (not own.customWidth and not own.width):
            return NORMAL_WIDTH
        if own.hidden:
            return 0.0
        return max(0.0, round(own.width - PADDING, 2)) if own.customWidth else NORMAL_WIDTH

    def set_column_width(self, number: int, width: float) -> None:
        """In characters."""
        self.column(number).width = width + PADDING

    def column_points(self, number: int) -> float:
        """Its width in points."""
        width = self.column_width(number)
        return width * 5.25 + 3.75 if width else 0.0

    def fit_column(self, number: int, area: Area) -> None:
        """As wide as its longest text; Chinese signs take the room of two."""
        widest = 0.0
        for place, _ in list(self.cells.sheet._cells.items()):
            if place[1] == number and area.top <= place[0] <= area.bottom:
                text = str(self.cells.content(Place(*place)) or "")
                widest = max(
                    widest,
                    *(sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in text.split("\n")),
                )
        if widest:
            self.set_column_width(number, min(255.0, widest + 0.5))

    def row_height(self, number: int) -> float:
        """In points; 0 where it is hidden."""
        if self.row_is_hidden(number):
            return 0.0
        own = self.cells.sheet.row_dimensions.get(number)
        return float(own.height) if own is not None and own.height else NORMAL_HEIGHT

    def row_is_hidden(self, number: int) -> bool:
        """Whether a person, a group or a filter hides it."""
        own = self.cells.sheet.row_dimensions.get(number)
        return number in self.filtered or (own is not None and bool(own.hidden))

    def visible_runs(self, top: int, bottom: int, *, hidden_too: bool = False) -> list[tuple[int, int]]:
        """First and last row of each run of rows that no filter hides.

        Args:
            top: The first row.
            bottom: The last row.
            hidden_too: Leave out rows that a person hid as well.
        """
        if not self.filtered and not hidden_too:
            return [(top, bottom)]
        runs: list[tuple[int, int]] = []
        for row in range(top, bottom + 1):
            if row in self.filtered or (hidden_too and self.row_is_hidden(row)):
                continue
            if runs and runs[-1][1] == row - 1:
                runs[-1] = (runs[-1][0], row)
            else:
                runs.append((row, row))
        return runs

    def filter(self, area: Area, field: int | None, first: Any, operator: int | None, second: Any) -> None:
        """Hide the rows of an area that are none of what is asked for."""
        self.require_unprotected()
        filters.apply(self, area, field, first, operator, second)

    def show_rows(self, area: Area) -> None:
        """Show what a filter hid of an area, unless another filter column still hides it."""
        self.filtered -= set(range(area.top, area.bottom + 1))
        for own in [self.cells.sheet.auto_filter, *(table.table.autoFilter for table in self.tables)]:
            if own is not None and own.ref and own.filterColumn and Area.parse(own.ref).common(area):
                filters.hide_unmatched(self, Area.parse(own.ref), own)

    # Cells that move.

    def move_cells(self, area: Area, *, rows: int = 0, columns: int = 0) -> None:
        """Insert cells (positive numbers) or delete them; all that refers to what moves follows."""
        move = CellMove(area, rows, columns)
        self._refuse_to_tear(move)
        self.cells.move(move.place, move.of)
        sheet = self.cells.sheet
        self._move_merges(move)
        for rule in self.conditions:
            first = rule.areas[0]
            rule.areas = [there for own in rule.areas if (there := move.of(own))]
            if rule.areas:
                down, across = rule.areas[0].top - first.top, rule.areas[0].left - first.left
                rule.rule.formula = [translated(f"={f}", down, across)[1:] for f in rule.rule.formula]
        self.conditions = [rule for rule in self.conditions if rule.areas]
        for rule in list(sheet.data_validations.dataValidation):
            kept = [new for own in areas_of(rule) if (new := move.of(own))]
            set_areas(rule, kept)
            if not kept:
                sheet.data_validations.dataValidation.remove(rule)
        for table in self.tables:
            to = move.of(table.area)
            if to is None:
                del sheet.tables[table.table.displayName]
            else:
                table.area = to
        if sheet.print_area and (printed := move.of(Area.parse(sheet.print_area.split("!")[-1]))):
            sheet.print_area = printed.plain
        if area.whole_rows:
            self._move_dimensions(move)
        self.book.change_formulas(lambda formula, title: moved(formula, title, self.Name, move.of))

    def _refuse_to_tear(self, move: CellMove) -> None:
        """Excel refuses where a merged cell, an array or a table would be torn."""
        for block in {id(b): b for b in self.cells.arrays.values()}.values():
            if move.area.common(block.area) and not block.spills and move.rows + move.columns > 0:
                inside = move.area.top > block.area.top if move.rows else move.area.left > block.area.left
                if inside:
                    refuse("You can't change part of an array.")
        for table in self.tables:
            whole = move.area.whole_rows or move.area.whole_columns
            below = move.area.common(Area(table.area.top, table.area.left, ROWS, table.area.right))
            covers = move.area.left <= table.area.left and table.area.right <= move.area.right
            if move.rows and below and not whole and not covers:
                refuse(
                    "This operation is not allowed. The operation is attempting to shift cells in a table."
                )

    def _move_merges(self, move: CellMove) -> None:
        ranges = self.cells.sheet.merged_cells.ranges
        kept = []
        for merged in list(ranges):
            to = move.of(Area(merged.min_row, merged.min_col, merged.max_row, merged.max_col))
            ranges.remove(merged)
            if to is not None and to.size > 1:
                merged.min_row, merged.min_col, merged.max_row, merged.max_col = to
                kept.append(merged)
        ranges.update(kept)

    def _move_dimensions(self, move: CellMove) -> None:
        heights = {}
        for row, own in list(self.cells.sheet.row_dimensions.items()):
            to = move.of(Area(row, 1, row, COLUMNS))
            if to:
                own.index = to.top
                heights[to.top] = own
        self.cells.sheet.row_dimensions.clear()
        self.cells.sheet.row_dimensions.update(heights)
        filtered = (move.of(Area(row, 1, row, COLUMNS)) for row in self.filtered)
        self.filtered = {area.top for area in filtered if area}

    def change_formulas(self, change: Any) -> None:
        """Write each formula of its cells, rules and names anew."""
        for cell in self.cells.sheet._cells.values():
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = change(cell.value, self.Name)
                cell.data_type = "f"
        for block in {id(block): block for block in self.cells.arrays.values()}.values():
            block.formula = change(block.formula, self.Name)
        for rule in self.conditions:
            rule.rule.formula = [change(f"={formula}", self.Name)[1:] for formula in rule.rule.formula]
        for rule in self.cells.sheet.data_validations.dataValidation:
            for name in ("formula1", "formula2"):
                formula = getattr(rule, name)
                if formula and not formula.startswith('"'):
                    setattr(rule, name, change(f"={formula}", self.Name)[1:])
        for name in self.cells.sheet.defined_names.values():
            name.attr_text = change(f"={name.attr_text}", self.Name)[1:]

    # Copying.

    def copy_rules(self, source: "Sheet", area: Area, target: Area) -> None:
        """Rules of copied cells apply to the target too; the target's own give way."""
        down, across = target.top - area.top, target.left - area.left
        found = [(rule, [c for own in rule.areas if (c := own.common(area))]) for rule in source.conditions]
        self.cells_at(target).FormatConditions.Delete()
        for rule, common in found:
            there = [Area(c.top + down, c.left + across, c.bottom + down, c.right + across) for c in common]
            if not there:
                continue
            if source is self:
                rule.areas += [part for part in there if part not in rule.areas]
            else:
                self.conditions.append(rule.copied(self, there))
        for rule in list(source.cells.sheet.data_validations.dataValidation):
            common = [c for own in areas_of(rule) if (c := own.common(area))]
            there = [Area(c.top + down, c.left + across, c.bottom + down, c.right + across) for c in common]
            if there:
                self.cells.sheet.add_data_validation(copied_rule(rule, there))

    def copy_merges(self, source: "Sheet", area: Area, down: int, across: int) -> None:
        """Merged cells among those copied are merged where they go."""
        for own in list(source.merges()):
            if own.common(area) == own:
                to = Area(own.top + down, own.left + across, own.bottom + down, own.right + across)
                self.cells.sheet.merge_cells(to.plain)


_SHOWN = SheetVisibility.xlSheetVisible


class Sheets(Collection):
    """The sheets of a workbook."""

    kind = "Sheets"

    def __init__(self, book: "Book") -> None:
        self.app, self.book = book.app, book

    def all(self) -> list[Sheet]:
        return self.book.sheets

    @property
    def Parent(self) -> "Book":
        return self.book

    def Add(
        self, Before: Sheet | None = None, After: Sheet | None = None, Count: int = 1, Type: int | None = None
    ) -> Sheet:
        # The new sheet becomes the active one, with A1 selected:
        # https://learn.microsoft.com/office/vba/api/excel.sheets.add
        self.book.require_unprotected()
        if self.book.grouped:
            raise NotModelled("Sheets.Add while several sheets are selected: as many are added")
        number, titles = 1, {sheet.Name.casefold() for sheet in self.book.sheets}
        while f"sheet{number}" in titles:
            number += 1
        made = Sheet(self.book, self.book.openpyxl.create_sheet(f"Sheet{number}"))
        self.book.place(made, Before or (None if After else self.book.active_sheet), After)
        self.book.active_sheet, self.app.selected = made, None
        return made


class ChartSheet(ExcelObject):
    """A chart on a sheet of its own; of it only its place and title are known here."""

    kind = "Chart"

    def __init__(self, book: "Book", own: Any) -> None:
        self.app, self.book, self.own, self.Name = book.app, book, own, own.title

    @property
    def Index(self) -> int:
        return self.book.openpyxl._sheets.index(self.own) + 1  # type: ignore[no-any-return]

    @property
    def selection(self) -> None:
        """Nothing is selected on a chart until somebody clicks into it."""
        return

    def Activate(self) -> None:
        self.book.active_sheet, self.app.selected = self, None


class AllSheets(Sheets):
    """Worksheets and charts: https://learn.microsoft.com/office/vba/api/excel.workbook.sheets"""

    def all(self) -> list[Any]:
        return sorted([*self.book.sheets, *self.book.charts], key=lambda each: each.Index)
