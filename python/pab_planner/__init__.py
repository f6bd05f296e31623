"""PAB Planner: projected available balance, its risks, and the letters they call for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pab_planner.core.public import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """What `core.public` names, once it is wanted: `pab-planner --version` need not wait for numpy."""
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    return getattr(import_module("pab_planner.core.public"), name)
