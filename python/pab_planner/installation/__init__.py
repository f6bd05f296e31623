"""PAB Planner is put into a spreadsheet program, looked after there, and taken out again."""

from pab_planner.installation.computer import shipped
from pab_planner.installation.excel import Finding, doctor, install_addin, uninstall_addin

__all__ = ["Finding", "doctor", "install_addin", "shipped", "uninstall_addin"]
