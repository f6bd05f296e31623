"""PAB Planner: projected available balance, its risks, and the letters they call for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pab_planner.core.public import *  # noqa: F403
    from pab_planner.frames import plan_frame as plan_frame
    from pab_planner.frames import risks_frame as risks_frame


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `pab-planner --version` waits for no library."""
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    module = "frames" if name in ("plan_frame", "risks_frame") else "core.public"
    return getattr(import_module(f"pab_planner.{module}"), name)
