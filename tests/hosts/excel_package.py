"""An .xlsm with each thing that Calc is known to lose, and what it keeps."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import xlwings
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableFormula, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_METADATA = (
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" cellMeta="1"/>'
    "</metadataTypes>"
    '<futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_RIBBON = (
    '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
    '<tab id="pab" label="PAB"><group id="plan" label="Plan">'
    '<button id="insert" label="Insert"/></group>'
    "</tab></tabs></ribbon></customUI>"
)
_CODE_NAMES = {"sheet1": "PlanSheet", "sheet2": "OrderSheet", "sheet3": "LogSheet"}


def full_of_what_calc_loses(path: Path) -> None:
    """Write the workbook."""
    workbook = openpyxl.Workbook()
    assert isinstance(workbook.active, Worksheet)
    _plan(workbook.active)
    _orders(workbook.create_sheet("Orders"))
    workbook.create_sheet("Log").sheet_state = "veryHidden"
    workbook.defined_names["opening"] = DefinedName("opening", attr_text="Plan!$C$5")
    plain = io.BytesIO()
    workbook.save(plain)
    with zipfile.ZipFile(plain) as package, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as full:
        for name in package.namelist():
            full.writestr(name, _with_macros(name, package.read(name).decode()))
        full.writestr("xl/metadata.xml", _METADATA)
        full.writestr("xl/vbaProject.bin", _macros())
        full.writestr("customUI/customUI14.xml", _RIBBON)


def _plan(sheet: Worksheet) -> None:
    sheet.title = "Plan"
    sheet["A1"], sheet["C5"] = "Item", 100
    for week in range(12):
        sheet.cell(5, 4 + week, dt.date(2026, 1, 5) + dt.timedelta(weeks=week))
        sheet.cell(6, 4 + week, 30)
        sheet.cell(7, 4 + week, 100 * (week % 3 == 0))
    sheet["D9"] = ArrayFormula("D9:O9", "=PAB(C5,D6:O6,D7:O7)")
    sheet["D12"] = ArrayFormula("D12", "=SUM(D6:O6*D7:O7)")
    sheet["D14"] = "=_xlfn.XLOOKUP(1,A1:A3,B1:B3)"
    red = DifferentialStyle(
        font=Font(bold=True, color="FF9C0006"),
        fill=PatternFill(bgColor="FFFFC7CE"),
        numFmt=NumberFormat(numFmtId=170, formatCode='"▼ "0;"▼ -"0'),
    )
    sheet.conditional_formatting.add(
        "D9:O9", Rule(type="cellIs", operator="lessThan", formula=["0"], dxf=red)
    )
    choice = DataValidation(
        type="list", formula1='"Open,Closed"', showErrorMessage=True, showInputMessage=True
    )
    choice.error, choice.prompt = "Open or Closed, please", "Choose one"
    choice.add("B2:B10")
    sheet.add_data_validation(choice)
    sheet["B2"].comment = Comment("ask Li", "Wang")
    sheet.freeze_panes, sheet.print_title_rows, sheet.print_area = "D6", "5:5", "A1:O14"
    sheet.sheet_view.showGridLines = False


def _orders(sheet: Worksheet) -> None:
    sheet.append(["Item", "Qty", "Double"])
    sheet.append(["A", 5, "=Orders[[#This Row],[Qty]]*2"])
    look = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    table = Table(displayName="Orders", ref="A1:C2", tableStyleInfo=look)
    table._initialise_columns()  # type: ignore[attr-defined,unused-ignore]
    for column, title in zip(table.tableColumns, ("Item", "Qty", "Double"), strict=True):
        column.name = title
    table.tableColumns[2].calculatedColumnFormula = TableFormula(attr_text="Orders[[#This Row],[Qty]]*2")
    sheet.add_table(table)


def _macros() -> bytes:
    """A VBA project that Excel wrote."""
    folder = Path(xlwings.__file__).parent
    with zipfile.ZipFile(folder / "quickstart_standalone.xlsm") as package:
        return package.read("xl/vbaProject.bin")


def _with_macros(name: str, text: str) -> str:
    if name == "[Content_Types].xml":
        main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        text = re.sub(r"application/[\w.-]+\.spreadsheetml\.sheet\.main\+xml", main, text)
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
        parts = [("xl/metadata.xml", sheet), ("xl/vbaProject.bin", "application/vnd.ms-office.vbaProject")]
        return _insert(text, "Types", *(f'<Override PartName="/{p}" ContentType="{t}"/>' for p, t in parts))
    if name == "xl/_rels/workbook.xml.rels":
        vba = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
        parts = [(f"{_OFFICE}/sheetMetadata", "metadata.xml"), (vba, "vbaProject.bin")]
        return _insert(text, "Relationships", *(_relation(kind, target) for kind, target in parts))
    if name == "_rels/.rels":
        ribbon = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
        return _insert(text, "Relationships", _relation(ribbon, "customUI/customUI14.xml"))
    if name == "xl/workbook.xml":
        return re.sub(r"<workbookPr[^>]*/>", '<workbookPr codeName="ThisWorkbook"/>', text, count=1)
    if name.startswith("xl/worksheets/sheet"):
        text = text.replace("<sheetPr>", f'<sheetPr codeName="{_CODE_NAMES[Path(name).stem]}">')
        return text.replace('<c r="D9"', '<c r="D9" cm="1"')
    return text


def _relation(kind: str, target: str) -> str:
    return f'<Relationship Id="added{Path(target).stem}" Type="{kind}" Target="{target}"/>'


def _insert(text: str, root: str, *elements: str) -> str:
    return text.replace(f"</{root}>", "".join(elements) + f"</{root}>")
