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


@pytest.mark.parametrize(("verb", "ends"), [("countermeasures", "Other 其他"), ("", "查看事件日志")])
def test_no_help_is_cut_off_where_a_column_ends(
    verb: str, ends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for width in ("60", "80", "200"):
        monkeypatch.setenv("COLUMNS", width)
        shown = run(*filter(None, (verb, "--help"))).stdout
        assert ends in shown
        assert "…" not in shown
        assert not re.search(
            "[\u4e00-\u9fff）]\\.", shown
        )  # no full stop of a docstring ends a Chinese sentence


def test_a_verb_that_is_nearly_one_is_suggested() -> None:
    assert "'scan'" in run("scna").stderr
