"""Works on files of one folder, in a Windows Python; what came of it is printed as JSON."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "python"))

from pab_planner.errors import FileError
from pab_planner.files import fingerprint, write_whole
from pab_planner.locks import Lock, sweep, work_folder, writing_name

WORKERS, TIMES = 4, 6


def add(count: Path) -> None:
    """Add one to the number in a file, again and again."""
    for _ in range(TIMES):
        with Lock(count):
            seen = fingerprint(count)
            write_whole(count, str(int(count.read_text()) + 1).encode(), seen=seen)


def hold(file: Path) -> None:
    """Hold a lock until killed, half a file written."""
    with Lock(file):
        begin, end = writing_name(file)
        file.with_name(f"{begin}half{end}").write_bytes(b"half")
        print("held", flush=True)
        time.sleep(60)


def keep_letter(folder: Path) -> None:
    """Keep a letter in a temporary folder until killed."""
    with work_folder(folder) as mine:
        (mine / "letter.pdf").write_bytes(b"dear customer")
        print("held", flush=True)
        time.sleep(60)


def keep_open(file: Path) -> None:
    """Have a file open, as a viewer does."""
    with file.open("rb"):
        print("held", flush=True)
        time.sleep(60)


ROLES = {role.__name__: role for role in (add, hold, keep_letter, keep_open)}


def other(role: str, place: Path) -> "subprocess.Popen[bytes]":
    """Another process in a role."""
    command = [sys.executable, __file__, str(place), role]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    if role != "add":
        assert process.stdout and process.stdout.readline().strip() == b"held"
    return process


def refused(work: Callable[[], object]) -> str:
    """The refusal of a work; "" if it was done."""
    try:
        work()
    except FileError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def take(file: Path, patience: float = 0) -> None:
    """Hold a lock for a moment."""
    with Lock(file, patience=patience):
        pass


def names(folder: Path) -> list[str]:
    """What lies in a folder, its subfolders too."""
    return sorted(file.name for file in folder.rglob("*"))


def main(folder: Path) -> dict[str, object]:
    """All of it, one after the other."""
    found: dict[str, object] = {}
    count = folder / "计数.txt"
    count.write_text("0")
    workers = [other("add", count) for _ in range(WORKERS)]
    found["ended"] = [worker.wait(120) for worker in workers]
    found["counted"] = count.read_text()
    found["left by the races"] = names(folder)

    holder = other("hold", count)
    found["while another holds it"] = refused(lambda: take(count))
    sweep(folder)
    found["swept while another writes"] = names(folder)
    holder.kill()
    holder.wait()
    found["after it was killed"] = refused(lambda: take(count, 2))
    write_whole(folder / "beside.txt", b"whole")
    found["swept after it was killed"] = names(folder)

    reader = other("keep_open", count)
    found["while another has it open"] = refused(lambda: write_whole(count, b"new"))
    found["as it was"] = count.read_text() == found["counted"]
    reader.kill()
    reader.wait()
    found["after it was closed"] = refused(lambda: write_whole(count, b"new"))

    letters = folder / "letters"
    letters.mkdir()
    keeper = other("keep_letter", letters)
    with work_folder(letters):
        found["a living letter"] = "letter.pdf" in names(letters)
    keeper.kill()
    keeper.wait()
    with work_folder(letters):
        found["a killed one's letter"] = "letter.pdf" in names(letters)
    found["left"] = names(folder)
    return found


if __name__ == "__main__":
    place, *roles = sys.argv[1:]
    if roles:
        ROLES[roles[0]](Path(place))
    else:
        print(json.dumps(main(Path(place))), flush=True)
