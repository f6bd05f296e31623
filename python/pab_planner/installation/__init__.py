"""PAB Planner is put into a spreadsheet program, looked after there, and taken out again."""

from pab_planner.installation.computer import shipped
from pab_planner.installation.excel import Finding, examine, install_addin, uninstall_addin

__all__ = ["Finding", "examine", "install_addin", "shipped", "uninstall_addin"]
