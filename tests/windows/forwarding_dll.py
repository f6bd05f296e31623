"""A Windows DLL without code, each of whose exports is another DLL's."""

import struct
from collections.abc import Mapping

BASE, FILE_ALIGNMENT, SECTION = 0x180000000, 0x200, 0x1000
EXPORT_DIRECTORY = 40
"""Bytes of its head: https://learn.microsoft.com/windows/win32/debug/pe-format#export-directory-table"""


def forwarding_dll(name: str, exports: Mapping[str, str]) -> bytes:
    """The DLL.

    Args:
        name: Its file name.
        exports: For each exported name the DLL and name that it stands for, as `advapi32.SystemFunction036`.
    """
    section = _export_section(name, exports)
    size = len(section)
    on_disk = -(-size // FILE_ALIGNMENT) * FILE_ALIGNMENT
    # MZ head, then the PE signature, COFF head (x64, a DLL), optional head with one directory, one section.
    coff = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, 0, on_disk, 0, 0, SECTION)
    optional += struct.pack("<QIIHHHHHH", BASE, 0x1000, FILE_ALIGNMENT, 6, 0, 0, 0, 6, 0)
    optional += struct.pack("<IIIIHH", 0, SECTION + 0x1000, FILE_ALIGNMENT, 0, 3, 0x160)
    optional += struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    optional += struct.pack("<II", SECTION, size) + bytes(8 * 15)
    table = b".rdata\0\0" + struct.pack(
        "<IIIIIIHHI", size, SECTION, on_disk, FILE_ALIGNMENT, 0, 0, 0, 0, 0x40000040
    )
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + coff + optional + table
    return head.ljust(FILE_ALIGNMENT, b"\0") + section.ljust(on_disk, b"\0")


def _export_section(name: str, exports: Mapping[str, str]) -> bytes:
    names = sorted(exports)
    count = len(names)
    functions = EXPORT_DIRECTORY
    pointers = functions + 4 * count
    ordinals = pointers + 4 * count
    texts = ordinals + 2 * count
    strings, places = b"", {}
    for text in (name, *names, *(exports[each] for each in names)):
        places[text] = SECTION + texts + len(strings)
        strings += text.encode() + b"\0"
    tables = (SECTION + functions, SECTION + pointers, SECTION + ordinals)
    head = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, places[name], 1, count, count, *tables)
    head += b"".join(struct.pack("<I", places[exports[each]]) for each in names)
    head += b"".join(struct.pack("<I", places[each]) for each in names)
    head += b"".join(struct.pack("<H", number) for number in range(count))
    return head + strings
