"""One declaration per worksheet function, from which its faces in Excel and LibreOffice are generated."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import xlwings as xw

import pab_planner.excel  # noqa: F401
from pab_planner.language import Text

CATEGORY = "PAB Planner"

Cells = list[list[Any]]
"""Rows of cells, as a range holds them; every function of the family returns this."""

_Function = TypeVar("_Function", bound=Callable[..., Cells])


class Argument(NamedTuple):
    """What a planner is told about an argument."""

    label: Text
    help: Text


class Example(NamedTuple):
    """A formula on `EXAMPLE_SHEET` and what its cells show."""

    formula: str
    result: Cells


@dataclass(frozen=True)
class WorksheetFunction:
    """A function of the family as every host and every page of help shows it."""

    name: str
    call: Callable[..., Cells]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    help: Text
    arguments: dict[str, Argument]
    example: Example

    @property
    def signature(self) -> str:
        """As a formula is typed: `PAB(opening, orders, mps, [forecast], ...)`."""
        names = [*self.required, *(f"[{name}]" for name in self.optional)]
        return f"{self.name}({', '.join(names)})"


FUNCTIONS: dict[str, WorksheetFunction] = {}
"""The family, by name, in the order of declaration."""

ARGUMENTS = {
    "opening": Argument(
        Text(en="opening", zh="期初可用库存"),
        Text(
            en="Stock before the first period: on hand less allocated. One cell, or one for each item.",
            zh="首期之前的可用库存：现有库存减已分配。一个单元格，或每个物料一个。",
        ),
    ),
    "orders": Argument(
        Text(en="orders", zh="客户订单"),
        Text(
            en="Customer orders by period: a row, a column, or a block with one row for each item.",
            zh="各期客户订单：一行、一列，或每个物料一行的区域。",
        ),
    ),
    "mps": Argument(
        Text(en="MPS", zh="主生产计划"),
        Text(
            en="Master production schedule and other receipts by period, the same size as orders.",
            zh="各期主生产计划及其他入库，大小与客户订单相同。",
        ),
    ),
    "forecast": Argument(
        Text(en="forecast", zh="预测"),
        Text(
            en="Forecast by period, the same size as orders. It counts from the demand time fence on.",
            zh="各期预测，大小与客户订单相同。从需求时界起计入。",
        ),
    ),
    "demand_time_fence": Argument(
        Text(en="demand time fence", zh="需求时界"),
        Text(
            en="Number of periods in which orders alone count; after it the greater of orders and forecast. "
            "0 counts the forecast from the first period; left out, only orders count.",
            zh="只计订单的期数；之后取订单与预测中较大者。0 表示从首期起计预测；省略则只计订单。",
        ),
    ),
    "planning_time_fence": Argument(
        Text(en="planning time fence", zh="计划时界"),
        Text(
            en="Number of periods after which the forecast alone counts. Left out: beyond the horizon.",
            zh="此期数之后只计预测。省略表示在计划期之外。",
        ),
    ),
    "safety_stock": Argument(
        Text(en="safety stock", zh="安全库存"),
        Text(
            en="Safety stock: one cell, or one for each item. Left out: 0.",
            zh="安全库存：一个单元格，或每个物料一个。省略为 0。",
        ),
    ),
    "kind": Argument(
        Text(en="kind", zh="类型"),
        Text(
            en="discrete (if left out), lookback, cumulative or lookahead.",
            zh="discrete（省略时）、lookback、cumulative 或 lookahead。",
        ),
    ),
    "language": Argument(
        Text(en="language", zh="语言"),
        Text(
            en="zh or en, as a rule the workbook's setting. Left out: the language of this computer.",
            zh="zh 或 en，通常引用工作簿的语言设置。省略则用本机语言。",
        ),
    ),
}
"""The family's arguments; a function with another meaning for a name declares its own."""

EXAMPLE_SHEET: dict[str, Cells] = {
    "A1:F1": [["", "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"]],
    "A2:F2": [["Orders 客户订单", 15, 20, 40, 10, 5]],
    "A3:F3": [["MPS 主生产计划", 50, 0, 0, 40, 20]],
    "A4:B4": [["Opening 期初可用库存", 14]],
    "A5:B5": [["Safety stock 安全库存", 30]],
}
"""The sheet on which the examples' formulas stand."""


def worksheet_function(
    *, help: Text, example: Example, **arguments: Argument
) -> Callable[[_Function], _Function]:
    """Declare a function of the family and register it with xlwings.

    Cells are taken and given back raw: xlwings would turn an error value into a blank, and what is
    cleaned twice is slow.

    Args:
        help: What the function wizard says, at most 255 characters each.
        example: A worked example.
        arguments: What stands in `ARGUMENTS`, where this function means something else.
    """

    def declare(function: _Function) -> _Function:
        parameters = inspect.signature(function).parameters
        optional = tuple(name for name, p in parameters.items() if p.default is not p.empty)
        declared = WorksheetFunction(
            name=function.__name__,
            call=function,
            required=tuple(name for name in parameters if name not in optional),
            optional=optional,
            help=help,
            arguments={name: arguments.get(name) or ARGUMENTS[name] for name in parameters},
            example=example,
        )
        FUNCTIONS[declared.name] = declared
        registered: Any = xw.ret("raw")(function)
        for name, argument in declared.arguments.items():
            registered = xw.arg(name, "raw", doc=argument.help.en)(registered)
        return xw.func(registered, category=CATEGORY)  # type: ignore[no-any-return]

    return declare
