"""What a file holds stays in it: of a workbook in which one cell was written, only that cell is another."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw
from openpyxl.worksheet.table import Table

from hosts.rich_workbook import CHARTS, write_rich_workbook
from pab_planner.engines.file.engine import open_book
from pab_planner.engines.refusals import FileWouldLoseParts, HostCannot
from pab_planner.files import UnreadableFile
from package_parts import Parts, rewrite, unpacked

# openpyxl, which reads the files for comparison, warns of all that it does not know.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
# Texts stand in their cells after saving; the order of calculation is the host's to find; the time changes.
MADE_ANEW = {"xl/sharedStrings.xml", "xl/calcChain.xml", "docProps/core.xml", "[Content_Types].xml"}


def canonical(part: bytes, *, around_cells: bool = False) -> str:
    """A part's XML in canonical form; of a sheet, what stands around its cells."""
    root = ElementTree.fromstring(part)
    for name in ("sheetData", "dimension") if around_cells else ():
        for element in root.findall(f"{{{MAIN}}}{name}"):
            root.remove(element)
    return ElementTree.canonicalize(ElementTree.tostring(root), strip_text=True)


def relations(content: bytes) -> set[tuple[str, ...]]:
    """Kind and target of each relationship, but for parts that are made anew."""
    entries = [tuple(sorted(entry.attrib.items())) for entry in ElementTree.fromstring(content)]
    return {str(entry) for entry in entries if "sharedStrings" not in str(entry)}  # type: ignore[misc]


def cells(path: Path) -> dict[str, dict[str, tuple[object, object, str]]]:
    """Sheet by sheet and cell by cell: formula or value, result and look, as openpyxl reads them."""
    books = [openpyxl.load_workbook(path, rich_text=True, data_only=shown) for shown in (False, True)]
    found: dict[str, dict[str, tuple[object, object, str]]] = {}
    for sheet, shown in zip(books[0].worksheets, books[1].worksheets, strict=True):
        found[sheet.title] = {
            cell.coordinate: (
                getattr(cell.value, "text", None) or str(getattr(cell.value, "r1", cell.value)),
                shown[cell.coordinate].value,
                f"{cell.number_format} {cell.font.b} {cell.fill.fill_type}",
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
    return found


def assert_only_one_cell_changed(before: Path, after: Path, sheet: str, address: str) -> None:
    old, new = unpacked(before), unpacked(after)
    # XlsxWriter asks for calculation on opening itself.
    assert old.keys() - new.keys() <= MADE_ANEW
    assert new.keys() - old.keys() == set()
    for name in old.keys() - MADE_ANEW:
        if name.endswith(".rels"):
            assert relations(old[name]) == relations(new[name]), name
        elif name.startswith("xl/worksheets/"):
            assert canonical(old[name], around_cells=True) == canonical(new[name], around_cells=True), name
        else:
            assert old[name] == new[name] or canonical(old[name]) == canonical(new[name]), name
    was, now = cells(before), cells(after)
    del now[sheet][address]
    assert was == now


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    write_rich_workbook(tmp_path / "rich.xlsx")
    return tmp_path / "rich.xlsx"


@pytest.fixture
def copied(rich: Path, tmp_path: Path) -> Path:
    (tmp_path / "before.xlsx").write_bytes(rich.read_bytes())
    return tmp_path / "before.xlsx"


def test_one_written_cell_leaves_everything_else_as_it_was(rich: Path, copied: Path) -> None:
    with open_book(rich) as book:
        book.sheets["Plan"]["B12"].value = 7
        book.save()
    assert_only_one_cell_changed(copied, rich, "Plan", "B12")


def with_prefixes(parts: Parts) -> None:
    """Excel's own names under a prefix, as the Open XML SDK writes them."""
    for name in [name for name in parts if re.match(r"xl/(worksheets/sheet|workbook|sharedS|tables/)", name)]:
        plain = re.sub(rb"<extLst>.*?</extLst>", b"", parts[name], flags=re.DOTALL)
        plain = plain.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode())
        parts[name] = re.sub(rb"<(/?)([A-Za-z]\w*)(?=[\s/>])", rb"<\1x:\2", plain)


def with_absolute_targets(parts: Parts) -> None:
    """Relationships that name their parts from the root."""
    relations = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b'Target="', b'Target="/xl/')


def with_threads(parts: Parts) -> None:
    """A threaded comment."""
    parts["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments xmlns="t"><threadedComment ref="C5" personId="{A}" id="{B}"/></ThreadedComments>'
    )
    kind = b"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    parts[RELATIONS] = parts[RELATIONS].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="%s" Target="../threadedComments/threadedComment1.xml"/>' % kind
        + b"</Relationships>",
    )


def with_cells_of_many_kinds(parts: Parts) -> None:
    """Covered cells with contents, shared formulas, a data table, a row as high as the host chose."""
    parts[SHEET] = parts[SHEET].replace(
        b"</sheetData>",
        b'<row r="40" ht="44"><c r="A40"><v>1</v></c><c r="B40"><v>2</v></c>'
        b'<c r="C40" t="inlineStr"><is><r><rPr><b/></rPr><t>in </t></r><r><t>line</t></r></is></c>'
        b'<c r="E40"><f t="dataTable" ref="E40:E41" dt2D="1" dtr="1" r1="A1" r2="B1"/><v>9</v></c></row>'
        b'<row r="41"><c r="A41"><f t="shared" ref="A41:A42" si="0">B41*2</f><v>0</v></c></row>'
        b'<row r="42"><c r="A42"><f t="shared" si="0"/><v>5</v></c></row></sheetData>',
    )
    parts[SHEET] = parts[SHEET].replace(
        b'<mergeCell ref="A15:C16"', b'<mergeCell ref="A40:B40"/><mergeCell ref="A15:C16"'
    )


@pytest.mark.parametrize(
    "change",
    [
        with_prefixes,
        with_absolute_targets,
        with_threads,
        with_cells_of_many_kinds,
    ],
)
def test_a_file_of_another_make_stays_of_that_make(
    rich: Path, tmp_path: Path, change: Callable[[Parts], None]
) -> None:
    rewrite(rich, change)
    before = tmp_path / "before.xlsx"
    before.write_bytes(rich.read_bytes())
    for _ in ("as it came", "as we wrote it"):
        with open_book(rich) as book:
            book.sheets["Plan"]["B12"].value = 7
            book.save()
        assert_only_one_cell_changed(before, rich, "Plan", "B12")


def test_a_covered_cell_keeps_what_stands_in_it(rich: Path) -> None:
    rewrite(rich, with_cells_of_many_kinds)
    with open_book(rich) as book:
        book.save()
    assert b'<c r="B40"><v>2</v></c>' in unpacked(rich)[SHEET]


def test_a_row_as_high_as_the_host_chose_stays_so(rich: Path) -> None:
    rewrite(rich, with_cells_of_many_kinds)
    with open_book(rich) as book:
        book.sheets["Plan"]["A1"].row_height = 33
        book.save()
    sheet = unpacked(rich)[SHEET]
    assert b'<row r="40" ht="44.0">' in sheet
    assert b'<row r="1" ht="33.0" customHeight="1">' in sheet


def test_texts_are_kept_to_the_letter(rich: Path) -> None:
    with open_book(rich) as book:
        texts = book.sheets["Plan"]["I1:I9"].value
        assert texts[2] == "_x000D_ to the letter"
        assert texts[4] == "\x01"
        assert texts[8] == "plain bold plain"
        book.sheets["Plan"]["I20"].value = "a_x0041_b\x02"
        book.save()
    with open_book(rich) as book:
        assert book.sheets["Plan"]["I1:I9"].value == texts
        assert book.sheets["Plan"]["I20"].value == "a_x0041_b\x02"
    assert b"a_x005F_x0041_b_x0002_" in unpacked(rich)[SHEET]


def test_a_number_shown_as_a_day_keeps_all_its_digits(rich: Path) -> None:
    with open_book(rich) as book:
        book.save()
    sheet = unpacked(rich)[SHEET]
    for number in (b"46027.57305954861", b"10000000000", b"-5", b"0.3"):
        assert b"<v>" + number + b"</v>" in sheet


def test_looks_in_a_part_of_another_name_are_found(rich: Path) -> None:
    def change(parts: Parts) -> None:
        parts["xl/looks7.xml"] = parts.pop("xl/styles.xml")
        for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
            parts[name] = parts[name].replace(b"styles.xml", b"looks7.xml")

    before = unpacked(rewrite(rich, change))
    with open_book(rich) as book:
        assert book.sheets["Plan"]["H1"].number_format == 'yyyy"年"m"月"d"日"'
        book.save()
    assert unpacked(rich)["xl/looks7.xml"] == before["xl/looks7.xml"]


@pytest.mark.parametrize(
    ("number", "code"),
    [(31, 'yyyy"年"m"月"d"日"'), (57, 'yyyy"年"m"月"'), (58, 'm"月"d"日"'), (14, "mm-dd-yy")],
)
def test_a_day_that_chinese_excel_shows_by_the_number_of_a_format_is_a_day(
    rich: Path, number: int, code: str
) -> None:
    """ECMA-376 part 1, 18.8.30."""

    def change(parts: Parts) -> None:
        own = re.search(rb'<numFmt numFmtId="(\d+)" formatCode="yyyy&quot;', parts["xl/styles.xml"])
        assert own
        styles = parts["xl/styles.xml"].replace(own[0], own[0].replace(own[1], b"999"))
        parts["xl/styles.xml"] = styles.replace(b'numFmtId="%s"' % own[1], b'numFmtId="%d"' % number)

    with open_book(rewrite(rich, change)) as book:
        assert book.sheets["Plan"]["H1"].value == dt.datetime(2026, 1, 5)
        assert book.sheets["Plan"]["H1"].number_format == code


def test_a_number_that_is_no_day_is_read_as_a_number(rich: Path) -> None:
    with open_book(rich) as book:
        assert book.sheets["Plan"]["H3:H4"].value == [1e10, -5.0]


def test_what_is_new_joins_what_was_there(rich: Path) -> None:
    with open_book(rich) as book:
        plan, charts = book.sheets["Plan"], book.sheets["计划 'B' 2"]
        plan["A3"].color = "#123456"
        plan["B3"].number_format = '0.000"kg"'
        plan["B2:C5"].conditional_formats.add_custom("=B2<0", fill_color="#ff0000")
        plan["F9"].add_note("by us")
        charts.charts.add(chart_type="column_clustered", source=plan["A1:C4"], name="Ours")
        book.sheets.add("New", before=plan)
        book.save()
    new = unpacked(rich)
    book = openpyxl.load_workbook(rich)
    plan = book["Plan"]
    assert plan["A3"].fill.fgColor.rgb == "FF123456"
    assert plan["B3"].number_format == '0.000"kg"'
    assert {cell: plan[cell].comment.author for cell in ("A2", "C5", "F9")} == {
        "A2": "Ann",
        "C5": "Bob",
        "F9": "PAB Planner",
    }
    assert plan.conditional_formatting["B2:C5"][0].dxf.fill.bgColor.rgb == "FFFF0000"
    assert len([name for name in new if name.startswith("xl/charts/chart")]) == len(CHARTS) + 2
    assert book.sheetnames == ["New", "Plan", "计划 'B' 2", "Lists", "Figure"]
    assert plan.print_title_rows == "$1:$2"
    # The rule of newer Excel versions is still tied to the one of old.
    ties = re.findall(rb"<x14:id>(.*?)</x14:id>", new[SHEET])
    assert ties
    assert all(b'<x14:cfRule type="dataBar" id="%s"' % tie in new[SHEET] for tie in ties)
    assert b"text box" in new["xl/drawings/drawing1.xml"]
    assert b"Button" in new["xl/drawings/vmlDrawing1.vml"]


def test_a_new_note_takes_no_number_that_a_form_control_has(rich: Path) -> None:
    drawing = "xl/drawings/vmlDrawing1.vml"
    rewrite(rich, lambda parts: parts.update({drawing: parts[drawing].replace(b"_s1025", b"_s1029")}))
    with open_book(rich) as book:
        book.sheets["Plan"]["F9"].add_note("by us")
        book.save()
    numbers = re.findall(rb'<[\w:]*shape [^>]*id="([^"]*)"', unpacked(rich)[drawing])
    assert len(numbers) == len(set(numbers)) == 5


def test_sheets_that_change_places_keep_all_they_hold(rich: Path) -> None:
    before = unpacked(rich)
    with open_book(rich) as book:
        sheets = book.impl.sheets
        sheets("计划 'B' 2").move(sheets("Plan"), None)
        book.save()
    after = unpacked(rich)
    assert openpyxl.load_workbook(rich).sheetnames == ["计划 'B' 2", "Plan", "Lists", "Figure"]
    assert [name for name in before if name.startswith("xl/charts/") and before[name] != after[name]] == []
    assert openpyxl.load_workbook(rich)["Plan"].print_area == "'Plan'!$A$1:$H$40"


def test_grouped_rows_and_columns_keep_their_plus_and_minus(tmp_path: Path) -> None:
    """Excel draws them by the levels in sheetFormatPr (ECMA-376, 18.3.1.81); XlsxWriter's file has them."""
    file = tmp_path / "grouped.xlsx"
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet()
        sheet.set_column("B:D", None, None, {"level": 1})
        sheet.set_column("C:C", None, None, {"level": 2})
        sheet.set_row(4, None, None, {"level": 1})

    def levels() -> list[bytes]:
        with zipfile.ZipFile(file) as package:
            return sorted(
                re.findall(rb'outlineLevel(?:Row|Col)="\d"', package.read("xl/worksheets/sheet1.xml"))
            )

    before = levels()
    assert len(before) == 2
    book = open_book(file)
    book.sheets[0]["A1"].value = 1
    book.save()
    assert levels() == before


def test_what_stands_below_an_inserted_row_moves_along_though_openpyxl_does_not_know_it(rich: Path) -> None:
    rewrite(rich, with_threads)
    with open_book(rich) as book:
        book.sheets["Plan"]["4:5"].insert("down")
        book.save()
    new = unpacked(rich)
    assert b"<xm:f>Plan!B7:E7</xm:f><xm:sqref>G7</xm:sqref>" in new[SHEET]
    assert b"<xm:sqref>B2:E11</xm:sqref>" in new[SHEET]
    assert b'<protectedRange sqref="B2:C3" name="free"/>' in new[SHEET]
    assert b'<ignoredError sqref="A1:A11"' in new[SHEET]
    assert b'ref="C7"' in new["xl/threadedComments/threadedComment1.xml"]
    drawing = new["xl/drawings/drawing1.xml"]
    assert re.findall(rb"<xdr:from>.*?<xdr:row>(\d+)", drawing) == [b"21", b"31"]
    charts = [new[f"xl/charts/chart{number}.xml"] for number in range(1, len(CHARTS) + 2)]
    assert all(b"Plan!$B$2:$B$11" in chart and b"Plan!$A$1<" in chart for chart in charts)


def test_page_breaks_and_filters_move_along(rich: Path) -> None:
    with open_book(rich) as book:
        book.sheets["Plan"]["4:5"].insert("down")
        book.sheets["Plan"]["B:B"].insert("right")
        book.save()
    plan = openpyxl.load_workbook(rich)["Plan"]
    assert [one.id for one in plan.row_breaks.brk] == [14, 22]
    assert plan.auto_filter.ref == "A1:G11"
    assert [one.colId for one in plan.auto_filter.filterColumn] == [2]


@pytest.mark.parametrize("rows", ["2:2", "41:41"])
def test_an_array_formula_or_a_data_table_is_not_torn(rich: Path, rows: str) -> None:
    with open_book(rewrite(rich, with_cells_of_many_kinds)) as book:
        before = book.sheets["Plan"]["A1:L42"].formula
        with pytest.raises(HostCannot, match="array formula, data table or pivot table"):
            book.sheets["Plan"][rows].insert("down")
        assert book.sheets["Plan"]["A1:L42"].formula == before


def test_a_data_table_moves_with_the_cells_it_is_made_from(rich: Path) -> None:
    with open_book(rewrite(rich, with_cells_of_many_kinds)) as book:
        book.sheets["Plan"]["1:1"].insert("down")
        book.save()
    table = b'<f t="dataTable" ref="E41:E42" dt2D="1" dtr="1" r1="A2" r2="B2"></f>'
    assert table in unpacked(rich)[SHEET]


def test_a_day_that_heads_a_column_of_libreoffices_table_stays_a_day(tmp_path: Path) -> None:
    """LibreOffice writes a named filter as a table, and calls its columns Column2 where no text heads them."""
    path = tmp_path / "plan.xlsx"
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in (["Item", dt.date(2026, 6, 1), 2], ["A-1", 5, 7]):
        sheet.append(row)
    sheet.add_table(Table(displayName="Filtered", ref="A1:C2"))
    table = sheet.tables["Filtered"]
    table._initialise_columns()
    table.tableColumns[0].name = "Item"
    book.save(path)
    with open_book(path) as ours:
        ours.sheets[0].tables["Filtered"].resize(ours.sheets[0]["A1:C5"])
        ours.save()
    saved = openpyxl.load_workbook(path)["Sheet"]
    assert [cell.value for cell in saved[1]] == ["Item", dt.datetime(2026, 6, 1), 2]
    assert [column.name for column in saved.tables["Filtered"].tableColumns] == ["Item", "Column2", "Column3"]


def with_a_pivot_table(parts: Parts) -> None:
    """A pivot table on the second sheet, made from the first."""
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cache = b'<Relationship Id="rIdC" Type="%s/pivotCacheDefinition" Target="%s"/></Relationships>'
    table = b'<Relationship Id="rIdP" Type="%s/pivotTable" Target="../pivotTables/p.xml"/></Relationships>'
    parts["xl/pivotTables/p.xml"] = f'<p xmlns="{MAIN}"><location ref="L3:M9"/></p>'.encode()
    parts["xl/pivotTables/_rels/p.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + cache % (office, b"../pivotCache/c.xml")
    )
    source = '<cacheSource type="worksheet"><worksheetSource ref="A1:F9" sheet="Plan"/></cacheSource>'
    parts["xl/pivotCache/c.xml"] = f'<c xmlns="{MAIN}">{source}</c>'.encode()
    end = b"</Relationships>"
    for name, entry in (
        ("xl/_rels/workbook.xml.rels", cache % (office, b"pivotCache/c.xml")),
        ("xl/worksheets/_rels/sheet2.xml.rels", table % office),
    ):
        parts[name] = parts[name].replace(end, entry)
    caches = b'<pivotCaches><pivotCache cacheId="1" r:id="rIdC"/></pivotCaches></workbook>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", caches)


def test_a_pivot_table_stays_and_follows_what_it_is_made_from(rich: Path) -> None:
    with open_book(rewrite(rich, with_a_pivot_table)) as book:
        book.sheets["Plan"]["4:5"].insert("down")
        book.sheets["Plan"].name = "MPS"
        sheet = book.sheets["计划 'B' 2"]
        sheet["1:1"].insert("down")
        with pytest.raises(HostCannot, match="L4:M10"):
            sheet["5:5"].insert("down")
        book.save()
    parts = unpacked(rich)
    assert b'<worksheetSource ref="A1:F11" sheet="MPS"/>' in parts["xl/pivotCache/c.xml"]
    assert b'<location ref="L4:M10"/>' in parts["xl/pivotTables/p.xml"]


def test_what_a_pivot_table_was_made_of_goes_with_it(rich: Path) -> None:
    with open_book(rewrite(rich, with_a_pivot_table)) as book:
        book.sheets["计划 'B' 2"].delete()
        book.save()
    parts = unpacked(rich)
    assert "xl/pivotCache/c.xml" not in parts
    assert b"pivotCache" not in parts["xl/workbook.xml"]
    assert "计划".encode() not in parts["docProps/app.xml"]


def test_a_renamed_sheet_is_renamed_everywhere(rich: Path) -> None:
    with open_book(rich) as book:
        book.sheets["Plan"].name = "MPS 1"
        book.save()
    for name, part in unpacked(rich).items():
        assert not re.search(rb"Plan!|'Plan'", part), name


def with_a_shape(parts: Parts) -> None:
    """A text box beside the first chart of the second sheet."""
    box = parts["xl/drawings/drawing1.xml"].rpartition(b"<xdr:twoCellAnchor>")
    drawing = parts["xl/drawings/drawing2.xml"]
    parts["xl/drawings/drawing2.xml"] = drawing.replace(b"</xdr:wsDr>", box[1] + box[2])


def test_a_drawing_that_holds_more_than_its_charts_is_not_lost_with_them(rich: Path, tmp_path: Path) -> None:
    rewrite(rich, with_a_shape)
    before = rich.read_bytes()
    with open_book(rich) as book:
        charts = book.sheets["计划 'B' 2"].charts
        while charts:
            charts[0].delete()
        with pytest.raises(FileWouldLoseParts) as refusal:
            book.save()
        assert "shapes or text boxes" in refusal.value.say("en")
        assert "--engine calc" in refusal.value.say("en")
        assert "形状或文本框" in refusal.value.say("zh")
        assert rich.read_bytes() == before
        book.save(tmp_path / "other.xlsx")
    assert "xl/charts/chart2.xml" not in unpacked(tmp_path / "other.xlsx")


def test_a_chart_joins_a_drawing_of_which_openpyxl_reads_nothing(rich: Path) -> None:
    """openpyxl gives up on a drawing with a group of shapes in it."""
    group = b"<xdr:twoCellAnchor><xdr:grpSp/></xdr:twoCellAnchor></xdr:wsDr>"
    drawing = "xl/drawings/drawing2.xml"
    rewrite(rich, lambda parts: parts.update({drawing: parts[drawing].replace(b"</xdr:wsDr>", group)}))
    with open_book(rich) as book:
        sheet = book.sheets["计划 'B' 2"]
        known = len(sheet.charts)
        sheet.charts.add(chart_type="column_clustered", source=book.sheets["Plan"]["A1:C4"])
        book.save()
    assert known == 0
    after = unpacked(rich)[drawing]
    assert b"<xdr:grpSp/>" in after
    assert len(re.findall(rb"<(?:\w+:)?graphicFrame\b", after)) == len(CHARTS) + 1


def test_a_macro_sheet_is_not_touched(rich: Path) -> None:
    kind = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"

    def change(parts: Parts) -> None:
        parts["xl/macrosheets/sheet1.xml"] = b"<m/>"
        entry = b'<Relationship Id="rM" Type="%s" Target="macrosheets/sheet1.xml"/></Relationships>' % kind
        relations = parts["xl/_rels/workbook.xml.rels"]
        parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", entry)
        sheet = b'<sheet name="M" sheetId="77" r:id="rM"/></sheets>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", sheet)

    rewrite(rich, change)
    with open_book(rich) as book, pytest.raises(FileWouldLoseParts, match="Excel 4 macro sheets"):
        book.save()


def test_a_strict_workbook_is_refused_before_it_comes_in_empty(rich: Path) -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    rewrite(rich, lambda parts: parts.update({n: p.replace(MAIN.encode(), strict) for n, p in parts.items()}))
    with pytest.raises(UnreadableFile, match="Strict Open XML"):
        open_book(rich)


def test_a_workbook_without_its_texts_is_refused(rich: Path) -> None:
    rewrite(rich, lambda parts: parts.pop("xl/sharedStrings.xml"))
    with pytest.raises(UnreadableFile, match=r"its part xl/sharedStrings\.xml is missing"):
        open_book(rich)


@pytest.mark.parametrize(
    ("name", "main", "has_macros"),
    [("copy.xlsx", b"sheet.main+xml", False), ("copy.xlsm", b"sheet.macroEnabled.main+xml", True)],
)
def test_a_file_is_of_the_kind_that_its_name_says(
    tmp_path: Path, name: str, main: bytes, has_macros: bool
) -> None:
    (tmp_path / "project").write_bytes(b"macros")
    with xw_book(tmp_path / "book.xlsm", tmp_path / "project") as book:
        book.save(tmp_path / name)
    parts = unpacked(tmp_path / name)
    assert main in parts["[Content_Types].xml"]
    assert ("xl/vbaProject.bin" in parts) is has_macros


def xw_book(path: Path, project: Path) -> xw.Book:
    """A workbook with a macro project."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet()
    book.add_vba_project(str(project))
    book.close()
    return open_book(path)


def test_what_no_pivot_table_was_made_of_stays_for_the_functions_that_look_at_it(rich: Path) -> None:
    def without_its_table(parts: Parts) -> None:
        with_a_pivot_table(parts)
        sheet = "xl/worksheets/_rels/sheet2.xml.rels"
        parts[sheet] = re.sub(rb'<Relationship Id="rIdP"[^>]*/>', b"", parts[sheet])

    with open_book(rewrite(rich, without_its_table)) as book:
        book.sheets.add("Alerts")
        book.save()
    assert "xl/pivotCache/c.xml" in unpacked(rich)
