"""`python -m pab_planner.cli`, where there is no command `pab-planner`."""

from pab_planner.cli import main

main()
