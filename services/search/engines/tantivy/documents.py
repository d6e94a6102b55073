"""Documents as Tantivy keeps them, and what of them a hit shows."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import tantivy

from services.search.domain.folding import fold
from services.search.engines.excerpts import clean
from services.search.engines.filters import BEFORE_ALL, FOR_EVER, datetime_of, facets_of, language_of, moment
from services.search.engines.port import BROKEN, UNREADABLE, Document, Hit, Suggestion
from services.search.engines.tantivy.layout import OTHER, SCHEMA
from services.search.engines.tantivy.marks import Marker

Json = dict[str, Any]


def rank(version: int, *, removed: bool = False) -> int:
    """Return a version as versions are compared: a removal comes after the version it removes."""
    return 2 * version + removed


def place(id_: UUID) -> int:
    """Return a document's place in the order by which all are listed, which ids have none of themselves: 63 bits of a hash."""
    return int.from_bytes(hashlib.blake2b(id_.bytes, digest_size=8).digest()) >> 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as the index takes it, with what decides whether it is taken."""

    id: str
    rank: int
    document: tantivy.Document


def kept_of(documents: Sequence[Document]) -> tuple[list[Kept], dict[UUID, str]]:
    """Return documents as the index takes them, and those that it cannot take with a code why."""
    kept, refused = [], {}
    for one in documents:
        try:
            kept.append(_kept(one))
        except BROKEN:
            refused[one.id] = UNREADABLE
    return kept, refused


def _kept(document: Document) -> Kept:
    made = _beginning(document.id, rank(document.version))
    of = made.document
    of.add_text("owner_org", str(document.owner_org))
    for token in sorted(document.audience):
        of.add_text("audience", token)
    of.add_integer("marking", document.marking.rank)
    of.add_integer("visible_until", moment(document.visible_until, none=FOR_EVER))
    of.add_integer("date", moment(document.date, none=BEFORE_ALL))
    of.add_json("facets", facets_of(document))
    title, text = clean(document.title), clean(document.text)
    _add_text(of, fold(title), fold(text), lang=language_of(document.lang))
    of.add_bytes("source", json.dumps(_source(document) | {"title": title, "text": text}, ensure_ascii=False).encode())
    return made


def mark(id_: UUID, version: int) -> Kept:
    """Return what stands in the place of a document that was removed."""
    made = _beginning(id_, rank(version, removed=True))
    made.document.add_boolean("removed", value=True)
    return made


def _beginning(id_: UUID, its_rank: int) -> Kept:
    made = tantivy.Document()
    made.add_text("id", str(id_))
    made.add_unsigned("place", place(id_))
    made.add_unsigned("rank", its_rank)
    return Kept(str(id_), its_rank, made)


def rank_of(view: tantivy.Searcher, id_: str) -> int:
    """Return what version of a document is there, as a rank; -1 if none ever was."""
    found = view.search(tantivy.Query.term_query(SCHEMA, "id", id_), 1, count=False).hits
    [its_rank] = view.fast_field_values("rank", [found[0][1]]) if found else [-1]
    return int(its_rank or 0)


def _add_text(made: tantivy.Document, title: str, text: str, *, lang: str | None) -> None:
    """Add titles where they count more, and with the text where everything is looked for."""
    for suffix in ("", f"_{lang or OTHER}"):
        made.add_text(f"title{suffix}", title)
        made.add_text(f"text{suffix}", title)
        made.add_text(f"text{suffix}", text)


def _source(document: Document) -> Json:
    return {
        "version": document.version, "kind": document.kind, "lang": document.lang,
        "country": document.country, "date": moment(document.date, none=BEFORE_ALL),
    }  # fmt: skip


def source(found: tantivy.Document) -> Json:
    """Return what a hit shows of a document."""
    read: Json = json.loads(bytes(found.get_first("source") or b"").decode())
    return read


def hit(found: tantivy.Document, mark_: Marker) -> Hit:
    """Return a document as a hit, what was looked for marked."""
    shown = source(found)
    return Hit(
        id=UUID(found.get_first("id")), version=shown["version"], kind=shown["kind"], lang=shown["lang"], country=shown["country"],
        title=mark_.whole(shown["title"], shown["lang"]), excerpts=mark_.excerpts(shown["text"], shown["lang"]),
        date=datetime_of(shown["date"]),
    )  # fmt: skip


def suggestion(found: tantivy.Document) -> Suggestion:
    """Return a document as a suggestion."""
    shown = source(found)
    return Suggestion(UUID(found.get_first("id")), shown["version"], shown["kind"], shown["title"])


def version_of(found: tantivy.Document) -> tuple[UUID, int]:
    """Return the id and version of a document."""
    return UUID(found.get_first("id")), source(found)["version"]
