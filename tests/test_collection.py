"""No test is passed over in silence."""

from fnmatch import fnmatch
from pathlib import Path

import pytest


def test_every_folder_with_tests_is_looked_into(pytestconfig: pytest.Config) -> None:
    tests = Path(__file__).parent
    folders = {
        folder.name
        for file in tests.rglob("test_*.py")
        for folder in file.parents
        if folder.is_relative_to(tests)
    }
    assert "build" in folders
    passed_over = pytestconfig.getini("norecursedirs")
    assert not [name for name in folders if any(fnmatch(name, pattern) for pattern in passed_over)]
