"""Projection, risk levels and forward cover of 100,000 items x 52 periods against numpy's bare operations."""

import numpy as np
from ratios import report

from pab_planner import periods_of_supply, projected_available_balance, risk_levels
from pab_planner.core.risk import first_period

ITEMS, PERIODS = 100_000, 52


def main() -> None:
    """Print the ratios."""
    random = np.random.default_rng(1)
    opening = random.integers(0, 500, ITEMS).astype(float)
    orders = np.asfortranarray(random.integers(0, 100, (ITEMS, PERIODS)).astype(float))
    supply = np.asfortranarray(random.integers(0, 100, (ITEMS, PERIODS)).astype(float))
    balance = projected_available_balance(opening, orders, supply)
    tenths = orders / 10, supply / 10
    report(
        f"period-major, {ITEMS} items x {PERIODS} periods",
        {
            "np.add": lambda: np.add(orders, supply),
            "balance (at most 1.25)": lambda: projected_available_balance(opening, orders, supply),
            "balance in tenths (at most 30)": lambda: projected_available_balance(opening / 10, *tenths),
            "risk levels and first shortage (at most 2.5)": lambda: first_period(
                risk_levels(balance, supply, 20.0)
            ),
            "forward cover (at most 12)": lambda: periods_of_supply(balance, orders),
        },
        "np.add",
    )
    by_item_orders, by_item_supply = np.ascontiguousarray(orders), np.ascontiguousarray(supply)
    report(
        "row by row",
        {
            "np.cumsum": lambda: np.cumsum(by_item_orders, axis=1),
            "balance (at most 1.5)": lambda: projected_available_balance(
                opening, by_item_orders, by_item_supply
            ),
        },
        "np.cumsum",
    )


if __name__ == "__main__":
    main()
