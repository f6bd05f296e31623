"""The LibreOffice extension: the same functions and buttons, registered from the same declarations."""

from collections.abc import Collection, Iterable
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr

from pab_planner.build.packing import pack
from pab_planner.build.ribbon import faces_of
from pab_planner.engines.calc.extension import IDENTIFIER
from pab_planner.language import Text
from pab_planner.ribbon_buttons import GROUPS, TITLE
from pab_planner.udfs import FUNCTIONS, WorksheetFunction

VERSION = "0.1.0"

_ADD_IN, _BUTTONS, _DOCUMENTS = (f"{IDENTIFIER}.{name}" for name in ("AddIn", "Buttons", "Documents"))
_TOOL_BAR = f"{IDENTIFIER}.toolbar"
_REGISTRY = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MEDIA_TYPES = {
    "functions.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    "component.py": "application/vnd.sun.star.uno-component;type=Python",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    "Addons.xcu": "application/vnd.sun.star.configuration-data",
    "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
    "Jobs.xcu": "application/vnd.sun.star.configuration-data",
}
_EVENTS = ("OnLoadFinished", "OnSaveDone", "OnSaveAsDone")
_DESCRIPTION = Text(
    en="PAB Planner: projected available balance, its risks, and the letters they call for",
    zh="PAB Planner：预计可用库存、断供风险与通知",
)


def build_extension(working: Collection[str]) -> bytes:
    """The .oxt file; the same bytes for the same declarations.

    Args:
        working: Names of the buttons that have a macro.
    """
    component = files("pab_planner.build") / "libreoffice" / "component.py"
    texts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "functions.idl": _idl(FUNCTIONS.values()),
        "CalcAddIns.xcu": _functions(FUNCTIONS.values()),
        "Addons.xcu": _toolbar_and_menu(working),
        "CalcWindowState.xcu": _tool_bar_place(),
        "Jobs.xcu": _jobs(),
        "component.py": component.read_text("utf-8"),
    }
    return pack({name: text.encode() for name, text in texts.items()})


def _manifest() -> str:
    entries = "".join(
        f'  <manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>\n'
        for name, kind in _MEDIA_TYPES.items()
    )
    namespace = 'xmlns:manifest="http://openoffice.org/2001/manifest"'
    return f"{_HEAD}<manifest:manifest {namespace}>\n{entries}</manifest:manifest>\n"


def _description() -> str:
    names = "".join(f'<name lang="{lang}">{escape(text)}</name>' for lang, text in _languages(_DESCRIPTION))
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006">\n'
        f'  <identifier value="{IDENTIFIER}"/>\n  <version value="{VERSION}"/>\n'
        f"  <display-name>{names}</display-name>\n</description>\n"
    )


def _idl(functions: Iterable[WorksheetFunction]) -> str:
    """The functions as UNO types; a plain text serves as type library."""
    methods = "".join(
        f"    sequence< sequence< any > > {function.name}("
        + ", ".join(f"[in] any a{number}" for number in range(len(function.arguments)))
        + ");\n"
        for function in functions
    )
    return f"module org {{ module pabplanner {{\n  interface XFunctions {{\n{methods}  }};\n}}; }};\n"


def _functions(functions: Iterable[WorksheetFunction]) -> str:
    """What the function wizard shows."""
    nodes = "".join(_function(function) for function in functions)
    add_in = _node(_ADD_IN, _node("AddInFunctions", nodes, replace=False))
    return _component_data("CalcAddIns", _node("AddInInfo", add_in, replace=False))


def _function(function: WorksheetFunction) -> str:
    same = Text(function.name, function.name)
    arguments = "".join(
        _node(
            f"a{number}", _property("DisplayName", argument.label) + _property("Description", argument.help)
        )
        for number, argument in enumerate(function.arguments.values())
    )
    return _node(
        function.name,
        _property("DisplayName", same)
        + _property("Description", function.help)
        + _value("Category", "Add-In")
        + _property("CompatibilityName", same)
        + _node("Parameters", arguments, replace=False),
    )


def _toolbar_and_menu(working: Collection[str]) -> str:
    """A toolbar with the main buttons, and a menu with a submenu for each group."""
    main, menus = "", ""
    for place, group in enumerate(GROUPS):
        faces = faces_of(group, working)
        items = "".join(_button(f"m{n:02}", face.name, face.label) for n, face in enumerate(faces))
        if items:
            submenu = _node("Submenu", items, replace=False)
            menus += _node(f"g{place}", _property("Title", group.label) + submenu)
            main += "".join(
                _button(f"g{place}{n:02}", face.name, face.label)
                for n, face in enumerate(faces)
                if face.large
            )
    menu = _property("Title", Text(f"~{TITLE}", f"~{TITLE}")) + _spreadsheets_only()
    menu_bar = _node(
        "OfficeMenuBar",
        _node(f"{IDENTIFIER}.menu", menu + _node("Submenu", menus, replace=False)),
        replace=False,
    )
    tool_bar = _node("OfficeToolBar", _node(_TOOL_BAR, main), replace=False)
    return _component_data("Addons", _node("AddonUI", menu_bar + tool_bar, replace=False))


def _tool_bar_place() -> str:
    """The toolbar's name, and its place in a row of its own beneath the others; else it hovers unnamed."""
    place = (
        _property("UIName", Text(TITLE, TITLE))
        + "".join(_value(name, "true") for name in ("Visible", "Docked"))
        + _value("DockingArea", "0")
        + _value("DockPos", "0,2")
    )
    state = _node(f"private:resource/toolbar/addon_{_TOOL_BAR}", place)
    states = _node("UIElements", _node("States", state, replace=False), replace=False)
    return _component_data("CalcWindowState", states, package="org.openoffice.Office.UI")


def _button(node: str, name: str, label: Text) -> str:
    return _node(
        node,
        _value("URL", f"service:{_BUTTONS}?{name}")
        + _property("Title", label)
        + _value("Target", "_self")
        + _spreadsheets_only(),
    )


def _spreadsheets_only() -> str:
    return _value("Context", "com.sun.star.sheet.SpreadsheetDocument")


def _jobs() -> str:
    job = _node("PabDocuments", _value("Service", _DOCUMENTS))
    watched = _node("JobList", _node("PabDocuments", ""), replace=False)
    events = "".join(f'<node oor:name="{event}" oor:op="fuse">{watched}</node>' for event in _EVENTS)
    return _component_data("Jobs", _node("Jobs", job, replace=False) + _node("Events", events, replace=False))


def _component_data(name: str, content: str, package: str = "org.openoffice.Office") -> str:
    return (
        f'{_HEAD}<oor:component-data {_REGISTRY} oor:name="{name}" oor:package="{package}">'
        f"{content}</oor:component-data>\n"
    )


def _node(name: str, content: str, *, replace: bool = True) -> str:
    operation = ' oor:op="replace"' if replace else ""
    return f"<node oor:name={quoteattr(name)}{operation}>{content}</node>"


def _property(name: str, text: Text) -> str:
    values = "".join(f'<value xml:lang="{lang}">{escape(words)}</value>' for lang, words in _languages(text))
    return f'<prop oor:name="{name}">{values}</prop>'


def _value(name: str, value: str) -> str:
    return f'<prop oor:name="{name}"><value>{escape(value)}</value></prop>'


def _languages(text: Text) -> Iterable[tuple[str, str]]:
    return (("en", text.en), ("zh-CN", text.zh))
