"""What would never end or fill the memory is refused at once, whatever is to be done with it."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hostile.mutations import packed, seeds, unpacked
from pab_planner.cli import MODULES, app
from pab_planner.ooxml import limits

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
    deep = b"<f>" + b"(" * 8000 + b"D2" + b")" * 8000 + b"</f>"
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
    assert told.endswith("=opening' (or ignore, overdue, allocated, safety).") or "How it is read" in told
