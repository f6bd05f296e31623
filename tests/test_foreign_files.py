"""Files of other kinds under the names that planners get them with."""

import bz2
import gzip
import io
import lzma
import sqlite3
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from pab_planner.engines.file.engine import open_book
from pab_planner.files import UnreadableFile
from pab_planner.reading.grid import read_grids
from pab_planner.warehouse.sources import files_alike, read_source

LIST = b"Item,Customer,Date,Quantity\nA,ACME,2026-06-01,5\n"
PAGE = "<html><body><table><tr><td>物料</td></tr></table></body></html>"


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return made.getvalue()


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("plan.csv", LIST)
    return made.getvalue()


def database(folder: Path) -> bytes:
    connection = sqlite3.connect(folder / "made")
    connection.execute("CREATE TABLE orders (item)")
    connection.close()
    return (folder / "made").read_bytes()


KINDS = [
    (gzip.compress(LIST), "packed (gzip)"),
    (bz2.compress(LIST), "packed (bzip2)"),
    (lzma.compress(LIST), "packed (xz)"),
    (zipped(), "zip"),
    (picture(), "a picture"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
    (PAGE.encode(), "a web page"),
    (b"\xef\xbb\xbf\r\n" + PAGE.encode(), "a web page"),
    (PAGE.encode("utf-16"), "a web page"),
    (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "a web page"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML"),
    (b'[{"Item": "A"}]', "JSON"),
]


CASES = [
    pytest.param(name, content, kind, id=f"{name}, {kind} {number}")  # not by its bytes, which hold the time
    for number, (content, kind) in enumerate(KINDS)
    for name in ("plan.csv", "plan.xlsx", "plan.xls", "plan.dat")
    if kind != "zip" or name in ("plan.csv", "plan.xlsx")  # a .xlsb or .ods is one too
]


@pytest.mark.parametrize(("name", "content", "kind"), CASES)
def test_a_file_of_another_kind_is_called_what_it_is(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        read_grids(tmp_path / name)
    assert kind in refused.value.say("en")
    assert refused.value.say("zh").isascii() is False


def test_a_warehouse_and_a_button_say_so_too(tmp_path: Path) -> None:
    (tmp_path / "plan.csv.gz").write_bytes(gzip.compress(LIST))
    (tmp_path / "plan.xlsx").write_bytes(PAGE.encode())
    with pytest.raises(UnreadableFile, match=r"packed \(gzip\)"):
        files_alike(read_source(f"csv:{tmp_path / 'plan.csv.gz'}", "DEMAND"))
    with pytest.raises(UnreadableFile, match="a web page"):
        open_book(tmp_path / "plan.xlsx")


def test_a_database_a_text_and_nothing_at_all(tmp_path: Path) -> None:
    for content, says in ((database(tmp_path), "a database"), (LIST, r"end in \.csv"), (b"", "is empty")):
        (tmp_path / "plan.xlsx").write_bytes(content)
        with pytest.raises(UnreadableFile, match=says):
            read_grids(tmp_path / "plan.xlsx")


def test_a_list_is_a_list_whatever_its_first_words(tmp_path: Path) -> None:
    for words in (b"From: 2026-06-01", b"PAR1", b"BZh1", b"[Item]", b"GIF8", "物料".encode("gbk"), b"<A>"):
        (tmp_path / "plan.csv").write_bytes(words + b",1\n2,3\n")
        ((first, *_), *_) = read_grids(tmp_path / "plan.csv")[0].rows
        assert first == words.decode("gbk")
