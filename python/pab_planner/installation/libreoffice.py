"""Puts PAB Planner into a user's LibreOffice, and takes it out again."""

import os
import platform
import sys
from pathlib import Path

from pab_planner.engines.calc.extension import add_extension, remove_extension
from pab_planner.engines.calc.office import Office
from pab_planner.engines.calc.uno import properties
from pab_planner.errors import HostError
from pab_planner.language import Text


class LibreOfficeCannotReachPython(HostError):
    """The extension is in, but the Python inside LibreOffice cannot load our packages."""

    sentence = Text(
        "LibreOffice runs a Python of its own that cannot load PAB Planner from Python {version} ({folder}); "
        "install PAB Planner with LibreOffice's Python, and install from there. Nothing was installed",
        "LibreOffice 使用自带的 Python，无法加载 Python {version}（{folder}）中的 PAB Planner；"
        "请用 LibreOffice 自带的 Python 安装 PAB Planner，再从那里执行安装。本次未安装任何内容",
    )


def install_libreoffice(extension: bytes, profile: Path | None = None) -> Text:
    """Install the extension for a user, and see that it answers.

    Args:
        extension: The .oxt file.
        profile: Folder of the user's LibreOffice profile; left out, this user's.

    Returns:
        What to do next.

    Raises:
        LibreOfficeMissing: It is not installed.
        LibreOfficeIsRunning: It has to be closed first.
        LibreOfficeCannotReachPython: Its Python does not fit ours.
    """
    office = Office(profile or user_profile())
    try:
        add_extension(office.context, extension)
        if not _answers(office):
            remove_extension(office.context)
            raise LibreOfficeCannotReachPython(version=platform.python_version(), folder=sys.prefix)
    finally:
        office.close()
    return Text(
        en="Installed. Start LibreOffice Calc: the functions are in the function wizard, "
        "the buttons in the menu PAB",
        zh="安装完成。启动 LibreOffice Calc：函数在函数向导中，按钮在 PAB 菜单中",
    )


def uninstall_libreoffice(profile: Path | None = None) -> Text:
    """Take the extension out of a user's LibreOffice, and nothing else.

    Raises:
        LibreOfficeMissing: LibreOffice is not installed.
        LibreOfficeIsRunning: It has to be closed first.
    """
    office = Office(profile or user_profile())
    try:
        was_there = remove_extension(office.context)
    finally:
        office.close()
    if was_there:
        return Text(en="Removed from LibreOffice", zh="已从 LibreOffice 中移除")
    return Text(en="LibreOffice did not have it", zh="LibreOffice 中没有安装")


def user_profile() -> Path:
    """Where LibreOffice keeps this user's profile."""
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"]) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "libreoffice" / "4"


def _answers(office: Office) -> bool:
    """True if a function of ours gives a balance there: the article's week 3, 14 - 15 + 50."""
    desktop = office.service("com.sun.star.frame.Desktop")
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
    try:
        cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
        cell.Formula = "=PAB(14;15;50)"
        return bool(cell.Value == 49)
    finally:
        document.close(True)
