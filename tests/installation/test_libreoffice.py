"""Installing into a LibreOffice profile, as a user's, and taking it out again."""

from pathlib import Path

import pytest

from pab_planner.engines.calc.office import LibreOfficeIsRunning, Office
from pab_planner.engines.calc.uno import properties
from pab_planner.installation.libreoffice import install_libreoffice, uninstall_libreoffice


@pytest.fixture(scope="module")
def profile(extension: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's profile with PAB Planner in it."""
    folder = tmp_path_factory.mktemp("libreoffice") / "4"
    assert install_libreoffice(extension, folder).zh.startswith("安装完成")
    return folder


def test_the_functions_are_there_when_libreoffice_starts_again(profile: Path) -> None:
    office = Office(profile)
    try:
        desktop = office.service("com.sun.star.frame.Desktop")
        document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
        cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
        cell.Formula = "=PAB(14;15;50)"
        assert cell.Value == 49
    finally:
        office.close()


def test_a_libreoffice_that_is_open_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    with pytest.raises(LibreOfficeIsRunning):
        install_libreoffice(b"", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_uninstalling_takes_all_of_it_away(profile: Path) -> None:
    assert uninstall_libreoffice(profile).en == "Removed from LibreOffice"
    # LibreOffice keeps copies under extensions/tmp until its next start; nothing there is in force.
    in_force = [path for path in profile.rglob("*") if "pab" in path.name.lower() and "tmp" not in path.parts]
    assert in_force == []
    assert uninstall_libreoffice(profile).en == "LibreOffice did not have it"
