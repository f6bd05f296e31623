"""How a balance comes about, term by term."""

from collections.abc import Iterator

import xlwings as xw

from pab_planner.core.plan import OrderLine, Plan, match_key
from pab_planner.core.recovery import period_at
from pab_planner.core.risk import RiskLevel, plan_levels
from pab_planner.errors import ChoiceError
from pab_planner.language import Text, listed
from pab_planner.reading.plan_reading import Block, PlanReading
from pab_planner.sheets.cell_text import shown
from pab_planner.views.selection import block_at

LINES_NAMED = 5
"""Order lines that are named one by one."""


class NothingToExplain(ChoiceError):
    """A cell that is neither an error nor a period of an item."""

    sentence = Text(
        "{cell}: nothing to explain here; select a week of an item, or a cell that shows an error",
        "{cell}：此处没有可说明的内容；请选中某物料某一期的单元格，或显示错误的单元格",
    )


BALANCE = Text(
    "{item}, {period}: {before} {start} - {gross} {demand} + {supply} MPS = {balance}.",
    "{item}，{period}：{start} {before} - {demand} {gross} + 主生产计划 {supply} = {balance}。",
)
OPENING = Text("opening (on hand less allocated)", "期初（现有库存减已分配）")
CARRIED = Text("left from {period}", "{period} 期末余额")
ORDERS = Text("customer orders", "客户订单")
GROSS = Text(
    "gross requirement (orders {orders}, forecast {forecast})", "毛需求（订单 {orders}，预测 {forecast}）"
)
WHICH_LINES = Text("Orders: {lines}.", "订单：{lines}。")
MORE = Text("{count} more", "另有 {count} 行")
SAID_OF = {
    RiskLevel.OK: Text("No risk in this period.", "本期无风险。"),
    RiskLevel.BELOW_SAFETY: Text(
        "△ {missing} below the safety stock of {safety}.", "△ 比安全库存 {safety} 少 {missing}。"
    ),
    RiskLevel.MPS_DEPENDENT: Text(
        "◆ The period lives off its own MPS: if that is late, {missing} will be missing.",
        "◆ 本期依赖本期的主生产计划：一旦延期，即缺 {missing}。",
    ),
    RiskLevel.SHORTAGE: Text(
        "▼ Shortage: {missing} missing; {recovery}.", "▼ 断供：缺 {missing}；{recovery}。"
    ),
}
SHORT_COVER = Text(
    "△ It lasts for {cover} periods, fewer than the least cover.", "△ 仅够 {cover} 期，低于最低可供期数。"
)
RECOVERS = Text("stock is there again in {period}", "{period} 恢复供应")
NEVER = Text("stock does not recover within the plan", "计划期内不能恢复")
LEFT_OUT = Text(
    "{item} is left out of the plan: {place} holds {found}; {expected}.",
    "{item} 未参与计算：{place} 的内容为 {found}；{expected}。",
)


def explain_balance(cell: xw.Range, reading: PlanReading) -> Text:
    """How the balance of the item and period in which a cell stands comes about.

    Raises:
        NothingToExplain: It stands in no period of an item.
    """
    block = block_at(reading, cell.sheet.name, cell.row - 1)
    period = _period(reading.plan, block, cell.column - 1) if block else None
    if block is None or period is None:
        raise NothingToExplain(cell=f"{cell.sheet.name}!{cell.get_address(False, False)}")
    row = reading.plan.row(block.item, block.customer or None)
    if row < 0:
        return _why_left_out(block, reading)
    return _sentences(reading, row, period)


def _period(plan: Plan, block: Block, column: int) -> int | None:
    """The period of a sheet column; None if it is no period's."""
    calendar = block.measure_rows[0].calendar
    for period, places in zip(calendar.periods, calendar.places, strict=True):
        if column in places:
            return plan.periods.index(period) if period in plan.periods else None
    return None


def _why_left_out(block: Block, reading: PlanReading) -> Text:
    """The first fault of an item that has no row in the plan."""
    rows = {str(measure.row + 1) for measure in block.measure_rows}
    for fault in reading.faults:
        if (
            fault.sheet == block.sheet
            and fault.cell.split(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") in rows
        ):
            place = f"{fault.sheet}!{fault.cell}"
            return LEFT_OUT.filled(item=block.item, place=place, found=fault.found, expected=fault.expected)
    raise NothingToExplain(cell=block.item)


def _sentences(reading: PlanReading, row: int, period: int) -> Text:
    """The arithmetic, the order lines, and what it means."""
    plan = reading.plan
    parts = [_arithmetic(plan, row, period)]
    if lines := list(_lines(plan, row, period)):
        parts.append(_named(lines))
    parts.append(_meaning(reading, row, period))
    return listed(parts, " ", "")


def _arithmetic(plan: Plan, row: int, period: int) -> Text:
    start, before = OPENING, float(plan.opening[row])
    if period:
        start = CARRIED.filled(period=plan.periods[period - 1].label)
        before = float(plan.balance[row, period - 1])
    demand = ORDERS
    if plan.forecast is not None:
        orders, forecast = float(plan.orders[row, period]), float(plan.forecast[row, period])
        demand = GROSS.filled(orders=shown(orders), forecast=shown(forecast))
    return BALANCE.filled(
        item=plan.items[row],
        period=plan.periods[period].label,
        before=shown(before),
        start=start,
        gross=shown(float(plan.gross[row, period])),
        demand=demand,
        supply=shown(float(plan.supply[row, period])),
        balance=shown(float(plan.balance[row, period])),
    )


def _lines(plan: Plan, row: int, period: int) -> Iterator[OrderLine]:
    """The order lines of a period."""
    if any(one.start is None for one in plan.periods):
        return
    for line in plan.lines:
        mine = match_key(line.item) == match_key(plan.items[row])
        if mine and line.quantity and max(0, period_at(plan.periods, line.due)) == period:
            yield line


def _named(lines: list[OrderLine]) -> Text:
    words = [
        f"{'/'.join(part for part in (line.order, line.line) if part)} {shown(line.quantity)}"
        for line in lines
    ]
    said = Text(", ".join(words[:LINES_NAMED]), "、".join(words[:LINES_NAMED]))
    if rest := len(words) - LINES_NAMED if len(words) > LINES_NAMED else 0:
        more = MORE.filled(count=rest)
        said = Text(f"{said.en}, {more.en}", f"{said.zh}，{more.zh}")
    return WHICH_LINES.filled(lines=said)


def _meaning(reading: PlanReading, row: int, period: int) -> Text:
    """What the balance means."""
    plan = reading.plan
    level = RiskLevel(int(plan_levels(plan, reading.settings.policies)[row, period]))
    balance = float(plan.balance[row, period])
    safety = float(plan.safety[row])
    cover = float(plan.cover[row, period])
    if level is RiskLevel.BELOW_SAFETY and balance >= safety:
        return SHORT_COVER.filled(cover=f"{cover:.1f}")
    missing = {
        RiskLevel.OK: 0.0,
        RiskLevel.BELOW_SAFETY: max(0.0, safety - balance),
        RiskLevel.MPS_DEPENDENT: -float(plan.exposed[row, period]),
        RiskLevel.SHORTAGE: -balance,
    }[level]
    recovery = next((t for t in range(period, len(plan.periods)) if plan.balance[row, t] >= 0), None)
    when = NEVER if recovery is None else RECOVERS.filled(period=plan.periods[recovery].label)
    return SAID_OF[level].filled(missing=shown(missing), safety=shown(safety), recovery=when)
