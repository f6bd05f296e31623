"""What the doctor finds on a computer played in a folder, and what it mends."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from installation.played_computer import DLL, PlayedRegistry, played_computer
from pab_planner.installation.computer import UNINSTALLER_NAME, Computer
from pab_planner.installation.doctor import as_line, doctor, repair
from pab_planner.installation.excel import install_addin

EXCEL = r"Software\Microsoft\Office\16.0\Excel"
POLICIES = r"Software\Policies\Microsoft\Office\16.0\Excel"


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    played = played_computer(tmp_path)
    install_addin(played)
    return played


def faults(computer: Computer) -> list[str]:
    return [finding.text.en for finding in doctor(computer) if not finding.sound]


def test_after_installing_nothing_is_found(computer: Computer) -> None:
    assert faults(computer) == []


def test_every_finding_is_said_in_both_languages(computer: Computer) -> None:
    lines = [as_line(finding) for finding in doctor(computer)]
    assert all(line.en.startswith("✓ ") and line.zh.startswith("✓ ") and line.en != line.zh for line in lines)


def test_without_excel_that_is_all_there_is_to_say(computer: Computer) -> None:
    (said,) = faults(replace(computer, excel=None))
    assert said.startswith("Excel for Windows was not found")


def take_dll_away(computer: Computer) -> Computer:
    copy = computer.home / "user base" / DLL
    copy.parent.mkdir()
    copy.write_bytes((computer.interpreter.parent.parent / DLL).read_bytes())
    (computer.interpreter.parent.parent / DLL).unlink()
    return replace(computer, libraries=(copy,))


def untick(computer: Computer) -> Computer:
    computer.registry.remove(rf"{EXCEL}\Options", "OPEN")
    return computer


def lead_elsewhere(computer: Computer) -> Computer:
    computer.configuration.write_bytes('"INTERPRETER_WIN","C:\\别处\\python.exe"\r\n'.encode("cp936"))
    return computer


def empty_configuration(computer: Computer) -> Computer:
    computer.configuration.write_bytes(b"")
    return computer


def older_addin(computer: Computer) -> Computer:
    computer.addin.write_bytes(b"older")
    return computer


def no_addin(computer: Computer) -> Computer:
    computer.addin.unlink()
    return computer


def start_it_twice(computer: Computer) -> Computer:
    computer.started_addin.parent.mkdir(parents=True)
    computer.started_addin.touch()
    return computer


def open_another(computer: Computer) -> Computer:
    computer.registry.write(rf"{EXCEL}\Options", "OPEN1", '"D:\\old\\PAB_Planner.xlam"')
    return computer


def open_only_another(computer: Computer) -> Computer:
    computer.registry.write(rf"{EXCEL}\Options", "OPEN", '"D:\\old\\PAB_Planner.xlam"')
    return computer


def cut_cache(computer: Computer) -> Computer:
    assert computer.early_binding
    package = computer.early_binding / "00020813-0000-0000-C000-000000000046x0x1x9"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("CLSIDToClassMap = {'{000208D5")
    return computer


def empty_cache(computer: Computer) -> Computer:
    assert computer.early_binding
    (computer.early_binding / "00020813-0000-0000-C000-000000000046x0x1x9").mkdir(parents=True)
    return computer


def mark_as_downloaded(computer: Computer) -> Computer:
    Path(f"{computer.addin}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    return computer


def mark_template(computer: Computer) -> Computer:
    Path(f"{computer.template}:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId = 4\r\n")
    return computer


def disable(computer: Computer) -> Computer:
    item = b"\x01\0\0\0" + f"{computer.addin}\0PAB Planner\0".lower().encode("utf-16-le")
    computer.registry.write(rf"{EXCEL}\Resiliency\DisabledItems", "2B11C0F", item)
    return computer


MENDABLE: dict[Callable[[Computer], Computer], str] = {
    take_dll_away: "a copy is at",
    untick: "The add-in is not ticked",
    lead_elsewhere: "The add-in uses another Python, C:\\别处\\python.exe, and not this one",
    empty_configuration: "does not lead to this Python",
    older_addin: "The add-in is of another version",
    no_addin: "The add-in is not installed",
    start_it_twice: "The add-in would load twice",
    open_another: 'The add-in would load twice, the second time from "D:\\old\\PAB_Planner.xlam"',
    cut_cache: "Python's copy of Excel's commands is damaged",
    empty_cache: "Python's copy of Excel's commands is damaged",
    mark_as_downloaded: "Excel blocks the macros of PAB_Planner.xlam",
    mark_template: "Excel blocks the macros of PAB_Planner.xltm",
    disable: "Excel disabled the add-in after a crash",
}


@pytest.mark.parametrize("harm", MENDABLE, ids=lambda harm: harm.__name__)
def test_what_went_wrong_is_named_alone_and_mended(
    computer: Computer, harm: Callable[[Computer], Computer]
) -> None:
    harmed = harm(computer)
    (named,) = faults(harmed)
    assert MENDABLE[harm] in named
    said = repair(doctor(harmed))
    assert [text.en for text in said] == [f"Mended: {named}"]
    assert faults(harmed) == []


@pytest.mark.parametrize(
    "name", ["D4F940AB-401B-4EFC-AADC-AD5F3C50688A", "{d4f940ab-401b-4efc-aadc-ad5f3c50688a}"]
)
@pytest.mark.parametrize(("rule", "blocked"), [("1", True), (1, True), ("2", False), ("0", False)])
def test_a_rule_that_lets_office_start_nothing_is_named(
    computer: Computer, name: str, rule: str | int, blocked: bool
) -> None:
    """1 blocks, 2 only notes it, 0 is off: Microsoft's reference of attack surface reduction rules."""
    key = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
    played = replace(computer, registry=PlayedRegistry(computer.registry.keys, {key: {name: rule}}))  # type: ignore[attr-defined]
    said = faults(played)
    assert bool(said) is blocked
    assert all("creating child processes" in each for each in said)


def test_everything_at_once_is_mended_too(computer: Computer) -> None:
    harmed = computer
    for harm in (
        no_addin,
        lead_elsewhere,
        open_only_another,
        start_it_twice,
        cut_cache,
        disable,
        take_dll_away,
    ):
        harmed = harm(harmed)
    repair(doctor(harmed))
    assert faults(harmed) == []


def test_other_addins_and_caches_are_left_alone(computer: Computer) -> None:
    assert computer.early_binding
    computer.registry.write(rf"{EXCEL}\Options", "OPEN1", '"C:\\theirs.xlam"')
    computer.registry.write(rf"{EXCEL}\Resiliency\DisabledItems", "1", "theirs.xlam".encode("utf-16-le"))
    sound = computer.early_binding / "2DF8D04C-5BFA-101B-BDE5-00AA0044DE52x0x2x8"
    sound.mkdir(parents=True)
    (sound / "__init__.py").write_text("CLSIDToClassMap = {}")
    assert faults(cut_cache(computer)) != []
    repair(doctor(computer))
    assert sound.is_dir()
    assert computer.registry.read(rf"{EXCEL}\Options", "OPEN1") == '"C:\\theirs.xlam"'
    assert computer.registry.values(rf"{EXCEL}\Resiliency\DisabledItems") == {
        "1": "theirs.xlam".encode("utf-16-le")
    }


def test_while_excel_is_open_only_what_it_does_not_hold_is_mended(computer: Computer) -> None:
    opened = replace(mark_template(untick(computer)), excel_is_open=True)
    said = repair(doctor(opened), excel_is_open=True)
    assert [text.en.split(",")[0] for text in said] == ["Mended: Excel blocks the macros of PAB_Planner.xltm"]
    assert [fault.split(":")[0] for fault in faults(opened)] == ["The add-in is not ticked"]


def test_what_cannot_be_mended_is_said_and_the_rest_goes_on(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmed = untick(older_addin(computer))
    monkeypatch.setattr("pab_planner.installation.doctor.install_addin", _refuse)
    said = [text.en for text in repair(doctor(harmed))]
    assert said[0].startswith("Could not be mended: The add-in is of another version")
    assert said[0].endswith("(no room)")
    assert said[1].startswith("Mended: The add-in is not ticked")


def _refuse(computer: Computer) -> None:
    raise OSError(28, "no room")


def test_one_who_used_the_set_up_program_is_sent_back_to_it(tmp_path: Path) -> None:
    computer = played_computer(tmp_path, "Programs/PAB Planner/program/python/python.exe")
    (tmp_path / "Programs" / "PAB Planner" / UNINSTALLER_NAME).touch()
    (computer.interpreter.parent.parent / DLL).unlink()
    said = faults(computer)
    assert f"{DLL} is no longer in" in said[0]
    assert [fault for fault in said if "pip" in fault or "type" in fault] == []
    assert said[1].endswith("close Excel and start the set-up program again")


@pytest.mark.parametrize(
    ("setting", "by_policy", "locations_off", "trusted", "expected"),
    [
        (1, False, False, False, None),
        (2, True, False, False, None),
        (4, False, False, False, "Excel disables all macros: under File"),
        (3, False, False, False, "Excel runs signed macros only: under File"),
        (
            4,
            True,
            False,
            False,
            "Excel disables all macros: close Excel and type pab-planner install --trust",
        ),
        (3, True, False, False, "Excel runs signed macros only: close Excel and type"),
        (3, True, True, False, "Excel runs signed macros only: your company's policy"),
        (3, True, False, True, None),
        (4, True, False, True, None),
        (3, True, True, True, "Excel runs signed macros only: your company's policy"),
    ],
)
def test_blocked_macros(
    computer: Computer,
    setting: int,
    by_policy: bool,
    locations_off: bool,
    trusted: bool,
    expected: str | None,
) -> None:
    computer.registry.write(rf"{POLICIES if by_policy else EXCEL}\Security", "VBAWarnings", setting)
    if locations_off:
        computer.registry.write(rf"{POLICIES}\Security\Trusted Locations", "AllLocationsDisabled", 1)
    if trusted:
        install_addin(computer, trusted=True)
    found = faults(computer)
    assert found[0].startswith(expected) if expected else found == [], found


@pytest.mark.parametrize("name", ["RequireAddinSig", "DisableAllAddins"])
def test_a_rule_that_addins_be_signed(computer: Computer, name: str) -> None:
    computer.registry.write(rf"{POLICIES}\Security", name, 1)
    (said,) = faults(computer)
    assert said.startswith("Excel opens only signed add-ins")
