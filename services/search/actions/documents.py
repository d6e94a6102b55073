"""From what an owner hands over to the document that an engine keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.values import Tlp
from services.search.engines import Document

UNKNOWN = "und"
PUBLIC = "public"


def document_of(handed: Mapping[str, Any], *, with_shared_text: bool) -> Document:
    """Return a representation as it is indexed: its first language's title, and every word it says in any of them.

    `with_shared_text`: also the words of what is not public. Without, such a record is found by its facets alone.
    """
    texts = handed["document"]["texts"]
    told = texts if with_shared_text or PUBLIC in handed["audience"] else {}
    return Document(
        id=UUID(handed["id"]),
        version=handed["version"],
        kind=handed["kind"],
        owner_org=UUID(handed["owner_org"]),
        audience=frozenset(handed["audience"]),
        marking=Tlp(handed["tlp"]),
        title=next((text["title"] for text in told.values()), ""),
        text=_text(told),
        lang=next((lang for lang in texts if lang != UNKNOWN), None),
        country=handed["country"],
        date=_moment(handed["document"]["date"]),
        visible_until=_moment(handed["visible_until"]),
        facets={**handed["document"]["facets"], "language": languages(texts), "id": [UUID(handed["id"]).hex]},
    )


def languages(texts: Mapping[str, Any]) -> list[str]:
    """Return the languages a record is written in, without their regions."""
    return sorted({lang.split("-", maxsplit=1)[0] for lang in texts} - {UNKNOWN})


def _text(texts: Mapping[str, Mapping[str, str]]) -> str:
    first, *others = [(text["title"], text["text"]) for text in texts.values()] or [("", "")]
    return "\n".join([first[1], *(part for title_and_text in others for part in title_and_text)])


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
