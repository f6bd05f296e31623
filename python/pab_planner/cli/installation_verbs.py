"""Put PAB Planner into a spreadsheet program, look after it there, and take it out again."""

from typing import Annotated, Literal

import typer

from pab_planner.build.extension import build_extension
from pab_planner.cli import REFUSALS, Lang, app, refuse, say
from pab_planner.cli.steps import one_step
from pab_planner.installation import doctor as excel_doctor
from pab_planner.installation import excel, libreoffice
from pab_planner.language import spoken_language
from pab_planner.macros.button_press import buttons
from pab_planner.macros.support_file import write_support_file

HostName = Annotated[Literal["excel", "libreoffice"], typer.Option(help="excel | libreoffice")]


@app.command()
def install(
    host: HostName = "excel",
    trust: Annotated[
        bool, typer.Option("--trust", help="Excel runs the macros without asking 设为受信任位置")
    ] = False,
    lang: Lang = None,
) -> None:
    """Put PAB Planner into Excel or LibreOffice 安装到 Excel 或 LibreOffice."""
    language = spoken_language(lang)
    try:
        with one_step(language):
            if host == "excel":
                done = excel.install_addin(trusted=trust)
            else:
                done = [libreoffice.install_libreoffice(build_extension(buttons()))]
    except REFUSALS as error:
        raise refuse(error, language) from None
    for text in done:
        say(text, language)


@app.command()
def uninstall(host: HostName = "excel", lang: Lang = None) -> None:
    """Take PAB Planner out again 卸载."""
    language = spoken_language(lang)
    try:
        with one_step(language):
            done = excel.uninstall_addin() if host == "excel" else [libreoffice.uninstall_libreoffice()]
    except REFUSALS as error:
        raise refuse(error, language) from None
    for text in done:
        say(text, language)


@app.command()
def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended 修复可修复的问题")
    ] = False,
    lang: Lang = None,
) -> None:
    """Check that Excel, the add-in and Python fit together 检查安装."""
    language = spoken_language(lang)
    try:
        with one_step(language):
            findings = excel_doctor.doctor()
            told = [excel_doctor.as_line(each) for each in (*findings, write_support_file(findings, {}))]
        for text in told:
            say(text, language)
        if repair:
            with one_step(language):
                mended = excel_doctor.repair(findings)
            for text in mended:
                say(text, language)
    except REFUSALS as error:
        raise refuse(error, language) from None
