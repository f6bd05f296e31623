"""A copy of a planning workbook for somebody without Python: native formulas, and nothing internal."""

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from pab_planner.errors import PlanError
from pab_planner.files import write_whole
from pab_planner.language import Text
from pab_planner.sheets.share_package import CopiedPackage


class NothingToShare(PlanError):
    """The copy would hold no sheet."""

    sentence = Text(
        "{file} has no planning sheet that may leave the company; every sheet is internal or hidden",
        "{file} 中没有可对外的计划表：所有工作表均为内部或隐藏",
    )


class NotSaved(PlanError):
    """The copy is made from the file, and there is none that can be read."""

    sentence = Text(
        "{file} can't be read as a workbook; save it as .xlsx or .xlsm first",
        "无法读取 {file}，请先保存为 .xlsx 或 .xlsm",
    )


class NotACopy(PlanError):
    """The copy would not be an .xlsx file of its own."""

    sentence = Text(
        "{file} can't be the copy; give it a name of its own that ends in .xlsx",
        "副本不能命名为 {file}，请另取以 .xlsx 结尾的文件名",
    )


@dataclass(frozen=True)
class SharedCopy:
    """What a copy became.

    Attributes:
        kept: Titles of the sheets in it.
        left_out: Titles of those that are not.
        native: Cells whose worksheet function became a native formula.
        frozen: Cells that keep their last value only: a function that cell formulas can't say, or a
            formula that looks at what was left out.
    """

    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    native: int
    frozen: int


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
    """
    if copy.suffix.lower() != ".xlsx" or copy.resolve() == source.resolve():
        raise NotACopy(file=copy.name)
    try:
        with zipfile.ZipFile(source) as package:
            copied = CopiedPackage({name: package.read(name) for name in package.namelist()}, internal)
    except (OSError, zipfile.BadZipFile, KeyError, ParseError) as error:
        raise NotSaved(file=source.name) from error
    if not copied.sheets:
        raise NothingToShare(file=source.name)
    write_whole(copy, copied.file())
    formulas = copied.formulas
    return SharedCopy(tuple(copied.sheets), tuple(copied.left_out), formulas.native, formulas.frozen)
