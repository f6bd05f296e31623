"""The sheet `Settings`: how this workbook is to be read and judged, and the planner's own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any, NamedTuple

from pab_planner.alerts import DEFAULT_DEADLINES, Deadlines, Hours, Shifts, WorkingDays, is_country
from pab_planner.core.allocation import AllocationRule
from pab_planner.core.demand import DemandRule
from pab_planner.core.risk import RiskPolicies, RiskPolicy
from pab_planner.errors import SheetError
from pab_planner.language import Text
from pab_planner.reading.grid import Grid
from pab_planner.reading.period_headings import day_of
from pab_planner.reading.quantities import BLANK, read_quantity, shown
from pab_planner.reading.vocabulary import plain
from pab_planner.sheets import own_sheets

TITLE, HEADING = own_sheets.SETTINGS


class Setting(NamedTuple):
    """One line of the sheet.

    Attributes:
        key: Its name in the program.
        title: Its name on the sheet.
        default: Its value where the sheet has none; the type says what may stand there.
        note: What it is for.
        choices: The words that may stand there; none for free text and numbers.
    """

    key: str
    title: Text
    default: str | float | None
    note: Text
    choices: tuple[str, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "language",
        Text("Language", "语言"),
        "en",
        Text("Language of answers and new sheets: zh or en", "提示和新工作表的语言：zh 或 en"),
        ("zh", "en"),
    ),
    Setting(
        "rule",
        Text("Demand rule", "需求规则"),
        None,
        Text("How orders and forecast make up the requirement", "订单与预测如何形成毛需求"),
        tuple(DemandRule),
    ),
    Setting(
        "demand_time_fence",
        Text("Demand time fence", "需求时界"),
        0.0,
        Text("Periods in which only orders count", "只计订单的期数"),
    ),
    Setting(
        "planning_time_fence",
        Text("Planning time fence", "计划时界"),
        None,
        Text("Periods after which only the forecast counts (three_zone)", "此期数之后只计预测（three_zone）"),
    ),
    Setting(
        "bucket",
        Text("Period", "期间"),
        None,
        Text(
            "Period into which lists are summed: day, week or month",
            "清单按日、周或月汇总：day、week 或 month",
        ),
        ("day", "week", "month"),
    ),
    Setting(
        "first_day",
        Text("First day of the plan", "计划起始日"),
        None,
        Text("First day of the first period of a plan made from lists", "由清单生成的计划的第一天"),
    ),
    Setting(
        "periods",
        Text("Number of periods", "期数"),
        None,
        Text("Periods of a plan made from lists", "由清单生成的计划的期数"),
    ),
    Setting(
        "my_source",
        Text("Source of my items", "我的物料来源"),
        "",
        Text(
            "The company's scan that Get my items takes from: a file RISKS.parquet",
            "“取我的物料”的来源：公司扫描结果文件 RISKS.parquet",
        ),
    ),
    Setting(
        "my_customer",
        Text("My customer", "我的客户"),
        "",
        Text("Get my items takes what this customer orders; blank: all", "只取该客户订购的物料；空白为全部"),
    ),
    Setting(
        "my_items",
        Text("My items", "我的物料"),
        "",
        Text(
            "Get my items takes these: A-1; B-2; blank: those at risk",
            "只取这些物料：A-1; B-2；空白为有风险的物料",
        ),
    ),
    Setting(
        "horizon",
        Text("Horizon", "关注期数"),
        None,
        Text("Periods in which risks are looked for; blank for all", "查找风险的期数；空白为全部"),
    ),
    Setting(
        "least_periods",
        Text("Least periods at risk", "最少连续期数"),
        1.0,
        Text("Consecutive periods at risk from which on it is reported", "连续多少期有风险才报告"),
    ),
    Setting(
        "least_cover",
        Text("Least cover", "最低可供期数"),
        0.0,
        Text("Periods of supply below which the stock is too low", "低于此可供期数视为库存过低"),
    ),
    Setting(
        "inserted_rows",
        Text("Rows inserted", "插入的行"),
        "balance",
        Text(
            "What Insert PAB writes: balance, or with it exposed, risk or all",
            "“插入 PAB”写入的行：balance（余额），或另加 exposed、risk，或 all（全部）",
        ),
        ("balance", "exposed", "risk", "all"),
    ),
    Setting(
        "allocation",
        Text("Allocation", "分配规则"),
        AllocationRule.DUE_DATE.value,
        Text("Whose order lines are served first in a shortage", "短缺时先供哪些订单行"),
        tuple(AllocationRule),
    ),
    Setting(
        "customer_rank",
        Text("Customer rank", "客户等级"),
        "",
        Text(
            "Customers for customer_rank, the first served first: A; B; C",
            "customer_rank 的客户顺序，先供在前：甲; 乙; 丙",
        ),
    ),
    Setting(
        "country",
        Text("Holidays of", "节假日国家"),
        "",
        Text(
            "Country whose holidays are no working days, such as CN or DE; "
            "own days: holiday: NAME, workday: NAME",
            "按哪国法定节假日计工作日，如 CN；自有日期写“假日：名称”“上班日：名称”",
        ),
    ),
    Setting(
        "work_hours",
        Text("Working hours", "工作时间"),
        "08:00-12:00, 13:00-17:00",
        Text(
            "Hours of a working day, for deadlines that are given in hours",
            "工作日的上班时间，用于按小时计的期限",
        ),
    ),
    Setting(
        "escalate_after",
        Text("Escalate after days", "逾期几天升级"),
        None,
        Text(
            "Days overdue after which an alert goes to the role below, or working hours: 4 h; blank: never",
            "逾期多少天后升级给下列角色，按工作小时写作 4 h；空白为不升级",
        ),
    ),
    Setting(
        "escalate_to",
        Text("Escalate to", "升级对象"),
        "executive",
        Text("Role on sheet Contacts that it goes to", "升级给 Contacts 表中的哪个角色"),
    ),
    Setting(
        "approval",
        Text("Second pair of eyes", "双人复核"),
        "no",
        Text(
            "yes: a customer's letter is issued only when somebody other than its author approved it",
            "yes：客户函件须由编制人以外的人批准后方可发出",
        ),
        ("no", "yes"),
    ),
    Setting(
        "paper",
        Text("Paper", "纸张"),
        "a4",
        Text("Paper of the letters: a4 or letter", "函件的纸张：a4 或 letter"),
        ("a4", "letter"),
    ),
    Setting(
        "company",
        Text("Company", "公司名称"),
        "",
        Text(
            "Head of the letters; both languages as: English | 中文",
            "函件抬头的公司名称；中英文写作：English | 中文",
        ),
    ),
    Setting(
        "company_address",
        Text("Company address", "公司地址"),
        "",
        Text("Under the company's name: English | 中文", "公司名称下方的地址：English | 中文"),
    ),
    Setting(
        "signer",
        Text("Signed by", "签发人"),
        "",
        Text("Who signs the customers' letters: English | 中文", "客户函件由谁签发：English | 中文"),
    ),
    Setting(
        "signer_title",
        Text("Title of the signer", "签发人职务"),
        "",
        Text("Under the name: English | 中文", "姓名下方的职务：English | 中文"),
    ),
    Setting(
        "signer_contact",
        Text("Telephone and e-mail of the signer", "签发人电话和邮箱"),
        "",
        Text("Under the title", "职务下方的联系方式"),
    ),
    *(
        Setting(
            f"respond_days_{state.name.lower()}",
            Text(f"Respond in days: {state.title.en}", f"答复天数：{state.title.zh}"),
            float(days),
            Text(
                "Working days within which the next step is due, or working hours: 4 h",
                "须在几个工作日内完成下一步；按工作小时写作 4 h",
            ),
        )
        for state, days in DEFAULT_DEADLINES.days.items()
    ),
    Setting(
        "interim_within",
        Text("Interim 3D report within days", "3D 报告期限（天）"),
        1.0,
        Text(
            "Working days from a confirmed notice to the 3D report, or working hours: 8 h",
            "确认断供通知发出后几个工作日内提交 3D 报告；按工作小时写作 8 h",
        ),
    ),
    Setting(
        "acknowledged_within",
        Text("Acknowledged within days", "客户签收期限（天）"),
        None,
        Text(
            "Working days from a notice to the customer's answer, or working hours: 4 h; blank: its reply-by date",
            "通知发出后几个工作日内应收到客户答复，按工作小时写作 4 h；空白为函件的回复期限",
        ),
    ),
)
"""Every setting, in the order in which they stand on the sheet."""

NOT_A_CHOICE = Text("one of: {choices}", "只能是：{choices}")
NOT_A_NUMBER = Text("a number", "应为数字")
NOT_A_DAY = Text("a date such as 2026-10-10", "应为日期，如 2026-10-10")
NOT_HOURS = Text(
    "hours in order, such as 08:00-12:00, 13:00-17:00", "应为先后有序的时段，如 08:00-12:00, 13:00-17:00"
)
NOT_A_COUNTRY = Text("the two letters of a country, such as CN or DE", "应为国家或地区的两位代码，如 CN、DE")


class SettingRefused(SheetError):
    """A setting that cannot be used."""

    sentence = Text(
        "Settings, {cell}: {title} is {found}; expected {expected}",
        "Settings {cell}：{title}为 {found}；{expected}",
    )


@dataclass(frozen=True)
class Settings:
    """Settings by key, the planner's labels, risk policies by item or customer, items renamed, own days."""

    values: Mapping[str, Any]
    labels: Mapping[str, str]
    exceptions: Mapping[str, RiskPolicy]
    renamed: Mapping[str, str]
    stated: frozenset[str] = frozenset()
    free: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __getitem__(self, key: str) -> Any:
        """The value of a setting, its default where the sheet has none."""
        return self.values[key]

    def given(self, key: str) -> Any:
        """The value that the sheet gives a setting, None if it gives none."""
        return self.values[key] if key in self.stated else None

    @property
    def deadlines(self) -> Deadlines:
        """Working days within which the next step of an alert is due, by its state."""
        given = {state: self[f"respond_days_{state.name.lower()}"] for state in DEFAULT_DEADLINES.days}
        hours = {state: each.number for state, each in given.items() if isinstance(each, Hours)}
        days = {state: int(each) for state, each in given.items() if not isinstance(each, Hours)}
        interim, receipt = self["interim_within"], self["acknowledged_within"]
        return Deadlines({**DEFAULT_DEADLINES.days, **days}, self.working_days, hours, interim, receipt)

    @property
    def working_days(self) -> WorkingDays:
        """The days on which the company works."""
        return WorkingDays(str(self["country"]), self.free, self.worked, _shifts(str(self["work_hours"])))

    @property
    def ranks(self) -> tuple[str, ...]:
        """Customers in the order of their rank."""
        names = str(self["customer_rank"] or "").replace("；", ";").split(";")
        return tuple(name.strip() for name in names if name.strip())

    @property
    def policies(self) -> RiskPolicies:
        """What counts as a risk: by default, and for items and customers that have a line of their own."""
        horizon = self["horizon"]
        default = RiskPolicy(
            None if horizon is None else int(horizon), int(self["least_periods"]), float(self["least_cover"])
        )
        return RiskPolicies(default, self.exceptions, self.exceptions)


_KEYS = {plain(name): setting for setting in SETTINGS for name in (setting.key, *setting.title)}
_LABEL = tuple(map(plain, ("label", "标签")))
_POLICY = tuple(map(plain, ("policy", "策略")))
_RENAMED = tuple(map(plain, ("renamed", "改名")))
_FREE = tuple(map(plain, ("holiday", "假日")))
_WORKED = tuple(map(plain, ("workday", "上班日")))


def read_settings(grids: Sequence[Grid]) -> Settings:
    """Settings of a workbook, from its sheet `Settings`; defaults where it has none.

    A line is a name in one cell and its value in the next. `label: TEXT` (`标签：TEXT`) with a role beside
    it, or the three cells `label`, TEXT, role, teach the finder a word. `policy: NAME` (`策略：NAME`)
    followed by horizon, least periods and least cover judges an item or a customer by rules of its own.
    `renamed: OLD` (`改名：OLD`) with the new number beside it keeps an item's alerts together.
    `holiday: NAME` (`假日：NAME`) and `workday: NAME` (`上班日：NAME`) with a date are our own days.

    Raises:
        SettingRefused: A value is not of the kind that its setting takes.
    """
    values: dict[str, Any] = {setting.key: setting.default for setting in SETTINGS}
    labels: dict[str, str] = {}
    exceptions: dict[str, RiskPolicy] = {}
    renamed: dict[str, str] = {}
    stated: set[str] = set()
    free: set[date] = set()
    worked: set[date] = set()
    for grid in grids:
        if not is_settings(grid.title, grid.cell(0, 0)):
            continue
        for row, cells in enumerate(grid.rows):
            filled = [(column, cell) for column, cell in enumerate(cells) if cell not in BLANK]
            if len(filled) < 2 or not isinstance(filled[0][1], str):
                continue
            name, value = str(filled[0][1]), filled[1][1]
            head, colon, word = name.replace("：", ":").partition(":")
            if plain(head) in _LABEL and colon and word.strip():
                labels[word.strip()] = str(value)
            elif plain(name) in _LABEL and len(filled) >= 3:
                labels[str(value)] = str(filled[2][1])
            elif plain(head) in _POLICY and colon and word.strip():
                exceptions[word.strip()] = _policy(cells[filled[0][0] + 1 :], f"{grid.title}!{row + 1}")
            elif plain(head) in _RENAMED and colon and word.strip():
                renamed[word.strip()] = shown(value)
            elif plain(head) in (*_FREE, *_WORKED) and colon:
                days = free if plain(head) in _FREE else worked
                days.add(_own_day(value, name, f"{grid.title}!{row + 1}"))
            elif (setting := _setting(name)) and (value := cells[filled[0][0] + 1]) not in BLANK:
                stated.add(setting.key)
                values[setting.key] = _value(setting, value, f"{grid.title}!{row + 1}")
    return Settings(
        values, labels, exceptions, renamed, frozenset(stated), frozenset(free), frozenset(worked)
    )


def is_settings(title: str, corner: object) -> bool:
    """Whether a sheet holds settings: by its title, or its first cell where somebody gave it another."""
    return title.casefold() in map(str.casefold, HEADING) or corner == f"{HEADING.en} {HEADING.zh}"


def _setting(name: str) -> Setting | None:
    """The setting of a name, in one language or both (`Language 语言`)."""
    words = plain(name)
    if words in _KEYS:
        return _KEYS[words]
    return next((setting for setting in SETTINGS if words == plain(" ".join(setting.title))), None)


def _policy(cells: Sequence[Any], place: str) -> RiskPolicy:
    """A risk policy from the cells beside its name: horizon, least periods, least cover."""
    numbers: list[float | None] = []
    for cell in (*cells, "", "", "")[:3]:
        value = None if cell in BLANK else read_quantity(cell).value
        if value is None and cell not in BLANK:
            title = Text("Risk policy", "风险策略")
            raise SettingRefused(cell=place, title=title, found=shown(cell), expected=NOT_A_NUMBER)
        numbers.append(value)
    horizon, least, cover = numbers
    return RiskPolicy(None if horizon is None else int(horizon), int(least or 1), cover or 0.0)


def _own_day(cell: Any, name: str, place: str) -> date:
    """One of the company's own days."""
    day = cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else day_of(cell)
    if day is None:
        raise SettingRefused(cell=place, title=name, found=shown(cell), expected=NOT_A_DAY)
    return day


HOURS = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:h|hours?|小时)\s*", re.IGNORECASE)
SHIFT = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")


def _shifts(words: str) -> Shifts:
    """The hours of a working day, `08:00-12:00, 13:00-17:00`; empty if they are not in order."""
    found = [SHIFT.fullmatch(part.strip()) for part in re.split(r"[,;，；、]", words) if part.strip()]
    clock = [int(each[n]) * 60 + int(each[n + 1]) for each in found if each for n in (1, 3)]
    if not all(found) or not all(one < other for one, other in pairwise([*clock, 24 * 60])):
        return ()
    times = [time(*divmod(minutes, 60)) for minutes in clock]
    return tuple(zip(times[::2], times[1::2], strict=True))


def _value(setting: Setting, cell: Any, place: str) -> Any:
    """A setting's value of the kind that it takes."""
    if setting.choices:
        word = str(cell).strip().split(" ")[0].casefold()
        if word in setting.choices:
            return word
        expected: Text = NOT_A_CHOICE.filled(choices=", ".join(setting.choices))
        raise SettingRefused(cell=place, title=setting.title, found=shown(cell), expected=expected)
    if setting.key == "country" and not is_country(str(cell).strip()):
        raise SettingRefused(cell=place, title=setting.title, found=shown(cell), expected=NOT_A_COUNTRY)
    if setting.key == "work_hours" and not _shifts(str(cell)):
        raise SettingRefused(cell=place, title=setting.title, found=shown(cell), expected=NOT_HOURS)
    timed = ("respond_days_", "escalate_after", "interim_within", "acknowledged_within")
    if setting.key.startswith(timed) and (named := HOURS.fullmatch(shown(cell))):
        return Hours(float(named[1]))
    if setting.key == "first_day" or isinstance(setting.default, str):
        return cell
    value = read_quantity(cell).value
    if value is None:
        raise SettingRefused(cell=place, title=setting.title, found=shown(cell), expected=NOT_A_NUMBER)
    return value
