"""Every button, declared once: Excel's ribbon and LibreOffice's toolbar are generated from this."""

from typing import NamedTuple

from pab_planner.language import Text


class Group(NamedTuple):
    """A group of the ribbon, a submenu elsewhere."""

    name: str
    label: Text


class ButtonFace(NamedTuple):
    """What a planner sees of a button; what it does is the function of the same name in `macros`.

    Attributes:
        name: Name of the function in `pab_planner.macros`.
        group: Name of its group.
        label: Its caption.
        tip: What it does, in one or two sentences.
        icon: Name of an Office icon (imageMso).
        keytip: Letter or digit after Alt, P, B.
        large: Whether it is one of the group's main buttons.
    """

    name: str
    group: str
    label: Text
    tip: Text
    icon: str
    keytip: str
    large: bool = False


TITLE = "PAB 交货预警"

BADGE = "PAB_badge_{button}"
"""Defined name in a workbook; Excel's ribbon shows its text after a button's caption, `Update alerts 3`."""

GROUPS = (
    Group("plan", Text(en="Plan", zh="计划")),
    Group("alerts", Text(en="Alerts", zh="预警")),
    Group("customer", Text(en="Customer", zh="客户")),
    Group("share", Text(en="Share", zh="分享")),
    Group("help", Text(en="Help", zh="帮助")),
)

BUTTON_FACES = (
    ButtonFace(
        "insert_pab",
        "plan",
        Text(en="Insert PAB", zh="插入 PAB"),
        Text(
            en="Finds the items on this sheet and writes a projected balance row beside each one's rows.",
            zh="在本表中找出各物料，在其旁写入预计可用库存行，不改动原有内容。",
        ),
        icon="FunctionWizard",
        keytip="I",
        large=True,
    ),
    ButtonFace(
        "remove_pab",
        "plan",
        Text(en="Remove PAB", zh="移除 PAB"),
        Text(
            en="Takes away what Insert PAB wrote on this sheet, and nothing else.",
            zh="只移除“插入 PAB”在本表写入的内容。",
        ),
        icon="Delete",
        keytip="X",
    ),
    ButtonFace(
        "risk_colours",
        "plan",
        Text(en="Risk colours", zh="风险着色"),
        Text(
            en="Colours and marks balance rows by risk as you type: shortage, MPS-dependent, below safety. "
            "Press again to switch off.",
            zh="随输入为余额行着色并加标记：断供、依赖本期计划、低于安全库存。再按一次取消。",
        ),
        icon="ConditionalFormattingMenu",
        keytip="C",
    ),
    ButtonFace(
        "what_if",
        "plan",
        Text(en="What if late?", zh="延期推演"),
        Text(
            en="Shows what becomes of the selected items if their MPS arrives late. The plan stays as it is.",
            zh="推演所选物料的主生产计划延期到货的结果，不改动计划。",
        ),
        icon="WhatIfAnalysisMenu",
        keytip="W",
    ),
    ButtonFace(
        "how_it_is_read",
        "plan",
        Text(en="How it is read", zh="读取方式"),
        Text(
            en="Lists how each row and column of your sheets is read. Choose another meaning there and press "
            "again: it is remembered.",
            zh="列出各表每一行、每一列的读取方式；可在其中改选含义，再按一次即记住。",
        ),
        icon="TableProperties",
        keytip="J",
    ),
    ButtonFace(
        "get_my_items",
        "plan",
        Text(en="Get my items", zh="取我的物料"),
        Text(
            en="Fills Orders, MPS and Stock with your items of the company's scan that Settings name.",
            zh="从 Settings 所指的公司扫描结果中取出您的物料，填入 Orders、MPS、Stock 表。",
        ),
        icon="ImportTextFile",
        keytip="Z",
    ),
    ButtonFace(
        "update_alerts",
        "alerts",
        Text(en="Update alerts", zh="更新预警"),
        Text(
            en="Projects the plan again and brings the register of alerts up to date.",
            zh="重新推算计划，并更新预警登记表。",
        ),
        icon="RefreshAll",
        keytip="U",
        large=True,
    ),
    ButtonFace(
        "today",
        "alerts",
        Text(en="Today", zh="今日待办"),
        Text(
            en="Lists what needs doing now, worst and most overdue first.",
            zh="列出当前待办事项，最严重、逾期最久的在前。",
        ),
        icon="CalendarInsert",
        keytip="T",
    ),
    ButtonFace(
        "alert_form",
        "alerts",
        Text(en="Alert form", zh="预警表单"),
        Text(
            en="Opens one sheet with everything that the selected alert's steps ask. "
            "On a letter's row it shows that letter.",
            zh="打开所选预警的表单，集中填写各步骤所需内容；选中函件所在行时，显示该函件。",
        ),
        icon="CreateForm",
        keytip="H",
    ),
    ButtonFace(
        "internal_alert",
        "alerts",
        Text(en="Internal alert", zh="内部预警"),
        Text(
            en="Writes the internal alert for the selected alert: to the supervisor and those concerned.",
            zh="为所选预警编写内部预警单，发给主管及相关人员。",
        ),
        icon="TraceError",
        keytip="A",
    ),
    ButtonFace(
        "assess",
        "alerts",
        Text(en="Assess", zh="评估"),
        Text(
            en="Records whether the shortage can be solved in time, by whom and until when.",
            zh="记录缺口能否按时解决、由谁负责、何时完成。",
        ),
        icon="AssignTask",
        keytip="S",
    ),
    ButtonFace(
        "all_clear",
        "alerts",
        Text(en="All-clear", zh="警报解除"),
        Text(
            en="Tells everyone who was told that the shortage is over. Refused while still short.",
            zh="通知所有已被告知的人警报解除；余额仍短缺时不予解除。",
        ),
        icon="AcceptInvitation",
        keytip="L",
    ),
    ButtonFace(
        "close_alert",
        "alerts",
        Text(en="Close (8D)", zh="关闭（8D）"),
        Text(
            en="Closes a cleared alert once its 8D review is complete.",
            zh="8D 复盘填写完整后，关闭已解除的预警。",
        ),
        icon="AcceptTask",
        keytip="D",
    ),
    ButtonFace(
        "reopen",
        "alerts",
        Text(en="Reopen", zh="重新打开"),
        Text(
            en="Takes up a cleared alert again, because the shortage is back.",
            zh="缺口再次出现时，重新打开已解除的预警。",
        ),
        icon="Repeat",
        keytip="O",
    ),
    ButtonFace(
        "countermeasures",
        "customer",
        Text(en="Countermeasures", zh="应对措施"),
        Text(
            en="Plays the plan again with the countermeasures entered, and shows the gap that is left.",
            zh="计入已填写的应对措施重新推算，并显示剩余缺口。",
        ),
        icon="NewTask",
        keytip="M",
        large=True,
    ),
    ButtonFace(
        "transport",
        "customer",
        Text(en="Transport", zh="紧急运输"),
        Text(
            en="Chooses the cheapest transport that arrives before the break, with the arithmetic shown.",
            zh="选出能在断供前到达且最省的运输方式，并列出计算过程。",
        ),
        icon="Forward",
        keytip="R",
    ),
    ButtonFace(
        "warn",
        "customer",
        Text(en="Potential shortage", zh="潜在断供通知"),
        Text(
            en="Writes the potential-shortage notice, one for each customer.",
            zh="编写潜在断供通知，每个客户一份。",
        ),
        icon="SendStatusReport",
        keytip="P",
    ),
    ButtonFace(
        "confirm",
        "customer",
        Text(en="Confirmed shortage", zh="确认断供通知"),
        Text(
            en="Writes the confirmed-shortage notice: exact date, and quantity for each order line.",
            zh="编写确认断供通知：确切日期及各订单行的数量。",
        ),
        icon="DeclineInvitation",
        keytip="F",
    ),
    ButtonFace(
        "clear_customer",
        "customer",
        Text(en="Customer all-clear", zh="通知客户解除"),
        Text(
            en="Tells the customers who were warned that the shortage is over.",
            zh="通知曾收到预警的客户：警报已解除。",
        ),
        icon="ReplyAll",
        keytip="N",
    ),
    ButtonFace(
        "report_8d",
        "customer",
        Text(en="8D report", zh="8D 报告"),
        Text(
            en="Writes the 8D report to each customer who was told; an interim 3D report while causes are open.",
            zh="为每个被告知的客户编写 8D 报告；原因未明时为 3D 初步报告。",
        ),
        icon="ReviewTrackChanges",
        keytip="8",
    ),
    ButtonFace(
        "pdf",
        "share",
        Text(en="PDF", zh="PDF"),
        Text(en="Saves this letter as a PDF.", zh="将本函件存为 PDF。"),
        icon="FileSaveAsPdfOrXps",
        keytip="V",
        large=True,
    ),
    ButtonFace(
        "email",
        "share",
        Text(en="E-mail draft", zh="邮件草稿"),
        Text(
            en="Makes an e-mail draft with this letter attached. Nothing is sent.",
            zh="生成附有本函件的邮件草稿，不会自动发送。",
        ),
        icon="FileSendAsAttachment",
        keytip="E",
    ),
    ButtonFace(
        "acknowledge",
        "share",
        Text(en="Sent, answered", zh="登记寄出/签收"),
        Text(
            en="Notes that the selected letters were sent today; pressed again, that they were acknowledged.",
            zh="登记所选函件今日寄出；再按一次，登记客户今日签收。",
        ),
        icon="MarkAsRead",
        keytip="B",
    ),
    ButtonFace(
        "share_copy",
        "share",
        Text(en="Copy without macros", zh="无宏副本"),
        Text(
            en="Saves a copy with native formulas for someone without Python; internal sheets are left out.",
            zh="另存为使用原生公式的副本，供没有 Python 的人使用；不含内部工作表。",
        ),
        icon="FileSaveAsExcelXlsx",
        keytip="Y",
    ),
    ButtonFace(
        "check_setup",
        "help",
        Text(en="Check set-up", zh="检查安装"),
        Text(
            en="Checks Python, xlwings and the add-in, mends what it can, and writes a file for support.",
            zh="检查 Python、xlwings 与加载项是否匹配，修复可修复的问题，并生成供支持人员查看的文件。",
        ),
        icon="ErrorChecking",
        keytip="K",
        large=True,
    ),
    ButtonFace(
        "explain",
        "help",
        Text(en="Explain", zh="说明"),
        Text(
            en="Explains the selected cell: why it is an error, or how its balance comes about.",
            zh="说明所选单元格：为何出错，或余额如何得出。",
        ),
        icon="FormulaEvaluate",
        keytip="Q",
    ),
    ButtonFace(
        "guide",
        "help",
        Text(en="Guide", zh="使用指南"),
        Text(en="Opens the guide for the first day.", zh="打开入门指南。"),
        icon="Help",
        keytip="G",
    ),
)
