"""`python -m pab_planner.build`: write every generated text, then the files made of them."""

import sys
from pathlib import Path

from pab_planner.build.excel_files import ADDIN_NAME, WORKBOOK_NAME, build_addin, build_workbook
from pab_planner.build.function_texts import functions_page, intellisense, vba_help, vba_wrappers
from pab_planner.build.planner_workbook import planner_workbook
from pab_planner.build.ribbon import ribbon
from pab_planner.macros.button_press import buttons

CHECKOUT = Path(__file__).parents[3]


def generated_texts() -> dict[str, str]:
    """Each generated text of the checkout, by its path."""
    return {
        "addin/vba/PabFunctions.bas": vba_wrappers(),
        "addin/vba/PabHelp.bas": vba_help(),
        "addin/ribbon/customUI14.xml": ribbon(buttons(), "addin"),
        "addin/PAB_Planner.intellisense.xml": intellisense(),
        "docs/functions.md": functions_page(),
    }


def main() -> None:
    """Build everything into the checkout and say what was written."""
    for path, text in generated_texts().items():
        (CHECKOUT / path).write_text(text, "utf-8", newline="\n")
    working, addin = buttons(), CHECKOUT / "addin"
    (addin / ADDIN_NAME).write_bytes(build_addin(addin, working))
    book = build_workbook(planner_workbook(), addin, working)
    (CHECKOUT / "workbook" / WORKBOOK_NAME).write_bytes(book)
    for path in [*generated_texts(), f"addin/{ADDIN_NAME}", f"workbook/{WORKBOOK_NAME}"]:
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
