"""How a table was read: each of its headings used as what, left aside as what, or asked about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pab_planner.errors import PlanError
from pab_planner.language import Text, few, listed
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.vocabulary import Role

ASIDE = {
    "total": Text("a total of other rows or columns", "其他行或列的合计"),
    "part": Text("part of another row", "其他行的一部分"),
    "cumulative": Text("a cumulative quantity", "累计数"),
    "ratio": Text("days, weeks or a ratio, not pieces", "天数、周数或比率，不是数量"),
    "capacity": Text("capacity", "产能"),
    "accuracy": Text("forecast accuracy", "预测准确度"),
    "statistics": Text("statistics", "统计值"),
    "money": Text("money", "金额"),
    "last_year": Text("another year or period", "往年或往期"),
    "difference": Text("a difference", "差异"),
    "parameter": Text("a planning parameter", "计划参数"),
    "finished": Text("what is finished already", "已完成的数量"),
    "computed": Text("computed from the plan", "由计划推算而来"),
    "reference": Text("for reference", "参考信息"),
    "blocked": Text("stock that cannot be used", "不可用的库存"),
    "document_date": Text("the date of the document", "单据日期"),
    "actual": Text("what happened, not what is planned", "实际发生数，不是计划"),
    "told": Text("left aside as told", "按指定忽略"),
    "balance": Text("the balance on the sheet does not count it", "表中余额不计该行"),
    "section": Text("under a heading of its own below the plan", "属于计划下方的其他内容"),
    "ordered": Text("what was ordered; the open quantity counts", "订单总量；按未交数量计算"),
    "other_date": Text("another date; the due date counts", "其他日期；按交期计算"),
    "unread": Text("in a table that was not read", "所在表格未读取"),
    "on_order": Text("what is on order, of which nothing says when it comes", "在订数量，未说明何时到货"),
    "undated": Text("a quantity without a date", "没有日期的数量"),
    "unit": Text("the same in another unit", "同一数量的其他单位"),
    "number": Text("numbers, not quantities", "编号，不是数量"),
    "words": Text("words, not quantities", "文字，不是数量"),
    "struck": Text("struck through", "带删除线"),
    "blank": Text("nothing but blanks and zeros", "只有空白和零"),
    "available": Text("stock on hand less what is allocated", "现有库存减已分配"),
}
"""Why a row or column is left aside, in words."""


MEANS = {
    "ignore": Text("left out", "不计"),
    "orders": Text("goes out", "出库"),
    "supply": Text("comes in", "入库"),
    "opening": Text("stock at the beginning", "期初库存"),
    "balance": Text("what is left after each period", "各期结余"),
    "allocated": Text("taken off the stock", "从库存扣除"),
    "overdue": Text("past due", "逾期未交"),
    "quantity": Text("the quantity of each line", "每行数量"),
    "shipped": Text("delivered of it already", "其中已交"),
    "status": Text("closed lines are left out", "已关闭的行不计"),
    "customer": Text("each planned apart", "分开计划"),
}
"""What a role makes of the quantities, for whoever chooses between several; the others say it themselves."""


@dataclass(frozen=True)
class Question:
    """What must be known before a balance can be given.

    Attributes:
        sheet: Sheet title.
        cell: Where the heading stands.
        heading: The heading as written.
        text: What is asked.
        roles: Roles that it may have, the likeliest first; empty if a label does not settle it.
        here: Whether another sheet has the heading too, where it means what it says.
    """

    sheet: str
    cell: str
    heading: str
    text: Text
    roles: tuple[str, ...] = ("orders", "supply", "ignore")
    here: bool = False

    @property
    def place(self) -> str:
        """What a label names: `HEADING`, `SHEET!HEADING` where it must hold on that sheet only."""
        return f"{self.sheet}!{self.heading}" if self.here else self.heading

    @property
    def label(self) -> str:
        """What settles it: `--label 'HEADING=role'`."""
        return f"--label '{self.place}={self.roles[0]}'" if self.roles and self.heading else ""


def likeliest(question: Question, missing: Sequence[Role], questions: Sequence[Question]) -> Question:
    """A question with what the plan lacks offered first, where no other question may be about it."""
    for role in missing if question.roles[:1] == ("ignore",) else ():
        if [its for its in questions if role in its.roles] == [question]:
            others = (its for its in question.roles if its != role)
            return replace(question, roles=(role.value, *others))
    return question


@dataclass(slots=True)
class Use:
    """One heading and what became of it.

    Attributes:
        heading: As written.
        cell: Where it stands first.
        role: What it was used as, None if it was left aside.
        aside: Why it was left aside, "" where it was used.
        count: Rows of that heading, 1 for a column.
    """

    heading: str
    cell: str
    role: Role | None
    aside: str = ""
    count: int = 1

    @property
    def reason(self) -> Text:
        """Why it was left aside, in words."""
        return ASIDE.get(self.aside, Text(self.aside, self.aside))


@dataclass(eq=False)
class TableAccount:
    """How one table was read.

    Attributes:
        grid: The sheet.
        area: First and last cell of the table.
        uses: Its headings by text and cell column, in order of appearance.
        decided: What the sheet's own balance or formulas decided.
    """

    grid: Grid
    area: str
    uses: dict[tuple[str, int], Use] = field(default_factory=dict)
    decided: list[Text] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def note(
        self, heading: str, row: int, column: int, role: Role | None, aside: str = "", *, by_row: bool = False
    ) -> None:
        """Note what became of a heading; a row's heading counts each time it stands there."""
        at = (heading, -1 if by_row else column)
        known = self.uses.get(at)
        if known and known.role == role and known.aside == aside:
            known.count += 1
        else:
            self.uses[at] = Use(heading, address(row, column), role, aside)

    def ask(
        self, heading: str, row: int, column: int, text: Text, roles: Sequence[str], *, here: bool = False
    ) -> None:
        """Ask about a heading, once."""
        self.ask_at(heading, address(row, column), text, roles, here=here)

    def ask_at(
        self, heading: str, cell: str, text: Text, roles: Sequence[str], *, here: bool = False
    ) -> None:
        """Ask about a heading that stands in a cell, once."""
        asked = [(question.heading, "" if heading else question.cell) for question in self.questions]
        if (heading, "" if heading else cell) not in asked:
            self.questions.append(Question(self.grid.title, cell, heading, text, tuple(roles), here))

    @property
    def used(self) -> list[Use]:
        """Headings that were used."""
        return [use for use in self.uses.values() if use.role is not None and use.role is not Role.IGNORE]

    @property
    def left_aside(self) -> list[Use]:
        """Headings that were left aside."""
        return [use for use in self.uses.values() if use.role is None or use.role is Role.IGNORE]


SHOWN, TOGETHER, ROOM = 6, 8, 700
"""Questions that a refusal names, headings that one of them is about, and the letters that there are for all.

More would hide the first.
"""
MORE = Text(" And {count} more: pab-planner read.", "另有 {count} 处：pab-planner read。")
MORE_IN_BOOK = Text(" And {count} more.", "另有 {count} 处。")


class OpenQuestions(PlanError):
    """Headings on which the balance depends and that are not understood."""

    sentence = Text(
        "{file}: no balance is given while a measure is in doubt. {questions}",
        "{file}：有指标不明确，暂不推算余额。{questions}",
    )


MANY = 20
"""Questions on several sheets beyond which a workbook holds other things than one plan."""
ONE_SHEET = Text(
    "{count} headings are not understood, more than one plan has, on {sheets}. Read the sheet that is the plan alone"
    " with --sheet, and answer what is asked of it.",
    "有 {count} 处标题无法理解，不像是同一份计划：{sheets}。请用 --sheet 只读取计划所在的工作表，再回答其中的问题。",
)
OF_SHEET = Text("'{sheet}' ({count})", "“{sheet}”（{count}）")
CHOICE = Text(" Choose: {roles}.", "可选：{roles}。")
HOW_TO_CHOOSE = Text(
    " Press How it is read and choose there what each one is.", "请按“读取方式”，在该表中逐项选择。"
)


def open_questions(file: str, questions: Sequence[Question], *, in_book: bool = False) -> OpenQuestions:
    """The refusal that names each question, and what settles it; each is said whole or not at all.

    Args:
        file: Name of the workbook.
        questions: The questions.
        in_book: Whether the planner sits before the open workbook, and has no terminal.
    """
    once: dict[tuple[str, ...], Question] = {}
    for its in questions:  # a heading of several sheets is settled by one label
        once.setdefault((its.place,) if its.label else (its.sheet, its.heading, its.cell), its)
    sheets = Counter(question.sheet for question in once.values())
    if len(once) > MANY and len(sheets) > 1 and not in_book:
        places = listed(OF_SHEET.filled(sheet=title, count=n) for title, n in sheets.most_common())
        return OpenQuestions(file=file, questions=ONE_SHEET.filled(count=len(once), sheets=places))
    alike: dict[tuple[str, str, frozenset[str]], list[Question]] = {}
    for question in once.values():  # one sentence for the headings of which the same is asked
        alike.setdefault((question.sheet, question.text.en, frozenset(question.roles)), []).append(question)
    said: list[Text] = []
    told: list[Question] = []
    for group in list(alike.values())[:SHOWN]:
        shown = group[:TOGETHER] if group[0].roles else group
        while len(shown) > 1 and _length([*said, _asked(shown, in_book=in_book)]) > ROOM:
            shown = shown[:-1]
        each = _asked(shown, in_book=in_book)
        if said and _length([*said, each]) > ROOM:
            break
        said.append(each)
        told += shown
    text = Text(" ".join(each.en for each in said), "".join(each.zh for each in said))
    if not in_book:
        text += _meanings(told)
    if len(once) > len(told):
        more = MORE_IN_BOOK if in_book else MORE
        text += more.filled(count=len(once) - len(told))
    if in_book and any(question.roles for question in questions):
        text += HOW_TO_CHOOSE
    return OpenQuestions(file=file, questions=text)


def _meanings(questions: Sequence[Question]) -> Text:
    """What each role means that questions leave a choice of."""
    roles = dict.fromkeys(
        role for its in questions if len(its.roles) > 1 for role in its.roles if role in MEANS
    )
    if not roles:
        return Text("", "")
    en = ", ".join(f"{role} ({MEANS[role].en})" for role in roles)
    zh = "、".join(f"{role}（{MEANS[role].zh}）" for role in roles)
    return CHOICE.filled(roles=Text(en, zh))


def _length(texts: Sequence[Text]) -> int:
    return sum(len(text.en) for text in texts)


def _asked(alike: Sequence[Question], *, in_book: bool) -> Text:
    """One question, with the headings that it is about and the labels that settle it."""
    first = alike[0]
    places = [f"{its.cell} '{its.heading}'" if its.heading else its.cell for its in alike]
    place = few(places) if not first.label else Text(", ".join(places), "、".join(places))
    said = Text(f"{first.sheet}!{place.en}: {first.text.en}", f"{first.sheet}!{place.zh}：{first.text.zh}")
    if in_book or not first.label:
        return Text(f"{said.en}.", f"{said.zh}。")
    labels = " ".join(question.label for question in alike)
    taken = {question.roles[0] for question in alike}
    others = first.roles[1:] if len(taken) == 1 else [role for role in first.roles if role != "ignore"]
    other = ", ".join(others)
    return Text(
        f"{said.en}: {labels}" + (f" (or {other})." if other else "."),
        f"{said.zh}：{labels}" + (f"（或 {other}）。" if other else "。"),
    )
