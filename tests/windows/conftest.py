from collections.abc import Iterator
from pathlib import Path

import pytest

from windows.com_server import Excel, server_command, started
from windows.windows_python import CHECKOUT, WindowsPython, windows_path


@pytest.fixture(scope="session")
def windows_python() -> WindowsPython:
    """Windows Python under Wine."""
    return WindowsPython.ready()


@pytest.fixture(scope="session")
def excel(windows_python: WindowsPython) -> Iterator[Excel]:
    """The COM server, started by the DLL with the VBA module's command."""
    (dll,) = windows_python.home.glob("xlwings64-*.dll")
    command = server_command("C:\\Python311\\python.exe", windows_path(CHECKOUT / "python"))
    script = Path(__file__).with_name("as_excel.py")
    with started(lambda: windows_python.running(script, f"C:\\Python311\\{dll.name}", command)) as server:
        yield server
