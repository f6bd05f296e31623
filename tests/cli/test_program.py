"""The program before any verb is at work."""

import re
import subprocess
import sys

import pytest

PROGRAM = "from pab_planner.cli import main; main()"


def run(*words: str, then: str = "") -> subprocess.CompletedProcess[str]:
    code = f"import sys\ntry:\n    {PROGRAM}\nfinally:\n    {then or 'pass'}"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("word", ["--version", "--help", "no-such-verb"])
def test_what_needs_no_verb_waits_for_no_library(word: str) -> None:
    loaded = "print('LOADED', *({'numpy', 'pandas', 'openpyxl', 'xlwings'} & set(sys.modules)))"
    assert re.findall(r"LOADED.*", run(word, then=loaded).stdout) == ["LOADED"]


def test_the_help_names_every_verb_with_what_it_does() -> None:
    from typer.main import get_group

    from pab_planner.cli import (  # noqa: F401
        alert_verbs,
        app,
        installation_verbs,
        letter_verbs,
        log_verb,
        merge_verb,
        press_verb,
        scan_verb,
    )

    shown = " ".join(run("--help").stdout.split())
    for name, command in get_group(app).commands.items():
        assert re.search(rf"\b{name}\b", shown)
        assert (command.help or "").split("\n\n")[0].split()[0] in shown


def test_a_verb_that_is_nearly_one_is_suggested() -> None:
    assert "'scan'" in run("scna").stderr
