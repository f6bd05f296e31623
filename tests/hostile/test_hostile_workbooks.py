"""Workbooks that are damaged by chance, and those that once did harm: an answer that is true, or a refusal."""

import random
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hostile.mutations import HARMLESS, mutated, seeds, seeds_of
from hostile.oracles import VERBS, Outcome, tried
from pab_planner.cli import app
from package_parts import packed, unpacked

CORPUS = sorted(Path(__file__).with_name("corpus").glob("*.*"))
WORKBOOKS = 60
"""As many are tried at each test run; `make fuzz` goes on for an hour."""


@pytest.mark.parametrize("verb", VERBS)
def test_whole_workbooks_are_answered(verb: str) -> None:
    assert {tried(seed, verb) for seed in seeds_of(verb)} == {Outcome("answered", "")}


@pytest.mark.parametrize("zipped", HARMLESS)
def test_a_workbook_zipped_in_another_way_is_answered(zipped: str) -> None:
    for seed in seeds():
        for verb in ("scan", "update"):
            assert tried(HARMLESS[zipped](random.Random(1), seed), verb) == Outcome("answered", "")


def test_hostile_workbooks_are_answered_truly_or_refused() -> None:
    verbs = [verb for verb in VERBS for _ in (0, 1)]  # each with every other workbook, and the next one
    turns = [(number, verbs[number % len(verbs)]) for number in range(WORKBOOKS)]
    outcomes = [tried(mutated(number, verb), verb) for number, verb in turns]
    assert [(n, one.told) for n, one in enumerate(outcomes) if one.status == "finding"] == []
    answered = {verb for (_, verb), one in zip(turns, outcomes, strict=True) if one.status == "answered"}
    assert {"scan", "read", "csv", "update", "share", "insert"} <= answered
    refused = [one for one in outcomes if one.status == "refused"]
    assert refused
    assert sum(one.named for one in refused) >= 0.95 * len(refused)


def test_no_cell_makes_a_quantity_infinite(tmp_path: Path) -> None:
    """Each number of the seeds in turn is one that no quantity can be."""
    file = tmp_path / "plan.xlsx"
    tried_cells = 0
    for seed in seeds():
        for name, xml in unpacked(seed).items():
            places = [
                found.span(1) for found in re.finditer(rb"<v>([\d.]+)</v>", xml) if "sheets/sheet" in name
            ]
            for begin, end in places[:12]:
                file.write_bytes(packed({**unpacked(seed), name: xml[:begin] + b"1E999" + xml[end:]}))
                run = CliRunner().invoke(app, ["scan", str(file), "--json"])
                assert isinstance(run.exception, SystemExit | None), (name, xml[begin - 20 : end])
                assert not re.search(r"Infinity|NaN", run.output), (name, xml[begin - 20 : end])
                tried_cells += 1
    assert tried_cells > 30


def verbs_harmed_by(file: Path) -> list[str]:
    """The verb that its name ends with; before there were more, each was tried with four."""
    _, _, verb = file.stem.rpartition("-")
    return [verb] if verb in VERBS else ["scan", "update", "share", "insert"]


@pytest.mark.parametrize(
    ("file", "verb"),
    [(file, verb) for file in CORPUS for verb in verbs_harmed_by(file)],
    ids=lambda value: getattr(value, "stem", value),
)
def test_what_once_did_harm_does_none(file: Path, verb: str) -> None:
    assert tried(file.read_bytes(), verb).status != "finding"


@pytest.mark.parametrize(
    "encoding", ["TTF-8", "gb18030", "utf-7", "idna", "rot13", "undefined", "punycode", "cp1252"]
)
def test_xml_in_whatever_code_is_read_or_refused_with_its_part(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    parts = unpacked(seeds()[1])
    for name in (
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
    ):
        coded = packed({**parts, name: re.sub(rb"^<\?xml.*?\?>", declared, parts[name])})
        for verb in ("scan", "update"):
            outcome = tried(coded, verb)
            assert outcome.named and outcome.status != "finding", outcome
