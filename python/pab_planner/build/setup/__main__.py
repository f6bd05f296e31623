"""`python -m pab_planner.build.setup [--sign CERTIFICATE.pfx]`: write dist/PAB_Planner-Setup-VERSION.exe."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from pab_planner.build.setup.contents import gather
from pab_planner.build.setup.installer import build_installer
from pab_planner.build.setup.list_of_contents import program_files
from pab_planner.build.setup.signing import is_signed, sign, signing_script

CHECKOUT = Path(__file__).parents[4]
MOST = 120_000_000
"""What the set-up program may weigh [bytes]; a mail room or a software portal takes no more."""


def build_setup(folder: Path, certificate: Path | None = None) -> Path:
    """Build the set-up program.

    Args:
        folder: Where to write it; `contents.csv` is written beside it.
        certificate: PKCS #12 file to sign with.
    """
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or _time_of_last_commit())
    release = version("pab-planner")
    program = gather(CHECKOUT, folder / "setup", epoch, certificate)
    output = folder / f"PAB_Planner-Setup-{release}.exe"
    script = signing_script(folder / "setup", certificate) if certificate else None
    build_installer(program, output, release, epoch, script)
    if certificate:
        sign(output, certificate)
    shutil.copy(program / "contents.csv", output.with_suffix(".contents.csv"))
    return output


def _time_of_last_commit() -> str:
    command = ["git", "-C", str(CHECKOUT), "log", "-1", "--format=%ct"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def report(setup: Path, program: Path) -> str:
    """What was built, and what in it nobody signed."""
    content = setup.read_bytes()
    unsigned = [file for file in (setup, *program_files(program)) if not is_signed(file)]
    lines = [
        f"{setup}  {len(content) / 1e6:.1f} MB  sha256 {hashlib.sha256(content).hexdigest()}",
        f"{setup.with_suffix('.contents.csv')}  what is in it",
    ]
    if setup in unsigned:
        lines.append(
            "Not signed: the set-up program, the program that uninstalls it, and "
            f"{len(unsigned) - 1} program files of packages (counted in the list)."
        )
    lines.append(
        "Not signed: the VBA projects in PAB_Planner.xlam and PAB_Planner.xlsm; only Office's own tools on "
        "Windows sign those (docs/decisions/set_up_program.md)."
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Build into dist/ and say what was built."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sign", type=Path, metavar="CERTIFICATE.pfx")
    chosen = options.parse_args()
    folder = CHECKOUT / "dist"
    folder.mkdir(exist_ok=True)
    setup = build_setup(folder, chosen.sign)
    if setup.stat().st_size > MOST:
        raise SystemExit(f"{setup} weighs {setup.stat().st_size} bytes, more than {MOST}")
    sys.stdout.write(report(setup, folder / "setup" / "program"))


if __name__ == "__main__":
    main()
