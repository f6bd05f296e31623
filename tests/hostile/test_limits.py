"""What would never end or fill the memory is refused at once, whatever is to be done with it."""

import multiprocessing
import os
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hostile.mutations import seeds
from pab_planner.cli import MODULES, app
from pab_planner.ooxml import limits
from package_parts import packed, unpacked

for _module in MODULES:
    __import__(f"pab_planner.cli.{_module}")

SHEET = "xl/worksheets/sheet1.xml"


def refusal(verb: str, file: Path) -> str:
    more = () if verb == "scan" else ("--today", "2026-06-01", "--user", "li")
    result = CliRunner().invoke(app, [verb, str(file), *more, "--lang", "en"])
    assert result.exit_code == 2, (result.output, result.exception)
    return " ".join(result.output.split())


@pytest.mark.parametrize("verb", ["scan", "update"])
@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv"])
def test_a_pipe_and_a_device_are_no_files(tmp_path: Path, verb: str, name: str) -> None:
    """Whoever reads /dev/zero reads for ever, and a pipe waits for somebody to write."""
    os.mkfifo(tmp_path / name)
    assert f"{name} can't be opened: it is a device or a pipe" in refusal(verb, tmp_path / name)
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    assert "it is a device or a pipe" in refusal(verb, tmp_path / name)


@pytest.mark.parametrize(("name", "most"), [("plan.xlsx", 1024), ("plan.csv", 128)])
def test_a_file_larger_than_any_plan_is_not_read(tmp_path: Path, name: str, most: int) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(2 << 30)  # it takes no place on the disk
    assert f"it has 2048 MB, more than the {most} MB that can be read; split it" in refusal(
        "scan", tmp_path / name
    )


def test_more_merged_areas_than_anybody_makes(tmp_path: Path) -> None:
    parts = unpacked(seeds()[1])
    one = b'<mergeCell ref="A7:C7"/>'
    assert one in parts[SHEET]
    many = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(9, 10 + limits.MERGED_AREAS))
    (tmp_path / "plan.xlsx").write_bytes(packed({**parts, SHEET: parts[SHEET].replace(one, many)}))
    assert f"{SHEET} has 50,001 merged areas, more than 50000" in refusal("update", tmp_path / "plan.xlsx")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "[Content_Types].xml", "_rels/.rels", SHEET, "xl/styles.xml"]
)
@pytest.mark.parametrize("verb", ["scan", "update", "share"])
def test_elements_within_elements_without_end(
    tmp_path: Path, part: str, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who walks down a tree of them by calling himself runs out of stack."""
    parts = unpacked(seeds()[1])
    end = parts[part].rindex(b"</")
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    (tmp_path / "plan.xlsx").write_bytes(
        packed({**parts, part: parts[part][:end] + deep + parts[part][end:]})
    )
    words = {"share": ["copy.xlsx"]}.get(verb, [])
    more = [] if verb == "scan" else ["--today", "2026-06-01", "--user", "li"]
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, [verb, "plan.xlsx", *words, *more, "--lang", "en"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code == 0 or f"its part {part}" in " ".join(result.output.split())


def test_brackets_within_brackets_without_end(tmp_path: Path) -> None:
    parts = unpacked(seeds()[1])
    deep = b"<f>" + b"(" * 8000 + b'"cell": "D2"' + b")" * 8000 + b"</f>"
    (tmp_path / "plan.xlsx").write_bytes(packed({**parts, SHEET: parts[SHEET].replace(b"<f>D2+1</f>", deep)}))
    result = CliRunner().invoke(app, ["scan", str(tmp_path / "plan.xlsx"), "--json"])
    assert isinstance(result.exception, SystemExit | None), result.exception


def with_many_names(count: int) -> dict[str, bytes]:
    parts = unpacked(seeds()[1])
    names = b"".join(b'<definedName name="N%d">1</definedName>' % number for number in range(count))
    book = parts["xl/workbook.xml"]
    return {**parts, "xl/workbook.xml": book.replace(b"<definedNames>", b"<definedNames>" + names)}


def with_many_rules(count: int) -> dict[str, bytes]:
    parts = unpacked(seeds()[1])
    rule = b'<conditionalFormatting sqref="B1"><cfRule type="duplicateValues" priority="1"/></conditionalFormatting>'
    before, margins, after = parts[SHEET].partition(b"<pageMargins")
    return {**parts, SHEET: before + rule * count + margins + after}


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        (with_many_names(limits.ELEMENTS), "xl/workbook.xml"),
        (with_many_rules(limits.ELEMENTS // 2), SHEET),
    ],
    ids=["names", "rules"],
)
def test_more_names_or_rules_than_anybody_makes(tmp_path: Path, parts: dict[str, bytes], part: str) -> None:
    (tmp_path / "plan.xlsx").write_bytes(packed(parts))
    told = refusal("update", tmp_path / "plan.xlsx")
    assert f"its part {part} holds more than 250000 names, rules, notes, links or formats" in told


@pytest.mark.parametrize("verb", ["scan", "update"])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml"])
def test_more_text_than_any_plan_has(tmp_path: Path, verb: str, part: str) -> None:
    parts = unpacked(seeds()[1])
    text = b"t" * 32_000
    texts = {
        SHEET: (
            b'<row r="99"><c r="A99" t="inlineStr"><is><t>' + text + b"</t></is></c></row>",
            b"</sheetData>",
        ),
        "xl/sharedStrings.xml": (b"<si><t>" + text + b"</t></si>", b"</sst>"),
    }
    one, end = texts[part]
    many = one * (limits.TEXTS_BYTES // len(text) + 1)
    (tmp_path / "plan.xlsx").write_bytes(packed({**parts, part: parts[part].replace(end, many + end)}))
    told = refusal(verb, tmp_path / "plan.xlsx")
    assert f"its part {part} holds 64 MB of text, more than 64 MB" in told


@pytest.mark.parametrize("verb", ["scan", "update"])
def test_a_heading_as_long_as_a_cell_holds_is_not_quoted_whole(tmp_path: Path, verb: str) -> None:
    """What was found stands at the beginning, and what to do at the end."""
    parts = unpacked(seeds()[1])
    texts = parts["xl/sharedStrings.xml"].replace(b">On hand<", b">" + b"Bestand " * 4095 + b"<")
    (tmp_path / "plan.xlsx").write_bytes(packed({**parts, "xl/sharedStrings.xml": texts}))
    told = refusal(verb, tmp_path / "plan.xlsx")
    assert "opening stock (on hand) not found" in told and len(told) < 1200
    assert told.endswith("allocated (taken off the stock).") or "How it is read" in told


FORK = multiprocessing.get_context("fork")
SECONDS, BYTES = 5, 500 << 20
"""What a refusal may take of the processor, and of memory beside what the program takes when it has begun."""


class Beyond:
    """What is beyond a limit: how it is made, what is tried on it, and what is said."""

    def __init__(
        self, write: Callable[[Path], object], says: str, verb: str = "scan", name: str = "plan.xlsx"
    ) -> None:
        self.write, self.says, self.verb, self.name = write, says, verb, name


def workbook(
    change: Callable[[dict[str, bytes]], object], how: int = zipfile.ZIP_DEFLATED
) -> Callable[[Path], int]:
    """What writes a plan some of whose parts are others."""

    def write(path: Path) -> int:
        parts = unpacked(seeds()[1])
        change(parts)
        return path.write_bytes(packed(parts, how))

    return write


def cells(rows: bytes) -> Callable[[Path], int]:
    """What writes a plan with more rows below."""
    return workbook(
        lambda parts: parts.update({SHEET: parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")})
    )


def unpacking_to(count: int, megabytes: int) -> Callable[[Path], int]:
    """What writes a file whose directory says so of its last parts."""

    def write(path: Path) -> int:
        parts = unpacked(seeds()[1]) | {f"x/{number}": b"x" * 400_000 for number in range(count)}
        content = bytearray(packed(parts))
        place = len(content)
        for _ in range(count):
            place = content.rindex(b"PK\x01\x02", 0, place)
            content[place + 24 : place + 28] = (megabytes << 20).to_bytes(4, "little")
        return path.write_bytes(content)

    return write


def sparse(size: int) -> Callable[[Path], None]:
    """What writes a file that takes no place on the disk."""

    def write(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return write


def csv_of(text: str) -> Callable[[Path], int]:
    return lambda path: path.write_text(text)


def quantity(written: bytes) -> Callable[[Path], int]:
    """What writes a plan whose first order is so much."""
    return workbook(
        lambda parts: parts.update({SHEET: parts[SHEET].replace(b"<v>5</v>", b"<v>%s</v>" % written, 1)})
    )


def first_day(written: bytes) -> Callable[[Path], int]:
    """What writes a plan whose first period begins on that day."""
    return workbook(
        lambda parts: parts.update({SHEET: parts[SHEET].replace(b"<v>46174</v>", b"<v>%s</v>" % written)})
    )


def last_day(written: bytes) -> Callable[[Path], int]:
    """What writes a plan whose last period begins on that day."""
    return workbook(
        lambda parts: parts.update({SHEET: parts[SHEET].replace(b"<v>46195</v>", b"<v>%s</v>" % written)})
    )


MERGED = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(9, 10 + limits.MERGED_AREAS))
LONG_TEXTS = b"<si><t>" + b"t" * 32_000 + b"</t></si>"
PLAN_CSV = "Item,On hand,Row,2026-06-01,2026-06-08\nX,5,Orders,{},1\nX,,MPS,0,0\n"
BEYOND = {
    "bytes of a workbook": Beyond(sparse(2 << 30), "it has 2048 MB, more than the 1024 MB"),
    "bytes of a .csv": Beyond(sparse(129 << 20), "it has 129 MB, more than the 128 MB", name="plan.csv"),
    "bytes of a .xlsm": Beyond(sparse(2 << 30), "it has 2048 MB, more than the 1024 MB", name="plan.xlsm"),
    "parts": Beyond(
        workbook(lambda parts: parts.update({f"x/{n}": b"" for n in range(limits.PARTS)})),
        "parts, more than 10000",
    ),
    "unpacked bytes": Beyond(unpacking_to(40, 30), "MB, more than 1024 MB; split it"),
    "a part much smaller in the file": Beyond(
        workbook(lambda parts: parts.update({"xl/x.xml": bytes(33 << 20)})),
        "its part xl/x.xml unpacks to 33 MB",
    ),
    "elements within elements": Beyond(
        workbook(
            lambda parts: parts.update(
                {SHEET: parts[SHEET].replace(b"</worksheet>", b"<a>" * 300 + b"</a>" * 300 + b"</worksheet>")}
            )
        ),
        f"its part {SHEET}",
        "update",
    ),
    "cells from A1": Beyond(
        cells(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), f"its part {SHEET}"
    ),
    "cells of a workbook that is changed": Beyond(
        cells(b"".join(b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (row, row) for row in (20, 800))),
        f"its part {SHEET}",
        "update",
    ),
    "merged cells": Beyond(
        workbook(lambda parts: parts.update({SHEET: parts[SHEET].replace(b"A7:C7", b"A7:XFD1048576")})),
        f"its part {SHEET}",
        "update",
    ),
    "merged areas": Beyond(
        workbook(
            lambda parts: parts.update({SHEET: parts[SHEET].replace(b'<mergeCell ref="A7:C7"/>', MERGED)})
        ),
        "50,001 merged areas",
        "update",
    ),
    "names": Beyond(
        lambda path: path.write_bytes(packed(with_many_names(limits.ELEMENTS), zipfile.ZIP_DEFLATED)),
        "more than 250000 names",
        "update",
    ),
    "texts": Beyond(
        workbook(
            lambda parts: parts.update(
                {
                    "xl/sharedStrings.xml": parts["xl/sharedStrings.xml"].replace(
                        b"</sst>", LONG_TEXTS * 2098 + b"</sst>"
                    )
                }
            ),
            zipfile.ZIP_STORED,
        ),
        "64 MB of text, more than 64 MB",
    ),
    "fields in a line": Beyond(
        csv_of("Item,On hand\nX" + "," * 16_384), "line 2 has 16,385 fields", name="plan.csv"
    ),
    "characters of a field": Beyond(
        csv_of("Item,On hand\nX," + "5" * 131_073), "line 2 cannot be read", name="plan.csv"
    ),
    "cells of a .csv": Beyond(
        csv_of("," * 16_383 + "\n" + "\n" * 1_832), "larger than a sheet can be", name="plan.csv"
    ),
    "a quantity": Beyond(quantity(b"1e15"), '"cell": "D2"'),
    "a quantity that no float is": Beyond(quantity(b"1E999"), '"cell": "D2"'),
    "a quantity that is none": Beyond(quantity(b"NaN"), '"cell": "D2"'),
    "a quantity in a .csv": Beyond(csv_of(PLAN_CSV.format("1e15")), "D2", name="plan.csv"),
    "an endless one in a .csv": Beyond(csv_of(PLAN_CSV.format("1e999")), "D2", name="plan.csv"),
    "a day after 9999": Beyond(first_day(b"2958466"), "D1: quantities in a column without a heading"),
    "a day before 1900": Beyond(first_day(b"-1"), "D1: quantities in a column without a heading"),
    "a first heading that is no day": Beyond(
        first_day(b"0.5"), "D1: quantities in a column without a heading"
    ),
    "a last heading that is no day": Beyond(last_day(b"0.5"), "G1: quantities in a column without a heading"),
    "a day of no calendar": Beyond(first_day(b"-1e308"), "cell that is damaged"),
    "another format": Beyond(csv_of("x"), "only .xlsx, .xlsm and .csv files", name="plan.ods"),
}
"""Each line of the table of limits in SECURITY.md, and what a scan of a plan says of it."""


def tried_within(path: Path, verb: str) -> tuple[str, float, float]:
    """What is said, the seconds of the processor and the megabytes that it took."""
    said = FORK.SimpleQueue()

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, used + BYTES))
        before = resource.getrusage(resource.RUSAGE_SELF)
        more = ("--json",) if verb == "scan" else ("--today", "2026-06-01", "--user", "li")
        result = CliRunner().invoke(app, [verb, str(path), *more, "--lang", "en"])
        after = resource.getrusage(resource.RUSAGE_SELF)
        error = "" if isinstance(result.exception, SystemExit | None) else repr(result.exception)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        said.put((" ".join(result.output.split()) + error, took, (after.ru_maxrss - before.ru_maxrss) / 1024))
        os._exit(0)

    process = FORK.Process(target=work)
    process.start()
    process.join()
    return ("ended without a word", 0, 0) if said.empty() else said.get()


@pytest.mark.parametrize("limit", BEYOND)
def test_beyond_each_limit_it_is_said_at_once_and_in_little_memory(tmp_path: Path, limit: str) -> None:
    beyond = BEYOND[limit]
    path = tmp_path / beyond.name
    beyond.write(path)
    before = path.stat()
    told, seconds, megabytes = tried_within(path, beyond.verb)
    print(f"{limit}: {seconds:.2f} s, {megabytes:.0f} MB: {told}")
    assert beyond.says in told
    assert "Error(" not in told
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert [file.name for file in tmp_path.iterdir()] == [beyond.name]
