"""The programs that an engine has running, as xlwings asks for them."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes


class RunningApps(base_classes.Apps):  # type: ignore[misc]
    """Subclasses give `add`; an app enters when it starts and leaves when it ends."""

    def __init__(self) -> None:
        self._running: dict[int, Any] = {}

    def keys(self) -> list[int]:
        return list(self._running)

    def enter(self, app: Any) -> None:
        self._running[app.pid] = app

    def to_front(self, app: Any) -> None:
        """The first is the one that xlwings calls active."""
        self._running = {app.pid: app, **self._running}

    def leave(self, app: Any) -> None:
        self._running.pop(app.pid, None)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._running.values()))

    def __len__(self) -> int:
        return len(self._running)

    def __getitem__(self, pid: int) -> Any:
        return self._running[pid]
