"""The sheets Transport, with the modes, and Freight, with what is to travel for which alert."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import xlwings as xw

from pab_planner.alerts import WorkingDays, is_country
from pab_planner.core.transport import EVERY_DAY, TransportChoice, TransportMode, TransportOffer
from pab_planner.errors import PlanError, SheetError
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger
from pab_planner.notices import Freight
from pab_planner.sheets import own_sheets

_N, _D = Kind.NUMBER, Kind.DATE
YES, NO = Text("Yes", "是"), Text("No", "否")

TRANSPORT = Ledger(
    *own_sheets.TRANSPORT,
    Text(
        "Fill in the brown columns. The button Transport works every mode out and marks the one it takes.",
        "填写棕色列；按“紧急运输”后逐一计算并标出选中的方式。",
    ),
    (
        LedgerColumn("name", Text("Mode", "运输方式"), width=16, asks=Text("Its name", "名称")),
        LedgerColumn(
            "lead_days",
            Text("Lead time [working days]", "运输时间[工作日]"),
            _N,
            asks=Text("Working days of this mode from departure to arrival", "从出发到到达的工作日数"),
        ),
        LedgerColumn(
            "cut_off",
            Text("Cut-off", "截单时间"),
            width=9,
            asks=Text(
                "16:00; what is ready later departs the next working day",
                "如 16:00，晚于此时次日出发",
            ),
        ),
        LedgerColumn(
            "capacity",
            Text("Capacity of a trip", "每趟运力"),
            _N,
            asks=Text("What one trip carries; blank without limit", "每趟可运数量；不限则留空"),
        ),
        LedgerColumn(
            "trips_a_day",
            Text("Trips a day", "每日趟数"),
            _N,
            9,
            Text("Blank: as many as needed", "不限则留空"),
        ),
        LedgerColumn("fixed", Text("Cost of a trip", "每趟费用"), _N, asks=Text("Fixed cost", "固定费用")),
        LedgerColumn("unit", Text("Cost of a unit", "单件费用"), _N, asks=Text("Unit cost", "单件费用")),
        LedgerColumn(
            "working_days",
            Text("Working days", "工作日"),
            width=10,
            asks=Text("1-5 is Monday to Friday; blank every day", "1-5 表示周一至周五；每天则留空"),
        ),
        LedgerColumn(
            "source",
            Text("From", "起点"),
            asks=Text("Place; blank: anywhere", "起点；不限则留空"),
            optional=True,
        ),
        LedgerColumn(
            "destination",
            Text("To", "终点"),
            width=18,
            asks=Text("Customer or place; blank: anywhere", "客户或地点；不限则留空"),
            optional=True,
        ),
        LedgerColumn(
            "usual",
            Text("Usual lane", "常规线路"),
            Kind.CHOICE,
            10,
            Text(
                "Yes: goods go to that customer so, and its days come on top of every promise",
                "是：平时即以此方式发往该客户，其天数计入所有交期",
            ),
            (YES, NO),
            optional=True,
        ),
        LedgerColumn(
            "calendar",
            Text("Holidays of", "节假日国家"),
            width=10,
            asks=Text("Country whose holidays stop it, such as CN", "按哪国节假日停运，如 CN"),
            optional=True,
        ),
        LedgerColumn(
            "currency", Text("Currency", "币种"), width=9, asks=Text("CNY, EUR", "CNY、EUR 等"), optional=True
        ),
        LedgerColumn("compared", Text("Worked out for", "计算对象"), width=30),
        LedgerColumn("departure", Text("Departs", "出发"), _D),
        LedgerColumn("arrival", Text("All arrived", "全部到达"), _D),
        LedgerColumn("trips", Text("Trips", "趟数"), _N, 8),
        LedgerColumn("fixed_cost", Text("Trips x cost", "趟数×费用"), _N),
        LedgerColumn("unit_cost", Text("Units x cost", "件数×费用"), _N),
        LedgerColumn("cost", Text("Together", "合计"), _N),
        LedgerColumn("in_time", Text("In time", "按时到达"), _N),
        LedgerColumn("late", Text("Too late", "迟到"), _N),
        LedgerColumn("chosen", Text("Taken", "选用"), width=10),
    ),
)

FREIGHT = Ledger(
    *own_sheets.FREIGHT,
    Text(
        "One row for each alert: what is to travel. The authorisation is for "
        "those who approve premium freight.",
        "每个预警一行：需运什么。批准栏由有权批准加急运费的人填写。",
    ),
    (
        LedgerColumn("alert", Text("Alert", "预警号"), width=10, asks=Text("A-0001", "如 A-0001")),
        LedgerColumn(
            "quantity",
            Text("Quantity", "数量"),
            _N,
            asks=Text("What is to travel; blank for the gap that is left", "需运数量；留空则取剩余缺口"),
        ),
        LedgerColumn("ready", Text("Ready on", "备妥日期"), _D, asks=Text("Blank for today", "留空则为今天")),
        LedgerColumn(
            "ready_time",
            Text("Ready at", "备妥时间"),
            width=9,
            asks=Text("14:00; blank for the morning", "如 14:00；留空则为当天一早"),
        ),
        LedgerColumn(
            "needed_by",
            Text("Needed by", "最迟到达"),
            _D,
            asks=Text("Blank for the first day short", "留空则为首个短缺日"),
        ),
        LedgerColumn(
            "moved_from",
            Text("Moved from", "原到货日期"),
            _D,
            asks=Text(
                "Date of the receipt that travels faster; blank where it is not in the plan",
                "被加急的那批入库的原日期；不在计划内则留空",
            ),
        ),
        LedgerColumn("owner", Text("Owner", "责任人"), asks=Text("Who sees to it", "由谁负责")),
        LedgerColumn("mode", Text("Taken", "选用方式"), width=16),
        LedgerColumn("departure", Text("Departs", "出发"), _D),
        LedgerColumn("arrival", Text("All arrived", "全部到达"), _D),
        LedgerColumn("late", Text("Too late", "迟到数量"), _N),
        LedgerColumn("arithmetic", Text("Arithmetic", "计算"), width=44),
        LedgerColumn(
            "reason", Text("Reason", "理由"), width=24, asks=Text("Why premium freight", "加急运输的理由")
        ),
        LedgerColumn("payer", Text("Paid by", "费用承担"), width=14, asks=Text("Who pays", "由谁承担")),
        LedgerColumn(
            "authorisation",
            Text("Authorisation", "批准编号"),
            width=16,
            asks=Text("Number under which it was approved", "批准编号"),
        ),
        LedgerColumn(
            "waybill",
            Text("Waybill or flight", "运单号或航班号"),
            width=18,
            asks=Text("Number of the waybill or the flight, once it is known", "运单号或航班号，确定后填写"),
            optional=True,
        ),
    ),
    in_order=(("ready", "departure", "arrival"),),
)
DEFAULT_MODES = (Text("Truck", "卡车"), Text("Air", "空运"), Text("Hand carry", "手提急件"))


class ModeIncomplete(SheetError):
    """A mode that cannot be worked out."""

    sentence = Text(
        "{cell}: {what} of {mode} is {found}; expected {expected}",
        "{cell}：{mode}的{what}为 {found}；应为{expected}",
    )


LEAD = Text("the lead time", "运输时间")
CUT_OFF = Text("the cut-off", "截单时间")
DAYS = Text("the working days", "工作日")
CALENDAR = Text("the calendar", "节假日国家")
A_COUNTRY = Text("the two letters of a country, such as CN", "国家或地区的两位代码，如 CN")
A_TIME = Text("a time such as 16:00", "时间，如 16:00")
WHOLE_DAYS = Text("a whole number of days, 0 or more", "不小于 0 的整数天数")
WEEKDAYS = Text("days from 1 (Monday) to 7, such as 1-5 or 1,3,5", "1（周一）至 7，如 1-5 或 1,3,5")


def have_modes(kept: OpenLedger) -> None:
    """Write the names of the usual modes where the workbook keeps none."""
    if kept.kept is None:
        kept.append([{"name": f"{mode.en} {mode.zh}"} for mode in DEFAULT_MODES])


def read_modes(kept: OpenLedger) -> tuple[TransportMode, ...]:
    """The modes of the sheet.

    Raises:
        ModeIncomplete: One lacks its lead time, or a cell of one cannot be understood.
        NotWhatIsAsked: A number cannot be understood.
    """
    if kept.unread:
        raise kept.unread[0]
    return tuple(_mode(kept, index) for index in range(len(kept.rows)))


def _mode(kept: OpenLedger, index: int) -> TransportMode:
    """One row as a mode."""
    row = kept.rows[index]

    def refuse(key: str, what: Text, expected: Text) -> ModeIncomplete:
        found = Text("blank", "空白") if row[key] is None else row[key]
        return ModeIncomplete(
            cell=kept.cell(index, key), what=what, mode=row["name"], found=found, expected=expected
        )

    lead = row["lead_days"]
    if lead is None or lead < 0 or lead != int(lead):
        raise refuse("lead_days", LEAD, WHOLE_DAYS)
    cut_off, days = read_time(row["cut_off"]), _weekdays(row["working_days"])
    if row["cut_off"] is not None and cut_off is None:
        raise refuse("cut_off", CUT_OFF, A_TIME)
    if days is None:
        raise refuse("working_days", DAYS, WEEKDAYS)
    return TransportMode(
        name=row["name"],
        lead_days=int(lead),
        cut_off=cut_off or time(23, 59),
        capacity=math.inf if row["capacity"] is None else row["capacity"],
        fixed_cost=row["fixed"] or 0.0,
        unit_cost=row["unit"] or 0.0,
        working_days=days,
        trips_a_day=None if row["trips_a_day"] is None else int(row["trips_a_day"]),
        place=kept.cell(index, "name"),
        source=row["source"] or "",
        destination=row["destination"] or "",
        usual=row["usual"] == both(YES),
        is_worked=_calendar(kept, index, refuse),
    )


def _calendar(
    kept: OpenLedger, index: int, refuse: Callable[[str, Text, Text], PlanError]
) -> Callable[[date], bool] | None:
    """Tells the working days of a row's country; None if the row names no country."""
    country = str(kept.rows[index]["calendar"] or "").strip()
    if not country:
        return None
    if not is_country(country):
        raise refuse("calendar", CALENDAR, A_COUNTRY)
    days = WorkingDays(country)
    free = {SATURDAY, SUNDAY}
    return lambda day: day.isoweekday() in free or days.is_working(day)


SATURDAY, SUNDAY = 6, 7


def usual_lanes(book: xw.Book) -> dict[str, TransportMode]:
    """How goods usually travel to each customer, as far as the sheet says.

    Raises:
        ModeIncomplete: Such a row lacks its lead time, or a cell of it cannot be understood.
    """
    kept = open_ledger(book, TRANSPORT)
    lanes = (_mode(kept, n) for n, row in enumerate(kept.rows) if row["usual"] == both(YES))
    return {lane.destination: lane for lane in lanes}


def read_time(cell: Any) -> time | None:
    """A time of day: 16:00, or the fraction of a day as Excel keeps it; none for anything else."""
    text = str(cell or "").strip().replace("：", ":")
    clock = re.fullmatch(r"(?:\d{4}-\d\d-\d\d )?([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", text)
    if clock:
        return time(int(clock[1]), int(clock[2]))
    if re.fullmatch(r"0?\.\d+|0", text):
        minutes = round(float(text) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    return None


def _weekdays(cell: Any) -> frozenset[int] | None:
    """Days of the week, Monday is 1; every day where blank; None if it cannot be understood."""
    text = str(cell or "").replace("，", ",").replace("、", ",").replace(" ", "")
    if not text:
        return EVERY_DAY
    days: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"([1-7])(?:[-–~]([1-7]))?", part)
        if not found:
            return None
        days.update(range(int(found[1]), int(found[2] or found[1]) + 1))
    return frozenset(days) or None


ARITHMETIC = Text(
    "{trips} x {fixed:,.12g} + {quantity:,.12g} x {unit:,.12g} = "
    "{cost:,.12g}; {in_time:,.12g} in time, {late:,.12g} late",
    "{trips}×{fixed:,.12g} + {quantity:,.12g}×{unit:,.12g} = "
    "{cost:,.12g}；按时 {in_time:,.12g}，迟到 {late:,.12g}",
)


def write_choice(
    modes: OpenLedger, choice: TransportChoice, alert: str, quantity: float, ready: datetime, needed_by: date
) -> None:
    """Write beside each mode how it works out, and mark the one taken."""
    compared = f"{alert}: {quantity:,.12g}, {ready:%Y-%m-%d %H:%M} → {needed_by}"
    for index, offer in enumerate(choice.offers):
        modes.amend(
            index,
            {
                "compared": compared,
                "departure": offer.departure,
                "arrival": offer.arrival,
                "trips": float(offer.number),
                "fixed_cost": offer.fixed_cost,
                "unit_cost": offer.unit_cost,
                "cost": offer.cost,
                "in_time": offer.in_time,
                "late": offer.rest,
                "chosen": "✔" if offer is choice.chosen else None,
            },
        )


def arithmetic(offer: TransportOffer, quantity: float) -> Text:
    """How an offer's cost comes about, and what of it is in time."""
    numbers = {
        "trips": offer.number,
        "fixed": offer.mode.fixed_cost,
        "quantity": quantity,
        "unit": offer.mode.unit_cost,
        "cost": offer.cost,
        "in_time": offer.in_time,
        "late": offer.rest,
    }
    return ARITHMETIC.filled(**numbers)


def freight_of(kept: OpenLedger, alert: str) -> tuple[Freight, ...]:
    """The transports chosen for an alert, without what they cost.

    Raises:
        NotWhatIsAsked: A cell of one cannot be understood, or its days are out of order.
    """
    chosen = []
    for index in kept.where("alert", alert):
        row = kept.rows[index]
        if not (row["mode"] and row["departure"] and row["arrival"]):
            continue
        for fault in kept.faults(index):
            raise fault
        chosen.append(
            Freight(
                mode=row["mode"],
                quantity=row["quantity"] or 0.0,
                departure=row["departure"],
                arrival=row["arrival"],
                payer=row["payer"] or "",
                reason=row["reason"] or "",
                authorisation=row["authorisation"] or "",
            )
        )
    return tuple(chosen)
