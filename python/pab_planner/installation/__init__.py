"""PAB Planner is put into a spreadsheet program, looked after there, and taken out again."""
