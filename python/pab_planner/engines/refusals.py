"""What a spreadsheet host or a workbook file does not allow, in the planner's words."""

from pab_planner.errors import FileError, HostError, SheetError
from pab_planner.language import Text


class HostCannot(HostError, NotImplementedError):
    """This host cannot do what was asked; another one can."""

    sentence = Text(
        "{what} is not possible in {host}; {instead}",
        "{host}不支持{what}；{instead}",
    )


class FileWouldLoseParts(FileError):
    """Saving would drop what the file engine does not understand."""

    sentence = Text(
        "{file} was not saved, because this would lose {parts};"
        " run the command with --engine calc, use Excel, or save under another name",
        "{file} 未保存，因为保存会丢失{parts}；请改用 --engine calc 或在 Excel 中操作，或另存为其他文件名",
    )


class TextTooLong(SheetError):
    """A cell holds 32,767 characters at most."""

    sentence = Text(
        "sheet {sheet}, cell {cell}: the text has {found} characters, a cell holds 32767 at most; shorten it",
        "工作表 {sheet} 单元格 {cell}：文本有 {found} 个字符，单元格最多容纳 32767 个；请缩短文本",
    )


FILE_HOST = Text("the file engine", "文件引擎")
USE_CALC = Text("use --engine calc or Excel", "请使用 --engine calc 或 Excel")


def cannot(en: str, zh: str) -> HostCannot:
    """The refusal of the file engine to do something Calc and Excel can do."""
    return HostCannot(what=Text(en, zh), host=FILE_HOST, instead=USE_CALC)
