"""What the customers' letters look like before anyone has changed their templates."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import xlwings as xw

from pab_planner.alerts import LetterKind
from pab_planner.errors import SheetError
from pab_planner.language import Language, Text, both, text_width
from pab_planner.ledgers.contacts import LetterLanguage
from pab_planner.letters.letter_layout import (
    DATE,
    DAY,
    GAP,
    QUANTITY,
    Layout,
    LayoutPart,
    LinesColumn,
    LinesTable,
    Pair,
    Pairs,
    Paragraph,
    Questions,
    SectionHeading,
    Space,
    ensure_template,
)
from pab_planner.letters.review_layouts import (
    CAUSES,
    CONTAINMENT,
    CORRECTION,
    PREVENTION,
    PROBLEM,
    TEAM,
)
from pab_planner.letters.templates import placeholders

LINES = LinesTable(
    "lines",
    (
        LinesColumn(Text("Your order", "贵司订单号"), "order", 2, left=True),
        LinesColumn(Text("Line", "行号"), "line", left=True),
        LinesColumn(Text("Your part", "贵司料号"), "part", left=True),
        LinesColumn(Text("Open", "未交数量"), "open", number_format=QUANTITY),
        LinesColumn(Text("Due", "交期"), "due", number_format=DAY),
        LinesColumn(Text("At risk", "风险数量"), "short", number_format=GAP),
        LinesColumn(Text("New date", "新交期"), "new_date", number_format=DAY),
        LinesColumn(Text("Deliveries", "分批交付"), "deliveries", 2, centred=True),
    ),
)
CONFIRMED_LINES = LinesTable(
    "lines",
    (
        LinesColumn(Text("Your order", "贵司订单号"), "order", left=True),
        LinesColumn(Text("Line", "行号"), "line", left=True),
        LinesColumn(Text("Ordered", "订购"), "ordered", number_format=QUANTITY),
        LinesColumn(Text("Shipped", "已发"), "shipped", number_format=QUANTITY),
        LinesColumn(Text("Short", "缺口"), "short", number_format=GAP),
        LinesColumn(Text("Due", "交期"), "due", number_format=DAY),
        LinesColumn(Text("New date", "新交期"), "new_date", number_format=DAY),
        LinesColumn(Text("Days late", "延误天数"), "days_late", number_format="0_)"),
        LinesColumn(Text("Deliveries", "分批交付"), "deliveries", 2, centred=True),
    ),
)
PERIODS = LinesTable(
    "periods",
    (
        LinesColumn(Text("Period", "期间"), "period", 2, left=True),
        LinesColumn(Text("Required", "贵司需求"), "required", number_format=QUANTITY),
        LinesColumn(Text("Deliverable without measures", "未采取措施时可交付"), "delivered", 2, QUANTITY),
        LinesColumn(Text("Short", "缺口"), "short", number_format=GAP),
        LinesColumn(Text("Deliverable with measures", "采取措施后可交付"), "delivered_with", 2, QUANTITY),
        LinesColumn(Text("Still short", "剩余缺口"), "short_with", 2, GAP),
    ),
)
EVIDENCE = LinesTable(
    "periods",
    (
        LinesColumn(Text("Period", "期间"), "period", 4, left=True),
        LinesColumn(Text("Required", "贵司需求"), "required", 2, QUANTITY),
        LinesColumn(Text("Deliverable", "可交付数量"), "delivered_with", 2, QUANTITY),
        LinesColumn(Text("Short", "缺口"), "short_with", 2, GAP),
    ),
)
CLOSED = LinesTable(
    "closed",
    (
        LinesColumn(Text("Your order", "贵司订单号"), "order", 3, left=True),
        LinesColumn(Text("Line", "行号"), "line", left=True),
        LinesColumn(Text("Due", "原交期"), "due", 2, DATE, centred=True),
        LinesColumn(Text("Promised", "此前答复"), "promised", 2, DATE, centred=True),
        LinesColumn(Text("Delivered", "实际交付"), "delivered", 2, DATE, centred=True),
    ),
)
MEASURES = LinesTable(
    "measures",
    (
        LinesColumn(Text("Countermeasure", "应对措施"), "action", 4, left=True),
        LinesColumn(Text("Quantity", "数量"), "quantity", number_format=QUANTITY),
        LinesColumn(Text("Available", "到货日期"), "when", number_format=DAY),
        LinesColumn(Text("Owner", "责任人"), "owner", left=True),
        LinesColumn(Text("Evidence", "证据"), "evidence", 3, left=True),
    ),
)
FAILED = LinesTable(
    "failed",
    (
        LinesColumn(Text("Tried", "已采取的措施"), "action", 5, left=True),
        LinesColumn(Text("Why it failed", "未奏效的原因"), "outcome", 5, left=True),
    ),
)
FREIGHT = LinesTable(
    "freight",
    (
        LinesColumn(Text("Mode", "运输方式"), "mode", 3, left=True),
        LinesColumn(Text("Departs", "出发"), "departure", number_format=DAY),
        LinesColumn(Text("Arrives", "到达"), "arrival", number_format=DAY),
        LinesColumn(Text("Quantity", "数量"), "quantity", number_format=QUANTITY),
        LinesColumn(Text("Paid by", "费用承担"), "payer", 2, left=True),
        LinesColumn(Text("Authorisation", "批准编号"), "authorisation", 2, left=True),
    ),
)


def _pair(en: str, zh: str, field: str, number_format: str = "General") -> Pair:
    return Pair(Text(en, zh), field, number_format)


def _field(name: str, *, strong: bool = False, room: float = 0.0) -> Paragraph:
    """A field over the whole width."""
    return Paragraph(Text(f"{{{{{name}}}}}", f"{{{{{name}}}}}"), strong, room)


ADDRESSED: tuple[LayoutPart, ...] = (
    _field("customer", strong=True),
    _field("attention"),
    Space(),
    _field("salutation"),
    _field("standing", room=20),
    Space(),
)
THE_ITEM = (
    (_pair("Our item", "我司料号", "item"), _pair("Your part", "贵司料号", "parts")),
    (_pair("Description", "描述", "description"), _pair("Unit", "单位", "unit")),
)
LARGEST_GAP = _pair("Largest gap", "最大缺口", "worst", QUANTITY)
MAY_BREAK = (_pair("First day at risk", "预计断供日期", "break_date", DATE), LARGEST_GAP)
BREAKS = (_pair("First day short", "断供日期", "break_date", DATE), LARGEST_GAP)
EXTENT = (
    (
        _pair("Short until", "短缺至", "until", DATE),
        _pair("Full supply from", "恢复足量供应", "recovery", DATE),
    ),
    (
        _pair("Next update", "下次更新", "next_update", DATE),
        _pair("24 h contact", "24 小时联系人", "contact"),
    ),
    (_pair("Executive contact", "高层联系人", "executive"),),
)
HAPPENED: tuple[LayoutPart, ...] = (
    SectionHeading(Text("What happened, and why", "事件说明及原因")),
    _field("happened"),
    SectionHeading(Text("What is not yet known", "尚待查明的事项")),
    _field("unknown"),
)
CHANGES: tuple[LayoutPart, ...] = (SectionHeading(Text("What changed", "变更说明")), _field("changes"))
PLAYED: tuple[LayoutPart, ...] = (
    SectionHeading(Text("Countermeasures", "应对措施")),
    MEASURES,
    SectionHeading(
        Text(
            "Recovery plan: your requirement, as at the end of each period",
            "恢复计划（贵司各期需求，按期末计）",
        )
    ),
    _field("outlook", strong=True),
    PERIODS,
    _field("assumption"),
    SectionHeading(Text("Emergency transport", "紧急运输")),
    FREIGHT,
)
BOX = "☐ "
YES_OR_NO = Text("☐ Yes    ☐ No", "☐ 是    ☐ 否")
ASKED: tuple[LayoutPart, ...] = (
    SectionHeading(Text("What we ask of you", "请贵司协助确认")),
    Questions(
        (
            (
                Text(
                    "May we deliver in parts, as soon as goods are available?",
                    "是否接受分批交货（有货先发）？",
                ),
                YES_OR_NO,
            ),
            (
                Text(
                    "Can you accept the new dates above? If not, by when do you need the goods?",
                    "上列新交期是否可以接受？如不可以，最迟须在何时到货？",
                ),
                Text("☐ Yes    ☐ No, needed by:", "☐ 是    ☐ 否，最迟："),
            ),
            (
                Text(
                    "On which date would your line stop without these parts?",
                    "如无此批物料，贵司产线预计何时停线？",
                ),
                Text("", ""),
            ),
            (
                Text("Please let us have your answer by", "请于此日期前回复"),
                Text("{{reply_by}}", "{{reply_by}}"),
            ),
        )
    ),
)
SIGNED: tuple[LayoutPart, ...] = (
    Space(),
    _field("closing", room=44),
    _field("signer", strong=True),
    _field("signer_title"),
    _field("company"),
    _field("signer_contact"),
    _field("approved"),
)
RECEIVED: tuple[LayoutPart, ...] = (
    *SIGNED,
    Pairs(((_pair("Received by", "贵司签收", "acknowledged_by"), _pair("On", "日期", "acknowledged_on")),)),
)


REPORTED: tuple[LayoutPart, ...] = (
    *ADDRESSED,
    Pairs(
        (
            *THE_ITEM,
            (
                _pair("Earlier letters", "关联函件", "linked"),
                _pair("24 h contact", "24 小时联系人", "contact"),
            ),
        )
    ),
    *TEAM,
    *PROBLEM,
    SectionHeading(Text("Order lines concerned", "涉及的订单行")),
    CLOSED,
    *CONTAINMENT,
)


def _layout(name: str, title: Text, blocks: tuple[LayoutPart, ...]) -> Layout:
    """A letter on the company's paper."""
    head_line = " · ".join(f"{{{{{field}}}}}" for field in ("number", "edition", "date", "status"))
    return Layout(name, title, blocks, Text(head_line, head_line), "{{letterhead}}", "{{company_address}}")


LAYOUTS = {
    LetterKind.POTENTIAL: _layout(
        "Potential",
        Text("Potential-shortage notice", "潜在断供通知"),
        (
            *ADDRESSED,
            Pairs((*THE_ITEM, MAY_BREAK, *EXTENT)),
            SectionHeading(Text("Order lines that may be short", "可能短缺的订单行")),
            LINES,
            *CHANGES,
            *HAPPENED,
            *PLAYED,
            *ASKED,
            *RECEIVED,
        ),
    ),
    LetterKind.CONFIRMED: _layout(
        "Confirmed",
        Text("Confirmed-shortage notice", "确认断供通知"),
        (
            *ADDRESSED,
            Pairs((*THE_ITEM, BREAKS, *EXTENT)),
            SectionHeading(Text("Order lines that are short", "短缺的订单行")),
            CONFIRMED_LINES,
            *CHANGES,
            *HAPPENED,
            SectionHeading(Text("What was tried, and why it failed", "已采取但未奏效的措施及原因")),
            FAILED,
            *PLAYED,
            *ASKED,
            *RECEIVED,
        ),
    ),
    LetterKind.THREE_D: _layout("3D", Text("Interim 3D report", "3D 报告（初步）"), (*REPORTED, *SIGNED)),
    LetterKind.EIGHT_D: _layout(
        "8DReport",
        Text("8D report", "8D 报告"),
        (
            *REPORTED,
            *CAUSES,
            *CORRECTION,
            *PREVENTION,
            SectionHeading(Text("D8  Conclusion", "D8  总结与致谢")),
            Paragraph(
                Text(
                    "We thank you for your patience and support, and the team for its work.",
                    "感谢贵司的理解与支持，也感谢小组全体成员的努力。",
                )
            ),
            *SIGNED,
        ),
    ),
    LetterKind.ALL_CLEAR: _layout(
        "CustomerClear",
        Text("All-clear notice", "断供警报解除通知"),
        (
            *ADDRESSED,
            Pairs(
                (
                    *THE_ITEM,
                    (
                        _pair("Closes", "解除的函件", "linked"),
                        _pair("Resolved on", "解除日期", "as_of", DATE),
                    ),
                    (_pair("24 h contact", "24 小时联系人", "contact"),),
                )
            ),
            SectionHeading(Text("The order lines that we told you of", "此前通知的订单行")),
            CLOSED,
            SectionHeading(Text("Evidence: your requirement, projected again", "依据：按贵司需求重新推算")),
            EVIDENCE,
            Paragraph(Text("{{assumption}}", "{{assumption}}")),
            SectionHeading(Text("What remains", "遗留事项")),
            _field("remains"),
            *SIGNED,
        ),
    ),
}

REQUIRED: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.POTENTIAL: ("number", "standing", "break_date", "outlook", "next_update", "lines.short"),
    LetterKind.CONFIRMED: ("number", "standing", "break_date", "lines.short", "lines.new_date"),
    LetterKind.ALL_CLEAR: ("number", "standing", "linked"),
    LetterKind.THREE_D: ("number", "standing", "what", "measures.measure"),
    LetterKind.EIGHT_D: ("number", "standing", "what", "root_cause", "corrective", "preventive"),
}
"""What a letter must not go out without, whatever its template was made into."""


class TemplateLacks(SheetError):
    """A template from which something was taken that its letter must say."""

    sentence = Text(
        "template {sheet} lacks {{{{{field}}}}}, which a {kind} must say; put it back into a cell",
        "模板 {sheet} 缺少 {{{{{field}}}}}，{kind}必须包含该字段，请放回任一单元格",
    )


@dataclass(frozen=True)
class _Bilingual(Layout):
    """A layout whose every text stands in both languages."""

    def sheet_title(self, language: Language) -> str:
        """Title of its sheet."""
        return f"T-{self.name}-both"


def notice_template(book: xw.Book, kind: LetterKind, language: LetterLanguage) -> xw.Sheet:
    """The template of a customer's letter as its users left it; written if there is none.

    Raises:
        TemplateLacks: Something was taken out of it that the letter must say.
    """
    layout = LAYOUTS[kind]
    if language == "both":
        doubled = _Bilingual(*(_doubled(getattr(layout, field.name)) for field in fields(layout)))
        title = Text(*["\n".join(layout.title)] * 2)
        template = ensure_template(book, replace(doubled, title=title), "zh")
    else:
        template = ensure_template(book, layout, language)
    names = {name for place in placeholders(template) for name in place.names}
    for field in REQUIRED[kind]:
        if field not in names:
            raise TemplateLacks(sheet=template.name, field=field, kind=kind.title)
    return template


LABEL_FITS = 26
"""A label in both languages that is wider is parted between them [characters]."""


def _below(text: Text) -> Text:
    """A text with its Chinese below its English."""
    return Text(*[f"{text.en}\n{text.zh}"] * 2)


def _doubled(part: Any) -> Any:
    """A part of a layout with each of its texts in both languages, once what is the same: `D1  Team 小组`."""
    if isinstance(part, Questions):
        return Questions(tuple((_below(question), _doubled(answer)) for question, answer in part.lines))
    if isinstance(part, Paragraph) and part.words.en != part.words.zh:
        return replace(part, words=_below(part.words))
    if isinstance(part, Pair) and text_width(both(part.label)) > LABEL_FITS:
        return part._replace(label=_below(part.label))
    if isinstance(part, LinesColumn):
        return part._replace(title=_below(part.title))
    if isinstance(part, Text) and part.en.startswith(BOX):
        boxes = zip(part.en.split(BOX)[1:], part.zh.split(BOX)[1:], strict=True)
        return Text(*["    ".join(f"{BOX}{en.strip()} {zh.strip()}" for en, zh in boxes)] * 2)
    if isinstance(part, Text):
        number, room, _ = part.en.partition("  ")
        chinese = part.zh.removeprefix(number + room) if room else part.zh
        words = part.en if part.en == part.zh else both(Text(part.en, chinese))
        return Text(words, words)
    if is_dataclass(part) and not isinstance(part, type):
        return type(part)(*(_doubled(getattr(part, field.name)) for field in fields(part)))
    if isinstance(part, tuple):
        parts = [_doubled(each) for each in part]
        return type(part)(*parts) if hasattr(part, "_fields") else tuple(parts)
    return part
