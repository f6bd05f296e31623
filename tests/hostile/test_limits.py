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
