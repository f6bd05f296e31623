from pathlib import Path
from re import findall

from pab_planner.build.setup.guide_pages import PAGES, write_guide_pages

DOCS = Path(__file__).parents[3] / "docs"


def test_every_link_and_picture_of_the_guide_leads_to_a_file_beside_it(tmp_path: Path) -> None:
    write_guide_pages(DOCS, tmp_path)
    pages = [(tmp_path / name).with_suffix(".html").read_text("utf-8") for name in PAGES]
    targets = {target for page in pages for target in findall(r'(?:href|src)="(?!https?:)([^"#]+)', page)}
    assert {"guide.zh.html", "functions.html", "pictures/plan-en.png"} <= targets
    assert [target for target in targets if not (tmp_path / target).exists()] == []


def test_tables_and_chinese_come_out(tmp_path: Path) -> None:
    write_guide_pages(DOCS, tmp_path)
    page = (tmp_path / "guide.zh.html").read_text("utf-8")
    assert '<html lang="zh">' in page
    assert "<table>" in page
    assert "断供" in page
