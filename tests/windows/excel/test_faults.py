"""docs/decisions/what_breaks_in_excel.md names a test, or a step for a person, beside every fault and behaviour."""

import re

import pytest

from windows.windows_python import CHECKOUT

FAULTS, BEHAVIOURS, KINDS = re.split(
    "The stand-in plays|Excels and workbooks",
    (CHECKOUT / "docs/decisions/what_breaks_in_excel.md").read_text("utf-8"),
)
CHECK = (CHECKOUT / "docs/excel_check.md").read_text("utf-8")
HERE = "tests/windows/excel/"


def rows(table: str) -> list[tuple[int, str]]:
    """Number and last cell of each row."""
    return [
        (int(number), held) for number, held in re.findall(r"^\| (\d+) \|.*\| (.+) \|$", table, re.MULTILINE)
    ]


def named(held: str, file: str) -> list[tuple[str, str]]:
    """File and name of each test that a cell names."""
    return [(path or file, name) for path, name in re.findall(r"`(?:([\w/.]+)::)?(test_\w+)`", held)]


def test_every_one_is_listed() -> None:
    assert [number for number, _ in rows(FAULTS)] == list(range(29))
    assert [number for number, _ in rows(BEHAVIOURS)] == list(range(1, 21))


@pytest.mark.parametrize(
    ("table", "file"),
    [(FAULTS, f"{HERE}test_troubled_excels.py"), (BEHAVIOURS, f"{HERE}test_behaviours.py")],
    ids=["faults", "behaviours"],
)
def test_what_is_named_is_there(table: str, file: str) -> None:
    for number, held in rows(table):
        tests, steps = named(held, file), re.findall(r"\*\*person\*\*, ([\w' ]+) (\d)", held)
        assert tests or steps or "tests/bare/press_every_button.py" in held, number
        for path, name in tests:
            assert f"def {name}(" in (CHECKOUT / path).read_text("utf-8"), name
        for section, step in steps:
            assert re.search(rf"^## {section}.*?^{step}\. ", CHECK, re.MULTILINE | re.DOTALL), section


def test_what_holds_a_kind_of_excel_is_there() -> None:
    held = re.findall(r"^\| .+ \| (`.+) \|$", KINDS, re.MULTILINE)
    assert len(held) == 30
    for path, name in [each for cell in held for each in named(cell, f"{HERE}test_kinds_of_excel.py")]:
        assert f"def {name}(" in (CHECKOUT / path).read_text("utf-8"), name
