"""What Calc loses of an Excel workbook when it writes one, put back from the file it came from.

Found by comparing packages before and after LibreOffice 7.4, and mended here: names of functions Calc does
not know (written in small letters, or under an add-in's full name), the mark of dynamic arrays, the VBA
project and the code names that tie it to the sheets, sheets hidden for good, the theme, table styles and
calculated columns. What Calc drops and cannot be put back is refused rather than lost.
"""

import os
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr, unescape

from pab_planner.engines.calc.formulas import ADD_IN_PREFIX
from pab_planner.errors import FileError
from pab_planner.language import Text

_VBA, _METADATA, _THEME = "xl/vbaProject.bin", "xl/metadata.xml", "xl/theme/theme1.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = {
    _VBA: "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
    _METADATA: f"{_OFFICE}/sheetMetadata",
    _THEME: f"{_OFFICE}/theme",
}
_CONTENT_TYPES = {
    _VBA: "application/vnd.ms-office.vbaProject",
    _METADATA: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
    _THEME: "application/vnd.openxmlformats-officedocument.theme+xml",
}
_DYNAMIC_ARRAYS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
    'pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" '
    'coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" '
    'fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk>'
    "</cellMetadata></metadata>"
)
_LOST = {
    "xl/threadedComments/": Text("threaded comments", "线程批注"),
    "xl/slicers/": Text("slicers", "切片器"),
    "xl/timelines/": Text("timelines", "日程表"),
    "xl/queryTables/": Text("query tables", "查询表"),
    "xl/connections.xml": Text("data connections", "数据连接"),
    "xl/model/": Text("the data model", "数据模型"),
    "xl/richData/": Text("linked data types", "链接数据类型"),
    "xl/activeX/": Text("ActiveX controls", "ActiveX 控件"),
}

_FORMULA = re.compile(r"(<(?:f|formula|formula1|formula2|definedName)(?: [^>]*)?>)([^<]+)(?=</)")
_NOT_CALLS = re.compile(r"""("[^"]*"|'[^']*'|&quot;.*?&quot;|&apos;.*?&apos;|\[[^\]]*\])""")
_SMALL_CALL = re.compile(r"(?<![\w.])[a-z_][a-z0-9_.]*(?=\()")
_ARRAY_CELL = re.compile(r'<c (?P<cell>r="[^"]*"[^>]*)>(?P<f><f [^>]*t="array"[^>]*>)(?P<formula>[^<]*)</f>')
_FAMILY = re.compile(r"\bPAB(?:_[A-Z_]+)?\(")


class CalcWouldLoseParts(FileError):
    """Saving would drop what LibreOffice does not understand."""

    sentence = Text(
        "{file} was not saved, because LibreOffice would lose {parts}; use Excel, or save under another name",
        "{file} 未保存，因为 LibreOffice 保存会丢失{parts}；请改用 Excel，或另存为其他文件名",
    )


@dataclass
class Original:
    """What a workbook held when it was opened, as far as Calc does not keep it itself."""

    names: frozenset[str] = frozenset()
    parts: dict[str, bytes] = field(default_factory=dict)
    book_code_name: str = ""
    sheet_code_names: dict[str, str] = field(default_factory=dict)
    hidden_for_good: frozenset[str] = frozenset()
    tables: dict[str, str] = field(default_factory=dict)
    dynamic: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: Path | None) -> "Original":
        """Read it from a file; of what is no Excel workbook there is nothing to keep."""
        if path is None or not zipfile.is_zipfile(path):
            return cls()
        with zipfile.ZipFile(path) as package:
            names = frozenset(package.namelist())
            if "xl/workbook.xml" not in names:
                return cls()
            book = package.read("xl/workbook.xml").decode()
            sheets = {name: package.read(part).decode() for name, part in _sheet_parts(package)}
            tables = [package.read(part).decode() for part in names if part.startswith("xl/tables/")]
            return cls(
                names=names,
                parts={part: package.read(part) for part in (_VBA, _THEME) if part in names},
                book_code_name=_code_name(book, "workbookPr"),
                sheet_code_names={
                    name: code for name, text in sheets.items() if (code := _code_name(text, "sheetPr"))
                },
                hidden_for_good=frozenset(
                    _attribute(sheet, "name") for sheet in _elements(book, "sheet") if "veryHidden" in sheet
                ),
                tables={_attribute(_elements(text, "table")[0], "name"): text for text in tables},
                dynamic=frozenset(
                    _unescaped(found["formula"])
                    for text in sheets.values()
                    for found in _ARRAY_CELL.finditer(text)
                    if "cm=" in found["cell"]
                ),
            )

    def lost(self) -> Text | None:
        """Kinds of parts that Calc neither keeps nor lets us put back; None if there are none."""
        kinds = [kind for start, kind in _LOST.items() if any(name.startswith(start) for name in self.names)]
        return Text(", ".join(k.en for k in kinds), "、".join(k.zh for k in kinds)) if kinds else None


def mend(
    path: Path, original: Original, table_styles: dict[str, str | None], dynamic: Collection[str]
) -> None:
    """Put back what Calc left out of the workbook it has just written.

    Args:
        path: The file as Calc wrote it; rewritten.
        original: What the workbook held before.
        table_styles: Style names of tables, where they were set since.
        dynamic: Formulas that were written as dynamic arrays since, without `=`.
    """
    with zipfile.ZipFile(path) as package:
        entries = {info.filename: package.read(info) for info in package.infolist()}
        sheets = {part: name for name, part in _sheet_parts(package)}
    added = {_THEME: original.parts[_THEME]} if _THEME in original.parts else {}
    if path.suffix.lower() == ".xlsm" and _VBA in original.parts:
        added[_VBA] = original.parts[_VBA]
    for part in entries:
        if part in sheets:
            text, has_dynamic = _mark_dynamic(
                _functions(entries[part].decode()), original.dynamic | set(dynamic)
            )
            text = _set_code_name(text, "sheetPr", original.sheet_code_names.get(sheets[part], ""))
            entries[part] = text.encode()
            if has_dynamic:
                added[_METADATA] = _DYNAMIC_ARRAYS.encode()
        elif part.startswith("xl/tables/"):
            entries[part] = _table(entries[part].decode(), original.tables, table_styles).encode()
    book = _functions(entries["xl/workbook.xml"].decode())
    book = _set_code_name(book, "workbookPr", original.book_code_name)
    book = _hide_for_good(_names_once(book), original.hidden_for_good)
    entries["xl/workbook.xml"] = book.encode()
    for part, content in added.items():
        _add_part(entries, part, content)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)


def mend_saved(path: Path, original: Original) -> None:
    """Mend a file that Calc has just saved; its time stays, or Calc would warn of another's changes."""
    before = path.stat()
    mend(path, original, {}, ())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _functions(text: str) -> str:
    """Function names as Excel writes them: in capitals, and ours without the add-in's full name."""

    def capitals(formula: str) -> str:
        parts = _NOT_CALLS.split(formula)
        parts[::2] = [_SMALL_CALL.sub(lambda call: _xlfn(call[0].upper()), part) for part in parts[::2]]
        return "".join(parts)

    def mended(found: re.Match[str]) -> str:
        return found[1] + capitals(ADD_IN_PREFIX.sub("", found[2]))

    return _FORMULA.sub(mended, text)


def _xlfn(name: str) -> str:
    return re.sub(r"^_XLFN\.(_XLWS\.)?", lambda prefix: prefix[0].lower(), name)


def _mark_dynamic(text: str, dynamic: Collection[str]) -> tuple[str, bool]:
    """Mark dynamic arrays, without which Excel shows them in braces: our family's and those that were."""
    marked = False

    def is_dynamic(formula: str) -> bool:
        return formula in dynamic or _FAMILY.search(formula) is not None

    def mark(found: re.Match[str]) -> str:
        nonlocal marked
        if "cm=" in found["cell"] or not is_dynamic(_unescaped(found["formula"])):
            return found[0]
        marked = True
        return f'<c {found["cell"]} cm="1">{found["f"]}{found["formula"]}</f>'

    return _ARRAY_CELL.sub(mark, text), marked


def _table(text: str, originals: dict[str, str], styles: dict[str, str | None]) -> str:
    """A table's look and its calculated columns."""
    name = _attribute(_elements(text, "table")[0], "name")
    before = originals.get(name, "")
    for column in re.finditer(
        r"<tableColumn [^>]*?>(<calculatedColumnFormula.*?</calculatedColumnFormula>)", before
    ):
        title = re.escape(_raw_attribute(column[0], "name"))
        text = re.sub(
            rf'(<tableColumn [^>]*name="{title}"[^>]*?)/>',
            rf"\g<1>>{_literal(column[1])}</tableColumn>",
            text,
        )
    style = styles.get(name)
    if style:
        look = f'<tableStyleInfo name={quoteattr(style)} showRowStripes="1"/>'
    else:
        look = "".join(_elements(before, "tableStyleInfo"))
    return text if "<tableStyleInfo" in text else text.replace("</table>", f"{look}</table>")


def _hide_for_good(book: str, names: Collection[str]) -> str:
    """`veryHidden`: Calc knows one way to hide a sheet only."""

    def hide(sheet: re.Match[str]) -> str:
        hidden = _attribute(sheet[0], "name") in names
        return sheet[0].replace('state="hidden"', 'state="veryHidden"') if hidden else sheet[0]

    return re.sub(r"<sheet [^>]*>", hide, book)


def _names_once(book: str) -> str:
    """Each name once: Calc writes some of its own making again, as they are or with `_0` behind.

    Excel takes a file that holds a name twice for damaged.
    """
    known: set[tuple[str, str]] = set()

    def once(found: re.Match[str]) -> str:
        name, sheet = _attribute(found[0], "name"), _attribute(found[0], "localSheetId")
        key = (re.sub("(_0)+$", "", name) if name.startswith("_xlnm.") else name, sheet)
        if key in known:
            return ""
        known.add(key)
        return found[0]

    return re.sub("<definedName [^>]*>[^<]*</definedName>", once, book)


def _add_part(entries: dict[str, bytes], part: str, content: bytes) -> None:
    """Add a part of the workbook with its content type and relationship, or replace it."""
    entries[part] = content
    types, relations = entries["[Content_Types].xml"].decode(), entries["xl/_rels/workbook.xml.rels"].decode()
    if f'"/{part}"' not in types:
        override = f'<Override PartName="/{part}" ContentType="{_CONTENT_TYPES[part]}"/>'
        entries["[Content_Types].xml"] = types.replace("</Types>", f"{override}</Types>").encode()
    target = part.removeprefix("xl/")
    if f'Target="{target}"' not in relations:
        relation = f'<Relationship Id="pab{Path(part).stem}" Type="{_RELATIONS[part]}" Target="{target}"/>'
        relations = relations.replace("</Relationships>", f"{relation}</Relationships>")
        entries["xl/_rels/workbook.xml.rels"] = relations.encode()


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part that holds it."""
    relations = package.read("xl/_rels/workbook.xml.rels").decode()
    targets = {_attribute(r, "Id"): _attribute(r, "Target") for r in _elements(relations, "Relationship")}
    for sheet in _elements(package.read("xl/workbook.xml").decode(), "sheet"):
        target = targets[_attribute(sheet, "r:id")]
        yield _attribute(sheet, "name"), target[1:] if target.startswith("/") else f"xl/{target}"


def _elements(text: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag} [^>]*>", text)


def _raw_attribute(element: str, name: str) -> str:
    found = re.search(rf'[ \n]{name}="([^"]*)"', element)
    return found[1] if found else ""


def _attribute(element: str, name: str) -> str:
    return _unescaped(_raw_attribute(element, name))


def _unescaped(text: str) -> str:
    return unescape(text, {"&quot;": '"', "&apos;": "'"})


def _code_name(text: str, tag: str) -> str:
    return next((_attribute(element, "codeName") for element in _elements(text, tag)), "")


def _set_code_name(text: str, tag: str, name: str) -> str:
    if not name or _code_name(text, tag):
        return text
    return re.sub(rf"<{tag}(?=[ />])", f"<{tag} codeName={_literal(quoteattr(name))}", text, count=1)


def _literal(text: str) -> str:
    """A text as the replacement of a regular expression."""
    return text.replace("\\", r"\\")
