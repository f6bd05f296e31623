"""Three keys in a warehouse of CSV files, as an ERP exports them."""

from pathlib import Path

import pytest

DEMAND = """item,site,buyer,date,orders,mps,owner
0042,N,ACME,2026-06-01,0.1,0,x
0042,N,Zhou,2026-06-09,0.1,,x
0042,N,ACME,2026-06-16,0.1,0,x
0042,N,ACME,2026-06-23,0.1,0,x
=1+1,N,ACME,2026-06-02,8,0,x
=1+1,N,ACME,2026-06-02,4,20,x
B,S,ACME,2026-06-03,-1,0,x
C,S,ACME,2026-06-03,5,0,x
D,S,ACME,soon,5,0,x
E,S,ACME,2026-06-03,many,0,x
F,S,ACME,2026-05-31,5,0,x
F,S,ACME,2026-06-29,5,0,x
,S,ACME,2026-06-05,5,0,x
"""
STOCK = """item,site,on hand,safety stock
0042,N,0.3,0
=1+1,N,10,1
B,S,10,0
D,S,10,0
E,S,10,0
F,S,10,0
G,S,1,3
H,S,1,0
H,S,2,0
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """The folder of both tables."""
    (tmp_path / "demand").mkdir()
    (tmp_path / "demand" / "june.csv").write_text(DEMAND, encoding="utf-8")
    (tmp_path / "stock.csv").write_text(STOCK, encoding="utf-8")
    return tmp_path
