"""How a copied sheet is laid out on paper."""

from dataclasses import dataclass
from enum import Enum
from xml.etree import ElementTree

from openpyxl.xml.constants import SHEET_MAIN_NS as MAIN

from pab_planner.sharing.page_breaks import PrintedRow, least_filled, page_breaks

SHEET_CHILDREN = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection"),
    *("autoFilter", "mergeCells", "conditionalFormatting", "dataValidations", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors", "drawing"),
    "tableParts",
)
"""The parts of a sheet that travel, in the order in which the format wants them (ECMA-376, 18.3.1.99)."""

MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.75, "header": 0.3, "footer": 0.35}
"""In inches."""
INCH = 72.0
"""In points."""
DEFAULT_HEIGHT = 15.0
"""Of a row whose height the file does not give [points]."""
USABLE_PAGE_SHARE = 0.98
"""Part of a page that we fill: printers round rows up, and a break of ours must come before one of theirs."""
LEAST_SHRUNK = 0.84
"""How much smaller a letter may be printed to save a page: 10 points remain more than 8."""

MOST_BLANK = 0.15
"""Part of a page, but the last, that may stay blank where a slightly smaller print would fill it."""


class Paper(Enum):
    """A size of paper: its number in the format (ECMA-376, 18.3.1.63), width and height [points]."""

    A4 = ("9", 595.3, 841.9)
    LETTER = ("1", 612.0, 792.0)

    def __init__(self, number: str, width: float, height: float) -> None:
        self.number = number
        self.wide = width - INCH * (MARGINS["left"] + MARGINS["right"])
        self.high = height - INCH * (MARGINS["top"] + MARGINS["bottom"])


@dataclass(frozen=True)
class LetterPages:
    """Upright, one page wide, centred, numbered.

    Attributes:
        paper: Size of the paper.
        footer: What stands at the left of each page's foot.
        width: Width of the sheet as the host shows it [points]; without it the host breaks pages where they
            are full.
    """

    paper: Paper
    footer: str
    width: float | None = None

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
        one_page_wide = {"paperSize": self.paper.number, "orientation": "portrait", "fitToHeight": "0"}
        for element in (
            ElementTree.Element(f"{{{MAIN}}}printOptions", horizontalCentered="1"),
            ElementTree.Element(f"{{{MAIN}}}pageMargins", {k: str(inches) for k, inches in MARGINS.items()}),
            ElementTree.Element(f"{{{MAIN}}}pageSetup", one_page_wide),
            footer,
        ):
            _put(root, element)
        if self.width:
            self._break(root, self.width)

    def _break(self, root: ElementTree.Element, width: float) -> None:
        """End pages between the sections of a sheet; it is printed smaller where that saves a page or fills one."""
        rows = _printed_rows(root)
        widest = int(100 * min(1.0, self.paper.wide / width))
        sizes = range(widest, int(widest * LEAST_SHRUNK), -1)
        pages = {size: self.paper.high * 100 / size * USABLE_PAGE_SHARE for size in sizes}
        ends = {size: page_breaks(rows, page) for size, page in pages.items()}
        fewest = min(map(len, ends.values()))
        enough = [size for size, breaks in ends.items() if len(breaks) == fewest]
        filled = [size for size in enough if least_filled(rows, ends[size], pages[size]) >= 1 - MOST_BLANK]
        size = max(filled or enough)
        starts = ends[size]
        for properties in root.iter(f"{{{MAIN}}}pageSetUpPr"):
            properties.set("fitToPage", "0")
        for page in root.iter(f"{{{MAIN}}}pageSetup"):
            page.set("scale", str(size))
        count = str(len(starts))
        breaks = ElementTree.Element(f"{{{MAIN}}}rowBreaks", count=count, manualBreakCount=count)
        for above in starts:
            ElementTree.SubElement(breaks, f"{{{MAIN}}}brk", id=str(above), max="16383", man="1")
        if starts:
            _put(root, breaks)


def _printed_rows(root: ElementTree.Element) -> list[PrintedRow]:
    """The rows of a sheet from the first on."""
    rows: list[PrintedRow] = []
    for row in root.iter(f"{{{MAIN}}}row"):
        rows += [PrintedRow(DEFAULT_HEIGHT, blank=True)] * (int(row.attrib["r"]) - 1 - len(rows))
        said = any(cell.find(f"{{{MAIN}}}{tag}") is not None for cell in row for tag in ("v", "is"))
        rows.append(PrintedRow(float(row.get("ht", DEFAULT_HEIGHT)), blank=not said))
    return rows


def _put(root: ElementTree.Element, element: ElementTree.Element) -> None:
    """Put a child of a sheet where the format wants it, over one of its kind."""
    order = [f"{{{MAIN}}}{tag}" for tag in SHEET_CHILDREN]
    place = order.index(element.tag)
    for old in root.findall(element.tag):
        root.remove(old)
    before = sum(order.index(child.tag) < place for child in root)
    root.insert(before, element)
