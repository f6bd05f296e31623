"""No process of ours ends an Excel of somebody else."""

import subprocess
import sys

import grimp
import xlwings as xw

from pab_planner.engines.file.engine import new_book

AS_ON_WINDOWS = """
import atexit, sys, types
engine = types.ModuleType("xlwings._xlwindows")
engine.cleanup = lambda: print("taskkill /F")
atexit.register(engine.cleanup)
sys.modules[engine.__name__] = engine
sys.platform = "win32"
import pab_planner.excel
"""


def test_the_exit_handler_of_xlwings_is_taken_back() -> None:
    ended = subprocess.run([sys.executable, "-c", AS_ON_WINDOWS], capture_output=True, text=True, check=True)
    assert ended.stdout == ""


def test_without_us_it_would_run() -> None:
    handler_only = AS_ON_WINDOWS.replace("import pab_planner.excel", "")
    ended = subprocess.run([sys.executable, "-c", handler_only], capture_output=True, text=True, check=True)
    assert ended.stdout == "taskkill /F\n"


def test_whatever_imports_xlwings_takes_it_back() -> None:
    imports = grimp.build_graph("pab_planner", include_external_packages=True)
    inside = imports.find_descendants("pab_planner.excel")  # Python runs a package before its modules
    speakers = imports.find_modules_that_directly_import("xlwings") - inside
    assert len(speakers) > 50
    for speaker in speakers:
        brought_in = {speaker, *imports.find_upstream_modules(speaker)}
        packages = {".".join(name.split(".")[:2]) for name in brought_in}
        assert any(
            imports.direct_import_exists(importer=name, imported="pab_planner.excel")
            for name in brought_in | packages
        ), f"{speaker} imports xlwings and not pab_planner.excel"


def test_the_active_engine_is_ours_only_while_a_book_of_ours_is_open() -> None:
    before = xw.engines.active
    with new_book() as outer, new_book() as inner:
        outer.sheets[0].activate()
        inner.sheets[0].activate()
        assert xw.engines.active is xw.engines["openpyxl"]
    assert xw.engines.active is before
