"""What installing must know of a computer, asked in one place so that any computer can be played."""

import os
import sys
from dataclasses import dataclass
from importlib.metadata import requires, version
from importlib.resources import files
from pathlib import Path
from typing import Any

ADDIN_NAME = "PAB_Planner.xlam"
WORKBOOK_NAME = "PAB_Planner.xlsm"


@dataclass(frozen=True)
class Computer:
    """A user's computer.

    Attributes:
        excel: Path of Excel's program; none where it is not installed, as on any but Windows.
        app_data: The user's roaming application data (%APPDATA%).
        home: The user's folder (%USERPROFILE%).
        interpreter: The Python that runs.
        code_page: Encoding in which VBA reads text files.
        macros_disabled: Whether Excel disables all macros without a word.
        xlwings: Version of xlwings that is installed.
    """

    excel: str | None
    app_data: Path
    home: Path
    interpreter: Path
    code_page: str
    macros_disabled: bool
    xlwings: str

    @property
    def addin(self) -> Path:
        """Where Excel looks for add-ins of its user."""
        return self.app_data / "Microsoft" / "AddIns" / ADDIN_NAME

    @property
    def started_addin(self) -> Path:
        """Where Excel would open the add-in a second time."""
        return self.app_data / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME

    @property
    def configuration(self) -> Path:
        """What the add-in's VBA reads to find Python."""
        return self.home / ".pab_planner" / "pab_planner.conf"

    @property
    def library_places(self) -> tuple[Path, Path]:
        """Where the VBA looks for xlwings' DLL: beside Python, and above it as in a virtual environment."""
        return self.interpreter.parent, self.interpreter.parent.parent


def this_computer() -> Computer:
    """The computer that this runs on."""
    home = Path.home()
    return Computer(
        excel=_registered(_CURRENT_USER, _APP_PATHS) or _registered(_LOCAL_MACHINE, _APP_PATHS),
        app_data=Path(os.environ.get("APPDATA", home)),
        home=home,
        interpreter=Path(sys.executable),
        code_page="mbcs" if sys.platform == "win32" else "utf-8",
        macros_disabled=any(
            _registered(_CURRENT_USER, key, "VBAWarnings") == _DISABLE_SILENTLY for key in _SECURITY
        ),
        xlwings=version("xlwings"),
    )


_CURRENT_USER, _LOCAL_MACHINE = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"
_APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_SECURITY = (
    r"Software\Policies\Microsoft\Office\16.0\Excel\Security",
    r"Software\Microsoft\Office\16.0\Excel\Security",
)
_DISABLE_SILENTLY = 4


def _registered(hive: str, key: str, name: str = "") -> Any:
    """A value of the Windows registry, None where there is none."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(getattr(winreg, hive), key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None


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
