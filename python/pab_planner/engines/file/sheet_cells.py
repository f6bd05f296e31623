"""The cells of one worksheet as XML: as plain text, several times as fast as through an XML library."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from pab_planner.engines.elements import CellError
from pab_planner.engines.file.cells import BlockFormula, Kept, escaped, string_element
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.ooxml.tree import IN_ATTRIBUTES, Element, escape, serialise

_ROWS_PER_CHUNK = 512
_PLACE = b"<sheetData/>"


class CellsAsXml:
    """The rows of one worksheet, given out in chunks when the file is written.

    Looks are entered in the workbook's list when this is made, for the list is written before the cells are.
    """

    def __init__(self, ws: Worksheet) -> None:
        self._cells: dict[tuple[int, int], Any] = ws._cells
        self._looks = _look_attributes(ws)
        self._row_attributes = {
            row: _row_attributes(dimension, ws.parent._cell_styles)
            for row, dimension in ws.row_dimensions.items()
        }

    @property
    def spills(self) -> bool:
        """True where a new formula spills."""
        values = (cell._value for cell in self._cells.values() if cell.data_type == "f")
        return any(isinstance(value, BlockFormula) and value.mark == "" for value in values)

    def chunks(self, frame: Element) -> Iterator[bytes]:
        """The part's bytes: what stands around the cells, and the rows, piece by piece."""
        prefix = frame.tag.rpartition("worksheet")[0]
        place = next(child for child in frame if child.name == "sheetData")
        place.tag, place.attributes, place.children = "sheetData", {}, []
        head, _, tail = serialise(frame).partition(_PLACE)
        # In a file that names Excel's elements with a prefix, the cells need not.
        space = f' xmlns="{frame.attributes["xmlns:" + prefix[:-1]]}"' if prefix else ""
        yield head + f"<sheetData{space}>".encode()
        rows = self._rows()
        while chunk := "".join(itertools.islice(rows, _ROWS_PER_CHUNK)):
            yield chunk.encode()
        yield b"</sheetData>" + tail

    def _rows(self) -> Iterator[str]:
        rows: dict[int, list[Any]] = defaultdict(list)
        for place in sorted(self._cells):
            rows[place[0]].append(self._cells[place])
        for row in self._row_attributes:
            rows.setdefault(row, [])
        width = max((column for _, column in self._cells), default=0)
        letters = [get_column_letter(column + 1) for column in range(width)]
        for row in sorted(rows):
            inner = []
            for cell in rows[row]:
                look = self._looks[id(cell._style)]
                start = f'<c r="{letters[cell.column - 1]}{row}"{look}'
                if cell.data_type == "n" and cell._value is not None:
                    text = repr(
                        cell._value
                    )  # not by `_number`: most cells are numbers, and a call takes longer
                    inner.append(f"{start}><v>{text[:-2] if text[-2:] == '.0' else text}</v></c>")
                elif cell._value is not None:
                    inner.append(_cell(start, cell))
                elif look:
                    inner.append(f"{start}/>")
            yield f'<row r="{row}"{self._row_attributes.get(row, "")}>{"".join(inner)}</row>'


def _attributes(values: dict[str, Any]) -> str:
    return "".join(
        f' {name}="{escape(str(value), IN_ATTRIBUTES)}"'
        for name, value in values.items()
        if value is not None
    )


def _row_attributes(row: Any, looks: Any) -> str:
    names = ("hidden", "outlineLevel", "collapsed", "ht", "customHeight", "thickBot", "thickTop", "ph")
    found = {name: getattr(row, name, None) for name in names}
    if any(row._style or ()):
        found |= {"s": looks.add(row._style), "customFormat": 1}
    return _attributes(
        {
            name: int(value) if value is True else value
            for name, value in found.items()
            if value or name == "ht"
        }
    )


def _look_attributes(ws: Worksheet) -> dict[int, str]:
    """The attribute that names a look (` s="3"`, or nothing for a plain one), by the style record's identity.

    The record lives as long as its cell, so its identity is a safe key while the sheet is written.
    """
    styles = ws.parent._cell_styles
    found = {id(cell._style): cell._style for cell in ws._cells.values()}
    return {
        key: f' s="{styles.add(style)}"' if style is not None and any(style) else ""
        for key, style in found.items()
    }


def _cell(start: str, cell: Any) -> str:
    """A cell that holds no number, whose element begins so."""
    kind, value = cell.data_type, cell._value
    if kind == "f":
        return _formula(start, value)
    if isinstance(value, Kept):
        return f"{start}{value.attributes}>{value.inside}</c>"
    if kind == "s":
        return f'{start} t="inlineStr"><is>{string_element(value)}</is></c>'
    if kind == "b":
        return f'{start} t="b"><v>{int(value)}</v></c>'
    return f'{start} t="{kind}"><v>{escape(str(value))}</v></c>'


def _number(value: float) -> str:
    text = repr(value)
    return text.removesuffix(".0")


def _formula(start: str, formula: Any) -> str:
    if isinstance(formula, ArrayFormula | DataTableFormula):
        attributes = _attributes({k: v for k, v in dict(formula).items() if k != "ca"})
        text = (formula.text or "")[1:] if isinstance(formula, ArrayFormula) else ""
    else:
        attributes, text = "", str(formula)[1:]
    if isinstance(formula, BlockFormula) and formula.mark is not None:
        start += f' cm="{formula.mark or 1}"'
    attributes += _attributes(getattr(formula, "calculated", {}))
    kind, value = _cached(getattr(formula, "result", None))
    start += getattr(formula, "told", "")
    return f"{start}{kind}><f{attributes}>{escape(text)}</f>{value}</c>"


def _cached(result: Any) -> tuple[str, str]:
    """Type attribute and value element of a formula's last result."""
    if result is None:
        return "", ""
    if isinstance(result, bool):
        return ' t="b"', f"<v>{int(result)}</v>"
    if isinstance(result, CellError):
        return ' t="e"', f"<v>{escape(result)}</v>"
    if isinstance(result, str):
        return ' t="str"', f"<v>{escaped(result)}</v>"
    return "", f"<v>{_number(result)}</v>"
