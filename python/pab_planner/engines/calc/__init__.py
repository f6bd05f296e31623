"""The live engine: LibreOffice Calc, driven over UNO."""
