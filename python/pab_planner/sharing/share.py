"""A copy of a planning workbook for somebody without Python: native formulas, and nothing internal."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl.utils.exceptions import CellCoordinatesException

from pab_planner.errors import ChoiceError, FileError, SheetError
from pab_planner.files import UnreadableFile, write_whole
from pab_planner.language import Text
from pab_planner.ooxml.package import Package, contents_of, one_refusal
from pab_planner.ooxml.soundness import refuse_unsound
from pab_planner.sharing.letter_pages import LetterPages
from pab_planner.sharing.share_formulas import Frozen, gathered
from pab_planner.sharing.what_travels import CopiedPackage


class NothingToShare(SheetError):
    """The copy would hold no sheet."""

    sentence = Text(
        "{file} has no planning sheet that may leave the company; every sheet is internal or hidden",
        "{file} 中没有可对外的计划表：所有工作表均为内部或隐藏",
    )


class NotSaved(FileError):
    """The copy is made from the file, and there is none that can be read."""

    sentence = Text(
        "{file} can't be read as a workbook; save it as .xlsx or .xlsm first",
        "无法读取 {file}，请先保存为 .xlsx 或 .xlsm",
    )


class NotACopy(ChoiceError):
    """The copy would not be an .xlsx file of its own."""

    sentence = Text(
        "{file} can't be the copy; give it a name of its own that ends in .xlsx",
        "副本不能命名为 {file}，请另取以 .xlsx 结尾的文件名",
    )


class NeverCalculated(SheetError):
    """A cell would keep its last value, and has none."""

    sentence = Text(
        "{place} was never calculated, so the copy would show nothing there; open {file} in Excel or "
        "LibreOffice, save it, then share it",
        "{place} 从未计算过，副本中将为空白；请先用 Excel 或 LibreOffice 打开并保存 {file}，再生成副本",
    )


@dataclass(frozen=True)
class SharedCopy:
    """What a copy became.

    Attributes:
        kept: Titles of the sheets in it.
        left_out: Titles of those that are not.
        native: Cells whose worksheet function became a native formula.
        frozen: Cells that keep their last value only, and why.
        emptied: Cells in hidden rows and columns whose content was left out.
    """

    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    native: int
    frozen: tuple[Frozen, ...]
    emptied: int


def share(source: Path, copy: Path, internal: Collection[str]) -> SharedCopy:
    """Write a copy without macros and without internal sheets, whole or not at all.

    Args:
        source: The saved workbook.
        copy: Where the copy goes, an .xlsx file.
        internal: Titles of the sheets that stay here; hidden sheets always do.

    Raises:
        NotSaved: The workbook can't be read.
        NotACopy: The copy is no .xlsx file, or is the workbook itself.
        NothingToShare: No sheet would be left.
        NeverCalculated: A cell would keep its last value, and has none.
    """
    if copy.suffix.lower() != ".xlsx" or copy.resolve() == source.resolve():
        raise NotACopy(file=copy.name)
    ours = {title.casefold() for title in internal}
    copied = _copied(source, lambda title: title.casefold() not in ours)
    if not copied.sheets:
        raise NothingToShare(file=source.name)
    content, formulas = _file_of(copied, source), copied.formulas
    if formulas.never_calculated:
        raise NeverCalculated(place=formulas.never_calculated, file=source.name)
    refuse_unsound(copy.name, content, cells=dict.fromkeys(copied.sheets))
    write_whole(copy, content)
    return SharedCopy(
        kept=tuple(copied.sheets),
        left_out=tuple(copied.left_out),
        native=formulas.native,
        frozen=gathered(formulas.frozen),
        emptied=copied.emptied,
    )


def letter_file(source: Path, sheet: str, page: LetterPages) -> bytes:
    """One letter as a workbook of its own, ready to be printed: nothing else of the workbook is in it.

    Args:
        source: The saved workbook.
        sheet: Title of the letter's sheet.
        page: How its pages are set up.

    Raises:
        NotSaved: The workbook can't be read, or was not saved since the letter was written.
    """
    copied = _copied(source, lambda title: title == sheet, page, hidden_too=True)
    if sheet not in copied.sheets:
        raise NotSaved(file=source.name)
    return _file_of(copied, source)


def _copied(
    source: Path, travels: Callable[[str], bool], page: LetterPages | None = None, *, hidden_too: bool = False
) -> CopiedPackage:
    """The copy of a saved workbook, not yet written."""
    try:
        with one_refusal(source.name):
            return CopiedPackage(Package(contents_of(source)), travels, page, hidden_too=hidden_too)
    except (UnreadableFile, KeyError, ParseError) as error:
        raise NotSaved(file=source.name) from error


def _file_of(copied: CopiedPackage, source: Path) -> bytes:
    """The copy's bytes.

    Raises:
        NotSaved: A sheet is not written as Excel writes one, such as a cell without an address.
    """
    try:
        return copied.file()
    except (LookupError, ValueError, CellCoordinatesException) as error:
        raise NotSaved(file=source.name) from error
