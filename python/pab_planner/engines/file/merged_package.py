"""What a workbook's owner put into a file stays in it, whether openpyxl understands it or not.

Three states of every part are laid beside each other: `old`, as the file held it; `base`, as openpyxl writes
it when nothing was done; `new`, as openpyxl writes it now. What is the same in `base` and `new` was not
touched, and stays as it is in `old`, letter for letter. Only what differs is taken over.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from pab_planner.ooxml.package import Part, Relation
from pab_planner.ooxml.tree import Element

# What tells one element from others of its name.
_KEYS = {
    "cfRule": ("type", "dxfId"),
    "col": ("min", "max"),
    "comment": ("ref",),
    "conditionalFormatting": ("sqref",),
    "dataValidation": ("sqref",),
    "definedName": ("name", "localSheetId"),
    "hyperlink": ("ref",),
    "sheet": ("key",),
}
# Elements that openpyxl writes in an order of its own.
_KEYED = {"comment", "definedName", "hyperlink", "shape", "sheet"}
# Of these, elements that may change places.
_NAMED = {"definedName", "sheet"}
# The order in which elements must stand, where one may be new among others.
_ORDERS = {
    "styleSheet": """
        numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst
    """,
    "worksheet": """
        sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges
        scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
        conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter
        rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing
        legacyDrawingHF drawingHF picture oleObjects controls AlternateContent webPublishItems tableParts
        extLst
    """,
    "workbook": """
        fileVersion fileSharing workbookPr AlternateContent revisionPtr absPath workbookProtection bookViews
        sheets functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches
        smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst
    """,
}

# Elements that must not stand twice.
_ONLY_ONE = {"drawing", "legacyDrawing", "shapelayout"}

Namespaces = dict[str, str]
Pair = tuple[Any, Any]


class Merge:
    """One merging of a whole file.

    Attributes:
        losses: Parts, and names of elements in them, that changed though openpyxl does not know all of them.
    """

    def __init__(self) -> None:
        self.losses: list[tuple[Part, str]] = []
        self._prints: dict[int, Any] = {}

    def part(self, old: Part, base: Part, new: Part) -> Part:
        """The part to be written: `old`, changed where `new` differs from `base`."""
        if self._print(base) == self._print(new):
            return old
        was_named = old.named()
        if old.tree is None or base.tree is None or new.tree is None:
            if old.name and old.tree is None:
                return new
        else:
            self._element(old, old.tree, base.tree, new.tree, ({}, {}))
            _tell_shapes_apart(old.tree)
            old.content, old.made = None, new.made
        self._relations(old, base, new)
        old.settle(was_named)
        return old

    def _print(self, thing: Any) -> Any:
        """A value that is the same for parts, relationships and elements that say the same."""
        if isinstance(thing, Relation):
            return thing.type, self._print(thing.target)
        if not isinstance(thing, Element | Part):
            return thing
        if id(thing) not in self._prints:
            self._prints[id(thing)] = hash(self._content(thing))
        return self._prints[id(thing)]

    def _content(self, thing: Element | Part) -> Any:
        if isinstance(thing, Element):
            attributes = frozenset((name, self._print(value)) for name, value in thing.attributes.items())
            return thing.tag, attributes, tuple(self._print(child) for child in thing.children)
        content = thing.content if thing.tree is None else self._print(thing.tree)
        related = frozenset(self._print(relation) for relation in thing.unnamed())
        return content, id(thing.made) if thing.made else 0, related

    def _same(self, one: Any, other: Any) -> bool:
        return bool(self._print(one) == self._print(other))

    def _relations(self, old: Part, base: Part, new: Part) -> None:
        """Relations that the content does not name, kind by kind."""
        was, now, held = (_by_kind(part.unnamed()) for part in (base, new, old))
        for kind in dict.fromkeys([*was, *now]):
            before, after, there = (kinds.get(kind, []) for kinds in (was, now, held))
            if len(before) == len(after) == len(there) == 1:
                targets = [relations[0].target for relations in (there, before, after)]
                if all(isinstance(target, Part) for target in targets):
                    there[0].target = self.part(*targets)  # type: ignore[arg-type]
            elif len(before) < len(after):
                known = [self._print(relation) for relation in before]
                added = [relation for relation in after if self._print(relation) not in known]
                old.relations += [Relation("", relation.type, relation.target) for relation in added]
            elif not after:
                old.relations = [relation for relation in old.relations if relation not in there]

    def _element(
        self, part: Part, old: Element, base: Element, new: Element, spaces: tuple[Namespaces, Namespaces]
    ) -> None:
        spaces = ({**spaces[0], **old.declared()}, {**spaces[1], **new.declared()})
        for name in {**base.attributes, **new.attributes}:
            was, now = base.attributes.get(name), new.attributes.get(name)
            if not self._same(was, now):
                self._attribute(old, name, was, now)
        if base.text != new.text:
            old.children = [*old, new.text]
        for name in dict.fromkeys(child.name for child in [*base, *new]):
            groups = [[child for child in one if child.name == name] for one in (old, base, new)]
            if [self._print(child) for child in groups[1]] != [self._print(child) for child in groups[2]]:
                put(old, name, list(self._group(part, groups, spaces)))

    def _attribute(self, old: Element, name: str, was: Any, now: Any) -> None:
        if isinstance(now, Relation):
            local = name.rpartition(":")[2]
            name = next((n for n in old.attributes if n.rpartition(":")[2] == local and ":" in n), name)
            held = old.attributes.get(name)
            targets = [one.target if isinstance(one, Relation) else None for one in (held, was, now)]
            if isinstance(held, Relation) and all(isinstance(target, Part) for target in targets):
                held.target = self.part(*targets)  # type: ignore[arg-type]
            else:
                old.attributes[name] = Relation("", now.type, now.target, **_outside(now))
        elif now is None:
            old.attributes.pop(name, None)
        else:
            old.attributes[name] = now

    def _group(
        self,
        part: Part,
        groups: list[list[Element]],
        spaces: tuple[Namespaces, Namespaces],
    ) -> Iterator[Element]:
        """Elements of one name, in the order of `new`."""
        old, base, new = groups
        if old and not base and (old[0].name in _ONLY_ONE):
            self._fill(old[0], new[0])
            yield old[0]
            return
        held = _counterparts(old, base)
        if held is None:
            known = [self._print(child) for child in base]
            added = [child for child in new if self._print(child) not in known]
            if len(added) + len(base) == len(new):
                yield from old
                yield from (adopted(child, *spaces) for child in added)
                return
            if _knows_more(old, base):
                self.losses.append((part, new[0].name if new else base[0].name))
            yield from (adopted(child, *spaces) for child in new)
            return
        known_to_base = {id(element) for element in held.values()}
        for was, now in self._pairs(base, new):
            if was is None:
                yield adopted(now, *spaces)
            elif now is None:
                self._take_out(part, held.get(id(was)), was)
            else:
                there = held.get(id(was))
                if there is not None and not self._same(was, now):
                    self._element(part, there, was, now, spaces)
                if there is not None or not self._same(was, now):
                    yield there if there is not None else adopted(now, *spaces)
        yield from (child for child in old if id(child) not in known_to_base)

    def _fill(self, old: Element, new: Element) -> None:
        """Add what is new to a drawing of which openpyxl could read nothing."""
        for ours, theirs in zip(relations_in(old), relations_in(new), strict=False):
            if isinstance(ours.target, Part) and isinstance(theirs.target, Part) and theirs.target.tree:
                nothing = Part("", theirs.target.type, None)
                nothing.tree = Element(theirs.target.tree.tag, dict(theirs.target.tree.attributes))
                self.part(ours.target, nothing, theirs.target)

    def _take_out(self, part: Part, there: Element | None, was: Element) -> None:
        """Note a loss where a drawing goes that held more than openpyxl knows of."""
        for relations in zip(relations_in(there), relations_in(was), strict=False):
            ours, theirs = (r.target.tree if isinstance(r.target, Part) else None for r in relations)
            if ours is not None and theirs is not None and len(list(ours)) > len(list(theirs)):
                self.losses.append((part, was.name))

    def _pairs(self, base: list[Element], new: list[Element]) -> list[Pair]:
        """Which element became which: None for one that is new, or gone."""
        if new and new[0].name in _NAMED:
            left = {_key(element): element for element in base}
            named: list[Pair] = [(left.pop(_key(element), None), element) for element in new]
            return named + [(gone, None) for gone in left.values()]
        prints = [[hash(self._print(child)) for child in group] for group in (base, new)]
        pairs: list[Pair] = []
        for place, was, now in _blocks(*prints):
            if place == "equal":
                pairs += zip(base[was], new[now], strict=True)
                continue
            keys = [[_key(child) for child in group] for group in (base[was], new[now])]
            for inner, ours, theirs in _blocks(*keys):
                gone, come = base[was][ours], new[now][theirs]
                if inner == "equal" or len(gone) == len(come):
                    pairs += zip(gone, come, strict=True)
                else:
                    pairs += [(one, None) for one in gone] + [(None, one) for one in come]
        return pairs


def _tell_shapes_apart(drawing: Element) -> None:
    """Renumber a new shape that has the number of another."""
    taken: set[str] = set()
    for shape in drawing:
        if shape.name == "shape":
            stem, _, number = shape.attributes.get("id", "").rpartition("_s")
            while number.isdigit() and number in taken:
                number = str(int(number) + 1)
                shape.attributes["id"] = f"{stem}_s{number}"
            taken.add(number)


def _blocks(one: list[Any], other: list[Any]) -> Iterator[tuple[str, slice, slice]]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag, slice(i1, i2), slice(j1, j2)


def _key(element: Element) -> tuple[Any, ...]:
    if element.name == "shape":
        places = [inner.text for inner in element.walk() if inner.name in ("Row", "Column")]
        return tuple(places) or (id(element),)
    names = _KEYS.get(element.name, ())
    return tuple(element.attributes.get(name) for name in names) or (id(element),)


def _counterparts(old: list[Element], base: list[Element]) -> dict[int, Element] | None:
    """The element of the file behind each that openpyxl writes; None if that can't be told."""
    if base and base[0].name in _KEYED:
        by_key = {_key(element): element for element in old}
        return {id(element): by_key[_key(element)] for element in base if _key(element) in by_key}
    if len(old) != len(base):
        return None
    return {id(theirs): ours for ours, theirs in zip(old, base, strict=True)}


def _knows_more(old: list[Element], base: list[Element]) -> bool:
    """True where the file says what openpyxl leaves out."""
    return not _said(old) <= _said(base)


def _said(elements: list[Element]) -> set[tuple[str, str]]:
    return {
        (element.name, name.rpartition(":")[2])
        for root in elements
        for element in root.walk()
        for name in ["", *element.attributes]
        if not name.startswith("xmlns") and not name.endswith((":uid", ":dyDescent"))
    }


def put(old: Element, name: str, group: list[Element]) -> None:
    """Put other elements where those of this name stand, or where they belong if there are none."""
    places = [k for k, one in enumerate(old.children) if isinstance(one, Element) and one.name == name]
    rest = [one for one in old.children if isinstance(one, str) or one.name != name]
    order = _ORDERS.get(old.name, "").split()
    if places:
        place = sum(1 for one in old.children[: places[0]] if isinstance(one, str) or one.name != name)
    elif name in order:
        behind = set(order[order.index(name) + 1 :])
        before = (k for k, one in enumerate(rest) if isinstance(one, Element) and one.name in behind)
        place = next(before, len(rest))
    else:
        last = rest[-1] if rest else None
        place = len(rest) - (isinstance(last, Element) and last.name == "extLst")
    old.children = rest[:place] + group + rest[place:]


def adopted(element: Element, ours: Namespaces, theirs: Namespaces) -> Element:
    """An element as it stands under other namespaces, with relationships of its own."""
    other = element.copy()
    missing = {name: uri for name, uri in theirs.items() if ours.get(name) != uri}
    other.attributes = {**missing, **other.attributes}
    fresh: dict[Relation, Relation] = {}
    for inner in other.walk():
        for name, value in inner.attributes.items():
            if isinstance(value, Relation):
                made = Relation("", value.type, value.target, **_outside(value))
                inner.attributes[name] = fresh.setdefault(value, made)
    return other


def relations_in(element: Element | None) -> list[Relation]:
    """The relations that an element's own attributes name."""
    values = element.attributes.values() if element is not None else ()
    return [value for value in values if isinstance(value, Relation)]


def _outside(relation: Relation) -> dict[str, str]:
    return {"TargetMode": "External"} if isinstance(relation.target, str) else {}


def _by_kind(relations: list[Relation]) -> dict[str, list[Relation]]:
    kinds: dict[str, list[Relation]] = {}
    for relation in relations:
        kinds.setdefault(relation.kind, []).append(relation)
    return kinds
