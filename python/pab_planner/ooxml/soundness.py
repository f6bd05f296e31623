"""A workbook file is looked over before it takes the place of another: well formed, and nothing missing."""

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from pab_planner.errors import FileError
from pab_planner.language import Text
from pab_planner.ooxml.package import Archive, Package, UnusablePart
from pab_planner.ooxml.tree import NotXml, new_parser

_XML = (".xml", ".rels")


class WouldBeUnsound(FileError):
    """What would be written is not what it should be: our fault, and found before anything was lost."""

    sentence = Text(
        "{file} was not saved and is as it was, because the new file would not be whole ({what});"
        " use Excel for this step, and report the sentence to the makers of PAB Planner",
        "{file} 未保存，仍为原样，因为新文件将不完整（{what}）；"
        "请改在 Excel 中完成此步骤，并将本提示告知 PAB Planner 开发者",
    )


_NO_XML = Text("its part {part} is not well formed", "其部件 {part} 的 XML 格式有误")
_FEWER = Text("it lacks {kind} {missing}", "缺少{kind} {missing}")
_CELLS = Text(
    "sheet {sheet} has {found} of {expected} filled cells",
    "工作表 {sheet} 应有 {expected} 个有内容的单元格，实有 {found} 个",
)
_SHEETS, _NAMES, _PARTS = Text("the sheets", "工作表"), Text("the names", "名称"), Text("the parts", "部件")


def refuse_unsound(
    file: str,
    content: bytes,
    *,
    cells: Mapping[str, int | None],
    names: Collection[str] = (),
    parts: Collection[str] = (),
    known: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Look a new workbook over.

    Args:
        file: What it will be called.
        content: Its bytes.
        cells: How many filled cells each sheet must have, by title; None if it is not known.
        names: Defined names that it must have.
        parts: Parts that it must have.
        known: Parts of the file before; one that stayed as it was need not be better than it was.

    Raises:
        WouldBeUnsound: A part is not well formed, or something is missing.
    """
    try:
        with Archive(io.BytesIO(content)) as archive:
            for what in _faults(archive, cells, names, parts, known):
                raise WouldBeUnsound(file=file, what=what)
    except UnusablePart as error:
        raise WouldBeUnsound(file=file, what=error.reason) from error
    except zipfile.BadZipFile as error:
        raise WouldBeUnsound(file=file, what=str(error)) from error


def _faults(
    archive: Archive,
    cells: Mapping[str, int | None],
    names: Collection[str],
    parts: Collection[str],
    known: Mapping[str, bytes],
) -> Iterator[Text]:
    package = archive.outline()
    sheets = {title: part.name for title, _, part in package.sheets()}
    held = {name.casefold() for name in _defined_names(package)}
    yield from _missing(_SHEETS, [title for title in cells if title not in sheets])
    yield from _missing(_NAMES, [name for name in names if name.casefold() not in held])
    yield from _missing(_PARTS, [part for part in parts if part not in archive.names])
    titles = {part: title for title, part in sheets.items()}
    for name in sorted(archive.names):
        if name.lower().endswith(_XML):
            xml = archive.read(name)
            if xml != known.get(name) and not _is_well_formed(xml):
                yield _NO_XML.filled(part=name)
            expected = cells.get(titles.get(name, ""))
            # A filled cell ends so as we write it, and nothing else does: in texts `<` is written `&lt;`.
            if expected is not None and (found := xml.count(b"</c>")) < expected:
                yield _CELLS.filled(sheet=titles[name], found=found, expected=expected)


def _missing(kind: Text, missing: list[str]) -> Iterator[Text]:
    if missing:
        yield _FEWER.filled(kind=kind, missing=", ".join(missing[:3]))


def _defined_names(package: Package) -> Iterator[str]:
    assert package.workbook.tree is not None
    for entry in package.workbook.tree.child("definedNames") or ():
        yield entry.attributes.get("name", "")


def _is_well_formed(xml: bytes) -> bool:
    try:
        new_parser(namespaces=True).Parse(xml, True)
    except NotXml:
        return False
    return True
