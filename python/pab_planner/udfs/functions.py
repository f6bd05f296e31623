"""What each worksheet function answers."""

import locale
from typing import Any

import numpy as np

from pab_planner.core.balance import (
    available_to_promise,
    periods_of_supply,
    projected_available_balance,
    shortage,
)
from pab_planner.core.recovery import slip
from pab_planner.core.risk import RiskLevel, first_period, risk_levels
from pab_planner.errors import PlanError, ShapeMismatch
from pab_planner.language import Language, Text
from pab_planner.udfs.cells import as_rows, periods_of, word_in
from pab_planner.udfs.declaration import (
    ARGUMENTS,
    FUNCTIONS,
    Argument,
    Cells,
    Example,
    worksheet_function,
)
from pab_planner.udfs.projection import Projection

_LEVEL_NAMES = np.array([level.name for level in RiskLevel])


@worksheet_function(
    help=Text(
        en="Projected available balance at the end of each period: opening, less orders, plus MPS. "
        "Gives as many cells as orders has.",
        zh="各期期末的预计可用库存：期初减客户订单加主生产计划。结果大小与客户订单相同。",
    ),
    example=Example("=PAB(B4,B2:F2,B3:F3)", [[49, 29, -11, 19, 34]]),
)
def PAB(
    opening: Any,
    orders: Any,
    mps: Any,
    forecast: Any = None,
    demand_time_fence: Any = None,
    planning_time_fence: Any = None,
) -> Cells:
    """Projected available balance, the shape of `orders` [stock units].

    Raises:
        PlanError: A cell is no quantity, or the ranges do not belong together; so in the whole family.
    """
    plan = Projection.of(opening, orders, mps, forecast, demand_time_fence, planning_time_fence)
    return plan.layout.cells(plan.balance)


@worksheet_function(
    help=Text(
        en="Balance at the end of each period if that period's own MPS does not arrive. Below 0 where PAB is "
        "not: the period lives off its own MPS.",
        zh="本期主生产计划未到货时的期末余额。PAB 不为负而此值为负，说明该期依赖本期计划。",
    ),
    example=Example("=PAB_EXPOSED(B4,B2:F2,B3:F3)", [[-1, 29, -11, -21, 14]]),
)
def PAB_EXPOSED(
    opening: Any,
    orders: Any,
    mps: Any,
    forecast: Any = None,
    demand_time_fence: Any = None,
    planning_time_fence: Any = None,
) -> Cells:
    """Balance without each period's own MPS, the shape of `orders` [stock units]."""
    plan = Projection.of(opening, orders, mps, forecast, demand_time_fence, planning_time_fence)
    return plan.layout.cells(plan.exposed)


@worksheet_function(
    help=Text(
        en="Risk level of each period, worst first: SHORTAGE, MPS_DEPENDENT, BELOW_SAFETY, OK.",
        zh="各期风险等级，由重到轻：SHORTAGE 断供、MPS_DEPENDENT 依赖本期计划、"
        "BELOW_SAFETY 低于安全库存、OK 正常。",
    ),
    example=Example(
        "=PAB_RISK(B4,B2:F2,B3:F3,B5)",
        [["MPS_DEPENDENT", "BELOW_SAFETY", "SHORTAGE", "MPS_DEPENDENT", "OK"]],
    ),
)
def PAB_RISK(
    opening: Any,
    orders: Any,
    mps: Any,
    safety_stock: Any = None,
    forecast: Any = None,
    demand_time_fence: Any = None,
    planning_time_fence: Any = None,
) -> Cells:
    """Names of the risk levels, the shape of `orders`."""
    plan = Projection.of(opening, orders, mps, forecast, demand_time_fence, planning_time_fence)
    levels = risk_levels(plan.balance, plan.supply, plan.safety(safety_stock))
    return plan.layout.cells(_LEVEL_NAMES[levels])


@worksheet_function(
    help=Text(
        en="Quantity missing at the end of each period; 0 where the balance is not below 0.",
        zh="各期期末的缺口数量；余额不为负时为 0。",
    ),
    example=Example("=PAB_SHORTAGE(B4,B2:F2,B3:F3)", [[0, 0, 11, 0, 0]]),
)
def PAB_SHORTAGE(
    opening: Any,
    orders: Any,
    mps: Any,
    forecast: Any = None,
    demand_time_fence: Any = None,
    planning_time_fence: Any = None,
) -> Cells:
    """Quantity missing, the shape of `orders` [stock units]."""
    plan = Projection.of(opening, orders, mps, forecast, demand_time_fence, planning_time_fence)
    return plan.layout.cells(shortage(plan.balance))


@worksheet_function(
    help=Text(
        en="Heading of the first period in which stock runs out, one for each item; empty if there is none.",
        zh="首个断供期的表头，每个物料一个；没有断供则为空。",
    ),
    example=Example("=PAB_FIRST_SHORTAGE(B4,B2:F2,B3:F3,B1:F1)", [["2026-01-19"]]),
    periods=Argument(
        Text(en="period headings", zh="期间表头"),
        Text(
            en="Headings of the periods, one for each; a date stays a date.",
            zh="各期的表头，每期一个；日期仍为日期。",
        ),
    ),
)
def PAB_FIRST_SHORTAGE(opening: Any, orders: Any, mps: Any, periods: Any) -> Cells:
    """Heading of each item's first shortage, "" if there is none; one cell per item."""
    plan = Projection.of(opening, orders, mps)
    headings = [heading for row in as_rows(periods) for heading in row]
    if len(headings) != plan.layout.periods:
        raise ShapeMismatch(
            name=FUNCTIONS["PAB_FIRST_SHORTAGE"].arguments["periods"].label,
            found=len(headings),
            reference=ARGUMENTS["orders"].label,
            expected=plan.layout.size,
        )
    first = first_period(risk_levels(plan.balance, plan.supply))
    return plan.layout.item_cells("" if period < 0 else headings[period] for period in first)


@worksheet_function(
    help=Text(
        en="Available to promise: what new orders can still be promised. "
        "A discrete cell without MPS is empty.",
        zh="可承诺量：还可以承诺给新订单的数量。discrete 类型中没有主生产计划的期为空。",
    ),
    example=Example('=PAB_ATP(B4,B2:F2,B3:F3,"lookahead")', [[-11, -11, -11, 19, 34]]),
)
def PAB_ATP(opening: Any, orders: Any, mps: Any, kind: Any = None) -> Cells:
    """Available to promise, the shape of `orders` [stock units]; "" where a discrete cell is blank."""
    plan = Projection.of(opening, orders, mps)
    promise = available_to_promise(plan.opening, plan.orders, plan.supply, kind=word_in(kind) or "discrete")
    return plan.layout.cells(np.where(np.isnan(promise), "", promise.astype(object)))


@worksheet_function(
    help=Text(
        en='Periods of supply: how many coming periods the balance lasts. ">3" means longer than the 3 '
        "periods that are left in the plan.",
        zh="可供期数：期末余额可满足后续几期的需求。“>3”表示超出计划中余下的 3 期。",
    ),
    example=Example("=PAB_COVER(B4,B2:F2,B3:F3)", [[1.725, 0.725, 0, ">1", ">0"]]),
)
def PAB_COVER(opening: Any, orders: Any, mps: Any) -> Cells:
    """Forward cover, the shape of `orders` [periods]; ">n" where it outlasts the n periods left."""
    plan = Projection.of(opening, orders, mps)
    cover = periods_of_supply(plan.balance, plan.gross)
    last = plan.layout.periods - 1
    beyond = np.array([f">{last - period}" for period in range(last + 1)], dtype=object)
    return plan.layout.cells(np.where(np.isinf(cover), beyond, cover.astype(object)))


@worksheet_function(
    help=Text(
        en="Balance at the end of each period if all MPS arrives a number of periods late. What moves past "
        "the last period no longer counts.",
        zh="所有主生产计划推迟若干期到货时的期末余额。推迟到最后一期之后的数量不再计入。",
    ),
    example=Example("=PAB_SLIP(B4,B2:F2,B3:F3,1)", [[-1, 29, -11, -21, 14]]),
    periods=Argument(
        Text(en="periods", zh="推迟期数"),
        Text(en="How many periods late, 0 or more.", zh="推迟的期数，0 或以上。"),
    ),
)
def PAB_SLIP(opening: Any, orders: Any, mps: Any, periods: Any) -> Cells:
    """Balance with late MPS, the shape of `orders` [stock units]."""
    plan = Projection.of(opening, orders, mps)
    late = periods_of(periods, FUNCTIONS["PAB_SLIP"].arguments["periods"].label)
    supply = slip(plan.supply, late).supply
    return plan.layout.cells(projected_available_balance(plan.opening, plan.gross, supply))


@worksheet_function(
    help=Text(
        en="OK, or why these arguments give #VALUE!, with the row and column in the range.",
        zh="OK，或说明这些参数为何得到 #VALUE!，并指出区域内的行与列。",
    ),
    example=Example(
        '=PAB_CHECK(B4,B2:F2,B3:E3,,,,,"en")',
        [["MPS is 1 x 4, but must have the same size as orders, which is 1 x 5"]],
    ),
)
def PAB_CHECK(
    opening: Any,
    orders: Any,
    mps: Any,
    forecast: Any = None,
    demand_time_fence: Any = None,
    planning_time_fence: Any = None,
    safety_stock: Any = None,
    language: Any = None,
) -> Cells:
    """What is wrong with the arguments in the planner's words, in one cell; never raises `PlanError`."""
    try:
        Projection.of(opening, orders, mps, forecast, demand_time_fence, planning_time_fence).safety(
            safety_stock
        )
    except PlanError as error:
        return [[error.say(_language(word_in(language)))]]
    return [["OK"]]


def _language(code: str) -> Language:
    """The language asked for, or this computer's."""
    if code not in ("zh", "en"):
        code = (locale.getlocale()[0] or "").lower()
    return "zh" if code.startswith(("zh", "chinese")) else "en"
