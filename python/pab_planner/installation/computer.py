"""What installing must know of a computer, asked in one place so that any computer can be played."""

import os
import sys
from dataclasses import dataclass
from importlib.metadata import distribution, requires, version
from importlib.resources import files
from pathlib import Path

from pab_planner.installation.registry import Registry, user_registry

ADDIN_NAME = "PAB_Planner.xlam"
WORKBOOK_NAME = "PAB_Planner.xlsm"
TEMPLATE_NAME = "PAB_Planner.xltm"
UNINSTALLER_NAME = "Remove PAB Planner.exe"
"""Beside what the set-up program installed."""


@dataclass(frozen=True)
class Computer:
    """A user's computer.

    Attributes:
        excel: Path of Excel's program; None if it is not installed, as on any but Windows.
        excel_is_open: Whether Excel runs now.
        app_data: The user's roaming application data (%APPDATA%).
        home: The user's folder (%USERPROFILE%).
        interpreter: The Python that runs.
        code_page: Encoding in which VBA reads text files.
        xlwings: Version of xlwings that is installed.
        libraries: Copies of xlwings' DLL that came with it, wherever pip put them.
        early_binding: Folder in which pywin32 keeps the classes that it made of Excel's object model.
        registry: The user's registry.
    """

    excel: str | None
    excel_is_open: bool
    app_data: Path
    home: Path
    interpreter: Path
    code_page: str
    xlwings: str
    libraries: tuple[Path, ...]
    early_binding: Path | None
    registry: Registry

    @property
    def addin(self) -> Path:
        """Where Excel looks for add-ins of its user."""
        return self.app_data / "Microsoft" / "AddIns" / ADDIN_NAME

    @property
    def template(self) -> Path:
        """Where Office keeps its user's templates; a trusted location, unless a company turned that off."""
        return self.app_data / "Microsoft" / "Templates" / TEMPLATE_NAME

    @property
    def started_addin(self) -> Path:
        """Where Excel would open the add-in a second time."""
        return self.app_data / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME

    @property
    def configuration(self) -> Path:
        """What the add-in's VBA reads to find Python."""
        return self.home / ".pab_planner" / "pab_planner.conf"

    @property
    def plans(self) -> Path:
        """Folder for plans that may be trusted; not in Documents: OneDrive gives those web addresses."""
        return self.home / "PAB Planner"

    @property
    def library_places(self) -> tuple[Path, Path]:
        """Where the VBA looks for xlwings' DLL: beside Python, and above it as in a virtual environment."""
        return self.interpreter.parent, self.interpreter.parent.parent

    @property
    def came_with_set_up_program(self) -> bool:
        """True if the set-up program put this Python here, as INSTDIR/program/python/python.exe."""
        above = self.interpreter.parents
        return len(above) > 2 and (above[2] / UNINSTALLER_NAME).exists()


def this_computer() -> Computer:
    """The computer that this runs on."""
    home = Path.home()
    return Computer(
        excel=_excel(),
        excel_is_open=_excel_is_open(),
        app_data=Path(os.environ.get("APPDATA", home)),
        home=home,
        interpreter=Path(sys.executable),
        code_page="mbcs" if sys.platform == "win32" else "utf-8",
        xlwings=version("xlwings"),
        libraries=tuple(_library_copies()),
        early_binding=_early_binding(),
        registry=user_registry(),
    )


def _excel() -> str | None:
    if sys.platform != "win32":
        return None
    import winreg

    for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
            try:
                key = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
                with winreg.OpenKey(hive, key, 0, winreg.KEY_READ | view) as opened:
                    return str(winreg.QueryValueEx(opened, "")[0])
            except OSError:
                continue
    return None


def _excel_is_open() -> bool:
    if sys.platform != "win32":
        return False
    import win32gui

    return bool(win32gui.FindWindow("XLMAIN", None))  # the class of Excel's windows, hidden ones too


def _library_copies() -> list[Path]:
    """Where pip put the DLL, with `--user` not beside Python, and the set-up program's second copy."""
    xlwings = distribution("xlwings")
    names = [file for file in xlwings.files or [] if file.name.startswith("xlwings64-")]
    return [Path(str(xlwings.locate_file(name))) for file in names for name in (file, file.name)]


def _early_binding() -> Path | None:
    if sys.platform != "win32":
        return None
    import win32com

    return Path(win32com.__gen_path__)


def expected_xlwings() -> str:
    """Version of xlwings whose DLL the add-in's VBA asks for."""
    pins = requires("pab-planner") or []
    return next(pin.removeprefix("xlwings==") for pin in pins if pin.startswith("xlwings=="))


def shipped(name: str) -> bytes:
    """An Excel file as it came with this package, or as it stands in the checkout."""
    packaged = files("pab_planner") / "shipped" / name
    if packaged.is_file():
        return packaged.read_bytes()
    folder = "addin" if name == ADDIN_NAME else "workbook"
    return (Path(__file__).parents[3] / folder / name).read_bytes()
