"""contents.csv: what is in the set-up program, for those who must approve it."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Self

from pab_planner.build.setup.signing import is_signed

HEADINGS = ("name", "version", "licence", "made from", "sha256", "program files without a signature")
_PROGRAM_FILES = (".exe", ".dll", ".pyd")


@dataclass(frozen=True)
class Component:
    """One thing that was put in whole.

    Attributes:
        name: As its authors call it.
        version: Its version.
        licence: SPDX expression, or the words of its authors.
        made_from: The file that was downloaded or built.
        sha256: Of that file, in hexadecimal.
    """

    name: str
    version: str
    licence: str
    made_from: str
    sha256: str

    @classmethod
    def described(cls, info: Path, made_from: str, sha256: str) -> Self:
        """A Python package, by its .dist-info folder."""
        about = HeaderParser().parsestr((info / "METADATA").read_text("utf-8"))
        licence = about["License-Expression"] or _first_line(about["License"])
        for classifier in about.get_all("Classifier", []):
            if not licence and classifier.startswith("License :: OSI Approved :: "):
                licence = classifier.rpartition(" :: ")[2]
        return cls(about["Name"], about["Version"], licence, made_from, sha256)


def _first_line(text: str | None) -> str:
    return text.strip().splitlines()[0] if text and text.strip() else ""


def write_list(file: Path, components: Iterable[Component], program: Path) -> None:
    """Write a line per component, with the number of program files in it that nobody signed."""
    unsigned = _unsigned_by_owner(program / "python")
    with file.open("w", encoding="utf-8-sig", newline="") as output:  # the mark tells Excel that it is UTF-8
        lines = csv.writer(output)
        lines.writerow(HEADINGS)
        for each in components:
            count = unsigned[each.name.casefold()]
            lines.writerow((each.name, each.version, each.licence, each.made_from, each.sha256, count))


def program_files(folder: Path) -> list[Path]:
    """What Windows loads as a program, in a fixed order."""
    return sorted(file for file in folder.rglob("*") if file.suffix.casefold() in _PROGRAM_FILES)


def _unsigned_by_owner(python: Path) -> Counter[str]:
    """Number of unsigned program files by the package that lists them; what lies beside Python is its own."""
    packages = python / "Lib" / "site-packages"
    owners = dict.fromkeys(python.glob("*.*"), "python")
    for record in packages.glob("*.dist-info/RECORD"):
        name = HeaderParser().parsestr(record.with_name("METADATA").read_text("utf-8"))["Name"].casefold()
        with record.open(encoding="utf-8", newline="") as lines:
            owners |= {(packages / line[0]).resolve(): name for line in csv.reader(lines)}
    unsigned = (file for file in program_files(python) if file in owners and not is_signed(file))
    return Counter(owners[file] for file in unsigned)
