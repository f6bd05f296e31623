"""The disciplines of an 8D report, as our own review and the customers' reports show them."""

from pab_planner.language import Text
from pab_planner.letters.letter_layout import (
    DATE,
    DAY,
    QUANTITY,
    LayoutPart,
    LinesColumn,
    LinesTable,
    Pair,
    Pairs,
    SectionHeading,
    Space,
)

EFFECTIVE = Pair(Text("Verification date", "验证日期"), "effective", DATE)


def _actions(group: str) -> LinesTable:
    """Actions with who, introduced when, and effective from when."""
    return LinesTable(
        group,
        (
            LinesColumn(Text("Action", "措施"), "measure", 3, left=True),
            LinesColumn(Text("Owner", "责任人"), "owner", left=True),
            LinesColumn(Text("Introduced", "实施日期"), "introduced", number_format=DAY),
            LinesColumn(Text("Effective from", "生效日期"), "effective", number_format=DAY),
            LinesColumn(Text("State, result", "状态与结果"), "result", 4, left=True),
        ),
    )


TEAM: tuple[LayoutPart, ...] = (
    SectionHeading(Text("D1  Team", "D1  成立小组")),
    Pairs(((Pair(Text("Leader", "组长"), "leader"), Pair(Text("Sponsor", "主管领导"), "sponsor")),)),
)
PROBLEM: tuple[LayoutPart, ...] = (
    SectionHeading(Text("D2  Problem", "D2  问题描述")),
    Pairs(
        (
            (Pair(Text("What", "问题现象"), "what"),),
            (Pair(Text("Where", "发生地点"), "where"),),
            (Pair(Text("When", "发生时间"), "when"),),
            (Pair(Text("How many", "影响数量"), "how_many", QUANTITY),),
        )
    ),
)
CONTAINMENT: tuple[LayoutPart, ...] = (
    SectionHeading(Text("D3  Containment", "D3  临时遏制措施")),
    LinesTable(
        "measures",
        (
            LinesColumn(Text("Action", "措施"), "measure", 3, left=True),
            LinesColumn(Text("Quantity", "数量"), "quantity", number_format=QUANTITY),
            LinesColumn(Text("Owner", "责任人"), "owner", left=True),
            LinesColumn(Text("Introduced", "实施日期"), "introduced", number_format=DAY),
            LinesColumn(Text("Effective from", "生效日期"), "effective", number_format=DAY),
            LinesColumn(Text("State, result", "状态与结果"), "result", 3, left=True),
        ),
    ),
    Space(),
    Pairs(((Pair(Text("Other parts and sites affected", "其他受影响的料号与地点"), "affected"),),)),
)
CAUSES: tuple[LayoutPart, ...] = (
    SectionHeading(Text("D4  Root causes", "D4  根本原因")),
    Pairs(
        (
            (Pair(Text("Cause category", "原因类别"), "category"),),
            (Pair(Text("Why it occurred", "发生原因"), "root_cause"),),
            (Pair(Text("Why it was not seen earlier", "流出原因"), "escape_cause"),),
        )
    ),
)
CORRECTION: tuple[LayoutPart, ...] = (
    SectionHeading(Text("D5  Corrective action", "D5  永久纠正措施")),
    Pairs(((Pair(Text("Chosen", "选定措施"), "corrective"),),)),
    SectionHeading(Text("Corrective actions", "纠正措施实施情况")),
    _actions("corrections"),
    SectionHeading(Text("D6  Effectiveness", "D6  实施与有效性验证")),
    Pairs(((EFFECTIVE,), (Pair(Text("Proved by", "验证依据"), "verified"),))),
)
PREVENTION: tuple[LayoutPart, ...] = (
    SectionHeading(Text("D7  Prevention", "D7  预防再发")),
    Pairs(
        (
            (Pair(Text("Preventive action", "预防措施"), "preventive"),),
            (Pair(Text("Read-across", "横向展开"), "read_across"),),
        )
    ),
    SectionHeading(Text("Preventive actions", "预防措施实施情况")),
    _actions("preventions"),
)
