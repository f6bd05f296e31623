"""A large sheet that is written as most programs write one, in stretches of rows.

Its rows carry their numbers, in ascending order, and its cells their addresses; each cell holds a formula, a value, both
or nothing. So it may be cut between any two rows, and its stretches looked at and read at the same time. Numpy sees that
it is so from the bytes alone, in a tenth of the time that Python's XML reader takes to walk over them, and leaves the
interpreter to others meanwhile. It may say "perhaps not" of what is regular, but never "regular" of what is not.
"""

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

SMALL = 1 << 20
"""Bytes that the XML reader walks over in a twentieth of a second."""

STRETCH = 2 << 20
"""Bytes of a stretch: what numpy and calamine make of so many stays in the processor's cache."""

BEGIN, END = b"<sheetData>", b"</sheetData>"
_ROW_END = b"</row>"
_LEAST_AFTER = len(b"</sheetData></worksheet>")
"""Bytes behind a stretch that must have come: its last address is looked at eight bytes at a time."""

Numbers = np.ndarray[Any, np.dtype[Any]]


def _number(text: bytes) -> int:
    """Up to eight bytes as they stand in memory."""
    return int.from_bytes(text, "little")


_ROW, _CELL = b'row r="', b' r="'
_BYTE_BITS = np.uint64(8)
_MARKS = (b"<f", b'"e"')


@dataclass(frozen=True)
class RegularSheet:
    """A sheet's XML and where its rows may be parted.

    Attributes:
        xml: All of it.
        cuts: Where the stretches begin, and where the last one ends.
        rows: How far down a cell stands.
        columns: How far right.
        is_plain: Whether it has neither formulas nor errors.
    """

    xml: bytearray
    cuts: list[int]
    rows: int
    columns: int
    is_plain: bool

    @property
    def before(self) -> bytearray:
        """What stands before its rows, without the tag that begins them."""
        return self.xml[: self.cuts[0] - len(BEGIN)]

    def stretches(self) -> list[memoryview]:
        """Its rows, some at a time."""
        whole = memoryview(self.xml)
        return [whole[start:end] for start, end in pairwise(self.cuts)]

    def without_rows(self) -> bytearray:
        """What stands around the rows."""
        return self.xml[: self.cuts[0]] + self.xml[self.cuts[-1] :]

    def without_plain_rows(self) -> bytearray:
        """The sheet without its rows of plain values, in which calamine leaves nothing out."""
        _, *rows = self.xml[self.cuts[0] : self.cuts[-1]].split(b"<row")
        kept = (row for row in rows if any(mark in row for mark in _MARKS))
        return bytearray(b"<row").join([self.xml[: self.cuts[0]], *kept]) + self.xml[self.cuts[-1] :]


class Looks:
    """Looks at the rows of a sheet while it is being unpacked."""

    def __init__(self, size: int, longer: int, beside: Executor) -> None:
        """Wait for the sheet.

        Args:
            size: Its bytes.
            longer: Bytes that the shortest stretch should have; there are two all the same.
            beside: Looks at stretches at the same time.
        """
        self._is_small, self._beside = size <= SMALL, beside
        self._size = max(1, min(max(STRETCH, longer), size // 2))
        self._cuts: list[int] = []
        self._searched = 0
        self._looks: list[Future[_Stretch | None]] = []

    def grow(self, xml: bytearray, filled: int) -> None:
        """Look at the rows that have come."""
        if self._is_small:
            return
        if not self._cuts and (start := xml.find(BEGIN, self._searched, filled)) >= 0:
            self._cuts.append(start + len(BEGIN))
        while self._cuts:
            start = max(self._searched, self._cuts[-1] + self._size)
            cut = xml.find(_ROW_END, start, filled - _LEAST_AFTER)
            if cut < 0:
                break
            self._cut(xml, cut + len(_ROW_END))
        self._searched = max(0, filled - 2 * _LEAST_AFTER)

    def _cut(self, xml: bytearray, end: int) -> None:
        self._looks.append(self._beside.submit(_look, xml, self._cuts[-1], end))
        self._cuts.append(end)

    def sheet(self, xml: bytearray) -> RegularSheet | None:
        """The sheet, if it is large and certain to be regular.

        Args:
            xml: All of it, without comments, CDATA, instructions and character references.
        """
        end = xml.rfind(END)
        if not self._cuts or not self._cuts[-1] <= end <= len(xml) - _LEAST_AFTER:
            return None
        if b"'" in xml and (b"'s'" in xml or b"'e'" in xml):
            return None
        if self._cuts[-1] < end:
            self._cut(xml, end)
        found = [look.result() for look in self._looks]
        seen = [one for one in found if one is not None and len(one.numbers)]
        if None in found or any(one.numbers[-1] >= other.numbers[0] for one, other in pairwise(seen)):
            return None
        rows, columns = (max((getattr(one, way) for one in seen), default=0) for way in ("down", "right"))
        return RegularSheet(xml, self._cuts, rows, columns, all(one.is_plain for one in seen))


@dataclass(frozen=True, eq=False)
class _Stretch:
    """What was seen of a stretch: the numbers of its rows, how far its cells reach, whether all are plain values."""

    numbers: Numbers
    down: int
    right: int
    is_plain: bool


def _look(xml: bytearray, start: int, end: int) -> _Stretch | None:
    """Look at a stretch of rows; None if it is not certain to be regular."""
    whole = np.frombuffer(xml, np.uint8)
    text = whole[start:end]
    tags = np.flatnonzero(text == ord("<")) + start
    names = whole[tags + 1]
    opening = names != ord("/")
    ending = np.count_nonzero((text[:-1] == ord("/")) & (text[1:] == ord(">")))
    if 2 * np.count_nonzero(opening) != len(names) + ending:
        return None
    tags, names = tags[opening], names[opening]
    is_plain = ord("f") not in names
    if not _are_regular(names.tobytes(), is_plain=is_plain):
        return None
    cells, rows = tags[names == ord("c")], tags[names == ord("r")]
    places = _places(xml, rows, cells)
    if places is None:
        return None
    in_quotes = (text[:-2] == ord('"')) & (text[2:] == ord('"'))
    if not _are_numbers(xml, np.flatnonzero(in_quotes & (text[1:-1] == ord("s"))) + start):
        return None
    return _Stretch(*places, is_plain and not (in_quotes & (text[1:-1] == ord("e"))).any())


def _are_regular(names: bytes, *, is_plain: bool) -> bool:
    """Whether tags that begin like this are rows, and cells of one value each."""
    cells = [b"cv", b"cit", b"ci"] if is_plain else [b"cfv", b"cf", b"cv", b"cit", b"ci"]
    for cell in cells:
        names = names.replace(cell, b".")
    return not names.strip(b"r.c")


def _places(xml: bytearray, rows: Numbers, cells: Numbers) -> tuple[Numbers, int, int] | None:
    """The numbers of the rows, and how far down and right their cells reach; None unless each cell stands in its row."""
    whole, eight, four = np.frombuffer(xml, np.uint8), _words(xml, 8), _words(xml, 4)
    if not len(rows):
        return None if len(cells) else (rows, 0, 0)
    keep = np.uint64((1 << 8 * len(_ROW)) - 1)
    if (eight[rows + 1] & keep != _number(_ROW)).any() or (four[cells + 2] != _number(_CELL)).any():
        return None
    numbers, digits, masks = _row_numbers(eight[rows + 1 + len(_ROW)])
    count = np.diff(np.searchsorted(cells, rows), append=len(cells))
    if count.sum() != len(cells) or not (numbers > 0).all() or not (np.diff(numbers) > 0).all():
        return None
    one, two, three = (whole[cells + 2 + len(_CELL) + n] - np.uint8(ord("A") - 1) for n in range(3))
    is_two = two - np.uint8(1) < 26
    is_three = is_two & (three - np.uint8(1) < 26)
    if (one - np.uint8(1) >= 26).any():
        return None
    below = eight[cells + 3 + len(_CELL) + is_two + is_three]
    if ((below ^ np.repeat(digits, count)) & np.repeat(masks, count)).any():
        return None
    columns = one.astype(np.int32)
    columns = np.where(is_two, columns * 26 + two, columns)
    columns = np.where(is_three, columns * 26 + three, columns)
    return numbers, int(numbers[count > 0].max(initial=0)), int(columns.max(initial=0))


def _row_numbers(words: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The numbers that eight bytes begin with, 0 for what is none; their digits and quotation mark; a mask of these."""
    numbers = np.zeros(len(words), np.int64)
    masks = np.full(len(words), 255, np.uint64)
    going = np.ones(len(words), bool)
    for place in range(8):
        byte = ((words >> np.uint64(8 * place)) & np.uint64(255)).astype(np.int64)
        is_digit = going & (byte >= ord("0")) & (byte <= ord("9"))
        numbers[going & ~is_digit & (byte != ord('"'))] = 0
        numbers = np.where(is_digit, numbers * 10 + byte - ord("0"), numbers)
        masks = np.where(is_digit, (masks << _BYTE_BITS) | np.uint64(255), masks)
        going = is_digit
    numbers[going] = 0
    return numbers, words & masks, masks


def _are_numbers(xml: bytearray, texts: Numbers) -> bool:
    """Whether `"s"` at these places is the type of cells that hold up to nine digits each."""
    whole, four = np.frombuffer(xml, np.uint8), _words(xml, 4)
    if (whole[texts - 1] != ord("=")).any() or (whole[texts - 2] != ord("t")).any():
        return False
    if (four[texts + 3] != _number(b"><v>")).any():
        return False
    going = texts + 7
    for place in range(10):
        byte = whole[going]
        if place and (byte[is_end := byte == ord("<")]).size:
            going, byte = going[~is_end], byte[~is_end]
        if not len(going):
            return True
        if ((byte < ord("0")) | (byte > ord("9"))).any():
            return False
        going = going + 1
    return False


def _words(xml: bytearray, size: int) -> Numbers:
    """At each place the next few bytes as one number."""
    return np.ndarray((len(xml) - size + 1,), f"<u{size}", xml, strides=(1,))
