"""XML as a file holds it: every prefix, unknown element and attribute stays as it was written."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

from pab_planner.ooxml.limits import DEPTH

IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
IN_TEXT = {"\r": "&#13;"}
NotXml = expat.ExpatError
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def escape(text: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """A text as XML holds it; the standard library's would load a web client first.

    Args:
        text: The text.
        more: What else is written otherwise, `IN_TEXT` or `IN_ATTRIBUTES`.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for character, written in more.items():
        text = text.replace(character, written)
    return text


class Element:
    """One element.

    Attributes:
        tag: Its name with the prefix.
        attributes: By name with the prefix; a relationship's id is replaced by the relationship itself.
        children: Elements, and the text between them.
    """

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, Any]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Element | str] = []

    @property
    def name(self) -> str:
        """The name without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def text(self) -> str:
        """The text right inside."""
        return "".join(child for child in self.children if isinstance(child, str))

    def __iter__(self) -> Iterator["Element"]:
        return (child for child in self.children if isinstance(child, Element))

    def walk(self) -> "Iterator[Element]":
        """This element and all inside it."""
        yield self
        for child in self:
            yield from child.walk()

    def child(self, name: str) -> "Element | None":
        """The first child of this name."""
        return next((child for child in self if child.name == name), None)

    def copy(self) -> "Element":
        """Another element of the same content; relationships are shared."""
        other = Element(self.tag, dict(self.attributes))
        other.children = [child if isinstance(child, str) else child.copy() for child in self.children]
        return other

    def declared(self) -> dict[str, str]:
        """The namespaces that it declares, by attribute."""
        return {name: uri for name, uri in self.attributes.items() if name.startswith("xmlns")}


def new_parser(*, namespaces: bool = False) -> expat.XMLParserType:
    """A reader of XML that goes to no other place, and refuses what Office files may not hold.

    Args:
        namespaces: Whether names come as `namespace name` in place of as they are written.
    """
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_encoding
    return parser


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Refuse a code that Python's reader does not know: at those it fails otherwise than at what is no XML."""
    if encoding is None or encoding.casefold() in ("utf-8", "utf-16", "utf-16le", "utf-16be"):
        return
    try:
        of_one_byte = len(bytes(range(256)).decode(encoding, "replace")) == 256
    except (LookupError, ValueError):
        of_one_byte = False
    if not of_one_byte:
        raise NotXml(f"the encoding {encoding}")


def _refuse_doctype(*_declared: object) -> None:
    raise NotXml("a document type declaration")


def parse(content: bytes) -> Element:
    """The root element of a part.

    Raises:
        NotXml: It is no XML, or not as Office files may hold it.
    """
    stack = [Element("", {})]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > DEPTH:
            raise NotXml("elements within elements without end")
        element = Element(tag, attributes)
        stack[-1].children.append(element)
        stack.append(element)

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = lambda text: stack[-1].children.append(text)
    parser.Parse(content, True)
    return next(iter(stack[0]))


def serialise(root: Element) -> bytes:
    """A part's bytes."""
    pieces: list[str] = []
    _write(root, pieces)
    return _HEAD + "".join(pieces).encode()


def rewritten(content: bytes) -> bytes:
    """The same XML as UTF-8, without CDATA and references to characters, which simple readers misread.

    Raises:
        NotXml: It is no XML.
    """
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>']

    def start(tag: str, attributes: dict[str, str]) -> None:
        pieces.append(f"<{tag}")
        pieces.extend(f' {name}="{escape(value, {chr(34): "&quot;"})}"' for name, value in attributes.items())
        pieces.append(">")

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: pieces.append(f"</{tag}>")
    parser.CharacterDataHandler = lambda text: pieces.append(escape(text))
    parser.Parse(content, True)
    return "".join(pieces).encode()


def inner(element: Element) -> str:
    """The XML inside an element."""
    pieces: list[str] = []
    for child in element:
        _write(child, pieces)
    return "".join(pieces)


def _write(element: Element, pieces: list[str]) -> None:
    pieces.append(f"<{element.tag}")
    for name, value in element.attributes.items():
        pieces.append(f' {name}="{escape(str(value), IN_ATTRIBUTES)}"')
    if not element.children:
        pieces.append("/>")
        return
    pieces.append(">")
    for child in element.children:
        if isinstance(child, str):
            pieces.append(escape(child, IN_TEXT))
        else:
            _write(child, pieces)
    pieces.append(f"</{element.tag}>")
