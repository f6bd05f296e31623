"""LibreOffice of ours opens only what it is told to, loads nothing from a network and runs no macro."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image

from pab_planner.engines.calc import book as calc_book
from pab_planner.engines.calc import office
from pab_planner.engines.calc.engine import calc_app
from pab_planner.errors import FileError
from package_parts import packed, unpacked

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Server:
    """A server on this computer that writes down what it is asked for."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"found")

            do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.asked = asked
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def changed(file: Path, changes: dict[str, Callable[[str], str]], **parts: str) -> None:
    """Write a workbook again, some of its parts changed and others added."""
    entries = unpacked(file)
    for name, change in changes.items():
        assert change(entries[name].decode()) != entries[name].decode(), name
        entries[name] = change(entries[name].decode()).encode()
    file.write_bytes(packed({**entries, **{name: text.encode() for name, text in parts.items()}}))


def linked_picture(file: Path, url: str) -> None:
    with xlsxwriter.Workbook(file) as book:
        picture = io.BytesIO()
        Image.new("RGB", (9, 9)).save(picture, "PNG")
        book.add_worksheet().insert_image("B2", "p.png", {"image_data": picture})
    target = f'Target="{url}/picture.png" TargetMode="External"'
    changed(
        file,
        {
            "xl/drawings/drawing1.xml": lambda text: text.replace("r:embed=", "r:link="),
            "xl/drawings/_rels/drawing1.xml.rels": lambda text: text.replace(
                'Target="../media/image1.png"', target
            ),
        },
    )


def outer_workbook(file: Path, url: str) -> None:
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_formula("A1", "=[1]Sheet1!A1", value=7)
    part = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    changed(
        file,
        {
            "[Content_Types].xml": lambda text: text.replace(
                "</Types>", f'<Override PartName="/xl/externalLinks/e.xml" ContentType="{part}"/></Types>'
            ),
            "xl/_rels/workbook.xml.rels": lambda text: text.replace(
                "</Relationships>",
                f'<Relationship Id="rId99" Type="{_OFFICE}/externalLink" Target="externalLinks/e.xml"/>'
                "</Relationships>",
            ),
            "xl/workbook.xml": lambda text: text.replace(
                "</sheets>",
                '</sheets><externalReferences><externalReference r:id="rId99"/></externalReferences>',
            ),
        },
        **{
            "xl/externalLinks/e.xml": f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1">'
            '<sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>',
            "xl/externalLinks/_rels/e.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/externalLinkPath" Target="{url}/other.xlsx" TargetMode="External"/></Relationships>',
        },
    )


def web_service(file: Path, url: str) -> None:
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_formula("A1", f'=_xlfn.WEBSERVICE("{url}/service")', value="x")


def dde_link(file: Path, url: str) -> None:
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_formula("A1", f'=DDE("soffice","{url}/dde.ods","Sheet1.A1")', value=1)


_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(file: Path, url: str) -> None:
    """A picture, a sheet and a macro: all three want to be loaded when the document opens."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("draw", "drawing"),
            ("script", "script"),
            ("svg", "svg-compatible"),
        )
    )
    macro = "vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:dom="http://www.w3.org/2001/xml-events" xmlns:ooo="http://openoffice.org/2004/office" office:version="1.2">'
        f"<office:scripts><office:event-listeners>"
        f'<script:event-listener script:language="ooo:script" script:event-name="office:load-finished"'
        f' xlink:href="{macro}"/><script:event-listener script:language="ooo:script"'
        f' script:event-name="dom:load" xlink:href="{macro}"/></office:event-listeners></office:scripts>'
        f'<office:body><office:spreadsheet><table:table table:name="S"><table:shapes>'
        f'<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{url}/picture.png"'
        f' xlink:type="simple" xlink:actuate="onLoad"/></draw:frame></table:shapes><table:table-row>'
        f'<table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>'
        f'<table:table table:name="L"><table:table-source table:mode="copy-all" table:table-name="S"'
        f' xlink:type="simple" xlink:href="{url}/sheet.ods"/><table:table-row><table:table-cell/>'
        f"</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    library = '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    module = (
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"'
        ' script:language="StarBasic">Sub Main\n'
        f'Open "{file.with_name("ran")}" For Output As #1\nPrint #1, "ran"\nClose #1\nEnd Sub</script:module>'
    )
    parts = {
        "content.xml": content,
        "Basic/script-lc.xml": '<library:libraries xmlns:library="http://openoffice.org/2000/library">'
        '<library:library library:name="Standard" library:link="false"/></library:libraries>',
        "Basic/Standard/script-lb.xml": f'{library} library:readonly="false" library:passwordprotected="false">'
        '<library:element library:name="Module1"/></library:library>',
        "Basic/Standard/Module1.xml": module,
    }
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    parts["META-INF/manifest.xml"] = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>{listed}'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", _ODS)
        for name, text in parts.items():
            package.writestr(name, text)


def html(file: Path, url: str) -> None:
    file.write_text(
        f'<html><body><table><tr><td>1<img src="{url}/picture.png"></td></tr></table></body></html>'
    )


WORKBOOKS = {
    "picture.xlsx": linked_picture,
    "outer.xlsx": outer_workbook,
    "service.xlsx": web_service,
    "dde.xlsx": dde_link,
    "all.ods": ods,
}
DISGUISED = {"ods.xlsx": ods, "html.xlsx": html}


def test_nothing_is_loaded_no_macro_is_run_and_nothing_is_left(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    sockets = set(Path("/tmp").glob("OSL_PIPE_*"))
    with calc_app() as app:
        ours = set(Path("/tmp").glob("OSL_PIPE_*")) - sockets
        for name, make in WORKBOOKS.items():
            make(tmp_path / name, server.url)
            with app.books.open(tmp_path / name) as book:
                app.calculate()
                book.save()
                book.to_pdf(str(tmp_path / "printed.pdf"))
        for name, make in DISGUISED.items():
            make(tmp_path / name, server.url)
            with pytest.raises(FileError, match=name):
                app.books.open(tmp_path / name)
    assert server.asked == []
    assert not (tmp_path / "ran").exists()
    assert list(temporary.iterdir()) == []
    assert ours
    assert not ours <= set(Path("/tmp").glob("OSL_PIPE_*"))
    assert {file.name for file in tmp_path.iterdir()} == {*WORKBOOKS, *DISGUISED, "printed.pdf", "temporary"}


def test_the_same_files_do_reach_out_where_nothing_forbids_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the test above says something."""
    allowed = {key: value for key, value in office._SETTINGS.items() if "Calc/Formula" in key[0]}
    allowed["/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"] = "0"
    monkeypatch.setattr(office, "_SETTINGS", allowed)
    monkeypatch.setattr(calc_book, "_NEVER_EXECUTE", 4)  # always, without asking
    monkeypatch.setattr(calc_book, "_NO_UPDATE", 3)  # links are followed
    with calc_app() as app:
        for name in ("picture.xlsx", "service.xlsx", "all.ods"):
            WORKBOOKS[name](tmp_path / name, server.url)
            with app.books.open(tmp_path / name) as book:
                app.calculate()
                book.to_pdf(str(tmp_path / "printed.pdf"))
    assert {"/picture.png", "/service", "/sheet.ods"} <= set(server.asked)
    assert (tmp_path / "ran").exists()
