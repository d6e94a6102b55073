"""The text of a file, page by page. Runs in the sandbox alone: what it is given was written by others, and may be made to do harm."""

from io import BytesIO
from typing import Any

BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "dd",
        "div",
        "dt",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "p",
        "pre",
        "section",
        "td",
        "th",
    }
)
UNSEEN = ("script", "style", "noscript", "template", "nav", "head")
BREAK = "\n\n"
PARSERS = {
    "application/pdf": f"{__name__}:pdf",
    "text/html": f"{__name__}:html",
    "text/plain": f"{__name__}:plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": f"{__name__}:docx",
}
"""Media type to the function that reads it."""


def pdf(data: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    from pypdf import PdfReader  # noqa: PLC0415 - in the sandbox only

    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def html(data: bytes) -> list[str]:
    """Return the text of a page, each block a paragraph of its own."""
    from lxml import html as reader  # noqa: PLC0415 - in the sandbox only

    tree = reader.document_fromstring(data)
    for element in tree.xpath("|".join(f"//{name}" for name in UNSEEN)):
        element.drop_tree()
    for element in tree.iter():
        if element.tag in BLOCKS:
            element.text = f"{BREAK}{element.text or ''}"
            element.tail = f"{BREAK}{element.tail or ''}"
    return [tree.text_content()]


def docx(data: bytes) -> list[str]:
    """Return the text of a word processor's file: its paragraphs, and the cells of its tables."""
    from docx import Document  # noqa: PLC0415 - in the sandbox only

    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [BREAK.join([*(paragraph.text for paragraph in document.paragraphs), *cells])]


def plain(data: bytes) -> list[str]:
    """Return a plain text; form feeds part its pages."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").split("\f")


def cleaned(pages: list[Any]) -> list[str]:
    """Return pages as they may be kept: text alone, without control characters."""
    return ["".join(one for one in str(page) if one in "\n\t" or one.isprintable() or one.isspace()) for page in pages]
