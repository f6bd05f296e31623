"""Numbers by which a file's parts refer to each other, taken out before merging and given anew after it.

openpyxl numbers sheets, tables and authors in its own order; files are compared by what a number means.
"""

from collections.abc import Iterator
from typing import Any

from pab_planner.engines.file.merged_package import adopted, put
from pab_planner.engines.file.openpyxl_types import LOOK_MARK, Workbook
from pab_planner.ooxml.package import Package, Part, Relation
from pab_planner.ooxml.tree import Element


def name_instead(
    package: Package, workbook: Workbook | None = None, titles: dict[Any, str] | None = None
) -> None:
    """Let a file refer to sheets and authors by name, and take the numbers of tables out.

    Args:
        package: The file.
        workbook: What openpyxl wrote it from; None for a file as it was.
        titles: What sheets were called in the file they came from; others are new.
    """
    sheets = list(inside(package.workbook, "sheets"))
    titled = [element.attributes["name"] for element in sheets]
    counted = titled
    if workbook is not None:
        titled = [(titles or {}).get(sheet, f"+{sheet.title}") for sheet in workbook._sheets]
        # openpyxl counts worksheets only where a name belongs to one.
        counted = [
            key for key, sheet in zip(titled, workbook._sheets, strict=True) if sheet in workbook.worksheets
        ]
    for element, key in zip(sheets, titled, strict=True):
        element.attributes["key"] = key
        if workbook is not None:
            del element.attributes["sheetId"]
    for name in inside(package.workbook, "definedNames"):
        number = int(name.attributes.get("localSheetId", -1))
        if 0 <= number < len(counted):
            name.attributes["localSheetId"] = counted[number]
    for table in _parts(package, "table+xml") if workbook is not None else ():
        table.attributes.pop("id", None)
    for comments in _parts(package, "comments+xml"):
        authors = [author.text for author in comments.child("authors") or ()]
        for comment in comments.child("commentList") or ():
            comment.attributes["authorId"] = authors[int(comment.attributes.get("authorId", 0))]
        if workbook is not None:
            comments.children = [child for child in comments if child.name != "authors"]


def number_again(package: Package) -> None:
    """Give sheets, tables and authors numbers; those of the file keep theirs."""
    sheets = list(inside(package.workbook, "sheets"))
    _fill_in(sheets, "sheetId")
    keys = [sheet.attributes.pop("key") for sheet in sheets]
    for name in inside(package.workbook, "definedNames"):
        if (key := name.attributes.get("localSheetId")) in keys:
            name.attributes["localSheetId"] = str(keys.index(key))
    _fill_in(list(_parts(package, "table+xml")), "id")
    for comments in _parts(package, "comments+xml"):
        authors = comments.child("authors")
        if authors is None:
            prefix = comments.tag.removesuffix("comments")
            comments.children.insert(0, authors := Element(f"{prefix}authors", {}))
        known = [author.text for author in authors]
        for comment in comments.child("commentList") or ():
            name = comment.attributes["authorId"]
            if name not in known:
                known.append(name)
                author = Element(authors.tag.removesuffix("s"), {})
                author.children.append(name)
                authors.children.append(author)
            comment.attributes["authorId"] = str(known.index(name))


def add_looks(old: Package, new: Package) -> None:
    """Put fonts, fills, borders and looks that are new behind those of the file, where openpyxl counts them.

    openpyxl gives number formats other numbers than the file does: they are found by their codes.
    """
    if not (held := old.workbook.related("styles")):
        # A relation of its own: that of `new` will lead to what the merge compares with.
        theirs_to = next(relation for relation in new.workbook.relations if relation.kind == "styles")
        old.workbook.relations.append(Relation("rIdStyles", theirs_to.type, theirs_to.target))
        return
    ours, theirs = held[0].tree, new.workbook.related("styles")[0].tree
    assert ours is not None
    assert theirs is not None
    spaces = ours.declared(), theirs.declared()
    codes = {
        one.attributes["numFmtId"]: one.attributes["formatCode"] for one in theirs.child("numFmts") or ()
    }
    for name in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
        group, wanted = ours.child(name), theirs.child(name)
        count = len(list(group)) if group is not None else 0
        added = [adopted(one, *spaces) for one in list(wanted or ())[count:]]
        if not added:
            continue
        if group is None:
            put(ours, name, [group := Element(name, dict(spaces[1]))])
        group.children += added
        group.attributes["count"] = str(count + len(added))
        for look in added if name == "cellXfs" else ():
            if code := codes.get(look.attributes["numFmtId"]):
                look.attributes["numFmtId"] = _format_number(ours, code, spaces[1])
            look.attributes["xfId"] = str(int(look.attributes.get("xfId", 0)) & (1 << LOOK_MARK) - 1)
        held[0].content = None


def _format_number(styles: Element, code: str, spaces: dict[str, str]) -> str:
    """The number of a format code in a file's styles."""
    if (formats := styles.child("numFmts")) is None:
        put(styles, "numFmts", [formats := Element("numFmts", dict(spaces))])
    numbers: dict[str, str] = {one.attributes["formatCode"]: one.attributes["numFmtId"] for one in formats}
    if code not in numbers:
        numbers[code] = str(max([163, *map(int, numbers.values())]) + 1)
        tag = formats.tag.removesuffix("s")
        formats.children.append(Element(tag, {"numFmtId": numbers[code], "formatCode": code}))
        formats.attributes["count"] = str(len(list(formats)))
    return numbers[code]


def _fill_in(elements: list[Element], number: str) -> None:
    taken = {int(one.attributes[number]) for one in elements if number in one.attributes}
    for one in elements:
        if number not in one.attributes:
            one.attributes[number] = str(max(taken, default=0) + 1)
            taken.add(int(one.attributes[number]))


def inside(part: Part, name: str) -> Iterator[Element]:
    """The elements in a group of a part, such as the sheets of a workbook."""
    group = part.tree.child(name) if part.tree is not None else None
    return iter(group or ())


def _parts(package: Package, kind: str) -> Iterator[Element]:
    reached = (relation.target for part in package.parts.values() for relation in part.relations)
    found = {id(part): part for part in reached if isinstance(part, Part) and part.type.endswith(kind)}
    return (part.tree for part in found.values() if part.tree is not None)
