"""What LibreOffice loads of the extension: functions, buttons and a watch on documents.

Registering the extension runs this file in a bare Python, so all of `pab_planner` is imported on first use.
It holds no logic of its own: LibreOffice's calls are passed on.
"""

import functools
import site
import sys
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

import uno
import unohelper
from com.sun.star.lang import XLocalizable, XServiceInfo
from com.sun.star.task import XJob, XJobExecutor
from com.sun.star.uno import RuntimeException
from org.pabplanner import XFunctions

ADD_IN, BUTTONS, DOCUMENTS = "org.pabplanner.AddIn", "org.pabplanner.Buttons", "org.pabplanner.Documents"
PYTHON_PATH = "pab_planner_python_path.txt"
EXCEL_FILES = (".xlsx", ".xlsm")
INFORMATION, DANGER = 0, 3  # com.sun.star.frame.InfobarType


@functools.cache
def find_pab_planner(user_folder: str) -> None:
    """Make importable what the interpreter that installed the extension can import."""
    listed = Path(uno.fileUrlToSystemPath(user_folder)) / PYTHON_PATH
    if listed.exists():
        before = list(sys.path)
        for folder in listed.read_text("utf-8").splitlines():
            site.addsitedir(folder)
        sys.path[:] = [path for path in sys.path if path not in before] + before


class Component(unohelper.Base, XServiceInfo):  # type: ignore[misc]
    """What each of the three tells LibreOffice about itself."""

    services: tuple[str, ...] = ()

    def __init__(self, context: Any) -> None:
        self.context = context

    def service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def find_pab_planner(self) -> None:
        find_pab_planner(
            self.service("com.sun.star.util.PathSubstitution").substituteVariables("$(user)", True)
        )

    def getImplementationName(self) -> str:
        return self.services[0]

    def supportsService(self, name: str) -> bool:
        return name in self.services

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return self.services


class AddIn(Component, XFunctions, XLocalizable):  # type: ignore[misc]
    """The worksheet functions. Their names and help stand in CalcAddIns.xcu."""

    services = (ADD_IN, "com.sun.star.sheet.AddIn")

    def __getattr__(self, name: str) -> Any:
        """A worksheet function, the first time Calc calls it by its name."""
        if not name.startswith("PAB"):
            raise AttributeError(name)
        self.find_pab_planner()
        from pab_planner.udfs import FUNCTIONS

        call = FUNCTIONS[name].call

        def answer(*cells: Any) -> tuple[tuple[Any, ...], ...]:
            try:
                return tuple(map(tuple, call(*cells)))
            except Exception as error:
                # Calc shows #VALUE! for it; PAB_CHECK says why.
                raise RuntimeException(str(error), self) from None

        setattr(self, name, answer)
        return answer

    def setLocale(self, locale: Any) -> None:
        """Nothing: the texts are in the configuration, in each language."""

    def getLocale(self) -> Any:
        return uno.createUnoStruct("com.sun.star.lang.Locale")


class Buttons(Component, XJobExecutor):  # type: ignore[misc]
    """The toolbar and the menu: presses the button on the document in front and shows what it says."""

    services = (BUTTONS,)

    def trigger(self, button: str) -> None:
        self.find_pab_planner()
        from pab_planner.engines.calc.engine import attached
        from pab_planner.errors import PlanError
        from pab_planner.macros.button_press import ButtonPress, press_button, signed_in

        language: Literal["zh", "en"] = "zh" if self.locale().startswith("zh") else "en"
        with attached(self.context) as book:
            try:
                pressed = ButtonPress(book, date.today(), signed_in(), language, book.selection)
                said, kind = press_button(button, pressed).say(language), INFORMATION
            except PlanError as error:
                said, kind = error.say(language), DANGER
            except Exception as error:
                # LibreOffice would swallow it, and the planner would wait for an answer.
                said, kind = f"{type(error).__name__}: {error}", DANGER
            show(book.api.CurrentController, said, kind)

    def locale(self) -> str:
        configuration = self.service("com.sun.star.configuration.ConfigurationProvider")
        node = uno.createUnoStruct("com.sun.star.beans.NamedValue")
        node.Name, node.Value = "nodepath", "/org.openoffice.Setup/L10N"
        reader = "com.sun.star.configuration.ConfigurationAccess"
        return str(configuration.createInstanceWithArguments(reader, (node,)).ooLocale)


def show(view: Any, said: str, kind: int) -> None:
    """A line above the sheet, in place of the one before."""
    if view.hasInfobar("pab_planner"):
        view.removeInfobar("pab_planner")
    view.appendInfobar("pab_planner", "PAB", said, kind, (), True)


class Documents(Component, XJob):  # type: ignore[misc]
    """Links our functions in a workbook just opened; puts back what Calc left out of one just saved."""

    services = (DOCUMENTS,)
    # One for all: LibreOffice makes an instance for each event.
    originals: ClassVar[dict[str, Any]] = {}

    def execute(self, arguments: Any) -> tuple[()]:
        given = {argument.Name: argument.Value for argument in arguments}
        environment = {item.Name: item.Value for item in given["Environment"]}
        document, event = environment.get("Model"), environment.get("EventName")
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            return ()
        self.find_pab_planner()
        from pab_planner.engines.calc.lost_parts import Original, mend_saved
        from pab_planner.engines.calc.relink import relink

        if event == "OnLoadFinished":
            relink(document)
        path = Path(uno.fileUrlToSystemPath(document.URL)) if document.URL.startswith("file:") else None
        if path and path.suffix.lower() in EXCEL_FILES:
            if event in ("OnSaveDone", "OnSaveAsDone"):
                mend_saved(path, self.originals.get(document.RuntimeUID, Original()))
            self.originals[document.RuntimeUID] = Original.read(path)
        return ()


g_ImplementationHelper = unohelper.ImplementationHelper()
for component in (AddIn, Buttons, Documents):
    g_ImplementationHelper.addImplementation(component, component.services[0], component.services)
