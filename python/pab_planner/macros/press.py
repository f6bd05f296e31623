"""What the ribbon of Excel calls."""

from datetime import date

from pab_planner.errors import ChoiceError, HostError, PlanError
from pab_planner.excel.selection import selected_cells
from pab_planner.excel.sheets import sheets_are_grouped
from pab_planner.excel.undisturbed import calling_book, is_busy, undisturbed
from pab_planner.excel.undoing import HalfWritten
from pab_planner.language import Text, spoken_language
from pab_planner.macros.button_press import ButtonPress, press_button, signed_in
from pab_planner.macros.saved_file import what_is_lost
from pab_planner.macros.session import language_setting
from pab_planner.macros.unforeseen import note

INFORMATION, WARNING = 64, 48
"""Windows' numbers of the sign beside a message (MB_ICONINFORMATION, MB_ICONWARNING)."""


class NoWorkbook(ChoiceError):
    """No workbook is open that a button could work on."""

    sentence = Text(
        "no workbook is open; open your plan, press “Enable Editing” if Excel offers it, and press again",
        "没有打开的工作簿；请打开计划文件（如有提示，请点“启用编辑”），再按一次",
    )


class SheetsGrouped(ChoiceError):
    """Several sheets are selected."""

    sentence = Text(
        "several sheets are selected, and a change would not be to one of them alone; right-click one of their tabs, "
        "choose Ungroup Sheets, and press again",
        "同时选中了多张工作表，更改不会只落在其中一张；请右键单击工作表标签，选“取消组合工作表”，再按一次",
    )


class ExcelBusy(HostError):
    """Excel rejects every call."""

    sentence = Text(
        "Excel is busy; finish the cell that you are typing in, close any open dialogue, and press again",
        "Excel 正忙；请结束单元格输入并关闭打开的对话框，再按一次",
    )


def press(name: str) -> str:
    """Press a button on the workbook in front.

    Returns:
        The number of a sign, a line end, and what the planner is told. VBA shows it: for a message box of
        Python's, Excel would wait, and after a while warn that it does.
    """
    language = spoken_language()
    sign = WARNING
    try:
        book = calling_book()
        if book is None:
            raise NoWorkbook
        with undisturbed(book):
            language = spoken_language(language_setting(book))
            if sheets_are_grouped(book):
                raise SheetsGrouped
            pressed = ButtonPress(book, date.today(), signed_in(), language, selected_cells(book))
            answer = press_button(name, pressed) + what_is_lost(book)
            said, sign = answer.say(language), INFORMATION
    except PlanError as refusal:
        said = refusal.say(language)
    except HalfWritten as error:
        said = note(error, name).say(language)
    except Exception as error:  # whatever it is, the planner is told in one sentence
        said = (ExcelBusy() if is_busy(error) else note(error, name, whole=True)).say(language)
    return f"{sign}\n{said}"
