"""PAB_Planner.xlam and PAB_Planner.xlsm, built from text."""

import io
from collections.abc import Collection
from pathlib import Path

import openpyxl

from pab_planner.build.function_texts import intellisense
from pab_planner.build.packing import pack, without_clock
from pab_planner.build.ribbon import Home, ribbon
from pab_planner.build.vba_project import modules, with_project
from pab_planner.ooxml.package import Package, Part, contents_of

ADDIN_NAME = "PAB_Planner.xlam"
WORKBOOK_NAME = "PAB_Planner.xlsm"

_MAIN_TYPES: dict[Home, str] = {
    "addin": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "workbook": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}
_CUSTOM_UI_TYPE = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_CUSTOM_XML_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_CUSTOM_XML_PROPERTIES_TYPE = f"{_CUSTOM_XML_TYPE}Props"
_CUSTOM_XML_PROPERTIES_KIND = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_XML = "application/xml"
_CUSTOM_XML_PROPERTIES = """\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<ds:datastoreItem ds:itemID="{5D0A6C0E-6F0B-4E43-9A55-7C1B1E7E3D41}" \
xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>
"""


def build_addin(addin: Path, working: Collection[str]) -> bytes:
    """The add-in: functions and ribbon for every workbook, and one sheet that nobody sees.

    Args:
        addin: The folder addin/ with the VBA sources.
        working: Names of the buttons that have a macro.
    """
    book = openpyxl.Workbook()
    book.properties.title = "PAB Planner"
    book.properties.description = (
        "Projected available balance: functions and ribbon 预计可用库存：函数与功能区"
    )
    saved = io.BytesIO()
    book.save(saved)
    return _excel_file(saved.getvalue(), addin, working, "addin")


def build_workbook(sheets: bytes, addin: Path, working: Collection[str]) -> bytes:
    """The planner workbook with functions and ribbon of its own.

    Args:
        sheets: The workbook without macros, an .xlsx package.
        addin: The folder addin/ with the VBA sources.
        working: Names of the buttons that have a macro.
    """
    return _excel_file(sheets, addin, working, "workbook")


def _excel_file(xlsx: bytes, addin: Path, working: Collection[str], home: Home) -> bytes:
    package = Package(contents_of(io.BytesIO(xlsx)))
    properties = package.parts["docProps/core.xml"]
    properties.content = without_clock(properties.content or b"")
    # pyOpenVBA knows the project of a workbook; an add-in's is the same, its main part is not.
    package.workbook.type = _MAIN_TYPES["workbook"]
    this_workbook = (addin / "vba" / "ThisWorkbook.cls").read_text("ascii")
    package = Package(with_project(package.contents(), modules(addin / "vba"), this_workbook))
    package.workbook.type = _MAIN_TYPES[home]
    buttons = Part("customUI/customUI14.xml", _XML, ribbon(working, home).encode())
    package.relate(_CUSTOM_UI_TYPE, buttons)
    package.workbook.relate(_CUSTOM_XML_TYPE, _intellisense())
    package.take_in()
    return pack(package.contents())


def _intellisense() -> Part:
    """The tooltips travel inside the file, where the Excel-DNA IntelliSense add-in finds them."""
    tooltips = Part("customXml/item1.xml", _XML, intellisense().encode())
    properties = Part(
        "customXml/itemProps1.xml", _CUSTOM_XML_PROPERTIES_KIND, _CUSTOM_XML_PROPERTIES.encode()
    )
    tooltips.relate(_CUSTOM_XML_PROPERTIES_TYPE, properties)
    return tooltips
