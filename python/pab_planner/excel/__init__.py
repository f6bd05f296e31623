"""What xlwings' Windows engine lacks or does wrongly, mended in one place.

Every room that imports xlwings imports this one.
"""

from pab_planner.excel.exit_handler import spare_running_excels

spare_running_excels()
