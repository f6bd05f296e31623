"""Whether Excel lets our files run macros: its settings, the company's policies, where a file came from."""

import datetime
import re
from pathlib import Path

from pab_planner.installation.registry import EXCEL, POLICIES, Registry

LOCATIONS = r"Security\Trusted Locations"
SIGNED_ONLY, NONE_AT_ALL = 3, 4
"""Values of `VBAWarnings`: macros run if signed by a trusted publisher, or not at all."""
DESCRIPTION = "PAB Planner"
ATTACK_SURFACE_RULES = (
    r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
)
NO_CHILD_PROCESSES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Where Windows Defender's rules stand, by what a rule is called, and the one about Office's child processes."""


def macro_setting(registry: Registry) -> tuple[int | None, bool]:
    """The setting for macros outside trusted locations, and whether a policy made it.

    None is Excel's own: ask.
    """
    for key, by_policy in ((POLICIES, True), (EXCEL, False)):
        value = registry.read(rf"{key}\Security", "VBAWarnings")
        if isinstance(value, int):
            return value, by_policy
    return None, False


def addins_must_be_signed(registry: Registry) -> bool:
    """True if Excel opens only add-ins that a trusted publisher signed, or none."""
    return any(
        registry.read(rf"{key}\Security", name) == 1
        for key in (POLICIES, EXCEL)
        for name in ("RequireAddinSig", "DisableAllAddins")
    )


def child_processes_are_blocked(registry: Registry) -> bool:
    """True if Windows Defender lets Office start no other program: Excel then cannot start Python.

    https://learn.microsoft.com/defender-endpoint/attack-surface-reduction-rules-reference
    """
    rules = registry.of_the_computer(ATTACK_SURFACE_RULES)
    return any(
        name.strip("{}").casefold() == NO_CHILD_PROCESSES and str(value) == "1"
        for name, value in rules.items()
    )


def locations_are_off(registry: Registry) -> bool:
    """True if Excel trusts no location at all."""
    return any(registry.read(rf"{key}\{LOCATIONS}", "AllLocationsDisabled") == 1 for key in (POLICIES, EXCEL))


def is_trusted(registry: Registry, folder: Path) -> bool:
    """True if this very folder is a trusted location of the user."""
    return any(
        _same_folder(registry.read(rf"{EXCEL}\{LOCATIONS}\{name}", "Path"), folder)
        for name in registry.subkeys(rf"{EXCEL}\{LOCATIONS}")
    )


def trust(registry: Registry, folder: Path, today: datetime.date) -> None:
    """Make a folder a trusted location, as Trust Center > Trusted Locations > Add does."""
    if is_trusted(registry, folder):
        return
    taken = [re.sub(r"\D", "", name) for name in registry.subkeys(rf"{EXCEL}\{LOCATIONS}")]
    number = 1 + max((int(digits) for digits in taken if digits), default=-1)
    key = rf"{EXCEL}\{LOCATIONS}\Location{number}"
    registry.write(key, "Path", f"{folder}\\")
    registry.write(key, "AllowSubFolders", 0)
    registry.write(key, "Description", DESCRIPTION)
    registry.write(key, "Date", f"{today:%Y-%m-%d}")


def withdraw_trust(registry: Registry, *folders: Path) -> None:
    """Take back what `trust` wrote; a location that the user added stays."""
    for name in registry.subkeys(rf"{EXCEL}\{LOCATIONS}"):
        key = rf"{EXCEL}\{LOCATIONS}\{name}"
        ours = registry.read(key, "Description") == DESCRIPTION
        if ours and any(_same_folder(registry.read(key, "Path"), folder) for folder in folders):
            registry.remove_key(key)
    registry.remove_empty(rf"{EXCEL}\{LOCATIONS}")


def _same_folder(path: object, folder: Path) -> bool:
    return isinstance(path, str) and path.rstrip("\\/").casefold() == str(folder).casefold()


def is_from_the_internet(file: Path) -> bool:
    """True if Windows marked a file as downloaded: Excel then blocks its macros and says so in red."""
    try:
        mark = _mark(file).read_text("utf-8", errors="replace")
    except OSError:
        return False
    return bool(re.search(r"ZoneId\s*=\s*[34]", mark))


def take_mark_away(file: Path) -> None:
    """What the box Unblock in a file's properties does."""
    _mark(file).unlink()


def _mark(file: Path) -> Path:
    """The stream beside a file's content in which Windows keeps where it came from."""
    return Path(f"{file}:Zone.Identifier")
