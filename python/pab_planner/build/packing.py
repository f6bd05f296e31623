"""What we build is packed: the same bytes for the same parts, on any computer."""

import io
import re
import zipfile

from pab_planner.ooxml.package import CONTENT_TYPES

Parts = dict[str, bytes]
"""Part name (no leading slash) to content."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CREATED = b"2026-01-01T00:00:00Z"


def pack(parts: Parts) -> bytes:
    """A package of the parts: content types first, then by name, no time and no host name in it."""
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
