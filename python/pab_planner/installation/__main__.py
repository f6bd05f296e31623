"""`python -m pab_planner.installation install|uninstall`: what the set-up program for Windows runs.

It shows what is printed, and takes it for text in the computer's code page. Exit status: 0 done, 2 refused.
"""

import argparse
import sys
from pathlib import Path

from pab_planner.errors import PlanError
from pab_planner.installation.excel import install_addin, uninstall_addin


def main() -> int:
    """Do what the command line says, and print what was done or why it was not."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("work", choices=("install", "uninstall"))
    options.add_argument("--lang", choices=("zh", "en"), default="en")
    options.add_argument("--trust", action="store_true")
    options.add_argument("--former", type=Path)
    chosen = options.parse_args()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if chosen.work == "install":
            done = install_addin(trusted=chosen.trust, former=chosen.former)
        else:
            done = uninstall_addin()
    except PlanError as error:
        sys.stdout.write(f"{error.say(chosen.lang)}\n")
        return 2
    for text in done:
        sys.stdout.write(f"{text.say(chosen.lang)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
