"""Runs as a process of its own beside a LibreOffice of ours, and ends it when its owner is gone.

A context manager cleans up after an exception, but nothing in a process survives `kill -9`. The owner holds
the other end of this process's standard input; it closes when the owner says so or dies, however it dies.
"""

import contextlib
import os
import shutil
import signal
import sys


def guard(office: int, profile: str) -> None:
    """Wait for the owner's end, then end LibreOffice's process group and remove the named profile."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.read()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(office, signal.SIGKILL)
    if profile:
        shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    guard(int(sys.argv[1]), sys.argv[2])
