"""Makes `excel_members.txt` out of the public declarations of Excel's type library.

    npm pack @types/activex-excel @types/activex-office       # MIT, DefinitelyTyped
    python -m windows.excel.read_declarations activex-excel/index.d.ts activex-office/index.d.ts

One member a line: class, member, kind, arguments. The kinds are `get` (read-only property), `prop` (property
that can be set) and `call` (method); an argument with a question mark may be left out.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).with_name("excel_members.txt")

CLASSES = {
    *("Application", "Areas", "AutoFilter", "Border", "Borders", "Characters", "Chart", "ChartArea"),
    *("ChartFormat", "ChartObject", "ChartObjects", "ChartTitle", "ColorFormat", "Comment", "Comments"),
    *("FillFormat", "Filter", "Filters", "Font", "FormatCondition", "FormatConditions", "Hyperlink"),
    *("Hyperlinks", "Interior"),
    *("LanguageSettings", "Legend", "LineFormat", "ListColumn", "ListColumns", "ListObject", "ListObjects"),
    *("ListRow", "ListRows", "Name", "Names", "Outline", "PageSetup", "Range", "Series", "SeriesCollection"),
    *("Sheets", "TableStyle", "Validation", "Window", "Windows", "Workbook", "Workbooks", "Worksheet"),
    "WorksheetFunction",
}
"""Those that the stand-in serves."""

PROPERTIES_WITH_ARGUMENTS = {
    *("_Default", "Address", "AddressLocal", "Cells", "Characters", "End", "FileDialog", "International"),
    *("Item", "LanguageID", "Offset", "Range", "Resize", "Value"),
}
"""The declarations write these as methods; in Microsoft's reference they are properties."""

CORRECTED = {
    # The declarations show the setter of Value apart, and Text of a comment without what it may set.
    "Range.Value": "prop RangeValueDataType?",
    "Comment.Text": "call Text? Start? Overwrite?",
    "Worksheet.Cells": "get",
    "Worksheet.Range": "get Cell1 Cell2?",
    "Range.Range": "get Cell1 Cell2?",
    "Application.International": "get Index?",
    # Each declares an index or a field as something else than the reference does.
    "Names.Item": "get Index IndexLocal? RefersTo?",
    "Range.AutoFilter": "call Field? Criteria1? Operator? Criteria2? VisibleDropDown?",
    "Range.Item": "get RowIndex ColumnIndex?",
    "Sheets.Item": "get Index",
    "Sheets._Default": "get Index",
    "FormatConditions.Add": (
        "call Type Operator? Formula1? Formula2? String? TextOperator? DateOperator? ScopeType?"
    ),
}

NEWER = {
    "Range.AddCommentThreaded": "call Text",
    "Range.CommentThreaded": "get",
    "Range.Formula2": "prop",
    "Range.HasSpill": "get",
    "Range.SpillParent": "get",
    "Range.SpillingToRange": "get",
    "Worksheet.CommentsThreaded": "get",
}
"""The declarations are of Excel 2010; these came with Excel 365 and are listed in Microsoft's reference."""


def main(declarations: list[str]) -> None:
    """Write the table."""
    found: dict[str, str] = {}
    for path in declarations:
        for name, members in _interfaces(Path(path).read_text(encoding="utf-8")):
            if name in CLASSES:
                found |= {f"{name}.{member}": described for member, described in members.items()}
    found |= CORRECTED | NEWER
    TABLE.write_text("".join(f"{member} {described}\n" for member, described in sorted(found.items())))


def _interfaces(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    heads = r"^    (?:class|interface) (\w+)(?:<[^{]*>)? \{\n(.*?)^    \}"
    for name, body in re.findall(heads, text, flags=re.DOTALL | re.MULTILINE):
        members: dict[str, str] = {}
        for statement in _statements(body):
            described = _member(statement)
            if described is None:
                continue
            member, kind, arguments = described
            if kind == "call":
                # Overloads: the longest has every argument; one is needed if all of them need it.
                before = members.get(member, "").split()[1:]
                longest = max(arguments, before, key=len)
                needed = {a for a in arguments if not a.endswith("?")}
                if before:
                    needed &= {a for a in before if not a.endswith("?")}
                arguments = [a if a in needed else a.rstrip("?") + "?" for a in longest]
                kind = "get" if member in PROPERTIES_WITH_ARGUMENTS else "call"
            elif member in members:
                continue
            members[member] = " ".join([kind, *arguments])
        yield name, members


def _statements(body: str) -> Iterator[str]:
    statement, depth = "", 0
    for line in body.splitlines():
        statement += f" {line.strip()}"
        depth += sum(map(line.count, "({[")) - sum(map(line.count, ")}]"))
        if depth == 0 and statement.endswith(";"):
            yield statement.strip()
            statement = ""


def _member(statement: str) -> tuple[str, str, list[str]] | None:
    if statement.startswith("private"):
        return None
    if plain := re.match(r"(readonly )?(\w+)\??: ", statement):
        return plain[2], "get" if plain[1] else "prop", []
    called = re.match(r"(\w*)(?:<[^(]*>)?\((.*)\)[^)]*;$", statement)
    if not called:
        return None
    arguments = re.findall(
        r"(?:^|, )(?:\.\.\.)?(\w+)(\??): ((?:[^,(<]|<[^>]*>|\([^)]*\))*)", called[2].strip()
    )
    names = [
        name + ("?" if mark or kind.strip(" ,") == "undefined" else "") for name, mark, kind in arguments
    ]
    return called[1] or "_Default", "call", names


if __name__ == "__main__":
    main(sys.argv[1:])
