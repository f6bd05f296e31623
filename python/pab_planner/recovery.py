"""What could close a gap, and the plan played again with it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pab_planner.demand import FloatArray, quantities, whole_periods


class Slip(NamedTuple):
    """Supply that arrives late.

    Attributes:
        supply: The shifted receipts, the shape of the original [stock units].
        lost: What moved past the horizon, one an item [stock units].
    """

    supply: FloatArray
    lost: FloatArray


def slip(supply: ArrayLike, periods: float) -> Slip:
    """Move every receipt some periods later.

    Args:
        supply: Receipts, items x periods or the periods of one item [stock units].
        periods: How many periods later, 0 or more.

    Raises:
        NotAWholeNumber: `periods` is negative or has a fraction.
        NotAQuantity: A value is not a number.
    """
    receipts = quantities(supply, "supply")
    length = receipts.shape[-1]
    late = min(whole_periods(periods, "periods"), length)
    moved = np.zeros_like(receipts)
    moved[..., late:] = receipts[..., : length - late]
    return Slip(moved, receipts[..., length - late :].sum(axis=-1))
