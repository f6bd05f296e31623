"""A table on terminals of every width."""

import io

import pytest
from rich.console import Console
from rich.text import Text as Styled

from pab_planner.cli.tables import Column, print_table
from pab_planner.language import Text

COLUMNS = (
    Column(Text("Item", "物料")),
    Column(Text("Customer", "客户"), rank=2, gives_way=True),
    Column(Text("Quantity [pcs]", "数量[件]"), rank=1, right=True),
)
ROW = [Styled("BP-1001"), Styled("Huaxin Auto 华欣汽车, Suncoast Motors"), Styled("[red]7[/red]")]


def printed(width: int) -> str:
    out = io.StringIO()
    print_table(Console(file=out, width=width), COLUMNS, [ROW], "en")
    return out.getvalue()


def test_everything_is_shown_where_there_is_room_and_no_word_is_markup() -> None:
    told = printed(80)
    assert "Quantity [pcs]" in told
    assert "[red]7[/red]" in told
    assert "Huaxin Auto" in told
    assert "Too narrow" not in told


@pytest.mark.parametrize(("width", "left_out"), [(36, "Customer"), (20, "Customer, Quantity [pcs]")])
def test_the_item_stays_and_what_goes_is_named(width: int, left_out: str) -> None:
    told = printed(width)
    assert "BP-1001" in told
    assert "…" not in told
    assert " ".join(told.split()).endswith(f"Too narrow for: {left_out}")


def test_no_line_is_wider_than_the_terminal() -> None:
    for width in range(20, 90):
        assert max(Styled(line).cell_len for line in printed(width).splitlines()) <= width
