"""What the formulas of a workbook say of one table with periods across."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pab_planner.core.demand import DemandRule
from pab_planner.language import Text
from pab_planner.reading.evidence.formula_evidence import FormulaEvidence, Line, Shape, line_of
from pab_planner.reading.evidence.formula_terms import Cell, Terms, terms_of
from pab_planner.reading.grid import address
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import DEMAND_ROLES, FLOWS, SUPPLY_ROLES, Meaning, Role, plain, role_of

BY_FORMULA = Text(
    "'{label}' is {role}: the formula of the balance says so", "“{label}”为 {role}：由余额公式判定"
)
BEGINS_WITH = Text(
    "the opening is {place}: the formula of the balance begins there", "期初为 {place}：余额公式由此开始"
)
COUNTED_TIMES = Text(
    "the formula of the balance counts it {count:g} times; write the quantity that counts into a row of its own",
    "余额公式按 {count:g} 倍计算；请将实际计入的数量单独列为一行",
)
BY_RULE = Text("demand rule {rule}: the formula of the balance says so", "需求规则 {rule}：由余额公式判定")
CONTRADICTED = Text(
    "its name says one thing and the formula of the balance another; say which is right",
    "其名称与余额公式的正负号相反；请指明以哪个为准",
)
BUT_FORMULA = Text(
    "'{said}' by its name or as told, but the formula of '{balance}' counts it as {role}: say so, or leave '{balance}'"
    " aside (ignore)",
    "名称或指定为 {said}，但“{balance}”的公式按 {role} 计算：请改为 {role}，或忽略“{balance}”（ignore）",
)

SAMPLE_ROWS = 12
"""Rows of a table in which totals among the periods are looked for."""

ASIDE_KINDS = ("total", "difference", "cumulative", "ratio")


class TableFormulas:
    """The evidence of formulas for the rows and columns of a table."""

    def __init__(
        self,
        table: Table,
        measure: int | None,
        evidence: FormulaEvidence,
        negated: frozenset[str] = frozenset(),
    ) -> None:
        self.table, self.evidence, self.measure, self.negated = table, evidence, measure, negated
        self.balance: Shape | None = None
        if measure is not None and evidence.shapes:
            cells = {table.grid.rows[row][measure] for row in range(table.first, table.last)}
            lines = {self.line(" ".join(cell.split())) for cell in cells if isinstance(cell, str) and cell}
            self.balance = evidence.balance_among(lines)
            if table.labels.get(self.balance_label) is Role.IGNORE:
                self.balance = None
        self.once: dict[int, Role] = {}
        self.overdue: set[int] = set()
        self.begin_labels: dict[str, float] = {}
        self.contradicted: dict[str, Role] = {}
        title = table.grid.title.casefold()
        for row, begins in evidence.begins.items():
            if measure is not None and row.sheet == title and table.first <= row.row < table.last:
                self._note_beginning(begins)

    def _note_beginning(self, begins: Mapping[Cell, float]) -> None:
        """Note what the cells with which a balance begins make of their columns and rows.

        A cell beside the periods, on the row of what comes or goes, may hold what is past due of it, or the
        opening of the item whose first row this is. Its heading tells, or whether there is another opening.
        """
        table, measure = self.table, self.measure or 0
        title = table.grid.title.casefold()
        named = dict(table.columns)
        beside: list[Cell] = []
        for cell, count in begins.items():
            inside = cell.sheet.casefold() == title and table.first <= cell.row < table.last
            label = table.grid.rows[cell.row][measure] if inside else None
            if not isinstance(label, str) or not label:
                continue
            if cell.column >= table.headings[0][0]:
                self.begin_labels[plain(label)] = count
            elif cell.column != measure and abs(count) == 1:
                beside.append(cell)

        def may_be_late(cell: Cell) -> bool:
            label = str(table.grid.rows[cell.row][measure])
            return self.sign(label) == begins[cell] and named.get(cell.column) in (None, Role.OVERDUE)

        late = [cell for cell in beside if may_be_late(cell)]
        opened = any(count == 1 for cell, count in begins.items() if cell not in late)
        for cell in beside:
            if cell in late and (opened or len(late) > 1 or named.get(cell.column) is Role.OVERDUE):
                self.overdue.add(cell.column)
            else:
                self.once[cell.column] = Role.OPENING if begins[cell] == 1 else Role.ALLOCATED

    @property
    def balance_label(self) -> str:
        """What the balance is called, in plain words; "" where there is none."""
        lines = (line for line, shape in self.evidence.shapes.items() if shape is self.balance)
        return next((line.label for line in lines if line.sheet == self.table.grid.title), "")

    def line(self, label: str) -> Line:
        """The line of a label."""
        return line_of(self.table, label)

    def kind(self, label: str) -> str:
        """What the formulas of a row make it, "" where they say nothing."""
        shape = self.evidence.shapes.get(self.line(label)) if self.evidence.shapes else None
        return shape.kind if shape else ""

    def sign(self, label: str) -> float | None:
        """How often a row counts in the table's balance; None if the balance does not count it."""
        if self.balance is None:
            return None
        line = self.line(label)
        if line in self.balance.greatest:
            return -1.0
        count = dict(self.balance.signs).get(line)
        return -count if count and plain(label) in self.negated else count

    def total_columns(self) -> set[int]:
        """Columns among the periods whose formulas add up others of the same row."""
        texts, table = self.table.grid.formula_texts, self.table
        if not texts:
            return set()
        columns = [column for column, _ in table.headings]
        sums: dict[int, set[int]] = {}
        formulas = dict.fromkeys(columns, 0)
        for row in range(table.first, min(table.last, table.first + SAMPLE_ROWS)):
            for column in columns:
                if text := texts.get((row, column)):
                    formulas[column] += 1
                    terms = terms_of(text, Cell(table.grid.title, row, column), lambda _: None)
                    if terms and len(terms.cells) > 1 and _adds_up(terms, row, column, columns):
                        sums.setdefault(row, set()).add(column)
        single = [its for its in sums.values() if len(its) * 2 < len(columns)]  # others are cumulative
        counts = Counter(column for its in single for column in its)
        return {column for column, count in counts.items() if count * 2 >= formulas[column]}

    def title(self) -> Role | None:
        """What a table of one measure is: what the titles say, or what the formulas do with it."""
        table, said = self.table, self.table.title
        if self.measure is not None or not self.evidence.shapes or plain(table.grid.title) in table.labels:
            return said
        line = line_of(table, "")
        sign, kind = self.evidence.sign(line), self.kind("")
        found = said
        if kind == "balance":
            found = Role.BALANCE
        elif kind in ASIDE_KINDS and sign is None:
            found = Role.IGNORE
        elif sign == 1 and said not in SUPPLY_ROLES:
            found = Role.SUPPLY
        elif sign == -1 and said not in DEMAND_ROLES:
            found = Role.ORDERS
        elif sign not in (None, 1, -1):
            text = COUNTED_TIMES.filled(count=sign or 0)
            table.account.ask(table.grid.title, table.head, table.headings[0][0], text, ())
        if found is not said and found:
            self._say(table.grid.title, found)
        return found

    def meaning(self, label: str, said: Meaning) -> Meaning:
        """What a row is, where its formulas or those of the balance say more than its label."""
        if not self.evidence.shapes:
            return said
        if plain(label) in self.table.labels:
            self._compare_told(label, said.role)
            return said
        kind, sign, role = self.kind(label), self.sign(label), said.role
        found: Role | None
        if kind == "shortage":
            return Meaning(Role.IGNORE, "difference")
        if kind == "balance":
            found = Role.BALANCE if role is not Role.IGNORE else role
        elif kind == "opening" and role is None:
            found = Role.OPENING
        elif role is None and sign is None and plain(label) in self.begin_labels:
            found = Role.OPENING if self.begin_labels[plain(label)] == 1 else Role.ALLOCATED
        elif kind in ASIDE_KINDS and sign is None and role in (None, *FLOWS):
            if role is not None and kind == "total" and not self._has_its_parts(label, role):
                return said
            return Meaning(Role.IGNORE, kind)
        elif (sign == 1 and role in DEMAND_ROLES) or (sign == -1 and role in SUPPLY_ROLES):
            self.contradicted[label] = Role.SUPPLY if sign == 1 else Role.ORDERS
            return said
        elif sign == 1 and role not in SUPPLY_ROLES:
            found = Role.SUPPLY
        elif sign == -1 and role not in DEMAND_ROLES:
            found = Role.ORDERS
        else:
            return said
        if found is role or found is None:
            return said
        self._say(label, found)
        return Meaning(found)

    def _compare_told(self, label: str, told: Role | None) -> None:
        """Note what the planner says of a row that the formula of the balance counts otherwise."""
        sign = self.sign(label)
        side = SUPPLY_ROLES if sign == 1 else DEMAND_ROLES if sign == -1 else ()
        if side and told in (*FLOWS, Role.IGNORE) and told not in side:
            self.contradicted[label] = Role.SUPPLY if sign == 1 else Role.ORDERS
        uncounted = self.balance is not None and sign is None and not self.is_mentioned(label)
        if uncounted and told in (Role.ORDERS, *SUPPLY_ROLES):
            self.contradicted[label] = Role.IGNORE

    def _has_its_parts(self, label: str, role: Role) -> bool:
        """Whether the parts of a total count one by one: in the balance, or by their words."""
        side = DEMAND_ROLES if role in DEMAND_ROLES else SUPPLY_ROLES
        parts = [part.label for part, _ in self.evidence.shapes[self.line(label)].signs]
        return self.balance is not None or all(role_of(part, self.table.labels) in side for part in parts)

    def is_mentioned(self, label: str) -> bool:
        """Whether the balance looks at a row in a way that does not say how it counts."""
        return self.balance is not None and self.line(label) in self.balance.mentioned

    def _say(self, label: str, role: Role) -> None:
        """Say what the formulas decided, once."""
        text = BY_FORMULA.filled(label=" ".join(label.split()), role=role.value)
        if text not in self.table.account.decided:
            self.table.account.decided.append(text)

    def rule(self, roles: dict[str, Role]) -> DemandRule | None:
        """How the balance makes up its demand of orders and forecast, None if it does not say.

        Args:
            roles: The roles of the table's rows by label.
        """
        if self.balance is None:
            return None
        orders = [label for label, role in roles.items() if role is Role.ORDERS]
        forecast = [label for label, role in roles.items() if role is Role.FORECAST]
        if not orders or not forecast:
            return None
        greatest = {self.line(label) for label in (*orders, *forecast)} & self.balance.greatest
        counted = {label for label in (*orders, *forecast) if self.sign(label) == -1}
        if greatest:
            return DemandRule.MAX if len(greatest) == len(orders) + len(forecast) else None
        if counted >= {*orders, *forecast}:
            return DemandRule.SUM
        if counted == {*orders}:
            return DemandRule.ORDERS
        return DemandRule.FORECAST if counted == {*forecast} else None


def _adds_up(terms: Terms, row: int, column: int, columns: Sequence[int]) -> bool:
    """Whether a formula adds up other periods of its row."""
    return all(
        count == 1 and cell.row == row and cell.column != column and cell.column in columns
        for cell, count in terms.cells.items()
    )


def place_of(cell: Cell) -> str:
    """A cell's address with its sheet."""
    return f"{cell.sheet}!{address(cell.row, cell.column)}"
