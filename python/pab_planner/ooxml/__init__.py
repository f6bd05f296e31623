"""Office files: packages, XML trees, rectangles of cells and references in formulas."""
