"""The planner workbook's sheets."""

import io

import openpyxl


def planner_workbook() -> bytes:
    """The workbook without macros, an .xlsx package."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
