"""PAB Planner is put into a spreadsheet program, looked after there, and taken out again."""

from typing import Literal

from pab_planner.installation.libreoffice import install_libreoffice, uninstall_libreoffice
from pab_planner.language import Text
from pab_planner.workstation.excel import Finding, doctor, install_addin, uninstall_addin

__all__ = ["Finding", "Host", "doctor", "install", "uninstall"]

Host = Literal["excel", "libreoffice"]


def install(host: Host = "excel") -> list[Text]:
    """Put PAB Planner into a spreadsheet program.

    Returns:
        What was done, and what is to be done once by hand.

    Raises:
        PlanError: It cannot be done here; nothing was changed.
    """
    if host == "excel":
        return install_addin()
    return [install_libreoffice()]


def uninstall(host: Host = "excel") -> list[Text]:
    """Take away what `install` wrote, and nothing else.

    Raises:
        PlanError: The spreadsheet program is open.
    """
    if host == "excel":
        return uninstall_addin()
    return [uninstall_libreoffice()]
