"""Workbooks of other programs: with one cell written, each keeps its parts, relations, cells and looks."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting import rule as formatting_rules
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, GradientFill, NamedStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from hosts.test_kept_in_files import assert_only_one_cell_changed
from pab_planner.engines.file.engine import open_book

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
SHIPPED = Path(__file__).parents[2] / "workbook" / "PAB_Planner.xlsm"


def by_openpyxl(path: Path) -> None:
    """What openpyxl can write of what stands in planning files."""
    book: Any = openpyxl.Workbook()  # of much of what it can do, its types say nothing
    plan = book["Sheet"]
    plan.title = "Plan"
    for row in (["Item", "W1", "W2"], ["A-1", 5, 7], ["A-2", 0.1, "=B3*2"], ["小计", "=SUM(B2:B3)", True]):
        plan.append(row)
    plan["A2"].comment = Comment("counted 已盘点", "Ann")
    plan["B1"].font, plan["B1"].fill = Font(b=True, color="FF0000"), GradientFill(stop=("FF0000", "00FF00"))
    plan["C1"].alignment = Alignment(wrap_text=True, text_rotation=45)
    book.add_named_style(NamedStyle("Ours", font=Font(i=True)))
    plan["C2"].style = "Ours"
    plan["A3"].hyperlink = "https://a.example/?b=c#d"
    rules: Any = formatting_rules
    plan.conditional_formatting.add("B2:C4", rules.FormulaRule(["B2<0"], font=Font(color="FF0000")))
    plan.conditional_formatting.add(
        "B2:C4", rules.ColorScaleRule("min", start_color="FFFFFF", end_type="max", end_color="FF0000")
    )
    plan.conditional_formatting.add("B2:C4", rules.DataBarRule("min", None, "max", None, "0000FF"))
    plan.conditional_formatting.add("B2:C4", rules.IconSetRule("3Arrows", "percent", [0, 33, 67]))
    choice = DataValidation("list", formula1='"a,b"', allow_blank=True)
    choice.add("A2:A9")
    plan.add_data_validation(choice)
    plan.merge_cells("A8:C8")
    plan.freeze_panes, plan.print_title_rows = "B2", "1:1"
    plan.row_dimensions.group(5, 7, hidden=True)
    plan.sheet_format.outlineLevelRow = 1  # Excel writes it, and so does openpyxl once it has read the rows
    plan.oddFooter.center.text = "&P / &N"
    plan.protection.sheet = True
    logo = BytesIO()
    Picture.new("RGB", (4, 4), "red").save(logo, "PNG")
    plan.add_image(Image(logo), "F2")
    chart = BarChart()
    chart.add_data(Reference(plan, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    plan.add_chart(chart, "F9")
    lists = book.create_sheet("列表 'L'")
    for row in (["Name", "Qty"], ["x", 1]):
        lists.append(row)
    lists.add_table(Table(displayName="Stock", ref="A1:B2"))
    lists.sheet_state = "hidden"
    book.create_chartsheet("Figure").add_chart(BarChart())
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="0.19")
    plan.defined_names["Local"] = DefinedName("Local", attr_text="Plan!$B$2")
    book.custom_doc_props.append(StringProperty(name="Checked", value="yes"))
    book.save(path)


def by_our_builder(path: Path) -> None:
    """The workbook that we ship, with its macros."""
    path.write_bytes(SHIPPED.read_bytes())


@pytest.mark.parametrize(
    ("make", "name", "sheet"),
    [(by_openpyxl, "rich.xlsx", "Plan"), (by_our_builder, "rich.xlsm", "Orders")],
)
def test_one_written_cell_leaves_everything_else_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], name: str, sheet: str
) -> None:
    path, before = tmp_path / name, tmp_path / f"before-{name}"
    make(path)
    before.write_bytes(path.read_bytes())
    with open_book(path) as book:
        title = next(each.name for each in book.sheets if each.name.startswith(sheet))
        book.sheets[title]["B900"].value = 7
        book.save()
    assert_only_one_cell_changed(before, path, title, "B900")
