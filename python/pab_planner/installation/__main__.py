"""`python -m pab_planner.installation install|uninstall`: what the set-up program for Windows runs.

It shows what is printed, and takes it for text in the computer's code page. Exit status: 0 done, 2 refused.
"""

import argparse
import sys

from pab_planner.errors import PlanError
from pab_planner.installation import install, uninstall
from pab_planner.language import Language


def main() -> int:
    """Do what the command line says, and print what was done or why it was not."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("work", choices=("install", "uninstall"))
    options.add_argument("--lang", choices=("zh", "en"), default="en")
    options.add_argument("--trust", action="store_true")
    chosen = options.parse_args()
    language: Language = chosen.lang
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        done = install(trust=chosen.trust) if chosen.work == "install" else uninstall()
    except PlanError as error:
        print(error.say(language))
        return 2
    for text in done:
        print(text.say(language))
    return 0


if __name__ == "__main__":
    sys.exit(main())
