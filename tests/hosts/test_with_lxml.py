"""openpyxl reads and writes with lxml where that is installed: what a file keeps is the same then."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TESTS = ("test_kept_in_files.py", "test_what_files_hold.py")
NAMED = "another_make or to_the_letter or what_files_hold"
"""Inline rich text, comments in a part's XML, texts to the letter: what lxml reads and writes differently."""


def test_a_file_keeps_with_lxml_what_it_keeps_without() -> None:
    with_lxml = {**os.environ, "OPENPYXL_LXML": "True"}
    used = "import openpyxl; assert openpyxl.LXML"
    subprocess.run([sys.executable, "-c", used], env=with_lxml, check=True)
    tests = [str(HERE / name) for name in TESTS]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", NAMED, *tests],
        env=with_lxml,
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
