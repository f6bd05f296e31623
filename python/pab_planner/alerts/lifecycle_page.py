"""docs/lifecycle.md, written from the table of transitions."""

from pab_planner.alerts.alert import AlertState
from pab_planner.alerts.lifecycle import TRANSITIONS, Transition
from pab_planner.language import Language, Text

HEAD = Text(
    "# The life of an alert\n\nWritten from `TRANSITIONS` in `python/pab_planner/alerts/lifecycle.py`; "
    "a test fails when this page is stale. "
    "Run `python -m pab_planner.alerts.lifecycle_page` to write it again.\n\n",
    "# 预警的生命周期\n\n",
)
COLUMNS = Text(
    "| event | in state | leads to | who | leaves behind | refused until |\n|---|---|---|---|---|---|\n",
    "| 事件 | 当前状态 | 之后状态 | 操作人 | 产出 | 必须先完成 |\n|---|---|---|---|---|---|\n",
)
STAYS = Text("(stays)", "（不变）")


def lifecycle_page() -> str:
    """The whole page, English first, then Chinese."""
    return "\n".join(
        HEAD.say(language)
        + _diagram(language)
        + COLUMNS.say(language)
        + "".join(_line(line, language) for line in TRANSITIONS)
        for language in _LANGUAGES
    )


_LANGUAGES: tuple[Language, Language] = ("en", "zh")


def _diagram(language: Language) -> str:
    """The steps from state to state, as a Mermaid diagram."""
    arrows = [
        f"    {before.name} --> {line.after.name} : {line.event.title.say(language)}\n"
        for line in TRANSITIONS
        if line.after is not None
        for before in line.before
        if before is not line.after
    ]
    return "```mermaid\nstateDiagram-v2\n" + "".join(arrows) + "```\n\n"


def _line(line: Transition, language: Language) -> str:
    """One line of the table."""

    def name(state: AlertState) -> str:
        return f"{state.name} {state.title.say(language)}"

    cells = (
        f"{line.event.name} {line.event.title.say(language)}",
        "<br>".join(name(state) for state in line.before) or "-",
        STAYS.say(language) if line.after is None else name(line.after),
        line.who.say(language),
        line.writes.say(language),
        "<br>".join(gate.missing.say(language) for gate in line.gates) or "-",
    )
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    print(lifecycle_page(), end="")
