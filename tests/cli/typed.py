"""What somebody types on a terminal, and what they read there."""

import json
from typing import Any

from typer.testing import CliRunner

from pab_planner.cli import alert_verbs, app, letter_verbs, log_verb, merge_verb

assert alert_verbs and letter_verbs and log_verb and merge_verb  # verbs register themselves


def run(verb: str, *options: object, fails: bool = False) -> str:
    """What a verb prints; it ends with 2 where it refuses."""
    result = CliRunner().invoke(app, [verb, *map(str, options)], env={"COLUMNS": "200", "LC_ALL": "en"})
    assert result.exit_code == (2 if fails else 0), result.output
    return result.output.strip()


def answer(verb: str, *options: object) -> Any:
    """What a verb prints as JSON."""
    return json.loads(run(verb, *options, "--json"))
