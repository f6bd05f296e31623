"""A LibreOffice of our own, started for one piece of work and gone without a trace after it."""

import atexit
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from pab_planner.engines.calc import guardian
from pab_planner.engines.calc.uno import bridge, soffice
from pab_planner.errors import HostError
from pab_planner.language import Text

START_SECONDS = 60
_TEMPORARY = ("TMPDIR", "TMP", "TEMP")

# A profile that asks nothing, recovers nothing, recalculates every workbook it opens and writes no lock
# file beside it (what must not stay behind is better not written).
_NOBODY = "127.0.0.1"
_SETTINGS = {
    # No macro of a document is run, and nothing is loaded that a document names: pictures, OLE objects, other
    # workbooks. Whatever asks for something on a network all the same is sent to a proxy that is not there.
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("/org.openoffice.Office.Calc/Content/Update", "Link"): "1",
    ("/org.openoffice.Inet/Settings", "ooInetProxyType"): "2",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName"): _NOBODY,
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort"): "9",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName"): _NOBODY,
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort"): "9",
    ("/org.openoffice.Inet/Settings", "ooInetFTPProxyName"): _NOBODY,
    ("/org.openoffice.Inet/Settings", "ooInetFTPProxyPort"): "9",
    ("/org.openoffice.Inet/Settings", "ooInetNoProxy"): "",
    ("/org.openoffice.Office.Common/Misc", "UseLocking"): "false",
    ("/org.openoffice.Office.Common/Misc", "FirstRun"): "false",
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled"): "false",
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode"): "0",
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode"): "0",
}


class LibreOfficeDidNotStart(HostError):
    """LibreOffice was started but did not answer."""

    sentence = Text(
        "LibreOffice ({program}) did not answer within {seconds} seconds of starting; "
        "see whether it opens by hand",
        "LibreOffice（{program}）启动后 {seconds} 秒内没有响应；请手动打开它检查是否正常",
    )


class LibreOfficeIsRunning(HostError):
    """The user's own LibreOffice is open, and its profile can't be worked on."""

    sentence = Text(
        "LibreOffice is open; close all its windows and try again",
        "LibreOffice 正在运行；请关闭其所有窗口后再试",
    )


class Office:
    """A running LibreOffice in a process group of its own, with a profile of its own or the user's.

    `close` ends it. Should the owner end without calling it (an exception, a signal, kill -9), the guardian
    process does the same.

    Attributes:
        context: UNO's component context of the running office.
        pid: Process and process-group id.
        profile: Folder of the profile.
    """

    def __init__(self, profile: Path | None = None, *, visible: bool = False) -> None:
        """Start it and wait until it answers.

        Args:
            profile: A user's profile to work on, which stays; left out, one for this run.
            visible: Whether it has a window.

        Raises:
            LibreOfficeMissing: It is not installed.
            LibreOfficeBridgeMissing: This Python cannot speak to it.
            LibreOfficeDidNotStart: It did not answer in time.
            LibreOfficeIsRunning: The profile is in use.
        """
        if profile and (profile / ".lock").exists():
            raise LibreOfficeIsRunning()
        bridge()  # what is missing is said before anything starts
        self._is_users = profile is not None
        self.profile = profile or _profile_for_one_run()
        pipe = f"pab{uuid.uuid4().hex}"
        # What it leaves in its temporary folder goes with the profile.
        kept = {name: str(self.folder) for name in _TEMPORARY} if self.folder else {}
        self._process = subprocess.Popen(
            [
                str(soffice()),
                *([] if visible else ["--headless"]),
                "--norestore",
                "--nologo",
                "--nodefault",
                f"--accept=pipe,name={pipe};urp;",
                f"-env:UserInstallation={self.profile.as_uri()}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **kept},
        )
        self.pid = self._process.pid
        self._guardian = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", guardian.__file__, str(self.pid)),
                "" if self._is_users else str(self.profile),
            ],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        atexit.register(self.close)
        try:
            self.context = self._connect(pipe)
        except BaseException:
            self.close()
            raise

    @property
    def folder(self) -> Path | None:
        """A folder that is removed with the profile of this run; None in a user's profile."""
        return None if self._is_users else self.profile / "user"

    def _connect(self, pipe: str) -> Any:
        manager = bridge().getComponentContext().ServiceManager
        resolver = manager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up and self._process.poll() is None:
            with contextlib.suppress(_no_connection()):
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            time.sleep(0.05)
        raise LibreOfficeDidNotStart(program=soffice(), seconds=START_SECONDS)

    def service(self, name: str) -> Any:
        """A service of the running office, e.g. `com.sun.star.frame.Desktop`."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def close(self) -> None:
        """End the process and remove the profile of this run; a second call does nothing."""
        atexit.unregister(self.close)
        if self._is_users and self._process.poll() is None:
            self._end_gently()
        if self._guardian.stdin and not self._guardian.stdin.closed:
            self._guardian.stdin.close()
        self._process.wait()
        self._guardian.wait()

    def _end_gently(self) -> None:
        """Let it write the user's settings before it goes."""
        with contextlib.suppress(Exception):  # the bridge breaks while it answers
            self.service("com.sun.star.frame.Desktop").terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(START_SECONDS)


def _no_connection() -> type[Exception]:
    exception: type[Exception] = bridge().getClass("com.sun.star.connection.NoConnectException")
    return exception


def _profile_for_one_run() -> Path:
    profile = Path(tempfile.mkdtemp(prefix="pab-calc-"))
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in _SETTINGS.items()
    )
    user = profile / "user"
    user.mkdir()
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
    return profile
