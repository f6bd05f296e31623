"""What a workbook itself says of its rows: by its formulas, and by the balance that it shows."""
