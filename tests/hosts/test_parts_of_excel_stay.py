"""Parts that only Excel writes stay as they are, with what leads to them, through every verb that changes a workbook."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hostile.mutations import DAY, seeds
from hosts.parts_of_excel import FOREIGN, Contents, Foreign, where_related
from pab_planner.cli import app
from package_parts import unpacked

EVERY_KIND = seeds()[3]
CHANGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "update": (("update", "plan.xlsx"),),
    "insert": (("press", "insert_pab", "plan.xlsx"),),
    "insert and remove": (("press", "insert_pab", "plan.xlsx"), ("press", "remove_pab", "plan.xlsx")),
}


def changed(content: bytes, *commands: tuple[str, ...]) -> Contents:
    Path("plan.xlsx").write_bytes(content)
    for words in commands:
        result = CliRunner().invoke(app, [*words, *DAY, "--lang", "en"])
        assert result.exit_code == 0, result.output
    return unpacked(Path("plan.xlsx"))


def lost(parts: Contents, foreign: Foreign) -> str:
    """What of a part is not there any more."""
    relations = parts.get(where_related(foreign.owner), b"").decode()
    outside = foreign.entry == "external"
    file = foreign.name if outside else foreign.name.rpartition("/")[2]
    if not re.search(
        rf'<Relationship (?=[^>]*Type="{re.escape(foreign.relation)}")[^>]*{re.escape(file)}"', relations
    ):
        return f"the relation from {foreign.owner or 'the file'} to {foreign.name}"
    if outside:
        return ""
    if parts.get(foreign.name) != foreign.bytes():
        return f"the part {foreign.name}"
    typed = f'PartName="/{foreign.name}" ContentType="{foreign.type}"'
    return (
        ""
        if not foreign.type or typed in parts["[Content_Types].xml"].decode()
        else f"the type of {foreign.name}"
    )


@pytest.mark.parametrize("change", CHANGES)
def test_every_part_stays_with_its_relation_and_its_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.chdir(tmp_path)
    after = changed(EVERY_KIND, *CHANGES[change])
    assert {kind: [what for each in its if (what := lost(after, each))] for kind, its in FOREIGN.items()} == {
        kind: [] for kind in FOREIGN
    }
    before = unpacked(EVERY_KIND)
    assert before.keys() - after.keys() <= {"xl/sharedStrings.xml", "xl/calcChain.xml"}


def test_nothing_of_them_leaves_the_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shared copy has none of them but what shows in a cell."""
    monkeypatch.chdir(tmp_path)
    Path("plan.xlsx").write_bytes(EVERY_KIND)
    result = CliRunner().invoke(app, ["share", "plan.xlsx", "copy.xlsx", *DAY, "--lang", "en"])
    assert result.exit_code == 0, result.output
    copy = unpacked(Path("copy.xlsx"))
    assert {
        each.name for its in FOREIGN.values() for each in its if each.entry != "external"
    } & copy.keys() == set()
