"""Lists of works as other programs write them: CSV, BibTeX, CSL-JSON, each row turned into what a new work is made from.

Runs in the sandbox: what it is given was written by others. What is wrong with a row is said by the request's schema, later.
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
FORMATS = {"csv": f"{__name__}:csv_rows", "bibtex": f"{__name__}:bibtex_rows", "csl": f"{__name__}:csl_rows"}
"""Format to the function that reads it: `bytes -> [{"row", "work"} | {"row", "code"}]`."""
IDENTIFIERS = ("un_symbol", "ecli", "application_number", "doi", "isbn")
COLUMNS = frozenset(
    {"kind", "title", "lang", "summary", "issuer", "authors", "date", "countries", "outcome", "importance", "source_url", *IDENTIFIERS}
)
KIND_OF_BIBTEX = {"article": "article", "techreport": "report", "report": "report"}
KIND_OF_CSL = {
    "legal_case": "judgment", "article-journal": "article", "article": "article", "bill": "bill",
    "legislation": "law", "regulation": "regulation", "report": "report",
}  # fmt: skip


def csv_rows(data: bytes) -> list[Json]:
    """Return the rows of a CSV file with a heading; several values of one field stand with semicolons."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    strange = sorted(set(reader.fieldnames or ()) - COLUMNS)
    if strange or "title" not in (reader.fieldnames or ()):
        return [{"row": 1, "code": "no-such-column" if strange else "no-title-column", "column": strange[0] if strange else "title"}]
    return [{"row": number, "work": _of_csv(row)} for number, row in enumerate(reader, start=2)]


def _of_csv(row: Mapping[str, str | None]) -> Json:
    held = {name: (row.get(name) or "").strip() for name in COLUMNS}
    return _work(
        kind=held["kind"] or "other",
        lang=held["lang"],
        title=held["title"],
        summary=held["summary"],
        authors=_several(held["authors"]),
        identifiers={name: held[name] for name in IDENTIFIERS},
        countries=_several(held["countries"]),
        **{name: held[name] for name in ("issuer", "date", "outcome", "importance", "source_url")},
    )


def bibtex_rows(data: bytes) -> list[Json]:
    """Return the entries of a BibTeX file, by the line on which each begins."""
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415 - in the sandbox only
    from bibtexparser.middlewares import LatexDecodingMiddleware  # noqa: PLC0415

    found = parse_string(data.decode("utf-8-sig"), append_middleware=[LatexDecodingMiddleware()])
    read = [
        {"row": (one.start_line or 0) + 1, "work": _of_bibtex(one.entry_type, {field.key: str(field.value) for field in one.fields})}
        for one in found.entries
    ]
    failed = [{"row": (one.start_line or 0) + 1, "code": "entry-unreadable"} for one in found.failed_blocks]
    return sorted([*read, *failed], key=lambda one: one["row"])


def _of_bibtex(kind: str, entry: Mapping[str, str]) -> Json:
    month = re.sub(r"\D", "", entry.get("month", ""))
    date = "-".join([entry.get("year", ""), *([f"{int(month):02d}"] if month else [])])
    return _work(
        kind=KIND_OF_BIBTEX.get(kind.lower(), "other"),
        lang=entry.get("langid", ""),
        title=_plain(entry.get("title", "")),
        summary=_plain(entry.get("abstract", "")),
        issuer=_plain(entry.get("institution") or entry.get("publisher") or entry.get("journal") or ""),
        authors=[_plain(name) for name in re.split(r"\s+and\s+", entry.get("author", "")) if name],
        date=entry.get("date") or date,
        identifiers={name: entry.get(name, "") for name in ("doi", "isbn")} | {"other": entry.get("number", "")},
        source_url=entry.get("url", ""),
    )


def csl_rows(data: bytes) -> list[Json]:
    """Return the items of a CSL-JSON file, counted from 1."""
    items = json.loads(data.decode("utf-8-sig"))
    if not isinstance(items, list):
        return [{"row": 1, "code": "not-a-list"}]
    return [
        {"row": n, "work": _of_csl(one)} if isinstance(one, dict) else {"row": n, "code": "entry-unreadable"}
        for n, one in enumerate(items, start=1)
    ]


def _of_csl(item: Mapping[str, Any]) -> Json:
    names = [one for one in item.get("author") or [] if isinstance(one, dict)]
    return _work(
        kind=KIND_OF_CSL.get(str(item.get("type")), "other"),
        lang=str(item.get("language") or ""),
        title=str(item.get("title") or ""),
        summary=str(item.get("abstract") or ""),
        issuer=str(item.get("publisher") or item.get("container-title") or item.get("authority") or ""),
        authors=[str(one.get("literal") or f"{one.get('given', '')} {one.get('family', '')}".strip()) for one in names],
        date=_csl_date(item.get("issued")),
        identifiers={"doi": str(item.get("DOI") or ""), "isbn": str(item.get("ISBN") or ""), "other": str(item.get("number") or "")},
        source_url=str(item.get("URL") or ""),
    )


def _csl_date(issued: Any) -> str:
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    return "-".join(f"{int(part):0{4 if at == 0 else 2}d}" for at, part in enumerate(first) if str(part).isdecimal())


def _work(
    *, title: str, lang: str, summary: str, identifiers: Mapping[str, str], date: str, outcome: str = "", importance: str = "", **rest: Any
) -> Json:
    """Return what a new work is made from; what is empty is left out."""
    optional = {"date": date, "outcome": outcome, "importance": importance}
    return {
        "texts": {(lang or "en").replace("_", "-"): {"title": title, "summary": summary}},
        "identifiers": [{"kind": kind, "value": value} for kind, value in identifiers.items() if value],
        **{name: value for name, value in {**optional, **rest}.items() if value},
    }


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _plain(text: str) -> str:
    """Return a BibTeX value without the braces that keep its capitals."""
    return " ".join(re.sub(r"[{}]", "", text).split())
