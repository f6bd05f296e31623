"""Puts an extension into a LibreOffice over UNO, and takes it out again."""

import site
import sysconfig
from pathlib import Path
from typing import Any

from pab_planner.engines.calc.uno import bridge
from pab_planner.locks import work_folder

IDENTIFIER, EXTENSION_FILE = "org.pabplanner", "PAB_Planner.oxt"
PYTHON_PATH = "pab_planner_python_path.txt"
"""File in the user's LibreOffice folder that lists where this interpreter keeps its packages."""


def add_extension(context: Any, content: bytes) -> None:
    """Install an .oxt for the user, in place of an older one, and tell it where our packages are."""
    (_user_folder(context) / PYTHON_PATH).write_text("\n".join(_package_folders()), "utf-8")
    with work_folder() as folder:
        package = folder / EXTENSION_FILE
        package.write_bytes(content)
        _manager(context).addExtension(package.as_uri(), (), "user", None, _approving())


def remove_extension(context: Any) -> bool:
    """Take the extension out; False if it was not there."""
    (_user_folder(context) / PYTHON_PATH).unlink(missing_ok=True)
    manager = _manager(context)
    if not any(
        one.getName() == EXTENSION_FILE for one in manager.getDeployedExtensions("user", None, _approving())
    ):
        return False
    manager.removeExtension(IDENTIFIER, EXTENSION_FILE, "user", None, _approving())
    return True


def _approving() -> Any:
    """A command environment that says yes to what LibreOffice asks before it installs something."""
    import unohelper  # these three are known once the bridge is loaded
    from com.sun.star.task import XInteractionHandler
    from com.sun.star.ucb import XCommandEnvironment

    approve = bridge().getTypeByName("com.sun.star.task.XInteractionApprove")

    class Approving(unohelper.Base, XCommandEnvironment, XInteractionHandler):  # type: ignore[misc]
        def getInteractionHandler(self) -> Any:
            return self

        def getProgressHandler(self) -> None:
            return None

        def handle(self, request: Any) -> None:
            for choice in request.getContinuations():
                if choice.queryInterface(approve):
                    choice.select()

    return Approving()


def _manager(context: Any) -> Any:
    return context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")


def _user_folder(context: Any) -> Path:
    paths = context.ServiceManager.createInstanceWithContext("com.sun.star.util.PathSubstitution", context)
    return Path(bridge().fileUrlToSystemPath(paths.substituteVariables("$(user)", True)))


def _package_folders() -> list[str]:
    """Where this interpreter keeps packages."""
    folders = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    return list(dict.fromkeys(folders))
