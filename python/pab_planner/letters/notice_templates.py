"""What the customers' letters look like before anyone has changed their templates."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import xlwings as xw

from pab_planner.alerts import LetterKind
from pab_planner.errors import SheetError
from pab_planner.language import Language, Text, both
from pab_planner.ledgers.contacts import LetterLanguage
from pab_planner.letters.letter_layout import (
    DATE,
    Block,
    Column,
    Heading,
    Layout,
    Pair,
    Pairs,
    Paragraph,
    Table,
    ensure_template,
)
from pab_planner.letters.templates import placeholders

QUANTITY = "#,##0.##_);-#,##0.##_);0_)"
GAP = '"▼"#,##0.##_);-#,##0.##_);0_)'
"""A quantity short, marked where there is one, so that colour is never the only sign."""
DAY = "yyyy-mm-dd_)"
"""`_)` keeps a number off the text of the next cell."""

LINES = Table(
    "lines",
    (
        Column(Text("Your order", "贵司订单号"), "order", 2, left=True),
        Column(Text("Line", "行号"), "line", left=True),
        Column(Text("Your part", "贵司料号"), "part", 2, left=True),
        Column(Text("Open", "未交数量"), "open", number_format=QUANTITY),
        Column(Text("Due", "交期"), "due", number_format=DAY),
        Column(Text("Short", "缺口"), "short", number_format=GAP),
        Column(Text("New date", "新交期"), "new_date", number_format=DAY),
    ),
)
CONFIRMED_LINES = Table(
    "lines",
    (
        Column(Text("Your order", "贵司订单"), "order", left=True),
        Column(Text("Line", "行号"), "line", left=True),
        Column(Text("Ordered", "订购"), "ordered", number_format=QUANTITY),
        Column(Text("Shipped", "已发"), "shipped", number_format=QUANTITY),
        Column(Text("Short", "缺口"), "short", number_format=GAP),
        Column(Text("Due", "交期"), "due", number_format=DAY),
        Column(Text("Old date", "原承诺"), "old_date", number_format=DAY),
        Column(Text("New date", "新交期"), "new_date", number_format=DAY),
        Column(Text("Days late", "延误天数"), "days_late", number_format="0_)"),
    ),
)
PERIODS = Table(
    "periods",
    (
        Column(Text("Period", "期间"), "period", 2, left=True),
        Column(Text("Required", "贵司需求"), "required", number_format=QUANTITY),
        Column(Text("Delivered without measures", "未采取措施可交付"), "delivered", 2, QUANTITY),
        Column(Text("Short", "缺口"), "short", number_format=GAP),
        Column(Text("Delivered with measures", "采取措施后可交付"), "delivered_with", 2, QUANTITY),
        Column(Text("Still short", "剩余缺口"), "short_with", number_format=GAP),
    ),
)
EVIDENCE = Table(
    "periods",
    (
        Column(Text("Period", "期间"), "period", 2, left=True),
        Column(Text("Required", "贵司需求"), "required", 2, QUANTITY),
        Column(Text("Delivered", "可交数量"), "delivered_with", 3, QUANTITY),
        Column(Text("Short", "缺口"), "short_with", 2, GAP),
    ),
)
CLOSED = Table(
    "closed",
    (
        Column(Text("Your order", "贵司订单号"), "order", 2, left=True),
        Column(Text("Line", "行号"), "line", left=True),
        Column(Text("Due", "原交期"), "due", 2, DAY),
        Column(Text("Promised", "此前答复"), "promised", 2, DAY),
        Column(Text("Delivered", "实际交付"), "delivered", 2, DAY),
    ),
)
MEASURES = Table(
    "measures",
    (
        Column(Text("Countermeasure", "应对措施"), "action", 3, left=True),
        Column(Text("Quantity", "数量"), "quantity", number_format=QUANTITY),
        Column(Text("Available", "到货日期"), "when", number_format=DAY),
        Column(Text("Owner", "责任人"), "owner", left=True),
        Column(Text("Evidence", "证据"), "evidence", 3, left=True),
    ),
)
FAILED = Table(
    "failed",
    (
        Column(Text("Tried", "已采取的措施"), "action", 4, left=True),
        Column(Text("Why it failed", "未奏效的原因"), "outcome", 5, left=True),
    ),
)
FREIGHT = Table(
    "freight",
    (
        Column(Text("Mode", "运输方式"), "mode", 2, left=True),
        Column(Text("Departs", "出发"), "departure", number_format=DAY),
        Column(Text("Arrives", "到达"), "arrival", number_format=DAY),
        Column(Text("Quantity", "数量"), "quantity", number_format=QUANTITY),
        Column(Text("Paid by", "费用承担"), "payer", 2, left=True),
        Column(Text("Authorisation", "批准编号"), "authorisation", 2, left=True),
    ),
)
CHANGES: tuple[Block, ...] = (
    Heading(Text("What changed", "变更说明")),
    Paragraph(Text("{{changes}}", "{{changes}}")),
)


def _pair(en: str, zh: str, field: str, number_format: str = "General") -> Pair:
    return Pair(Text(en, zh), field, number_format)


WHO_AND_WHAT = (
    (_pair("Customer", "客户", "customer"), _pair("As of", "数据截至", "as_of", DATE)),
    (_pair("To", "收件人", "recipients"),),
    (_pair("Our item", "我司物料", "item"), _pair("Your part", "贵司料号", "parts")),
    (_pair("Description", "描述", "description"), _pair("Unit", "单位", "unit")),
)
EXTENT = (
    (
        _pair("First day short", "断供日期", "break_date", DATE),
        _pair("Largest gap", "最大缺口", "worst", QUANTITY),
    ),
    (
        _pair("Short until", "短缺至", "until", DATE),
        _pair("Full supply from", "恢复足量供应", "recovery", DATE),
    ),
    (
        _pair("Stock available", "可用库存", "stock", QUANTITY),
        _pair("In transit", "在途", "in_transit", QUANTITY),
    ),
)
CONTACT = _pair("24 h contact", "24 小时联系人", "contact")
ANSWER = (
    (
        _pair("Next update", "下次更新", "next_update", DATE),
        _pair("Reply by", "回复期限", "reply_by", DATE),
    ),
    (CONTACT,),
)
EXECUTIVE = (_pair("Executive contact", "高层联系人", "executive"),)
SIGNED = (
    (_pair("Written by", "编制", "author"), _pair("Approved by", "批准", "approver")),
    (_pair("Follows on", "关联函件", "linked"), _pair("Source", "数据来源", "source")),
)
SPACE = Paragraph(Text("", ""))
ACKNOWLEDGED = (
    _pair("Received by", "贵司签收", "acknowledged_by"),
    _pair("On", "日期", "acknowledged_on"),
)
HAPPENED: tuple[Block, ...] = (
    Heading(Text("What happened, and why", "事件说明及原因")),
    Paragraph(Text("{{happened}}", "{{happened}}")),
    Heading(Text("What is not yet known", "尚待查明的事项")),
    Paragraph(Text("{{unknown}}", "{{unknown}}")),
)
PLAYED: tuple[Block, ...] = (
    Heading(Text("Countermeasures", "应对措施")),
    MEASURES,
    Heading(Text("Recovery plan, your requirement period by period", "恢复计划（贵司各期需求）")),
    Paragraph(Text("{{outlook}}", "{{outlook}}"), strong=True),
    PERIODS,
    Paragraph(Text("{{assumption}}", "{{assumption}}")),
    Heading(Text("Emergency transport", "紧急运输")),
    FREIGHT,
)

LAYOUTS = {
    LetterKind.POTENTIAL: Layout(
        "Potential",
        Text("Potential-shortage notice", "潜在断供通知"),
        (
            Paragraph(Text("{{standing}}", "{{standing}}"), strong=True),
            Pairs((*WHO_AND_WHAT, *EXTENT, *ANSWER)),
            Heading(Text("Order lines that may be short", "可能短缺的订单行")),
            LINES,
            *CHANGES,
            *HAPPENED,
            *PLAYED,
            SPACE,
            Pairs(SIGNED),
        ),
    ),
    LetterKind.CONFIRMED: Layout(
        "Confirmed",
        Text("Confirmed-shortage notice", "确认断供通知"),
        (
            Paragraph(Text("{{standing}}", "{{standing}}"), strong=True),
            Pairs((*WHO_AND_WHAT, *EXTENT, *ANSWER)),
            Heading(Text("Order lines that are short", "短缺的订单行")),
            CONFIRMED_LINES,
            Paragraph(Text("{{allocation}}", "{{allocation}}")),
            *CHANGES,
            *HAPPENED,
            Heading(Text("What was tried, and why it failed", "已采取但未奏效的措施及原因")),
            FAILED,
            *PLAYED,
            SPACE,
            Pairs((*SIGNED, EXECUTIVE, ACKNOWLEDGED)),
        ),
    ),
    LetterKind.ALL_CLEAR: Layout(
        "CustomerClear",
        Text("All-clear notice", "断供警报解除通知"),
        (
            Paragraph(Text("{{standing}}", "{{standing}}"), strong=True),
            Pairs(
                (
                    *WHO_AND_WHAT,
                    (
                        _pair("Closes", "解除的函件", "linked"),
                        _pair("Resolved on", "解除日期", "as_of", DATE),
                    ),
                )
            ),
            Heading(Text("The order lines that we told you of", "此前通知的订单行")),
            CLOSED,
            Heading(Text("Evidence: your requirement, projected again", "依据：按贵司需求重新推算")),
            EVIDENCE,
            Paragraph(Text("{{assumption}}", "{{assumption}}")),
            Heading(Text("What remains", "遗留事项")),
            Paragraph(Text("{{remains}}", "{{remains}}")),
            SPACE,
            Pairs((SIGNED[0], (CONTACT, _pair("Source", "数据来源", "source")))),
        ),
    ),
}

REQUIRED: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.POTENTIAL: ("number", "standing", "break_date", "outlook", "next_update", "lines.short"),
    LetterKind.CONFIRMED: ("number", "standing", "break_date", "lines.short", "lines.new_date"),
    LetterKind.ALL_CLEAR: ("number", "standing", "linked"),
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
    """The template of a customer's letter as its users left it; written where there is none.

    Raises:
        TemplateLacks: Something was taken out of it that the letter must say.
    """
    layout = LAYOUTS[kind]
    if language == "both":
        template = ensure_template(book, _doubled(_Bilingual(layout.name, layout.title, layout.blocks)), "zh")
    else:
        template = ensure_template(book, layout, language)
    names = {name for place in placeholders(template) for name in place.names}
    for field in REQUIRED[kind]:
        if field not in names:
            raise TemplateLacks(sheet=template.name, field=field, kind=kind.title)
    return template


def _doubled(part: Any) -> Any:
    """A part of a layout with each of its texts in both languages, once where they are the same."""
    if isinstance(part, Column):
        return part._replace(title=Text(*[f"{part.title.en}\n{part.title.zh}"] * 2))
    if isinstance(part, Text):
        words = part.en if part.en == part.zh else both(part)
        return Text(words, words)
    if is_dataclass(part) and not isinstance(part, type):
        return type(part)(*(_doubled(getattr(part, field.name)) for field in fields(part)))
    if isinstance(part, tuple):
        parts = [_doubled(each) for each in part]
        return type(part)(*parts) if hasattr(part, "_fields") else tuple(parts)
    return part
