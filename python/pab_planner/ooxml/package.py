"""The parts of a workbook file and what relates them, as the Open Packaging Conventions keep them."""

import contextlib
import io
import posixpath
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, Self

from pab_planner.files import UnreadableFile, reason_of, refuse_endless
from pab_planner.foreign_files import OLD_FORMAT, OLE2, PACKED, no_workbook
from pab_planner.language import Text
from pab_planner.ooxml.limits import PACKED_TIMES, PARTS, SUSPECT_BYTES, UNPACKED_BYTES
from pab_planner.ooxml.tree import Element, NotXml, parse, serialise

DAMAGED = Text(
    "is damaged; take the file from its source once more, or open it in Excel and save it again",
    "已损坏；请从来源重新获取文件，或在 Excel 中打开并重新保存",
)
MISSING = Text("is missing; open the file in Excel and save it again", "缺失；请在 Excel 中打开并重新保存")
_ENCRYPTED = Text(
    "is protected by a password; open the file in Excel, remove the password and save it",
    "设有密码；请在 Excel 中打开、取消密码后保存",
)
_PASSWORD = Text(
    "it is protected by a password; open it in Excel, remove the password and save it",
    "文件有密码保护，请在 Excel 中打开、取消密码后保存",
)
_BINARY = Text(
    "it is a binary workbook (.xlsb), which only Excel reads; open it in Excel and save it as .xlsx",
    "文件是二进制工作簿（.xlsb），只有 Excel 能读取；请在 Excel 中打开并另存为 .xlsx",
)
_TWICE = Text(
    "is in the file twice; open the file in Excel and save it again",
    "在文件中出现两次；请在 Excel 中打开并重新保存",
)
_METHOD = Text(
    "is packed in a way that Excel does not write; open the file in Excel and save it again",
    "的压缩方式不是 Excel 所用；请在 Excel 中打开并重新保存",
)
_TOO_LARGE = Text(
    "unpacks to {size} MB, {times} times what it takes in the file; no sheet is like that",
    "解压后为 {size} MB，是压缩后的 {times} 倍，不是正常的工作表",
)
_TOO_LARGE_IN_ALL = Text(
    "the file unpacks to {size} MB, more than {most} MB; split it",
    "文件解压后为 {size} MB，超过 {most} MB，请拆分",
)
_TOO_MANY = Text(
    "the file has {found:part|parts}, more than {most}; open it in Excel and save it again",
    "文件有 {found} 个部件，超过 {most} 个，请在 Excel 中打开并重新保存",
)
_NO_SHEET_PART = Text(
    "names a sheet {sheet} that the file does not hold; open it in Excel and save it again",
    "列出的工作表 {sheet} 不在文件中；请在 Excel 中打开并重新保存",
)
SAME_TITLE = Text(
    "has sheets of one name, or of none; open the file in Excel and save it again",
    "中有同名或无名的工作表，请在 Excel 中打开并重新保存",
)
_PART = Text("its part {part} {what}", "其部件 {part} {what}")
_NO_WORKBOOK = Text(
    "it is not a workbook this program can read; open it in Excel and save it as .xlsx",
    "本程序无法读取该工作簿，请在 Excel 中打开并另存为 .xlsx",
)
NOT_WHOLE = Text(
    "the file is damaged or was not saved completely; open it in Excel and save it again",
    "文件已损坏或没有保存完整，请在 Excel 中打开并重新保存",
)
_DOCUMENTS = ("xl/", "word/", "ppt/", "mimetype")
"""What stands in the zip files of Office and LibreOffice."""

CHUNK = 1 << 18  # it stays in the processor's cache
CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS_KIND = "application/vnd.openxmlformats-package.relationships+xml"
_ID_SPACES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


class UnusablePart(Exception):
    """What is wrong with a part of a file.

    Attributes:
        reason: In a sentence that names the part.
    """

    def __init__(self, part: str, what: Text) -> None:
        self.reason = _PART.filled(part=part, what=what)
        super().__init__(self.reason.en)


class _Unusable(Exception):
    """What is wrong with a file as a whole."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


@contextlib.contextmanager
def one_refusal(file: str) -> Iterator[None]:
    """Turn what can go wrong with the parts of a file into one refusal.

    Raises:
        UnreadableFile: Something did.
    """
    try:
        yield
    except (UnusablePart, _Unusable) as error:
        raise UnreadableFile(file=file, reason=error.reason) from error
    except zipfile.BadZipFile as error:
        raise UnreadableFile(file=file, reason=NOT_WHOLE) from error
    except OSError as error:
        raise UnreadableFile(file=file, reason=reason_of(error)) from error


def bytes_of(path: Path) -> bytes:
    """The bytes of a file; what cannot be a workbook is refused.

    Raises:
        UnreadableFile: It is no file, or larger than any workbook may be.
        OSError: The file system refused.
    """
    refuse_endless(path, UNPACKED_BYTES)
    content = path.read_bytes()
    if content.startswith(OLE2):
        # A password turns a workbook into an OLE file with this stream in its directory.
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise _Unusable(_PASSWORD if encrypted else OLD_FORMAT)
    if kind := no_workbook(content):
        raise _Unusable(kind)
    return content


class Chunks(Protocol):
    """Content that is generated while it is written."""

    def chunks(self, root: Element) -> Iterator[bytes]:
        """The bytes of a part, given the frame around what is made."""


class Relation:
    """What one part has to do with another, or with a place outside the file.

    Attributes:
        id: The name that attributes of the part use; "" until it is written.
        kind: The last word of its type, such as `worksheet`.
    """

    def __init__(self, id_: str, type_: str, target: "Part | str", **written: str) -> None:
        self.id, self.type, self.target, self._written = id_, type_, target, written

    def __str__(self) -> str:
        return self.id

    @property
    def kind(self) -> str:
        """The last word of its type, e.g. `worksheet`."""
        return self.type.rpartition("/")[2]

    def attributes(self, source: "Part") -> dict[str, str]:
        """As an entry of the source's relationships part; a place in the file is relative, as Excel has it."""
        place = self.target
        if isinstance(place, Part):
            place = posixpath.relpath(place.name, posixpath.dirname(source.name) or ".")
        return {"Target": place, **self._written, "Id": self.id, "Type": self.type}


class Part:
    """One part of a package.

    Attributes:
        name: Its place in the zip file; "" for the package itself, whose relations lead to all others.
        type: Its content type.
        content: Its bytes; None when `tree` was changed.
        made: Generates its content when it is written; `tree` is then the frame around it.
        relations: To other parts.
    """

    def __init__(self, name: str, type_: str, content: bytes | None) -> None:
        self.name, self.type, self.content = name, type_, content
        self.made: Chunks | None = None
        self.relations: list[Relation] = []

    @cached_property
    def tree(self) -> Element | None:
        """Its XML with relationships in the place of their ids; None for a part that is no XML."""
        try:
            root = parse(self.content or b"")
        except NotXml:
            return None
        by_id = {relation.id: relation for relation in self.relations}
        prefixes = {
            name.removeprefix("xmlns:")
            for element in root.walk()
            for name, uri in element.declared().items()
            if uri in _ID_SPACES
        }
        for element in root.walk() if by_id else ():
            for name, value in element.attributes.items():
                prefix, _, local = name.rpartition(":")
                if (prefix in prefixes or local == "relid") and value in by_id:
                    element.attributes[name] = by_id[value]
        return root

    def named(self) -> list[Relation]:
        """The relations that its content names."""
        if self.tree is None:
            return []
        values = (value for element in self.tree.walk() for value in element.attributes.values())
        return list(dict.fromkeys(value for value in values if isinstance(value, Relation)))

    def unnamed(self) -> list[Relation]:
        """The relations that its content does not name, such as a sheet's comments."""
        named = set(self.named())
        return [relation for relation in self.relations if relation not in named]

    def related(self, kind: str) -> "list[Part]":
        """The parts it has this relation to."""
        return [r.target for r in self.relations if r.kind == kind and isinstance(r.target, Part)]

    def settle(self, was_named: list[Relation]) -> None:
        """Drop relations that its changed content names no more, and give new ones an id."""
        named = self.named()
        self.relations = [r for r in self.relations if r in named or r not in was_named]
        self.relations += [r for r in named if r not in self.relations]
        for relation in self.relations:
            relation.id = relation.id or self._free_id()

    def relate(self, type_: str, target: "Part") -> Relation:
        """A new relation to another part."""
        relation = Relation(self._free_id(), type_, target)
        self.relations.append(relation)
        return relation

    def _free_id(self) -> str:
        taken = {relation.id for relation in self.relations}
        return next(id_ for n in range(1, len(taken) + 2) if (id_ := f"rId{n}") not in taken)

    def anew(self) -> bytes:
        """Its changed content."""
        assert self.tree is not None
        return serialise(self.tree)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""
        if self.made is not None and self.tree is not None:
            yield from self.made.chunks(self.tree)
        elif self.content is not None:
            yield self.content
        else:
            yield self.anew()


class Package(Part):
    """A whole file; its own relations lead to the workbook and to the document's properties."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        """Take a file apart.

        Args:
            contents: Bytes by name, relationship parts and content types among them.
        """
        super().__init__("", "", b"")
        if CONTENT_TYPES not in contents:
            is_document = any(name.startswith(_DOCUMENTS) for name in contents)
            raise _Unusable(_NO_WORKBOOK if is_document else PACKED.filled(kind="zip"))
        types = _parsed(CONTENT_TYPES, contents[CONTENT_TYPES])
        self._defaults = {k.lower(): type_ for k, type_ in _typed(types, "Default", "Extension")}
        overrides = {k.lstrip("/"): type_ for k, type_ in _typed(types, "Override", "PartName")}
        self.parts = {
            name: Part(name, overrides.get(name, self._default(name)), content)
            for name, content in contents.items()
            if name != CONTENT_TYPES and not name.endswith(("/", ".rels"))
        }
        for part in [self, *self.parts.values()]:
            part.relations = list(self._relations(part, contents.get(_relations_of(part.name))))
        # What no relation leads to from the start stays where it is.
        self._known = list(_reached(self))

    @classmethod
    def empty(cls) -> Self:
        """A file without any part."""
        return cls({CONTENT_TYPES: f'<Types xmlns="{_TYPES}"/>'.encode()})

    def _default(self, name: str) -> str:
        return self._defaults.get(name.rpartition(".")[2].lower(), "")

    def _relations(self, part: Part, content: bytes | None) -> Iterator[Relation]:
        where = _relations_of(part.name)
        for entry in _parsed(where, content) if content else ():
            given = dict(entry.attributes)
            place = given.get("Target", "")
            inside = given.get("TargetMode") != "External"
            target = self._found(part.name, place) if inside else None
            if not {"Id", "Type"} <= given.keys():
                raise UnusablePart(where, DAMAGED)
            yield Relation(given.pop("Id"), given.pop("Type"), place if target is None else target, **given)

    def _found(self, base: str, place: str) -> Part | None:
        """The part that a relationship's target names, where it is written as in the file or as a URL."""
        name = _resolved(base, place)
        return self.parts.get(name) or self.parts.get(urllib.parse.unquote(name))

    @property
    def workbook(self) -> Part:
        """The part that all sheets hang on."""
        found = self.related("officeDocument")
        if not found:
            raise _Unusable(_NO_WORKBOOK)
        if found[0].name.endswith(".bin"):
            raise _Unusable(_BINARY)
        return found[0]

    def sheets(self) -> Iterator[tuple[str, str, Part]]:
        """Each sheet's title, its kind such as `worksheet`, and the part that holds it.

        Raises:
            UnusablePart: A sheet has no part, or the title of another.
        """
        book = self.workbook
        if book.tree is None:
            raise UnusablePart(book.name, DAMAGED)
        titles: set[str] = set()
        for entry in book.tree.child("sheets") or ():
            title = entry.attributes.get("name", "")
            if not title or title.casefold() in titles:
                raise UnusablePart(book.name, SAME_TITLE)
            titles.add(title.casefold())
            relation = next((v for v in entry.attributes.values() if isinstance(v, Relation)), None)
            if relation is None or not isinstance(relation.target, Part):
                raise UnusablePart(book.name, _NO_SHEET_PART.filled(sheet=title))
            yield title, relation.kind, relation.target

    def take_in(self) -> None:
        """Give every part that relations lead to a place, and forget those that they lead to no more."""
        found = list(_reached(self))
        lost = {id(part) for part in self._known} - {id(part) for part in found}
        kept = {name: part for name, part in self.parts.items() if id(part) not in lost}
        for part in found:
            if kept.get(part.name) is not part:
                part.name = _free(part.name, kept)
                kept[part.name] = part
        self.parts = kept

    def write(self, file: Any) -> None:
        """Write the file; with a fixed time, so that equal parts give equal bytes."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, chunks in self._pieces():
                _put(archive, name, chunks)

    def contents(self) -> dict[str, bytes]:
        """The bytes of the file by name, relationship parts and content types among them."""
        return {name: b"".join(chunks) for name, chunks in self._pieces()}

    def _pieces(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        yield CONTENT_TYPES, [serialise(self._content_types())]
        for part in [self, *self.parts.values()]:
            if part.relations:
                yield _relations_of(part.name), [serialise(_relations_part(part))]
        for part in self.parts.values():
            yield part.name, part.chunks()

    def _content_types(self) -> Element:
        root = Element("Types", {"xmlns": _TYPES})
        self._defaults = {"rels": _RELATIONS_KIND, "xml": "application/xml", **self._defaults}
        for extension, type_ in self._defaults.items():
            root.children.append(Element("Default", {"Extension": extension, "ContentType": type_}))
        for name, part in self.parts.items():
            if part.type != self._default(name):
                root.children.append(Element("Override", {"PartName": f"/{name}", "ContentType": part.type}))
        return root


class Archive:
    """A workbook file, its parts unpacked one by one.

    Raises:
        UnusablePart: A part is damaged, or would fill the memory.
        BadZipFile: It is no zip file.
    """

    def __init__(self, file: Any) -> None:
        self._zip = zipfile.ZipFile(file)
        entries = self._zip.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > PARTS:
            raise _Unusable(_TOO_MANY.filled(found=len(entries), most=PARTS))
        names: set[str] = set()
        for entry in entries:
            _refuse_entry(entry)
            if entry.filename.casefold() in names:  # of two readers one takes the first, the other the last
                raise UnusablePart(entry.filename, _TWICE)
            names.add(entry.filename.casefold())
        if unpacked > UNPACKED_BYTES:
            raise _Unusable(_TOO_LARGE_IN_ALL.filled(size=unpacked >> 20, most=UNPACKED_BYTES >> 20))
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def read(self, part: str) -> bytes:
        """The bytes of a part, a large one piece by piece: unpacked at once it takes its size twice."""
        stream = io.BytesIO()
        for piece in self._pieces(part):
            stream.write(piece)
        return stream.getvalue()

    def unpack(self, part: str, grow: Callable[[bytearray, int], None]) -> bytearray:
        """The bytes of a part, which are looked at as they come.

        Args:
            part: Its name.
            grow: Told of each piece: the whole, and how many bytes of it have come.
        """
        whole, filled = bytearray(self.size(part)), 0
        for piece in self._pieces(part):
            whole[filled : filled + len(piece)] = piece
            filled += len(piece)
            grow(whole, filled)
        return whole if filled == len(whole) else whole[:filled]

    def _pieces(self, part: str) -> Iterator[bytes]:
        try:
            with self._zip.open(part) as packed:
                while piece := packed.read(CHUNK):
                    yield piece
        except KeyError as error:
            raise UnusablePart(part, MISSING) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise UnusablePart(part, DAMAGED) from error

    def size(self, part: str) -> int:
        """The bytes of a part, as the file's directory says."""
        return self._zip.getinfo(part).file_size

    def outline(self) -> "Package":
        """How the parts hang together; of all but the workbook itself the bytes are left out."""
        found = Package({n: self.read(n) if n.endswith(_OUTLINE) else b"" for n in self.names})
        found.workbook.content = self.read(found.workbook.name)
        return found


_OUTLINE = (CONTENT_TYPES, ".rels")


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse a part by what the file's directory says of it."""
    if entry.flag_bits & 1:
        raise UnusablePart(entry.filename, _ENCRYPTED)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnusablePart(entry.filename, _METHOD)
    if entry.file_size > max(SUSPECT_BYTES, entry.compress_size * PACKED_TIMES):
        times = entry.file_size // max(1, entry.compress_size)
        raise UnusablePart(entry.filename, _TOO_LARGE.filled(size=entry.file_size >> 20, times=times))


def contents_of(file: Any) -> dict[str, bytes]:
    """The bytes in a zip file by name.

    Raises:
        UnusablePart: A part is damaged, or would fill the memory.
        BadZipFile: It is no zip file.
    """
    with Archive(file) as archive:
        return {name: archive.read(name) for name in sorted(archive.names)}


def _parsed(name: str, content: bytes) -> Element:
    try:
        return parse(content)
    except NotXml as error:
        raise UnusablePart(name, DAMAGED) from error


def _typed(types: Element, name: str, key: str) -> Iterator[tuple[str, str]]:
    """What the content types say of each extension, or of each part."""
    for entry in types:
        if entry.name == name:
            if not {key, "ContentType"} <= entry.attributes.keys():
                raise UnusablePart(CONTENT_TYPES, DAMAGED)
            yield entry.attributes[key], entry.attributes["ContentType"]


def _reached(start: Part) -> Iterator[Part]:
    seen, waiting = {id(start)}, [start]
    while waiting:
        for relation in waiting.pop().relations:
            part = relation.target
            if isinstance(part, Part) and id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)
                yield part


def _relations_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _resolved(name: str, target: str) -> str:
    """A relationship's target as the name of a part."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")


def _free(name: str, taken: dict[str, Part]) -> str:
    """A part's name, with another number where it is taken."""
    stem, _, ending = name.rpartition(".")
    stem = re.sub(r"\d+$", "", stem)
    lower = {one.lower() for one in taken}
    if name.lower() not in lower:
        return name
    return next(n for k in range(1, len(lower) + 2) if (n := f"{stem}{k}.{ending}").lower() not in lower)


def _relations_part(part: Part) -> Element:
    root = Element("Relationships", {"xmlns": _RELATIONSHIPS})
    root.children = [Element("Relationship", relation.attributes(part)) for relation in part.relations]
    return root


def _put(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with archive.open(info, "w") as part:
        for chunk in chunks:
            part.write(chunk)
