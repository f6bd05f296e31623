"""`pab-planner pull`: a planner's own items out of a scanned warehouse into her workbook."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pab_planner.cli.run import Run, verb
from pab_planner.macros.button_press import press_button


@verb
def pull(
    risks: Annotated[
        Path,
        typer.Argument(help="What scan wrote of a warehouse 扫描数据仓库的结果", metavar="RISKS.parquet"),
    ],
    run: Run,
    customer: Annotated[
        str | None, typer.Option(help="Only what this customer orders 只取该客户的物料", metavar="NAME")
    ] = None,
    item: Annotated[
        list[str] | None, typer.Option(help="This item; by default those at risk 指定物料，默认为有风险的")
    ] = None,
) -> None:
    """Get one's own items out of a warehouse into Orders, MPS and Stock 从数据仓库取出自己的物料."""
    arguments = {"source": str(risks.resolve()), "customer": customer or "", "items": ";".join(item or [])}
    text, language = replace(run, arguments=arguments).do(partial(press_button, "get_my_items"))
    run.say(text, language)
