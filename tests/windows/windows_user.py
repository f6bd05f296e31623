"""A Chinese Windows user's computer under Wine, without Python: what the set-up program meets.

Wine goes by the locale: with zh_CN.UTF-8 its code page is 936 and it speaks Chinese. It lacks two libraries
that every Windows 10 has and our packages need; they go among its system files, not into the set-up program.
"""

import hashlib
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from windows.forwarding_dll import forwarding_dll
from windows.windows_python import RANDOM, SETTINGS, WINE, WINESERVER, windows_path

EXCEL_KEY = r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
REACHED = (
    "Environment",
    r"Software\Microsoft\Office",
    r"Software\Microsoft\Windows\CurrentVersion\App Paths",
    r"Software\Microsoft\Windows\CurrentVersion\Run",
    r"Software\Microsoft\Windows\CurrentVersion\Uninstall",
    r"Software\Policies",
)
"""Keys of the user's registry in which an installer could leave something; Wine writes into none of them."""
OURS = re.compile(r"PAB|\\x738b\\x4f1f", re.IGNORECASE)
"""What names us in whichever key: the program, and the folder (王伟) as Wine writes it down."""


class WineHung(Exception):
    """A program that was ended, for it ran too long."""


@dataclass(frozen=True)
class WindowsUser:
    """A Wine prefix of one's own, with the locale that makes it Chinese beside it.

    Attributes:
        folder: Where it is made.
        display: The X server on which its windows open; without one it has none.
    """

    folder: Path
    display: str

    @property
    def drive(self) -> Path:
        """C:."""
        return self.folder / "prefix" / "drive_c"

    @property
    def home(self) -> Path:
        """%USERPROFILE%."""
        return next(path for path in (self.drive / "users").iterdir() if path.name != "Public")

    @property
    def app_data(self) -> Path:
        """%APPDATA%."""
        return self.home / "AppData" / "Roaming"

    @property
    def log(self) -> str:
        """What the set-up program wrote down last."""
        return (self.home / "Temp" / "PAB_Planner-Setup.log").read_text("utf-16")

    def environment(self) -> dict[str, str]:
        """What Wine needs to know."""
        kept = {name: value for name, value in os.environ.items() if name not in ("LANG", "LANGUAGE")}
        return kept | {
            "DISPLAY": self.display,
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winedbg.exe,winemenubuilder.exe=d;ucrtbase=n,b",
            "LOCPATH": str(self.folder),
            "LC_ALL": "zh_CN.UTF-8",
        }

    def set_up(self, ucrtbase: Path) -> None:
        """Make the computer.

        Args:
            ucrtbase: Microsoft's C library.
        """
        locale = ["localedef", "-i", "zh_CN", "-f", "UTF-8", str(self.folder / "zh_CN.UTF-8")]
        subprocess.run(locale, check=True, capture_output=True)
        self.run("wineboot", "-i")
        settings = self.folder / "settings.reg"
        settings.write_text(SETTINGS)
        self.run("regedit", "/S", windows_path(settings))
        system = self.drive / "windows" / "system32"
        shutil.copy(ucrtbase, system)
        forwarded = forwarding_dll("bcryptprimitives.dll", RANDOM["bcryptprimitives.dll"])
        (system / "bcryptprimitives.dll").write_bytes(forwarded)

    def run(self, *command: str) -> tuple[int, str]:
        """Exit status and output of a Windows program; an argument with spaces is put in quotation marks."""
        done = subprocess.run(
            [str(WINE), *command],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.returncode, done.stdout.decode("utf-8", errors="replace")

    @contextmanager
    def running(self, *command: str, longest: float = 3600) -> Iterator["subprocess.Popen[str]"]:
        """A Windows program with pipes to it; everything under this Wine ends with it.

        Args:
            command: Program and arguments.
            longest: How long it may run [s].

        Raises:
            WineHung: It ran longer, and was ended.
        """
        process = subprocess.Popen(
            [WINE, *command],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        hung = threading.Event()

        def end() -> None:
            hung.set()
            self.shut_down()

        limit = threading.Timer(longest, end)
        limit.daemon = True
        limit.start()
        try:
            yield process
        except BaseException:
            if hung.is_set():
                raise WineHung from None
            raise
        finally:
            limit.cancel()
            self.shut_down()
            process.wait(timeout=30)

    def shut_down(self) -> None:
        """End everything that runs, and write the registry to its file."""
        subprocess.run([WINESERVER, "-k"], env=self.environment(), capture_output=True, check=False)
        subprocess.run([WINESERVER, "-w"], env=self.environment(), capture_output=True, check=False)

    def files(self) -> dict[str, str]:
        """Hash of every file of the user and outside Windows' own folders; logs and temporary files not."""
        left_out = (self.drive / "windows", self.home / "Temp")
        return {
            str(file.relative_to(self.drive)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in self.drive.rglob("*")
            if file.is_file() and not any(folder in file.parents for folder in left_out)
        }

    def registry(self) -> list[str]:
        """Keys and values of the user where an installer could leave something, and any that name us.

        The rest is Wine's own, which it writes when it gets to it. The computer is shut down for it.
        """
        self.shut_down()
        lines, key = [], ""
        for line in (self.folder / "prefix" / "user.reg").read_text("utf-8").splitlines():
            if line.startswith("["):  # after the key stands when it was changed
                key = line[1:].partition("]")[0].replace("\\\\", "\\")
                line = ""
            elif not line or line.startswith("#"):
                continue
            if key.startswith(REACHED) or OURS.search(key + line):
                lines.append(f"{key} {line}")
        return lines
