"""Runs as a process of its own beside a LibreOffice of ours, and ends it when its owner is gone.

A context manager cleans up after an exception, but nothing in a process survives `kill -9`. The owner holds
the other end of this process's standard input; it closes when the owner says so or dies, however it dies.
"""

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path


def guard(office: int, profile: str) -> None:
    """Wait for the owner's end, then end LibreOffice's process group and remove the named profile."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.read()
    sockets = list(_sockets(office))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(office, signal.SIGKILL)
    for socket in sockets:
        with contextlib.suppress(OSError):
            socket.unlink()
    if profile:
        shutil.rmtree(profile, ignore_errors=True)


def _sockets(group: int) -> Iterator[Path]:
    """The sockets of a process group that have a name; LibreOffice removes its own when it ends by itself."""
    held = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if os.getpgid(int(process.name)) == group:
                held |= {str(each.readlink()) for each in (process / "fd").iterdir()}
    if held:
        for line in Path("/proc/net/unix").read_text().splitlines():
            *_, inode, name = line.split()
            if f"socket:[{inode}]" in held and name.startswith("/"):
                yield Path(name)


if __name__ == "__main__":
    guard(int(sys.argv[1]), sys.argv[2])
