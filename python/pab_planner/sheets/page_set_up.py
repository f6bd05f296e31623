"""How a copied sheet is laid out on paper."""

from dataclasses import dataclass
from enum import Enum
from xml.etree import ElementTree

from openpyxl.xml.constants import SHEET_MAIN_NS as MAIN

SHEET_CHILDREN = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection"),
    *("autoFilter", "mergeCells", "conditionalFormatting", "dataValidations", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors", "drawing"),
    "tableParts",
)
"""The parts of a sheet that travel, in the order in which the format wants them (ECMA-376, 18.3.1.99)."""

MARGINS = {"left": "0.5", "right": "0.5", "top": "0.6", "bottom": "0.75", "header": "0.3", "footer": "0.35"}
"""In inches."""


class Paper(Enum):
    """A size of paper, by its number in the format (ECMA-376, 18.3.1.63)."""

    A4 = "9"
    LETTER = "1"


@dataclass(frozen=True)
class PageSetUp:
    """Upright, one page wide, centred, numbered.

    Attributes:
        paper: Size of the paper.
        footer: What stands at the left of each page's foot.
    """

    paper: Paper
    footer: str

    def apply(self, root: ElementTree.Element) -> None:
        """Set up the pages of a sheet, in place of what it had."""
        properties = root.find(f"{{{MAIN}}}sheetPr")
        if properties is None:
            properties = ElementTree.Element(f"{{{MAIN}}}sheetPr")
            root.insert(0, properties)
        for old in properties.findall(f"{{{MAIN}}}pageSetUpPr"):
            properties.remove(old)
        ElementTree.SubElement(properties, f"{{{MAIN}}}pageSetUpPr", fitToPage="1")
        footer = ElementTree.Element(f"{{{MAIN}}}headerFooter")
        words = self.footer.replace("&", "&&")
        ElementTree.SubElement(footer, f"{{{MAIN}}}oddFooter").text = f"&L&8{words}&R&8&P / &N"
        one_page_wide = {"paperSize": self.paper.value, "orientation": "portrait", "fitToHeight": "0"}
        for element in (
            ElementTree.Element(f"{{{MAIN}}}printOptions", horizontalCentered="1"),
            ElementTree.Element(f"{{{MAIN}}}pageMargins", MARGINS),
            ElementTree.Element(f"{{{MAIN}}}pageSetup", one_page_wide),
            footer,
        ):
            _put(root, element)


def _put(root: ElementTree.Element, element: ElementTree.Element) -> None:
    """Put a child of a sheet where the format wants it, over one of its kind."""
    order = [f"{{{MAIN}}}{tag}" for tag in SHEET_CHILDREN]
    place = order.index(element.tag)
    for old in root.findall(element.tag):
        root.remove(old)
    before = sum(order.index(child.tag) < place for child in root)
    root.insert(before, element)
