"""The company's own letters before anyone has changed them: internal alert, all-clear and 8D."""

from pab_planner.language import Text
from pab_planner.letters.letter_layout import (
    BALANCE,
    DATE,
    DAY,
    GAP,
    QUANTITY,
    Layout,
    LayoutPart,
    LinesColumn,
    LinesTable,
    Pair,
    Pairs,
    Paragraph,
    SectionHeading,
    Space,
)
from pab_planner.letters.review_layouts import (
    CAUSES,
    CONTAINMENT,
    CORRECTION,
    PREVENTION,
    PROBLEM,
    TEAM,
)

ALERT = Pair(Text("Alert", "预警号"), "alert")
ITEM = Pair(Text("Item", "物料"), "item")
DESCRIPTION = Pair(Text("Description", "描述"), "description")
CUSTOMERS = Pair(Text("Customers", "客户"), "customers")
LEVEL = Pair(Text("Risk", "风险级别"), "level")
WORST = Pair(Text("Worst quantity", "最大缺口"), "worst_quantity")
FIRST = Pair(Text("First period at risk", "首个风险期"), "first")
FIRST_SHORT = Pair(Text("First short period", "首个断供期"), "first_short")
RECOVERY = Pair(Text("Recovers in", "恢复期"), "recovery")
OWNER = Pair(Text("Owner", "负责人"), "owner")

FOOT: tuple[LayoutPart, ...] = (
    SectionHeading(Text("Distribution and source", "分发与来源")),
    Pairs(
        (
            (Pair(Text("Distribution", "分发"), "distribution"),),
            (Pair(Text("Linked letters", "关联函件"), "linked"),),
            (Pair(Text("Source", "数据来源"), "source"),),
            (Pair(Text("Author", "编制"), "author"), Pair(Text("Approved by", "批准"), "approver")),
        )
    ),
)

PERIODS = LinesTable(
    "periods",
    (
        LinesColumn(Text("Period", "期间"), "period", 2, left=True),
        LinesColumn(Text("Opening", "期初"), "opening", number_format=BALANCE),
        LinesColumn(Text("Orders", "订单"), "orders", number_format=QUANTITY),
        LinesColumn(Text("Forecast", "预测"), "forecast", number_format=QUANTITY),
        LinesColumn(Text("MPS", "主生产计划"), "supply", number_format=QUANTITY),
        LinesColumn(Text("PAB", "预计可用"), "balance", number_format=BALANCE),
        LinesColumn(Text("Without MPS", "不含本期计划"), "exposed", number_format=BALANCE),
        LinesColumn(Text("Risk", "风险"), "risk", 2, left=True),
    ),
)

ORDER_LINES = LinesTable(
    "lines",
    (
        LinesColumn(Text("Order", "订单号"), "order", left=True),
        LinesColumn(Text("Line", "行"), "line", left=True),
        LinesColumn(Text("Customer", "客户"), "customer", span=3, left=True),
        LinesColumn(Text("Due", "交期"), "due", number_format=DAY),
        LinesColumn(Text("Quantity", "数量"), "quantity", number_format=QUANTITY),
        LinesColumn(Text("Short", "缺口"), "short", number_format=GAP),
        LinesColumn(Text("Best promise", "最早可交"), "promise", number_format=DAY),
        LinesColumn(Text("Days late", "延误天数"), "days_late", number_format="0_)"),
    ),
)

INTERNAL_ALERT = Layout(
    "Internal",
    Text("Internal alert", "内部预警"),
    (
        Pairs(
            (
                (ALERT, LEVEL),
                (ITEM, DESCRIPTION),
                (CUSTOMERS,),
                (FIRST, FIRST_SHORT),
                (Pair(Text("Periods at risk", "风险期数"), "duration"), RECOVERY),
                (WORST, Pair(Text("Safety stock", "安全库存"), "safety", QUANTITY)),
                (Pair(Text("Respond by", "答复期限"), "respond_by", DATE),),
            )
        ),
        SectionHeading(Text("Decision asked", "需要决策")),
        Paragraph(
            Text(
                "Can it be solved in time, by whom and until when? On sheet Alerts, in the row of {{alert}}, "
                "fill in Owner, Solvable in time and Solved by; then press Assess.",
                "能否按时解决、由谁负责、何时完成？请在 Alerts 表 {{alert}} 行填写“负责人”“能否按时解决”"
                "“解决期限”，然后按“评估”。",
            )
        ),
        SectionHeading(Text("The plan by period", "各期计划")),
        PERIODS,
        Paragraph(Text("MPS: {{mps_assumption}}", "主生产计划：{{mps_assumption}}")),
        SectionHeading(Text("Order lines hit ({{allocation}})", "受影响订单行（{{allocation}}）")),
        ORDER_LINES,
        SectionHeading(Text("Cause and action so far", "目前的原因与措施")),
        Pairs(
            (
                (Pair(Text("Cause category", "原因类别"), "category"), OWNER),
                (Pair(Text("Root cause (5 Why)", "根本原因（5 Why）"), "root_cause"),),
                (Pair(Text("Preventive action", "预防措施"), "preventive"),),
                (
                    Pair(Text("Acknowledged by", "确认人"), "acknowledged_by"),
                    Pair(Text("Acknowledged at", "确认时间"), "acknowledged_at"),
                ),
            )
        ),
        *FOOT,
    ),
)

ALL_CLEAR = Layout(
    "AllClear",
    Text("All-clear", "警报解除"),
    (
        Pairs(
            (
                (ALERT, LEVEL),
                (ITEM, DESCRIPTION),
                (CUSTOMERS,),
                (
                    Pair(Text("Cleared on", "解除日期"), "cleared_on", DATE),
                    Pair(Text("Open for [days]", "历时[天]"), "days_open"),
                ),
                (Pair(Text("Closes letters", "据此关闭的函件"), "linked"),),
                (Pair(Text("What remains", "尚存事项"), "remaining"),),
            )
        ),
        SectionHeading(Text("Evidence: the balance, projected again", "证据：重新推算的余额")),
        PERIODS,
        Paragraph(Text("MPS: {{mps_assumption}}", "主生产计划：{{mps_assumption}}")),
        *FOOT,
    ),
)

POST_MORTEM = Layout(
    "8D",
    Text("Post-mortem (8D)", "复盘报告（8D）"),
    (
        SectionHeading(Text("D0  Symptom and emergency response", "D0  症状与应急响应")),
        Pairs(
            (
                (ALERT, LEVEL),
                (ITEM, DESCRIPTION),
                (CUSTOMERS,),
                (FIRST_SHORT, WORST),
                (Pair(Text("Emergency response", "应急响应"), "response"),),
                (Pair(Text("Linked letters", "关联函件"), "linked"),),
                (Pair(Text("Source", "数据来源"), "source"), Pair(Text("Author", "编制"), "author")),
            )
        ),
        *TEAM,
        Pairs(((Pair(Text("Members", "小组成员"), "distribution"),),)),
        *PROBLEM,
        Space(),
        LinesTable(
            "timeline",
            (
                LinesColumn(Text("Date", "日期"), "day", number_format=DATE, left=True),
                LinesColumn(Text("Day", "第几天"), "elapsed", centred=True),
                LinesColumn(Text("Event", "事件"), "event", span=3, left=True),
                LinesColumn(Text("Letter", "函件"), "letter", span=2, left=True),
                LinesColumn(Text("Note", "说明"), "note", span=3, left=True),
            ),
        ),
        *CONTAINMENT,
        *CAUSES,
        *CORRECTION,
        *PREVENTION,
        SectionHeading(Text("D8  Result and thanks", "D8  总结与致谢")),
        Pairs(
            (
                (
                    Pair(Text("Warning lead time [days]", "预警提前期[天]"), "lead_time"),
                    Pair(Text("Time to clear [days]", "解除用时[天]"), "days_open"),
                ),
            )
        ),
        Paragraph(
            Text(
                "This review looks for causes in processes, not for persons to blame. "
                "Thanks to all who helped.",
                "本复盘只查找流程原因，不追究个人责任。感谢所有参与者。",
            )
        ),
    ),
)
