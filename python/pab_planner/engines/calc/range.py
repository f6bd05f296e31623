"""`xlwings.Range` on a live Calc: what its cells hold, and how they are found, copied and moved."""

from typing import Any

import xlwings

from pab_planner.engines.calc import values
from pab_planner.engines.calc.formulas import to_calc, to_excel
from pab_planner.engines.calc.note import Note
from pab_planner.engines.calc.rules import ConditionalFormats
from pab_planner.engines.calc.styles import Looks
from pab_planner.engines.calc.uno import enum, range_address, struct
from pab_planner.engines.calc.validation import DataValidation
from pab_planner.errors import HostError
from pab_planner.language import Text
from pab_planner.ooxml.references import travelled

# com.sun.star.sheet.CellFlags
CONTENTS, FORMATS, ANNOTATION = 1 | 2 | 4 | 16, 32 | 64, 8


class CannotInsert(HostError):
    """Calc inserts nothing, and says nothing, where an array formula would be cut in two."""

    sentence = Text(
        "sheet {sheet}: no cells can be inserted at {cells}, because an array formula or merged cells "
        "reach across; insert above or below it",
        "工作表 {sheet}：无法在 {cells} 处插入单元格，因为会切断数组公式或合并单元格；请在其上方或下方插入",
    )


class Range(Looks):
    """A block of cells, by its place."""

    @property
    def first(self) -> Any:
        """The first cell as a UNO object of its own: it has a note and parts of text, a range has not."""
        return self._sheet.api.getCellByPosition(self.box.left - 1, self.box.top - 1)

    @property
    def _cell_address(self) -> Any:
        sheet = self._sheet.index - 1
        return struct("table.CellAddress", Sheet=sheet, Column=self.box.left - 1, Row=self.box.top - 1)

    @property
    def _uno_address(self) -> Any:
        return range_address(self.box, self._sheet.index)

    # Values and formulas

    @property
    def is_filled(self) -> bool:
        """True if a cell holds something."""
        return bool(self.api.queryContentCells(CONTENTS).Count)

    @property
    def raw_value(self) -> Any:
        with_errors = bool(self.options.get("err_to_str"))
        rows = values.read(self._sheet, self.box, with_errors=with_errors)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        rows = self._as_rows(value)
        height, width = len(rows), len(rows[0])
        values.write(self._sheet, self.box.sized(height, width), rows)

    def _as_rows(self, value: Any) -> list[list[Any]]:
        if not isinstance(value, list | tuple):
            rows, columns = self.shape
            return [[value] * columns for _ in range(rows)]
        if value and not isinstance(value[0], list | tuple):
            return [list(value)]
        return [list(row) for row in value]

    @property
    def formula(self) -> Any:
        rows = tuple(
            tuple(to_excel(text.removeprefix("'")) for text in row) for row in self.api.getFormulaArray()
        )
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        if values.is_formula(value):
            value = list(travelled(value, self.box))
        self.raw_value = value

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        if len(self) > 1 or not values.is_formula(value):
            self.formula = value
            return
        spilled = self.part(self.box.sized(*self._result_shape(value)))
        if len(spilled) == 1:
            self.formula = value
        else:
            spilled.formula_array = value
            self._sheet.book.dynamic_formulas.add(value.removeprefix("="))

    def _result_shape(self, formula: str) -> tuple[int, int]:
        """Rows and columns of a formula's result, found by letting Calc calculate it in its cell.

        Excel spills a result as far as it goes; Calc's matrix must know its size beforehand.
        """
        cell, inner = self.api, to_calc(formula)[1:]
        sizes = []
        for count in ("ROWS", "COLUMNS"):
            cell.setArrayFormula(f"={count}({inner})")
            found = cell.getDataArray()[0][0]
            sizes.append(max(1, int(found or 1)))  # an error, which Calc gives as None, is one cell
        cell.clearContents(CONTENTS)
        return sizes[0], sizes[1]

    @property
    def formula_array(self) -> str | None:
        return to_excel(self._first_formula) if self.has_array else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.api.setArrayFormula(to_calc(value))

    @property
    def has_array(self) -> bool:
        return self._first_formula.startswith("{=")

    @property
    def _first_formula(self) -> str:
        return str(self.corner.getFormulaArray()[0][0])

    # Finding one's way

    # Rules and notes

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self)

    @property
    def note(self) -> "Note | None":
        note = Note(self)
        return note if note.text else None

    def add_note(self, text: str) -> "Note":
        self._sheet.api.Annotations.insertNew(self._cell_address, text)
        return Note(self)

    # Editing

    def clear_contents(self) -> None:
        self.api.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        self.api.clearContents(FORMATS)
        self._sheet.known_rules = None
        self.conditional_formats.clear()

    def clear(self) -> None:
        self.api.clearContents(CONTENTS | ANNOTATION)
        self.clear_formats()
        self.data_validation.delete()

    def copy(self, destination: Any = None) -> None:
        if destination is None:
            raise NotImplementedError("the Calc engine has no clipboard: name a destination")
        target = destination.impl if isinstance(destination, xlwings.Range) else destination
        for tile in target.box.tiles(*self.shape):
            self._sheet.api.copyRange(target.part(tile)._cell_address, self._uno_address)
        target.sheet.forget_cells()

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        mode = self._shift_mode(shift, {"down": "DOWN", "right": "RIGHT"}, "DOWN", "RIGHT")
        self._sheet.api.insertCells(self._uno_address, enum("sheet.CellInsertMode", mode))
        self._sheet.forget_cells()
        if self.is_filled:
            raise CannotInsert(sheet=self._sheet.name, cells=self.box.a1())

    def delete(self, shift: str | None = None) -> None:
        mode = self._shift_mode(shift, {"up": "UP", "left": "LEFT"}, "UP", "LEFT")
        self._sheet.api.removeRange(self._uno_address, enum("sheet.CellDeleteMode", mode))
        self._sheet.forget_cells()

    def _shift_mode(self, shift: str | None, modes: dict[str, str], flat: str, tall: str) -> str:
        """The direction cells move: as asked, else along the shorter side, as Excel guesses."""
        if self.box.whole_rows:
            return "ROWS"
        if self.box.whole_columns:
            return "COLUMNS"
        rows, columns = self.shape
        return modes.get(shift or "", flat if rows <= columns else tall)

    @property
    def merge_area(self) -> "Range":
        return self.part(self._sheet.cursor.merged(self.box.first))

    def select(self) -> None:
        self._sheet.book.view.select(self.api)

    @property
    def table(self) -> Any:
        return next((t for t in self._sheet.tables if t.range.box.meets(self.box)), None)

    @property
    def hyperlink(self) -> str:
        fields = self.first.TextFields
        if not fields.Count:
            raise ValueError(f"{self.address} has no hyperlink")
        return str(fields.getByIndex(0).URL)

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        cell = self.first
        text = text_to_display or cell.String or address
        if not address:
            cell.String = cell.String  # a text without the field that leads somewhere
            return
        if address.startswith("#"):
            address = ".".join(address.rsplit("!", 1))  # as Calc names a place
        cell.String = ""
        field = self._sheet.book.api.createInstance("com.sun.star.text.TextField.URL")
        field.URL, field.Representation = address, text
        cell.insertTextContent(cell.createTextCursor(), field, False)
