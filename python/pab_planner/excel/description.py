"""What Excel says of itself."""

import xlwings as xw

from pab_planner.excel.host import in_excel

COUNTRY, REGION, DECIMAL_SEPARATOR, LIST_SEPARATOR = 1, 2, 3, 5
"""Excel's numbers (XlApplicationInternational)."""


def describe(app: xw.App) -> dict[str, str]:
    """Version, language and settings of the program; nothing of a workbook."""
    if not in_excel(app):
        return {"Program": app.engine.name}
    excel = app.api
    own = excel.International
    return {
        "Program": f"{excel.Name} {excel.Version}, build {excel.Build}",
        "Country of Excel and of Windows": f"{own[COUNTRY - 1]}, {own[REGION - 1]}",
        "Decimal and list separator": f"{own[DECIMAL_SEPARATOR - 1]} {own[LIST_SEPARATOR - 1]}",
        "Calculation": str(excel.Calculation),
    }
