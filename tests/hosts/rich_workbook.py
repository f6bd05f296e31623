"""A workbook with what people have in planning files, as XlsxWriter makes it."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from PIL import Image

CHARTS = ("area", "bar", "column", "line", "pie", "doughnut", "scatter", "stock", "radar")


def write_rich_workbook(path: Path) -> None:
    """Write it: `Plan` with figures and rules, `计划 'B' 2` with tables and charts, a chart sheet."""
    book: Any = xlsxwriter.Workbook(path)
    plan, charts = book.add_worksheet("Plan"), book.add_worksheet("计划 'B' 2")
    book.add_worksheet("Lists").very_hidden()
    logo = BytesIO()
    Image.new("RGB", (8, 6), "red").save(logo, "PNG")
    _figures(book, plan)
    _rules(book, plan)
    _drawings(plan, logo)
    _page(plan, logo)
    _tables(book, charts)
    for number, kind in enumerate(CHARTS):
        charts.insert_chart(20 + 16 * number, 0, _chart(book, kind), {"object_position": 1 + number % 3})
    alone = book.add_chartsheet("Figure")
    alone.set_chart(_chart(book, "bar"))
    book.define_name("Rate", "=0.19")
    book.define_name("Items", "=OFFSET(Plan!$A$2,0,0,COUNTA(Plan!$A:$A),1)")
    book.define_name("Plan!Local", "=Plan!$B$1:$B$5")
    book.set_properties({"title": "T", "company": "ACME", "manager": "M"})
    book.set_custom_property("Checked", dt.datetime(2026, 1, 1))
    book.set_calc_mode("manual")
    book.close()


def _figures(book: Any, sheet: Any) -> None:
    day, bold = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}), book.add_format({"bold": True})
    sheet.write_row("A1", ["Item", "W1", "W2", "W3", "W4", "Total"])
    for row in range(1, 9):
        sheet.write_row(row, 0, [f"A{row}00", *((row * 7 + week * 3) % 13 + 0.1 for week in range(4))])
        sheet.write_formula(row, 5, f"=SUM(B{row + 1}:E{row + 1})", None, 42)
    for row, number in enumerate((46027, 46027.573059548611, 1e10, -5, 60, 0.3)):
        sheet.write_number(row, 7, number, day)
    texts = ("  padded  ", "two\nlines", "_x000D_ to the letter", "😀 中文", "\x01", "=no formula", "<b>&")
    sheet.write_column("I1", texts)
    sheet.write_rich_string("I9", "plain ", bold, "bold", " plain")
    sheet.write_boolean("J1", True)
    sheet.write_formula("J2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("J3", '="a"&"b"', None, "ab")
    sheet.write_array_formula("K1:L2", "{=A1:B2*2}", None, 1)
    sheet.write_dynamic_array_formula("N1:N3", "=_xlfn.UNIQUE(A2:A4)", None, "A100")
    sheet.write_blank("J5", None, book.add_format({"pattern": 4, "fg_color": "blue", "diag_type": 3}))
    sheet.merge_range("A15:C16", "merged", bold)
    sheet.set_row(0, 30)
    sheet.set_row(20, None, bold, {"level": 1})
    sheet.set_column("B:E", 9.3, None, {"level": 1})
    sheet.set_column("M:XFD", None, None, {"hidden": True})
    sheet.write_url("P1", "https://a.example/c?d=e#part", string="link", tip="tip")
    sheet.write_url("P2", "internal:'计划 ''B'' 2'!A1")
    sheet.write_comment("A2", "by Ann", {"author": "Ann", "visible": True, "x_scale": 2})
    sheet.write_comment("C5", "by Bob", {"author": "Bob"})
    sheet.write_comment("A1", "by nobody")


def _rules(book: Any, sheet: Any) -> None:
    red = book.add_format({"font_color": "red"})
    sheet.data_validation("B2:E9", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 9})
    sheet.data_validation("A2:A9", {"validate": "list", "source": ["a", "b"]})
    for rule in (
        {"type": "cell", "criteria": "<", "value": 5, "format": red},
        {"type": "data_bar", "data_bar_2010": True, "bar_negative_color": "#00FF00"},
        {"type": "icon_set", "icon_style": "5_arrows"},
        {"type": "3_color_scale"},
        {"type": "top", "value": 10, "criteria": "%", "format": red},
        {"type": "text", "criteria": "containing", "value": "x", "format": red},
    ):
        sheet.conditional_format("B2:E9", rule)
    sheet.add_sparkline("G5", {"range": "Plan!B5:E5", "markers": True})
    sheet.autofilter("A1:F9")
    sheet.filter_column("B", "x > 3")


def _drawings(sheet: Any, logo: BytesIO) -> None:
    sheet.insert_image("R20", "logo.png", {"image_data": logo, "description": "our logo", "x_scale": 0.5})
    sheet.embed_image("V1", "logo.png", {"image_data": logo})
    sheet.insert_textbox("R30", "text box 文本")
    sheet.insert_button("T30", {"caption": "Go", "macro": "go"})
    sheet.insert_checkbox("U30", True)


def _page(sheet: Any, logo: BytesIO) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_tab_color("#FF9900")
    sheet.print_area("A1:H40")
    sheet.repeat_rows(0, 1)
    sheet.repeat_columns("A:B")
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L&D &C&G &R&P", {"image_center": "logo.png", "image_data_center": logo})
    sheet.set_h_pagebreaks([12, 20])
    sheet.set_background(logo)
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    sheet.protect("secret", {"sort": True})
    sheet.unprotect_range("B2:C3", "free")


def _tables(book: Any, sheet: Any) -> None:
    columns = [
        {"header": "Item", "total_string": "Total"},
        {"header": "Q1", "total_function": "sum"},
        {"header": "Twice", "formula": "=Reg[[#This Row],[Q1]]*2"},
    ]
    rows = [["a", 1], ["b", 2], ["c", 3]]
    sheet.add_table("B3:D7", {"name": "Reg", "total_row": True, "columns": columns, "data": rows})
    sheet.add_table("H3:I6", {"header_row": False})


def _chart(book: Any, kind: str) -> Any:
    chart = book.add_chart({"type": kind})
    for column in range(1, 4):
        labels = {"value": True, "custom": [{"value": "=Plan!$A$2"}]} if kind == "line" else {}
        chart.add_series(
            {
                "name": ["Plan", 0, column],
                "categories": ["Plan", 1, 0, 8, 0],
                "values": ["Plan", 1, column, 8, column],
                "data_labels": labels,
            }
        )
    chart.set_title({"name": "=Plan!$A$1"})
    chart.set_chartarea({"pattern": {"pattern": "percent_5", "fg_color": "red"}})
    return chart
