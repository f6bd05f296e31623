"""The lists Orders, MPS and Stock of a planner workbook, which a planner or a warehouse fills."""

from pab_planner.language import Text
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn

ORDERS = Ledger(
    "Orders",
    Text("Customer orders", "客户订单"),
    Text(
        "One row an order line. Paste yours over the examples, values only; the last column follows.",
        "每个订单行一行。请以“仅数值”粘贴到示例上；最后一列自动计算。",
    ),
    (
        LedgerColumn("item", Text("Item", "物料"), width=13),
        LedgerColumn("customer", Text("Customer", "客户"), width=24),
        LedgerColumn("part", Text("Customer part", "客户料号"), width=24),
        LedgerColumn("order", Text("Order", "订单号"), width=15),
        LedgerColumn("line", Text("Line", "行号"), Kind.NUMBER, width=11),
        LedgerColumn("due", Text("Due", "交期"), Kind.DATE, width=13),
        LedgerColumn("quantity", Text("Quantity", "数量"), Kind.NUMBER, width=15),
        LedgerColumn("shipped", Text("Shipped", "已发数量"), Kind.NUMBER, width=18),
        LedgerColumn("priority", Text("Priority", "优先级"), Kind.NUMBER, width=16),
        LedgerColumn("open", Text("Open", "未交数量"), Kind.NUMBER, width=16),
    ),
)
MPS = Ledger(
    "MPS",
    Text("Master production schedule", "主生产计划"),
    Text(
        "One row a receipt: what arrives when. Firm is agreed with production, planned is not yet.",
        "每笔到货一行：何时到多少。firm 为已与生产确认，planned 为尚未确认。",
    ),
    (
        LedgerColumn("item", Text("Item", "物料"), width=13),
        LedgerColumn("day", Text("Date", "日期"), Kind.DATE, width=13),
        LedgerColumn("quantity", Text("Quantity", "数量"), Kind.NUMBER, width=15),
        LedgerColumn("status", Text("Status", "状态"), Kind.CHOICE, width=16),
        LedgerColumn("reference", Text("Reference", "参考"), width=16),
        LedgerColumn("note", Text("Note", "备注"), width=36),
    ),
)
STOCK = Ledger(
    "Stock",
    Text("Stock", "库存"),
    Text(
        "One row an item. The plan starts from on hand less allocated.",
        "每个物料一行。计划从“现有库存减已分配”开始推算。",
    ),
    (
        LedgerColumn("item", Text("Item", "物料"), width=13),
        LedgerColumn("description", Text("Description", "描述"), width=34),
        LedgerColumn("on_hand", Text("On hand", "现有库存"), Kind.NUMBER, width=18),
        LedgerColumn("allocated", Text("Allocated", "已分配"), Kind.NUMBER, width=18),
        LedgerColumn("safety", Text("Safety stock", "安全库存"), Kind.NUMBER, width=23),
        LedgerColumn("transit", Text("In transit", "在途"), Kind.NUMBER, width=16),
        LedgerColumn("unit", Text("Unit", "单位"), width=12),
        LedgerColumn("cover", Text("Least cover", "最低可供期数"), Kind.NUMBER, width=22, optional=True),
    ),
)
STATUSES = (Text("firm", "已确认"), Text("planned", "计划"))


def reference(ledger: Ledger, key: str) -> str:
    """A column of a list in a formula, `Orders[Item 物料]`."""
    return f"{ledger.name}[{next(column.heading for column in ledger.columns if column.key == key)}]"


_QUANTITY, _SHIPPED = (
    f"Orders[[#This Row],[{column.heading}]]"
    for column in ORDERS.columns
    if column.key in ("quantity", "shipped")
)
OPEN = f"MAX(0,{_QUANTITY}-{_SHIPPED})"
"""What the calculated column of the orders holds: what is still to be shipped."""
