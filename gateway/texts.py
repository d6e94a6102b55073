"""Collects every text that people read into the catalogues: from code, templates and the titles of vocabularies.

`make texts` runs it. A new text then waits in each catalogue for its translation; one that nobody shows any more is gone.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from gateway.languages import DEFAULT, DOMAIN, LOCALES, languages

REPOSITORY = Path(__file__).parents[1]
READ = (
    ("gateway/**.py", "python"),
    ("gateway/console/templates/**.html", "jinja2"),
    ("chassis/vocabularies/*.csv", f"{__name__}:labels"),
)
"""Which files hold texts, and how each is read."""
TITLES = ("label", "short_title", "group")
Extracted = tuple[int, None, str, list[str]]


def labels(file: IO[bytes], _keywords: object, _comment_tags: object, options: Mapping[str, Any]) -> Iterator[Extracted]:  # noqa: ARG001  # babel names it
    """Yield the titles in the file of a vocabulary, as babel takes them: (line, function, text, comments)."""
    for line, row in enumerate(csv.DictReader(file.read().decode().splitlines()), start=2):
        yield from ((line, None, row[name], []) for name in TITLES if row.get(name))


def collected() -> Catalog:
    """Return a catalogue of every text, without translations."""
    catalog = Catalog(domain=DOMAIN)
    inside = {"gateway", "chassis"}
    found = extract_from_dir(
        REPOSITORY, READ, directory_filter=lambda folder: Path(folder).relative_to(REPOSITORY).parts[0] in inside, options_map={}
    )
    for _file, _line, text, _comments, _context in sorted(found, key=lambda one: one[:2]):
        catalog.add(text)
    return catalog


def path_of(tag: str) -> Path:
    """Return where the catalogue of a language is."""
    return LOCALES / tag / "LC_MESSAGES" / f"{DOMAIN}.po"


def held(tag: str) -> Catalog:
    """Return the catalogue of a language."""
    with path_of(tag).open("rb") as file:
        return read_po(file, locale=tag, domain=DOMAIN)


def bring_up_to_date(tag: str) -> None:
    """Give the catalogue of a language exactly the texts there are; what was translated stays, and so does its header."""
    catalog = held(tag)
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    header, _, _ = path_of(tag).read_text("utf-8").partition("\n\n")
    with path_of(tag).open("wb") as file:
        file.write(f"{header}\n\n".encode())
        write_po(file, catalog, no_location=True, width=0, omit_header=True)


if __name__ == "__main__":
    for language in languages():
        if language != DEFAULT:
            bring_up_to_date(language)
