"""The file engine: workbook files, read and written with openpyxl."""
