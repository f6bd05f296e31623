"""The installer: the script with the list of files, compiled by makensis."""

import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).with_name("installer.nsi")


def build_installer(program: Path, output: Path, version: str, epoch: int, sign: Path | None = None) -> None:
    """Compile the set-up program.

    Args:
        program: Folder of what it installs; the folder beside it may be written to.
        output: The .exe to write.
        version: Of PAB Planner.
        epoch: Time that goes into the .exe [seconds since 1970].
        sign: Command that signs in place the file whose name follows it; for the uninstaller.

    Raises:
        RuntimeError: makensis is not installed, or says no.
    """
    files = program.with_name("files.nsh")
    files.write_text(list_files(program), "utf-8")
    numbers = (version.split(".") + ["0"] * 4)[:4]
    defined = {
        "VERSION": version,
        "FILE_VERSION": ".".join(numbers),
        "PROGRAM": program,
        "FILES": files,
        "OUTPUT": output,
    }
    if sign:
        defined["SIGN"] = sign
    options = [f"-D{name}={value}" for name, value in defined.items()]
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, str(SCRIPT)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise RuntimeError("makensis is not installed; on Debian: apt-get install nsis") from None
    if done.returncode:
        raise RuntimeError(f"makensis failed:\n{done.stdout}{done.stderr}")


def list_files(program: Path) -> str:
    """The instructions that put every file in its place, in an order that does not hang on the disk."""
    lines = []
    for folder in [program, *sorted(path for path in program.rglob("*") if path.is_dir())]:
        inside = str(folder.relative_to(program)).replace("/", "\\")
        place = "$INSTDIR\\new" if folder == program else f"$INSTDIR\\new\\{inside}"
        lines.append(f'SetOutPath "{place}"')
        lines += [f'File "{file}"' for file in sorted(folder.iterdir()) if file.is_file()]
    return "\n".join(lines) + "\n"
