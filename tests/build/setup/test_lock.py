"""What is pinned for the set-up program is what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pab_planner.build.setup.contents import PACKAGES_LOCK, PYTHON_LOCK

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def pinned(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


@pytest.mark.parametrize("wanted", tomllib.loads(PROJECT.read_text("utf-8"))["project"]["dependencies"])
def test_every_dependency_is_pinned_to_a_version_that_will_do(wanted: str) -> None:
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(pinned(PACKAGES_LOCK)[canonicalize_name(requirement.name)])


def test_windows_own_packages_are_among_them() -> None:
    assert {"pywin32", "colorama", "tzdata"} <= pinned(PACKAGES_LOCK).keys()


@pytest.mark.parametrize("lock", [PACKAGES_LOCK, PYTHON_LOCK], ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=[\w.-]+==)", lock.read_text("utf-8"))
    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []
