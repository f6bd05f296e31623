"""The programs that an engine has running, as xlwings asks for them."""

from collections.abc import Iterator
from typing import Any

import xlwings
from xlwings import base_classes


class RunningApps(base_classes.Apps):  # type: ignore[misc]
    """Subclasses give `add`; an app enters when it starts and leaves when it ends.

    Args:
        engine_name: Name of the engine whose apps these are.
    """

    def __init__(self, engine_name: str) -> None:
        self._running: dict[int, Any] = {}
        self._engine_name = engine_name
        self._active_before: Any = None

    def keys(self) -> list[int]:
        return list(self._running)

    def enter(self, app: Any) -> None:
        self._running[app.pid] = app

    def to_front(self, app: Any) -> None:
        """Make this the active app, and its engine the active one until the last of our apps ends.

        `Sheet.activate` of xlwings raises unless the app is the active engine's first. Afterwards the
        engine that was active before is active again.
        """
        self._running = {app.pid: app, **self._running}
        ours = xlwings.engines[self._engine_name]
        if xlwings.engines.active is not ours:
            self._active_before, xlwings.engines.active = xlwings.engines.active, ours

    def leave(self, app: Any) -> None:
        self._running.pop(app.pid, None)
        if not self._running and xlwings.engines.active is xlwings.engines[self._engine_name]:
            xlwings.engines.active = self._active_before

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._running.values()))

    def __len__(self) -> int:
        return len(self._running)

    def __getitem__(self, pid: int) -> Any:
        return self._running[pid]
