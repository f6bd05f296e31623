"""A copy of a workbook for somebody without Python, and a letter as a file of its own."""
