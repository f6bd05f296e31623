"""What one cell of a worksheet function says in native formulas, given the cells of its item.

A formula that begins with a brace is an array formula of that one cell.
"""

from collections.abc import Callable

from pab_planner.sharing.native_line import ItemLine, added, cell_range, clean

Formula = Callable[[ItemLine, int], str]


def _balance(line: ItemLine, period: int) -> str:
    return clean(f"{line.before(period)}+{line.mps.at(period)}-{line.gross(period)}")


def _exposed(line: ItemLine, period: int) -> str:
    if line.shown:
        return clean(f"{line.shown[period]}-{line.mps.at(period)}")
    arrived = f"+{line.mps.at(period - 1)}" if period else ""
    return clean(f"{line.before(period)}{arrived}-{line.gross(period)}")


def _shortage(line: ItemLine, period: int) -> str:
    return line.as_array(f"MAX(0,-({line.balance(period)}))")


def _risk(line: ItemLine, period: int) -> str:
    balance, safety = line.balance(period), f"N({line.extra})" if line.extra else "0"
    milder = f'IF({balance}<{safety},"BELOW_SAFETY","OK")'
    dependent = f'IF({clean(f"{balance}-{line.mps.at(period)}")}<0,"MPS_DEPENDENT",{milder})'
    return line.as_array(f'IF({balance}<0,"SHORTAGE",{dependent})')


def _slipped(line: ItemLine, period: int) -> str:
    late, number = f"N({line.extra})", period + 1
    rows = [cell_range(row, 0, line.last) for row in line.mps.rows]
    there = added([f"N(INDEX({row},{number}-{late}))" for row in rows])
    return clean(f"{line.before(period)}+IF({number}>{late},{there},0)-{line.gross(period)}")


def _cumulative(line: ItemLine, period: int) -> str:
    return line.balance(period)


def _lookahead(line: ItemLine, period: int) -> str:
    if period == line.last:
        return line.balance(period)
    return f"MIN({line.balance(period)},{line.result[period + 1]})"


def _discrete(line: ItemLine, period: int) -> str:
    """MPS of the period less the orders up to the next receipt."""
    left = line.last - period
    periods = str(left + 1)
    if left == 1:
        periods = f"IF({line.mps.at(line.last)}>0,1,2)"
    elif left and line.mps.rows:
        later = line.mps.array(period + 1, line.last)
        periods = f"IFERROR(MATCH(TRUE,{later}>0,0),{periods})"
    rows = [cell_range(row, period, line.last) for row in line.orders.rows]
    until = [f"{row.partition(':')[0]}:INDEX({row},{periods})" for row in rows]
    return _lot(line, period, f"{line.mps.at(period)}-SUM({','.join(until)})", least="")


def _lookback(line: ItemLine, period: int) -> str:
    """The least that is left of MPS less orders at the end of this lot or of a later one."""
    last = line.last
    left = f"{line.mps.total(period, last)}-{line.orders.total(period, last)}"
    if period < last and line.mps.rows:
        ends = f"{line.mps.array(period + 1, last)}>0"
        so_far = line.running(line.net(period, last - 1), period, last - 1)
        left = f"MIN({left},IF({ends},{so_far},{left}))"
    return _lot(line, period, left, least="0,")


def _lot(line: ItemLine, period: int, promise: str, least: str) -> str:
    """The promise of a lot: the first period has one whatever comes, a later one where there is a receipt."""
    if not period:
        return f"{{{clean(f'{line.opening}+{promise}')}"
    promised = f"MAX({least}{clean(promise)})" if least else clean(promise)
    return f'{{IF({line.mps.at(period)}>0,{promised},"")'


def _cover(line: ItemLine, period: int) -> str:
    """Whole periods whose requirement the balance meets, and the fraction of the next."""
    balance, left = line.balance(period), line.last - period
    if not left:
        return f'IF({balance}<=0,0,">0")'
    if left == 1:
        needed = line.orders.at(line.last)
        return f'IF({balance}<=0,0,IF({needed}>{balance},({balance})/{needed},">1"))'
    needed = line.orders.array(period + 1, line.last)
    through = clean(line.running(needed, period + 1, line.last))
    short = f"MATCH(TRUE,{through}>{balance},0)"
    fraction = f"(INDEX({through},{short})-({balance}))/INDEX({needed},{short})"
    return f'{{IF({balance}<=0,0,IFERROR({short}-{fraction},">{left}"))'


def _first_shortage(line: ItemLine, _: int) -> str:
    last = line.last
    if line.shown:
        balance = cell_range(line.shown, 0, last)
    else:
        balance = clean(f"{line.opening}+{line.running(line.net(0, last), 0, last)}")
    return f'{{IFERROR(INDEX({line.headings},MATCH(TRUE,{balance}<0,0)),"")'


FORMULAS: dict[str, Formula] = {
    "PAB": _balance,
    "PAB_EXPOSED": _exposed,
    "PAB_SHORTAGE": _shortage,
    "PAB_RISK": _risk,
    "PAB_SLIP": _slipped,
    "PAB_COVER": _cover,
    "PAB_FIRST_SHORTAGE": _first_shortage,
    "PAB_ATP discrete": _discrete,
    "PAB_ATP lookback": _lookback,
    "PAB_ATP cumulative": _cumulative,
    "PAB_ATP lookahead": _lookahead,
}
"""What can be said cell by cell without helper cells."""
