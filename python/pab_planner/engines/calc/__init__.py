"""The live engine: a LibreOffice Calc, moved over UNO."""
