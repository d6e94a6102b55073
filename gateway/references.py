"""Published works as other programs keep them: CSL-JSON (Zotero, pandoc) and BibTeX (UTF-8), from the library's public views."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from gateway.feeds.alerts import spoken

CSL_TYPE = "application/vnd.citationstyles.csl+json"
BIBTEX_TYPE = "application/x-bibtex"
CSL_TYPES: Mapping[str, str] = {
    "judgment": "legal_case",
    "view": "legal_case",
    "article": "article-journal",
    "bill": "bill",
    "law": "legislation",
    "regulation": "regulation",
    "bar_rule": "regulation",
}
BIBTEX_TYPES: Mapping[str, str] = {"article": "article", "report": "techreport", "special_procedure_report": "techreport"}
NUMBERS = ("un_symbol", "ecli", "application_number", "other")
SPECIAL = re.compile(r"[&%$#_{}~^\\]")
WORDS: Mapping[str, str] = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
Work = Mapping[str, Any]


def csl(work: Work, *, address: str) -> dict[str, Any]:
    """Return a work as an item of CSL-JSON; `address` is where everybody reads it."""
    known = _known(work, address)
    renamed = {
        "number": "number",
        "doi": "DOI",
        "isbn": "ISBN",
        "publisher": "publisher",
        "url": "URL",
        "abstract": "abstract",
        "lang": "language",
    }
    item: dict[str, Any] = {"id": key_of(work), "type": CSL_TYPES.get(work["kind"], "report"), "title": known["title"]}
    item |= {name: known[field] for field, name in renamed.items() if known[field]}
    if work["authors"]:
        item["author"] = [{"literal": name} for name in work["authors"]]
    if work["date"]:
        item["issued"] = {"date-parts": [_parts(work["date"])]}
    return item


def bibtex(works: Iterable[Work], *, address_of: Any) -> str:
    """Return works as a BibTeX file."""
    return write_string(Library([_entry(work, address_of(work)) for work in works]))


def key_of(work: Work) -> str:
    """Return the key of a work in a list of references: the same every time, and no other work's."""
    return f"havana-{work['id']}"


def _entry(work: Work, address: str) -> Entry:
    known = _known(work, address)
    parts = _parts(work["date"]) if work["date"] else []
    values = {
        "title": f"{{{escaped(known['title'])}}}",
        "author": " and ".join(f"{{{escaped(name)}}}" for name in work["authors"]),
        "institution" if BIBTEX_TYPES.get(work["kind"]) == "techreport" else "publisher": escaped(known["publisher"]),
        "year": str(parts[0]) if parts else "",
        "month": str(parts[1]) if len(parts) > 1 else "",
        "number": escaped(known["number"]),
        "doi": _bare(known["doi"]),
        "isbn": _bare(known["isbn"]),
        "url": _bare(known["url"]),
        "langid": known["lang"],
        "abstract": escaped(known["abstract"]),
    }
    return Entry(BIBTEX_TYPES.get(work["kind"], "misc"), key_of(work), [Field(name, value) for name, value in values.items() if value])


def escaped(text: str) -> str:
    """Return text as it stands in a BibTeX field, on one line: nothing in it is a command or closes the field."""
    return SPECIAL.sub(lambda found: WORDS.get(found[0], f"\\{found[0]}"), " ".join(text.split()))


def _bare(value: str) -> str:
    """Return an address or a number as it is, without what could close the field."""
    return re.sub(r"[{}\\\s]", "", value)


def _known(work: Work, address: str) -> dict[str, str]:
    titles = work.get("titles") or {lang: one["title"] for lang, one in work["texts"].items()}
    lang = spoken(titles)
    by_kind = {one["kind"]: one["value"] for one in reversed(work["identifiers"])}
    return {
        "title": titles[lang],
        "abstract": work["texts"][lang]["summary"] if "texts" in work else "",
        "lang": lang,
        "publisher": work["issuer"],
        "number": next((by_kind[kind] for kind in NUMBERS if kind in by_kind), ""),
        "doi": by_kind.get("doi", ""),
        "isbn": by_kind.get("isbn", ""),
        "url": work["source_url"] or address,
    }


def _parts(date: Mapping[str, str]) -> list[int]:
    """Return year, month and day as far as they are known."""
    first, last = ([int(part) for part in date[name].split("-")] for name in ("from", "to"))
    if first == last:
        return first
    return first[:2] if first[:2] == last[:2] else first[:1]
