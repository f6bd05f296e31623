"""Workbooks as packages: their parts by name, taken out and put back changed."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

Parts = dict[str, bytes]


def unpacked(package: Path | bytes) -> Parts:
    """The parts of a workbook."""
    with zipfile.ZipFile(package if isinstance(package, Path) else io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, how: int = zipfile.ZIP_STORED) -> bytes:
    """A workbook of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=how)
    return stream.getvalue()


def rewrite(path: Path, change: Callable[[Parts], object]) -> Path:
    """The same package with its parts changed."""
    parts = unpacked(path)
    change(parts)
    path.write_bytes(packed(parts))
    return path
