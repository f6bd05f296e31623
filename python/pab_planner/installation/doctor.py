"""Looks at everything that Excel, the add-in and Python need of each other, and mends what it can."""

import shutil
from collections.abc import Iterable, Iterator, Sequence

from pab_planner.errors import PlanError
from pab_planner.files import FileTrouble
from pab_planner.installation.computer import ADDIN_NAME, Computer, shipped, this_computer
from pab_planner.installation.excel import (
    ExcelMissing,
    FileInUse,
    configured_python,
    install_addin,
    leads_here,
)
from pab_planner.installation.opened_addins import DISABLED, disabled_items, is_ticked, opened_elsewhere, tick
from pab_planner.installation.python_findings import SetupFinding, broken_cache, either, python_findings
from pab_planner.installation.trust import (
    NONE_AT_ALL,
    SIGNED_ONLY,
    addins_must_be_signed,
    child_processes_are_blocked,
    is_from_the_internet,
    is_trusted,
    locations_are_off,
    macro_setting,
    take_mark_away,
)
from pab_planner.language import Text


def doctor(computer: Computer | None = None) -> list[SetupFinding]:
    """What was found, sound or not, in the order in which one thing needs the other."""
    computer = computer or this_computer()
    if not computer.excel:
        return [SetupFinding(False, ExcelMissing().said)]
    about = (python_findings, _addin_findings, _loading_findings, _command_findings, _macro_findings)
    return [finding for findings in about for finding in _readable(findings(computer))]


def _readable(findings: Iterable[SetupFinding]) -> Iterator[SetupFinding]:
    """What was found, and where a file cannot be read, that."""
    try:
        yield from findings
    except OSError as error:
        yield SetupFinding(False, FileTrouble.of(error).said)


def as_line(finding: SetupFinding) -> Text:
    """A finding with a sign for sound or not."""
    return Text("{sign} {text}", "{sign} {text}").filled(
        sign="✓" if finding.sound else "✗", text=finding.text
    )


def repair(findings: Sequence[SetupFinding], *, excel_is_open: bool = False) -> list[Text]:
    """Mend what can be mended, in the order of the findings.

    Args:
        findings: What `doctor` found.
        excel_is_open: What needs Excel closed is left then.

    Returns:
        A sentence for each thing that was mended or could not be.
    """
    said = []
    for finding in findings:
        if finding.sound or not finding.mend or (excel_is_open and finding.excel_closed):
            continue
        try:
            finding.mend()
        except PlanError as error:
            said.append(error.said)
        except OSError as error:
            said.append(
                Text("Could not be mended: {text} ({why})", "未能修复：{text}（{why}）").filled(
                    text=finding.text, why=error.strerror
                )
            )
        else:
            said.append(Text("Mended: {text}", "已修复：{text}").filled(text=finding.text))
    return said


def _again(computer: Computer) -> Text:
    """How to install once more."""
    if computer.came_with_set_up_program:
        return Text("close Excel and start the set-up program again", "请关闭 Excel 并重新运行安装程序")
    return Text("close Excel and type pab-planner install", "请关闭 Excel 并输入 pab-planner install")


def _addin_findings(computer: Computer) -> Iterator[SetupFinding]:
    def install() -> None:
        install_addin(computer)

    again = _again(computer)
    installed = computer.addin.exists()
    yield either(
        installed and computer.addin.read_bytes() == shipped(ADDIN_NAME),
        Text("The add-in is installed and up to date.", "加载项已安装且为最新版本。"),
        Text("The add-in is of another version: {again}", "加载项版本不符：{again}")
        if installed
        else Text("The add-in is not installed: {again}", "加载项未安装：{again}"),
        install,
        again=again,
    )._replace(excel_closed=True)
    other = configured_python(computer)
    yield either(
        leads_here(computer),
        Text("The add-in uses this Python.", "加载项使用的是本 Python。"),
        Text(
            "The add-in uses another Python, {python}, and not this one: {again}",
            "加载项使用的是另一个 Python（{python}），而非本 Python：{again}",
        )
        if other
        else Text(
            "{file} does not lead to this Python: {again}",
            "{file} 未指向本 Python：{again}",
        ),
        install,
        file=computer.configuration,
        python=other,
        again=again,
    )._replace(excel_closed=True)


def _command_findings(computer: Computer) -> Iterator[SetupFinding]:
    broken = broken_cache(computer.early_binding) if computer.early_binding else []

    def delete_broken() -> None:
        for package in broken:
            shutil.rmtree(package)

    yield either(
        not broken,
        Text("Python knows Excel's commands.", "Python 已识别 Excel 的命令。"),
        Text(
            "Python's copy of Excel's commands is damaged; delete the folder {folder}",
            "Python 中 Excel 命令的缓存已损坏；请删除文件夹 {folder}",
        ),
        delete_broken,
        folder=computer.early_binding,
    )


def _loading_findings(computer: Computer) -> Iterator[SetupFinding]:
    """Whether Excel opens the add-in when it starts, and once only."""
    registry = computer.registry
    ticked = is_ticked(registry, computer.addin)
    yield either(
        ticked,
        Text("Excel opens the add-in when it starts.", "Excel 启动时会打开加载项。"),
        Text(
            "The add-in is not ticked: in Excel, File > Options > Add-ins > Go, tick “PAB Planner”, OK",
            "加载项未勾选：在 Excel 中，文件 > 选项 > 加载项 > 转到，勾选“PAB Planner”，确定",
        ),
        lambda: tick(registry, computer.addin),
    )._replace(excel_closed=True)
    twice = [str(computer.started_addin)] if computer.started_addin.exists() else []
    twice += opened_elsewhere(registry, computer.addin)

    def once() -> None:
        if ticked:
            tick(registry, computer.addin)
        try:
            computer.started_addin.unlink(missing_ok=True)
        except PermissionError:
            raise FileInUse(file=computer.started_addin) from None

    yield either(
        not twice,
        Text("The add-in is loaded once.", "加载项只加载一次。"),
        Text(
            "The add-in would load twice, the second time from {file}: close Excel and take that one away",
            "加载项会被加载两次，第二次来自 {file}：请关闭 Excel 并移除该处的加载项",
        ),
        once,
        file=", ".join(twice),
    )._replace(excel_closed=True)
    disabled = disabled_items(registry, computer.addin)

    def enable() -> None:
        for name in disabled:
            registry.remove(DISABLED, name)

    yield either(
        not disabled,
        Text("Excel has not disabled the add-in.", "Excel 未禁用加载项。"),
        Text(
            "Excel disabled the add-in after a crash: File > Options > Add-ins > Manage: Disabled Items > "
            "Go, select “PAB Planner”, Enable",
            "Excel 在一次崩溃后禁用了加载项：文件 > 选项 > 加载项 > 管理：禁用项目 > 转到，"
            "选择“PAB Planner”，启用",
        ),
        enable,
    )._replace(excel_closed=True)


def _macro_findings(computer: Computer) -> Iterator[SetupFinding]:
    for file in (computer.addin, computer.template):
        yield either(
            not is_from_the_internet(file),
            Text("{file} is not marked as downloaded.", "{file} 没有“来自互联网”的标记。"),
            Text(
                "Excel blocks the macros of {file}, because it is marked as downloaded: right-click it, "
                "Properties, tick Unblock, OK",
                "{file} 带有“来自互联网”的标记，Excel 会阻止其宏：右键单击该文件，属性，勾选“解除锁定”，确定",
            ),
            lambda file=file: take_mark_away(file),  # type: ignore[misc]
            file=file.name,
        )
    yield _macro_finding(computer)
    yield either(
        not addins_must_be_signed(computer.registry),
        Text("Excel accepts add-ins without a signature.", "Excel 接受未签名的加载项。"),
        Text(
            "Excel opens only signed add-ins: under File > Options > Trust Center > Trust Center Settings > "
            "Add-ins untick all boxes; if they are grey, ask your IT department for a signed add-in",
            "Excel 只打开已签名的加载项：文件 > 选项 > 信任中心 > 信任中心设置 > 加载项，取消所有勾选；"
            "若选项为灰色，请向 IT 部门申请已签名的加载项",
        ),
    )
    yield either(
        not child_processes_are_blocked(computer.registry),
        Text("Excel may start Python.", "Excel 可以启动 Python。"),
        Text(
            "Windows Defender lets no Office program start another one, so Excel cannot start Python: ask your "
            "IT department to exempt {python} from the rule “Block all Office applications from creating child "
            "processes”",
            "Windows Defender 禁止 Office 启动其他程序，Excel 因此无法启动 Python：请联系 IT 部门，"
            "将 {python} 排除在“阻止所有 Office 应用程序创建子进程”规则之外",
        ),
        python=computer.interpreter,
    )


_MACROS = Text(
    "under File > Options > Trust Center > Trust Center Settings > Macro Settings choose “Disable VBA macros "
    "with notification”",
    "文件 > 选项 > 信任中心 > 信任中心设置 > 宏设置，选择“通过通知禁用 VBA 宏”",
)
_TRUST_AGAIN = Text(
    "start the set-up program again and tick “Trust these two folders”",
    "请重新运行安装程序，并勾选“信任这两个文件夹”",
)
_TRUST_TYPED = Text(
    "close Excel and type pab-planner install --trust", "请关闭 Excel 并输入 pab-planner install --trust"
)
_ASK_IT = Text(
    "your company's policy says so, and allows no trusted locations: ask your IT department to have the "
    "add-in signed",
    "此为公司策略，且不允许受信任位置：请联系 IT 部门为加载项签名",
)


def _macro_finding(computer: Computer) -> SetupFinding:
    setting, by_policy = macro_setting(computer.registry)
    if setting not in (SIGNED_ONLY, NONE_AT_ALL):
        return SetupFinding(True, Text("Excel lets you allow macros.", "Excel 允许您启用宏。"))
    locations = not locations_are_off(computer.registry)
    if locations and is_trusted(computer.registry, computer.addin.parent):
        return SetupFinding(
            True,
            Text(
                "Excel runs the add-in, because its folder is trusted.",
                "加载项所在文件夹受信任，Excel 会运行它。",
            ),
        )
    found = (
        Text("Excel disables all macros", "Excel 禁用了所有宏")
        if setting == NONE_AT_ALL
        else Text("Excel runs signed macros only", "Excel 只运行已签名的宏")
    )
    if not by_policy:
        advice = _MACROS
    elif locations:
        advice = _TRUST_AGAIN if computer.came_with_set_up_program else _TRUST_TYPED
    else:
        advice = _ASK_IT
    return SetupFinding(
        False, Text("{found}: {advice}", "{found}：{advice}").filled(found=found, advice=advice)
    )
