"""`python -m pab_planner.cli`, for a computer on which the command `pab-planner` is not on the PATH."""

from pab_planner.cli import main

main()
