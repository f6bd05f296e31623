"""The parts of a workbook file and what relates them, as the Open Packaging Conventions keep them."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Protocol
from xml.parsers import expat

from pab_planner.ooxml.tree import Element, parse, serialise

CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS_KIND = "application/vnd.openxmlformats-package.relationships+xml"
_ID_SPACES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


class Chunks(Protocol):
    """Content that is made while it is written."""

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

    def attributes(self) -> dict[str, str]:
        """As an entry of the relationships part."""
        place = self.target if isinstance(self.target, str) else f"/{self.target.name}"
        return {"Target": place, **self._written, "Id": self.id, "Type": self.type}


class Part:
    """One part of a package.

    Attributes:
        name: Its place in the zip file; "" for the package itself, whose relations lead to all others.
        type: Its content type.
        content: Its bytes; None when `tree` was changed.
        made: What gives its content when it is written, around `tree` as a frame.
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
        except expat.ExpatError:
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
        taken = {relation.id for relation in self.relations}
        for relation in self.relations:
            if not relation.id:
                relation.id = next(i for n in range(1, len(taken) + 2) if (i := f"rId{n}") not in taken)
                taken.add(relation.id)

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
        types = parse(contents[CONTENT_TYPES])
        self._defaults: dict[str, str] = {
            entry.attributes["Extension"].lower(): entry.attributes["ContentType"]
            for entry in types
            if entry.name == "Default"
        }
        overrides: dict[str, str] = {
            entry.attributes["PartName"].lstrip("/"): entry.attributes["ContentType"]
            for entry in types
            if entry.name == "Override"
        }
        self.parts = {
            name: Part(name, overrides.get(name, self._default(name)), content)
            for name, content in contents.items()
            if name != CONTENT_TYPES and not name.endswith(("/", ".rels"))
        }
        for part in [self, *self.parts.values()]:
            part.relations = list(self._relations(part, contents.get(_relations_of(part.name))))
        # What no relation leads to from the start stays where it is.
        self._known = list(_reached(self))

    def _default(self, name: str) -> str:
        return self._defaults.get(name.rpartition(".")[2].lower(), "")

    def _relations(self, part: Part, content: bytes | None) -> Iterator[Relation]:
        for entry in parse(content) if content else ():
            given = dict(entry.attributes)
            place = given.get("Target", "")
            inside = given.get("TargetMode") != "External"
            target = self.parts.get(_resolved(part.name, place)) if inside else None
            yield Relation(given.pop("Id"), given.pop("Type"), place if target is None else target, **given)

    @property
    def workbook(self) -> Part:
        """The part that all sheets hang on."""
        return self.related("officeDocument")[0]

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
            _put(archive, CONTENT_TYPES, [serialise(self._content_types())])
            for part in [self, *self.parts.values()]:
                if part.relations:
                    _put(archive, _relations_of(part.name), [serialise(_relations_part(part))])
            for part in self.parts.values():
                _put(archive, part.name, part.chunks())

    def _content_types(self) -> Element:
        root = Element("Types", {"xmlns": _TYPES})
        self._defaults = {"rels": _RELATIONS_KIND, "xml": "application/xml", **self._defaults}
        for extension, type_ in self._defaults.items():
            root.children.append(Element("Default", {"Extension": extension, "ContentType": type_}))
        for name, part in self.parts.items():
            if part.type != self._default(name):
                root.children.append(Element("Override", {"PartName": f"/{name}", "ContentType": part.type}))
        return root


def contents_of(file: Any) -> dict[str, bytes]:
    """The bytes in a zip file by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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
    root.children = [Element("Relationship", relation.attributes()) for relation in part.relations]
    return root


def _put(archive: zipfile.ZipFile, name: str, chunks: Any) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with archive.open(info, "w") as part:
        for chunk in chunks:
            part.write(chunk)
