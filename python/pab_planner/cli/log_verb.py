"""`pab-planner log`: every event of the alerts, as a table or as JSON."""

from typing import Any

from rich.text import Text as Styled

from pab_planner.alerts import LogEntry
from pab_planner.cli import console, print_json
from pab_planner.cli.run import Run, verb
from pab_planner.cli.tables import Column, print_table
from pab_planner.language import Text
from pab_planner.macros.session import open_session

COLUMNS = (
    Column(Text("When", "时间")),
    Column(Text("User", "操作人"), rank=1),
    Column(Text("Alert", "预警号")),
    Column(Text("Event", "事件")),
    Column(Text("From", "原状态"), rank=3),
    Column(Text("To", "新状态"), rank=2),
    Column(Text("Note", "说明"), rank=4, wraps=True),
)


@verb
def log(run: Run) -> None:
    """Print every event 查看事件日志."""
    session, language = run.do(open_session, save=False)
    if run.as_json:
        print_json([entry_json(entry) for entry in session.log])
        return
    rows = [
        [
            Styled(cell)
            for cell in (
                f"{entry.at:%Y-%m-%d %H:%M %z}" if entry.at else str(entry.when),
                entry.user,
                entry.alert,
                entry.event.title.say(language),
                entry.before.title.say(language) if entry.before is not None else "-",
                entry.after.title.say(language),
                entry.note,
            )
        ]
        for entry in session.log
    ]
    print_table(console(), COLUMNS, rows, language)


def entry_json(entry: LogEntry) -> dict[str, Any]:
    """An event as JSON."""
    return {
        "when": entry.when.isoformat(),
        "at": entry.at and entry.at.isoformat(),
        "user": entry.user,
        "alert": entry.alert,
        "event": entry.event.name.lower(),
        "from": None if entry.before is None else entry.before.name,
        "to": entry.after.name,
        "note": entry.note,
    }
