"""Damaged and hostile workbooks, made from whole ones by chance: the same number makes the same file."""

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image
from typer.testing import CliRunner

from hosts.parts_of_excel import with_every_foreign_part
from pab_planner.cli import MODULES, app
from package_parts import Parts, packed, unpacked
from stories.planner_book import planner_book, week

for _module in MODULES:
    __import__(f"pab_planner.cli.{_module}")

DAY = ("--today", "2026-06-01", "--user", "li")

NUMBERS = (
    *("1E999", "-1E999", "NaN", "INF", "1e15", "1e-320", "-0", "9" * 400, "0.1", "2958466", "-1", "1,5", ""),
    *("0x10", "1_000", "+5", " 7 ", "٣", "1e3", "5e-1", ".5", "5.", "TRUE", "#REF!", "--1"),
)
PLACES = ("", "XFE1", "A1048577", "A0", "1A", "a1", "$A$1", "XFD1048576", "B2", "AAAA1", "A01", "A1:B2", "é1")
NUMERALS = ("-1", "0", "99999999", "1e9", "", "x", "4294967296")
TYPES = ("n", "s", "b", "e", "str", "inlineStr", "d", "x")
TEXTS = (
    *(
        "&#0;",
        "&#65;",
        "&lt;",
        "<![CDATA[5]]>",
        "<!-- 5 -->5",
        "5<?go on?>",
        "&amp;lt;",
        "_x0041_",
        "\u202e5",
    ),
    *("&undeclared;", "=1+1", "'=1+1", "\t5", "#N/A", "#SPILL!", "小计"),
)
SPACES = (
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "urn:other"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "urn:other"),
)


@cache
def seeds() -> tuple[bytes, ...]:
    """Whole workbooks, as three programs write them; the last has parts of every kind."""
    return _lists(), _matrix_of_xlsxwriter(), _blocks_of_openpyxl(), _of_every_part()


@cache
def registered() -> bytes:
    """A workbook with a register: two alerts, A-0001 reported and not to be solved in time."""
    assessed = ("assess", "A-0001", "--solvable", "no", "--owner", "Wang", "--until", "2026-06-12")
    solved = (
        "countermeasures",
        "A-0001",
        "--kind",
        "overtime",
        "--quantity",
        "2",
        "--when",
        "2026-06-10",
        "--owner",
        "Wang",
    )
    with TemporaryDirectory() as folder:
        plan = Path(folder, "plan.xlsx")
        plan.write_bytes(_lists())
        for verb, *words in (("update",), ("report", "A-0001"), assessed, solved):
            run = CliRunner().invoke(app, [verb, str(plan), *words, *DAY])
            assert run.exit_code == 0, run.output
        return plan.read_bytes()


def seeds_of(verb: str) -> tuple[bytes, ...]:
    """What a verb can do its work on."""
    if verb in ("log", "merge", "report", "warn", "today"):
        return (registered(),)
    if verb in ("insert", "remove"):
        return seeds()[1:]  # the first holds lists, and no rows to insert among
    return (CSV, CSV.replace(b",", b";"), CSV.decode().encode("utf-16")) if verb == "csv" else seeds()


def _lists() -> bytes:
    orders = [("X", "Nordwagen", "SO-1", "1", week(1), 5.0), ("Y", "Nordwagen", "SO-2", "1", week(2), 7.5)]
    stock = [("X", "Bolt & nut", 3.0, 1.0), ("Y", "Nut", 0.0, 0.0)]
    with TemporaryDirectory() as folder:
        planner_book(orders, [("X", week(3), 10.0)], stock).save(f"{folder}/plan.xlsx")
        return Path(folder, "plan.xlsx").read_bytes()


def _matrix_of_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        _matrix(book)
    return stream.getvalue()


def _matrix(book: Any) -> Any:
    day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
    sheet = book.add_worksheet("Plan 计划")
    sheet.write_row("A1", ["Item", "On hand", "Row"])
    for column in range(4):
        sheet.write_datetime(0, 3 + column, date(2026, 6, 1 + 7 * column), day)
    for top, item in ((1, "A-1"), (3, "0042")):
        sheet.write_row(top, 0, [item, 12.5, "Orders", 5, 0, 7, 3])
        sheet.write_row(top + 1, 0, [item, "", "MPS", 0, 4])
        sheet.write_formula(top + 1, 5, "=D2+1", value=6)
    sheet.merge_range("A7:C7", "a note")
    sheet.write_rich_string("A8", "rich ", bold, "text")
    sheet.write_comment("B2", "counted on Monday")
    book.define_name("Stock", "='Plan 计划'!$B$2")
    return sheet


def _of_every_part() -> bytes:
    """A plan among all that stands in workbooks: what XlsxWriter can write, and parts that only Excel writes."""
    stream, logo = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(logo, "PNG")
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        made: Any = book
        sheet, notes = _matrix(made), made.add_worksheet("Notes 'n' b")
        red = made.add_format({"font_color": "red"})
        sheet.data_validation("D2:G9", {"validate": "decimal", "criteria": ">=", "value": 0})
        for rule in (
            {"type": "data_bar", "data_bar_2010": True},
            {"type": "icon_set", "icon_style": "3_arrows"},
        ):
            sheet.conditional_format("D2:G5", rule)
        sheet.conditional_format("B2", {"type": "cell", "criteria": "<", "value": 0, "format": red})
        sheet.add_sparkline("H2", {"range": "'Plan 计划'!D2:G2"})
        sheet.write_url("A12", "https://a.example/c?d=e", string="link")
        sheet.insert_image("J2", "logo.png", {"image_data": logo})
        sheet.insert_textbox("J12", "a box")
        sheet.freeze_panes(1, 3)
        sheet.set_header("&C&G", {"image_center": "logo.png", "image_data_center": logo})
        sheet.print_area("A1:G9")
        notes.add_table("A1:B3", {"name": "Names", "data": [["Li", "a"], ["Wang", "b"]]})
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "='Plan 计划'!$D$2:$G$2"})
        notes.insert_chart("D2", chart)
        notes.write_dynamic_array_formula("D20:D21", "=_xlfn.UNIQUE(A2:A3)", None, "Li")
        made.set_custom_property("Checked", "yes")
    parts = unpacked(stream.getvalue())
    with_every_foreign_part(parts)
    return packed(parts)


CSV = (
    b"Item,On hand,Row,2026-06-01,2026-06-08,2026-06-15\r\n"
    b'A-1,"12.5",Orders,5,0,7\r\nA-1,,MPS,0,4,\r\n"0042 ""x""",20,Orders,1e3,0,.5\r\n"0042 ""x""",,MPS,0,-4,0\r\n'
)


def _blocks_of_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in (
        ["Item", "Bolt", None, None],
        ["", date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)],
        ["Orders", 5, 0, 7],
        ["MPS", 0, 10, 4],
        ["Balance", "=20-B3+B4", "=B5-C3+C4", "#N/A"],
        ["On hand", 20],
    ):
        sheet.append(row)
    book.create_sheet("Notes").append(["nothing of interest", 1.5, True])
    book.defined_names["Stock"] = DefinedName("Stock", attr_text="Sheet!$B$6")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def mutated(number: int, verb: str = "scan") -> bytes:
    """The workbook of this number for a verb: one to three things are wrong with it.

    With every other one only cells are, so that it is opened and worked on; rows are inserted where there are some.
    """
    chance = random.Random(number)
    content = chance.choice(seeds_of(verb))
    if verb == "csv":
        for _ in range(chance.choice((1, 2, 3))):
            content = chance.choice(_OF_TEXT)(chance, content)
        return content
    parts = unpacked(content)
    if number % 2:
        for _ in range(chance.choice((1, 2, 3))):
            sheet = chance.choice([name for name in parts if "worksheets/sheet" in name])
            parts[sheet] = chance.choice(_OF_CELLS)(chance, parts[sheet])
        return packed(parts)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        name = _a_part(chance, parts)
        if name is not None:
            parts[name] = chance.choice(_OF_PARTS)(chance, parts[name])
        if chance.random() < 0.1:
            parts = chance.choice(_OF_PACKAGES)(chance, parts)
    content = packed(parts, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))
    return chance.choice(_OF_BYTES)(chance, content) if chance.random() < 0.15 else content


def _a_part(chance: random.Random, parts: Parts) -> str | None:
    """Mostly a sheet, for there the quantities are."""
    sheets = [name for name in parts if "worksheets/sheet" in name]
    return chance.choice(sheets if sheets and chance.random() < 0.7 else list(parts)) if parts else None


def _replace_one(pattern: bytes, values: Sequence[str]) -> Callable[[random.Random, bytes], bytes]:
    """What replaces the first group of one match by one of the values."""

    def change(chance: random.Random, xml: bytes) -> bytes:
        found = list(re.finditer(pattern, xml))
        if not found:
            return xml
        one = chance.choice(found)
        return xml[: one.start(1)] + chance.choice(values).encode() + xml[one.end(1) :]

    return change


def _drop_or_double_element(chance: random.Random, xml: bytes) -> bytes:
    found = list(
        re.finditer(
            rb"<(c|row|v|f|is|t|sheet|definedName|xf|si|Relationship|Override)\b[^>]*?(/>|>.*?</\1>)", xml
        )
    )
    if not found:
        return xml
    one = chance.choice(found)
    return xml[: one.start()] + one[0] * chance.choice((0, 2)) + xml[one.end() :]


def _drop_attribute(chance: random.Random, xml: bytes) -> bytes:
    found = list(re.finditer(rb' [\w:]+="[^"]*"', xml))
    one = chance.choice(found) if found else None
    return xml[: one.start()] + xml[one.end() :] if one else xml


def _with_prefix(_: random.Random, xml: bytes) -> bytes:
    """As the Open XML SDK writes it."""
    return re.sub(rb"<(/?)(?=[a-zA-Z]+[ >/])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")


def _other_quotes(_: random.Random, xml: bytes) -> bytes:
    return re.sub(rb'="([^"\']*)"', rb"= '\1' ", xml)


def _other_encoding(chance: random.Random, xml: bytes) -> bytes:
    text = re.sub(r"<\?xml.*?\?>", "", xml.decode("utf-8", "replace"))
    code = chance.choice(("utf-16", "utf-8-sig", "latin-1", "gb18030", "utf-7"))
    return f'<?xml version="1.0" encoding="{code.removesuffix("-sig")}"?>{text}'.encode(
        code, "xmlcharrefreplace"
    )


def _other_space(chance: random.Random, xml: bytes) -> bytes:
    old, new = chance.choice(SPACES)
    return xml.replace(old.encode(), new.encode())


_BOMB = b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 10))


def _entities(chance: random.Random, xml: bytes) -> bytes:
    declared = chance.choice((b'<!ENTITY b9 SYSTEM "file:///etc/passwd">', b'<!ENTITY b0 "ha">' + _BOMB))
    xml = re.sub(rb"^(<\?xml.*?\?>)?", rb"\1<!DOCTYPE a [" + declared + b"]>", xml, count=1)
    return re.sub(rb"<(v|t)([^>]*)>[^<]*</", rb"<\1\2>&b9;</", xml, count=1)


def _deep(chance: random.Random, xml: bytes) -> bytes:
    """Elements within elements, somewhere."""
    ends = [found.start() for found in re.finditer(rb"</", xml)]
    if not ends:
        return xml
    place, depth = chance.choice(ends), chance.choice((50, 300, 100_000))
    return xml[:place] + b"<a>" * depth + b"</a>" * depth + xml[place:]


def _flip(chance: random.Random, content: bytes) -> bytes:
    if not content:
        return content
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


_OF_CELLS = (
    *(_replace_one(rb'<c r="[^"]*"(?: s="\d+")?><v>([^<]*)</v>', NUMBERS),) * 3,
    _replace_one(
        rb'<c r="[^"]*"(?: s="\d+")?>(<v>[^<]*</v>)', ("", "<f>1+1</f>", "<f>1/0</f><v>5</v>", "<f>D2</f>")
    ),
    _replace_one(
        rb"<f>([^<]*)</f>", ("1/0", "A1:", "Stock", "SUM(D2:D5)", "D2+D4", "$A$1&amp;D3", "SUM(2:5)")
    ),
    _replace_one(rb"<t[^>]*>([^<]*)</t>", TEXTS),
    _replace_one(rb' s="(\d+)"', ("0", "1", "2")),
)
_OF_PARTS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_replace_one(rb"<v>([^<]*)</v>", NUMBERS + TEXTS),) * 4,
    *(_replace_one(rb'<c r="([^"]*)"', PLACES),) * 2,
    _replace_one(
        rb'<c r="[^"]*"([^>]*)>', ("", *(f' t="{kind}"' for kind in TYPES), ' s="999"', ' cm="1"', ' vm="1"')
    ),
    _replace_one(rb"<t[^>]*>([^<]*)</t>", TEXTS),
    _replace_one(
        rb"<f>([^<]*)</f>", ("", "1/0", "[1]Other!A1", "A1:", "(" * 300, "Stock", "_xlfn.LET(x,1,x)")
    ),
    _replace_one(rb'(?:ref|sqref|r|s|count|min|max|sheetId|numFmtId)="([^"]*)"', PLACES + NUMERALS),
    _replace_one(
        rb'(?:Target|PartName|ContentType|Type|name|r:id)="([^"]*)"',
        ("", "../../x", "/xl/none.xml", "rId1", "é"),
    ),
    _drop_or_double_element,
    _drop_or_double_element,
    _drop_attribute,
    _with_prefix,
    _other_quotes,
    _other_encoding,
    _other_space,
    _entities,
    _deep,
    _flip,
    _cut,
)


_CODES = ("gb18030", "utf-16-le", "utf-16", "utf-8-sig", "latin-1", "big5", "utf-32", "cp1252", "utf-7")


def _other_code(chance: random.Random, text: bytes) -> bytes:
    return (text.decode("utf-8", "replace") + "制动片,5\r\n").encode(chance.choice(_CODES), "replace")


_OF_TEXT: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(
        _replace_one(
            rb"(?<=[,;])([\d.e-]+)(?=[,;\r])", (*NUMBERS, "1.500", "1,500", '"1,500"', "1 500", "５")
        ),
    )
    * 4,
    _replace_one(rb"(?:^|[\r\n])([^,;]+)", ('"', '""', "=1+1", "\0", "a\nb", "x" * 40_000, "制动片", "")),
    _replace_one(rb"([,;\t])", (";", "\t", "|", ",,", '"', "\v", "\x85")),
    _replace_one(rb"(\r\n)", ("\n", "\r", "\r\n\r\n", "\n\r", "\r\r\n", "")),
    _other_code,
    _flip,
    _cut,
    lambda _, text: text * 50,
    lambda chance, text: text.replace(b",", b"," * chance.choice((2, 5_000, 20_000)), 1),
)


def _drop_part(chance: random.Random, parts: Parts) -> Parts:
    gone = chance.choice(list(parts))
    return {name: content for name, content in parts.items() if name != gone}


def _rename_part(chance: random.Random, parts: Parts) -> Parts:
    old = chance.choice(list(parts))
    new = chance.choice((old.upper(), f"/{old}", old.replace("/", "\\"), "xl/x.xml", "../x", f"{old} "))
    return {new if name == old else name: content for name, content in parts.items()}


def _strict(_: random.Random, parts: Parts) -> Parts:
    """The stricter of the standard's two dialects, which Excel can save as."""
    spaces = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    for transitional, strict in spaces:
        parts = {name: content.replace(transitional, strict) for name, content in parts.items()}
    return parts


def _many_parts(_: random.Random, parts: Parts) -> Parts:
    return {**parts, **{f"x/{number}": b"" for number in range(2000)}}


_OF_PACKAGES: tuple[Callable[[random.Random, Parts], Parts], ...] = (
    _drop_part,
    _drop_part,
    _rename_part,
    _many_parts,
    _strict,
)


def _set_in_directory(offset: int, value: bytes) -> Callable[[random.Random, bytes], bytes]:
    """What overwrites a field of one entry of the zip file's directory."""

    def change(chance: random.Random, content: bytes) -> bytes:
        places = [found.start() for found in re.finditer(rb"PK\x01\x02", content)]
        if not places:
            return content
        place = chance.choice(places) + offset
        return content[:place] + value + content[place + len(value) :]

    return change


def _again(chance: random.Random, content: bytes, *, large: bool = False, streamed: bool = False) -> bytes:
    """Zipped anew: every part as one of 4 GB and more is, or as a program does that cannot go back in its output."""
    stream = io.BytesIO()
    if streamed:
        stream.seekable = lambda: False  # type: ignore[method-assign]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in unpacked(content).items():
            with package.open(name, "w", force_zip64=large) as entry:
                entry.write(part)
    return stream.getvalue()


def _twice(chance: random.Random, content: bytes) -> bytes:
    """One part twice, the second time with another content."""
    stream = io.BytesIO(content)
    name = chance.choice(list(unpacked(content)))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "a") as package:
        package.writestr(chance.choice((name, name.upper())), b"<a/>")
    return stream.getvalue()


def _with_folders(_: random.Random, content: bytes) -> bytes:
    """An entry for each folder, as `zip -r` makes them."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as package:
        for folder in ("xl/", "xl/worksheets/", "_rels/"):
            package.writestr(zipfile.ZipInfo(folder), b"")
    return stream.getvalue()


HARMLESS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "zip64": partial(_again, large=True),
    "streamed": partial(_again, streamed=True),
    "folders": _with_folders,
}
"""Ways to zip a workbook that say the same."""


def _of_other_program(chance: random.Random, _: bytes) -> bytes:
    """What is no .xlsx but called so: Excel's old and its binary format, a locked one, one of LibreOffice, a page."""
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016)
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
    binary = {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\x01\0"}
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    return chance.choice(
        (ole, locked, packed(ods), packed(binary), b"<html><table></table></html>", b"Item,5")
    )


_OF_BYTES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *HARMLESS.values(),
    _twice,
    _of_other_program,
    _flip,
    _flip,
    _cut,
    _set_in_directory(8, b"\x01\x00"),  # encrypted
    _set_in_directory(10, b"\x63\x00"),  # packed by method 99
    _set_in_directory(24, b"\xff\xff\xff\x7f"),  # two gigabytes, it says
    lambda _, content: content + b"PK\x05\x06",
    lambda _, content: b"MZ" + content,
    lambda _, content: b"",
)
