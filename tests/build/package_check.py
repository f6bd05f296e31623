"""A strict check of an Office package: what Excel would repair or refuse is found here first."""

import posixpath
from collections.abc import Iterator
from xml.etree import ElementTree

from pab_planner.build.packing import Parts
from pab_planner.ooxml.package import CONTENT_TYPES

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def package_faults(parts: Parts) -> list[str]:
    """Everything that is wrong with a package, in words; empty for a sound one."""
    malformed = list(_malformed(parts))
    if malformed or CONTENT_TYPES not in parts:
        return malformed or [f"{CONTENT_TYPES} is missing"]
    return [*_untyped(parts), *_unrelated(parts), *_unresolved_references(parts), *_same_names(parts)]


def _malformed(parts: Parts) -> Iterator[str]:
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                yield f"{name} is not well-formed: {error}"


def _untyped(parts: Parts) -> Iterator[str]:
    types = ElementTree.fromstring(parts[CONTENT_TYPES])
    extensions = {str(element.get("Extension")).lower() for element in types.iter(f"{_TYPES}Default")}
    stated = [str(element.get("PartName")).lstrip("/") for element in types.iter(f"{_TYPES}Override")]
    for name in stated:
        if name not in parts:
            yield f"{CONTENT_TYPES} states a type for {name}, which is missing"
        if stated.count(name) > 1:
            yield f"{CONTENT_TYPES} states the type of {name} more than once"
    for name in parts:
        if name not in stated and name != CONTENT_TYPES and name.rpartition(".")[2].lower() not in extensions:
            yield f"{name} has no content type"


def _unrelated(parts: Parts) -> Iterator[str]:
    """Relationships that lead nowhere, and parts that nothing leads to."""
    reached: set[str] = set()
    for name in parts:
        if not name.endswith(".rels"):
            continue
        source = _source(name)
        if source and source not in parts:
            yield f"{name} belongs to {source}, which is missing"
        reached.add(name)
        ids = []
        for relationship in ElementTree.fromstring(parts[name]).iter(_RELATIONSHIP):
            ids.append(relationship.get("Id"))
            if relationship.get("TargetMode") == "External":
                continue
            target = _target(source, str(relationship.get("Target")))
            reached.add(target)
            if target not in parts:
                yield f"{name} leads to {target}, which is missing"
        if len(ids) != len(set(ids)):
            yield f"{name} gives one Id twice"
    for name in parts.keys() - reached - {CONTENT_TYPES}:
        yield f"nothing leads to {name}"


def _unresolved_references(parts: Parts) -> Iterator[str]:
    """References by relationship Id that the part's relationships do not hold."""
    for name, content in parts.items():
        if not name.endswith(".xml") or name == CONTENT_TYPES:
            continue
        folder, _, base = name.rpartition("/")
        relationships = parts.get(f"{folder}/_rels/{base}.rels".lstrip("/"), b"<none/>")
        known = {element.get("Id") for element in ElementTree.fromstring(relationships).iter(_RELATIONSHIP)}
        for element in ElementTree.fromstring(content).iter():
            for attribute, value in element.attrib.items():
                if attribute.startswith(_REFERENCE) and value not in known:
                    yield f"{name} refers to {value}, which its relationships do not hold"


def _same_names(parts: Parts) -> Iterator[str]:
    lower = [name.lower() for name in parts]
    for name in parts:
        if lower.count(name.lower()) > 1:
            yield f"{name} differs from another part by capitals alone"


def _source(relationships: str) -> str:
    """The part that a .rels part belongs to; "" for the package."""
    folder, _, name = relationships.rpartition("_rels/")
    return folder + name.removesuffix(".rels")


def _target(source: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
