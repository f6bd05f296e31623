"""What a file is that is neither a workbook nor a CSV file, whatever its name says, and what to do with it."""

from pab_planner.language import Text

OLD_FORMAT = Text(
    "it is in the old .xls format; open it in Excel and save it as .xlsx",
    "文件是旧的 .xls 格式，请在 Excel 中打开并另存为 .xlsx",
)
PACKED = Text(
    "it is packed ({kind}); unpack it, and choose the workbook or CSV file in it",
    "文件是 {kind} 压缩文件；请先解压，再选择其中的工作簿或 CSV 文件",
)
_NAMED_CSV = Text(
    "it is a workbook or packed (zip), and no text; let the name of a workbook end in .xlsx, or unpack the file",
    "文件不是文本，而是工作簿或 zip 压缩文件；若为工作簿，请将扩展名改为 .xlsx，否则请先解压",
)
_NAMED_WORKBOOK = Text(
    "it is a text under the name of a workbook; if it is a CSV file, let its name end in .csv",
    "文件是文本，扩展名却是工作簿的；若为 CSV 文件，请将扩展名改为 .csv",
)
_EMPTY = Text("the file is empty; take it from its source once more", "文件是空的；请从来源重新获取")
_NO_CELLS = Text(
    "it is {kind}, which has no cells to read; take the .xlsx or CSV file that it was made from",
    "文件是{kind}，没有可读取的单元格；请改用其来源的 .xlsx 或 CSV 文件",
)
_PDF, _PICTURE = Text("a PDF", " PDF"), Text("a picture", "图片")
_WEB_PAGE = Text(
    "it is a web page, which many systems export under the name of a workbook; open it in Excel and save it as .xlsx",
    "文件是网页，不少系统导出时以工作簿为扩展名；请在 Excel 中打开并另存为 .xlsx",
)
_XML = Text("it is XML; open it in Excel and save it as .xlsx", "文件是 XML；请在 Excel 中打开并另存为 .xlsx")
_JSON = Text(
    "it is JSON; have it exported as .xlsx or CSV where it comes from",
    "文件是 JSON；请从来源导出为 .xlsx 或 CSV",
)
_PARQUET = Text(
    "it is a Parquet file, which is scanned as a warehouse: parquet:FILE",
    "文件是 Parquet，应按数据仓库扫描：parquet:文件",
)
_DATABASE = Text(
    "it is a database; export its table as .xlsx or CSV", "文件是数据库；请将其中的表导出为 .xlsx 或 CSV"
)

_BEGINNINGS: dict[Text, tuple[bytes, ...]] = {
    PACKED.filled(kind="gzip"): (b"\x1f\x8b",),
    PACKED.filled(kind="bzip2"): (b"BZh91AY&SY",),
    PACKED.filled(kind="xz"): (b"\xfd7zXZ\0",),
    PACKED.filled(kind="7-Zip"): (b"7z\xbc\xaf\x27\x1c",),
    PACKED.filled(kind="RAR"): (b"Rar!\x1a\x07",),
    PACKED.filled(kind="Zstandard"): (b"\x28\xb5\x2f\xfd",),
    _NO_CELLS.filled(kind=_PDF): (b"%PDF-",),
    _NO_CELLS.filled(kind=_PICTURE): (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"),
    _PARQUET: (b"PAR1\x15",),
    _DATABASE: (b"SQLite format 3\0",),
}
"""How files begin that are no text, https://www.garykessler.net/library/file_sigs.html."""

_WORDS: dict[Text, tuple[bytes, ...]] = {
    _WEB_PAGE: (b"<!doctype html", b"<html", b"<table", b"<meta", b"mime-version:"),
    _XML: (b"<?xml",),
    _JSON: (b'{"', b'[{"'),
}
"""How texts begin that are no CSV file."""

BEGINNING = 512
"""Bytes from which a file's kind is seen."""

ZIP, OLE2 = b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How workbooks begin: today's, and those of Excel 2003 or with a password."""


def foreign_kind(beginning: bytes) -> Text | None:
    """What a file is and what to do with it; None if it may be a workbook or a CSV file.

    Args:
        beginning: Its first bytes, `BEGINNING` of them or more.
    """
    for kind, begins in _BEGINNINGS.items():
        if beginning.startswith(begins):
            return kind
    words = _words(beginning).lower()
    return next((kind for kind, begins in _WORDS.items() if words.startswith(begins)), None)


def no_text(beginning: bytes) -> Text | None:
    """What a file is that is called .csv and is none."""
    if beginning.startswith(ZIP):
        return _NAMED_CSV
    return OLD_FORMAT if beginning.startswith(OLE2) else foreign_kind(beginning)


def no_workbook(beginning: bytes) -> Text | None:
    """What a file is that is called as a workbook and is none."""
    if beginning.startswith(ZIP):
        return None
    if not beginning.strip(b"\0"):
        return _EMPTY
    words = _words(beginning)
    is_text = bool(words) and not any(byte < 32 and byte not in b"\t\r\n" for byte in words)
    return foreign_kind(beginning) or (_NAMED_WORKBOOK if is_text else None)


def _words(beginning: bytes) -> bytes:
    """The beginning of a text without a mark of byte order, blanks and the zeros of UTF-16."""
    return beginning[:BEGINNING].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip()
