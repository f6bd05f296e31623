"""An Office package as a mapping of its parts, and the same bytes for the same parts."""

import io
import re
import zipfile
from xml.etree import ElementTree

Parts = dict[str, bytes]
"""Part name (no leading slash) to content."""

CONTENT_TYPES = "[Content_Types].xml"
_TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CREATED = b"2026-01-01T00:00:00Z"


def unpack(package: bytes) -> Parts:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Parts) -> bytes:
    """A package of the parts: content types first, then by name, no clock and no host in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, parts[name], compresslevel=9)
    return packed.getvalue()


def without_clock(core_properties: bytes) -> bytes:
    """docProps/core.xml with a fixed day for the moments of creation and change."""
    return re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>" + _CREATED, core_properties)


def set_content_type(parts: Parts, name: str, content_type: str) -> None:
    """State a part's content type, in place of what was stated before."""
    ElementTree.register_namespace("", _TYPES_NAMESPACE)
    types = ElementTree.fromstring(parts[CONTENT_TYPES])
    for override in types.findall(f"{{{_TYPES_NAMESPACE}}}Override"):
        if override.get("PartName") == f"/{name}":
            types.remove(override)
    ElementTree.SubElement(
        types, f"{{{_TYPES_NAMESPACE}}}Override", PartName=f"/{name}", ContentType=content_type
    )
    parts[CONTENT_TYPES] = _xml(types)


def relate(parts: Parts, relationships: str, kind: str, target: str) -> None:
    """Add a relationship of a kind to a target, with the next free number.

    Args:
        parts: Changed in place.
        relationships: Part that holds the relationships, made where it is missing.
        kind: Relationship type.
        target: As it is written, relative to the source part.
    """
    ElementTree.register_namespace("", _RELATIONSHIPS_NAMESPACE)
    root = ElementTree.fromstring(
        parts.get(relationships, f'<Relationships xmlns="{_RELATIONSHIPS_NAMESPACE}"/>'.encode())
    )
    used = {element.get("Id") for element in root}
    free = next(f"rId{number}" for number in range(1, len(used) + 2) if f"rId{number}" not in used)
    ElementTree.SubElement(
        root, f"{{{_RELATIONSHIPS_NAMESPACE}}}Relationship", Id=free, Type=kind, Target=target
    )
    parts[relationships] = _xml(root)


def _xml(root: ElementTree.Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ElementTree.tostring(root)
