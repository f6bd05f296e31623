"""How large a workbook may be. Beyond these it is refused in a sentence, before it fills the memory."""

PARTS = 10_000
"""Parts of a file."""

UNPACKED_BYTES = 1 << 30
"""All parts together, unpacked; a plan of 200,000 items in 52 weeks takes about 700 MB."""

SUSPECT_BYTES, PACKED_TIMES = 32 << 20, 300
"""A part above so many bytes may not be so many times smaller in the file; real sheets are 5 to 60 times."""

SHEET_CELLS = 30_000_000
"""Cells of a sheet from A1 to the end of what it holds, blank ones between them counted."""

CHANGED_CELLS = 12_000_000
"""Cells of a workbook that is to be changed, formatted blank ones counted: each takes 400 bytes of memory."""

MERGED_CELLS = 1_000_000
"""Cells in the merged areas of a workbook that is to be changed."""

MERGED_AREAS = 50_000
"""Merged areas of a sheet that is to be changed."""

ELEMENTS = 250_000
"""Elements of a part of a workbook that is to be changed, beside its cells: names, rules, notes, formats."""

TEXTS_BYTES, BYTES_OF_A_CELL = 64 << 20, 400
"""Texts of a workbook; in a sheet that holds them itself, each cell then takes more than so many bytes."""

TEXT_BYTES = 128 << 20
"""A .csv file; one that fills a sheet as far as `SHEET_CELLS` takes about as much."""

DEPTH = 200
"""Elements within elements in a part; Excel nests some twenty."""
