"""PAB Planner: projected available balance, its risks, and the letters they call for."""
