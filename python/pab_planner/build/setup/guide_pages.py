"""The guide as pages that a browser shows, for a computer that has nothing to show Markdown with."""

import re
import shutil
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

PAGES = ("guide.en.md", "guide.zh.md", "functions.md", "lifecycle.md", "scale.md")

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 16px/1.6 "Segoe UI", "Microsoft YaHei", sans-serif; max-width: 52em; margin: 2em auto }}
table {{ border-collapse: collapse }}
td, th {{ border: 1px solid #ccc; padding: .3em .6em; vertical-align: top }}
code, pre {{ font-family: Consolas, monospace; background: #f4f4f4 }}
img {{ max-width: 100% }}
</style>
{body}
</html>
"""


def write_guide_pages(docs: Path, folder: Path) -> None:
    """Write the pages, with the pictures and sample letters that they show.

    Args:
        docs: The folder docs/ of the checkout.
        folder: Where to; made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    for name in PAGES:
        text = (docs / name).read_text("utf-8")
        body = re.sub(r'href="([\w.]+)\.md(#[^"]*)?"', r'href="\1.html\2"', markdown.render(text))
        language = "zh" if ".zh." in name else "en"
        title = escape(text.partition("\n")[0].lstrip("# "))
        page = _PAGE.format(language=language, title=title, body=body)
        (folder / name).with_suffix(".html").write_text(page, "utf-8", newline="\n")
    shutil.copytree(docs / "pictures", folder / "pictures")
    shutil.copytree(docs / "letters", folder / "letters", ignore=shutil.ignore_patterns("*.png"))
