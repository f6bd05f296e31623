"""The plan as a copy without macros, and a report of what in it no longer recalculates."""

from collections import defaultdict
from pathlib import Path

from pab_planner.excel.cell_values import cell_value
from pab_planner.language import Text
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_files import all_or_none
from pab_planner.macros.saved_file import folder_of, saved_file, shown_name
from pab_planner.sharing.share import SharedCopy, share
from pab_planner.sharing.share_formulas import Frozen
from pab_planner.sheets.own_sheets import is_ours

SHARED = Text(
    "{file}: sheets {kept}; {native:cell holds a native formula|cells hold native formulas}.",
    "{file}：含工作表 {kept}；{native} 个单元格改为原生公式。",
)
FROZEN = Text(
    " {count:cell keeps its|cells keep their} last value only, because the formula {reason}: {places}{more}.",
    "{count} 个单元格仅保留当前数值，因其公式{reason}：{places}{more}。",
)
MORE = Text(" and {count:more place|more places}", " 及另外 {count} 处")
EMPTIED = Text(
    " {count:filled cell|filled cells} in hidden rows or columns left out.",
    "隐藏行列中的 {count} 个有内容的单元格未包含在内。",
)
PLACES_NAMED = 5


def share_without_macros(pressed: ButtonPress) -> tuple[Text, SharedCopy]:
    """Save a copy of the planning sheets for somebody without Python."""
    stem = Path(pressed.book.name).stem
    copy = Path(pressed.arguments.get("copy") or folder_of(pressed.book) / f"{stem} copy.xlsx")
    internal = [sheet.name for sheet in pressed.book.sheets if is_ours(sheet.name, cell_value(sheet["A1"]))]
    with saved_file(pressed.book) as saved, all_or_none([copy]):
        made = share(saved, copy, internal)
    return _shared(shown_name(pressed.book, copy), made), made


def _shared(copy: str, made: SharedCopy) -> Text:
    """What the copy holds, and what in it no longer recalculates."""
    said = SHARED.filled(file=copy, kept=", ".join(made.kept), native=made.native)
    places: dict[Text, list[Frozen]] = defaultdict(list)
    for each in made.frozen:
        places[each.reason].append(each)
    for reason, kept in places.items():
        count, named = sum(each.count for each in kept), ", ".join(each.place for each in kept[:PLACES_NAMED])
        more = MORE.filled(count=len(kept) - PLACES_NAMED) if len(kept) > PLACES_NAMED else Text("", "")
        said += FROZEN.filled(count=count, reason=reason, places=named, more=more)
    if made.emptied:
        said += EMPTIED.filled(count=made.emptied)
    return said
