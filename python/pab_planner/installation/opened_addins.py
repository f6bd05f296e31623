"""Which add-ins Excel opens when it starts: the values OPEN, OPEN1, OPEN2 ... of its options.

A tick under File > Options > Add-ins > Go sets one. Excel reads them when it starts, as far as the first
number that is missing, and writes them when it ends. So they are changed while Excel is closed, without gaps.
"""

import ntpath
import re
from pathlib import Path

from pab_planner.installation.registry import EXCEL, Registry

OPTIONS = rf"{EXCEL}\Options"
UNTICKED = rf"{EXCEL}\Add-in Manager"
"""Names add-ins that were ticked once and are no longer."""


def is_ticked(registry: Registry, addin: Path) -> bool:
    """True if Excel opens this very file, named by its path or, in its usual folder, by its name."""
    return any(_names(entry, addin) for entry in _entries(registry).values())


def opened_elsewhere(registry: Registry, addin: Path) -> list[str]:
    """Entries that open a file of the same name in another folder."""
    same_name = _of_that_name(registry, addin)
    return [entry for entry in same_name if not _names(entry, addin)]


def tick(registry: Registry, addin: Path) -> None:
    """Let Excel open this file, and none of the same name in another folder."""
    kept = [entry for entry in _entries(registry).values() if entry not in opened_elsewhere(registry, addin)]
    if not is_ticked(registry, addin):
        kept.append(f'"{addin}"')
    _write(registry, kept)


def untick(registry: Registry, addin: Path) -> None:
    """Let Excel open no file of this name, and forget that it did."""
    ours = _of_that_name(registry, addin)
    _write(registry, [entry for entry in _entries(registry).values() if entry not in ours])
    for name in registry.values(UNTICKED):
        if name.casefold() == str(addin).casefold():
            registry.remove(UNTICKED, name)
    registry.remove_empty(OPTIONS)
    registry.remove_empty(UNTICKED)


def _entries(registry: Registry) -> dict[str, str]:
    """Name and text of each value, in Excel's order."""
    found = {
        name: str(value)
        for name, value in registry.values(OPTIONS).items()
        if re.fullmatch(r"OPEN\d*", name, re.IGNORECASE)
    }
    return dict(sorted(found.items(), key=lambda entry: int(entry[0][4:] or 0)))


def _write(registry: Registry, wanted: list[str]) -> None:
    had = _entries(registry)
    if list(had.values()) == wanted:
        return
    for name in had:
        registry.remove(OPTIONS, name)
    for number, entry in enumerate(wanted):
        registry.write(OPTIONS, f"OPEN{number or ''}", entry)


def _of_that_name(registry: Registry, addin: Path) -> list[str]:
    return [
        entry
        for entry in _entries(registry).values()
        if ntpath.basename(_file_in(entry)).casefold() == addin.name.casefold()
    ]


def _names(entry: str, addin: Path) -> bool:
    return _file_in(entry).casefold() in (str(addin).casefold(), addin.name.casefold())


def _file_in(entry: str) -> str:
    """The file that an entry opens: in quotation marks as a rule, after `/R` or another switch sometimes."""
    quoted = re.search('"([^"]*)"', entry)
    return quoted[1] if quoted else re.sub(r"^/\w+\s+", "", entry).strip()


DISABLED = rf"{EXCEL}\Resiliency\DisabledItems"


def disabled_items(registry: Registry, addin: Path) -> list[str]:
    """Names of the values by which Excel keeps an add-in off that it holds for the cause of a crash."""
    name = addin.name.casefold()
    return [
        item
        for item, value in registry.values(DISABLED).items()
        if isinstance(value, bytes) and name in value.decode("utf-16-le", errors="replace").casefold()
    ]
