"""What can be found: each kind of record, who owns it, and where one is read by its representation's id."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """`path`: where members read one, `public_path`: where everybody does; both in the console, and below /api/v1."""

    owner: str
    path: str
    public_path: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "alert": Kind("alerts", "/alerts", "/public/alerts"),
        "work": Kind("library", "/library/works", "/public/works"),
        "training": Kind("library", "/library/trainings", "/public/trainings"),
        "opportunity": Kind("library", "/opportunities", "/public/opportunities"),
        # what stands on the page of something else is found there by who owns it
        "principle": Kind("library", "/public/found/principle", "/public/found/principle"),
        "passage": Kind("library", "/public/found/passage", "/public/found/passage"),
        "body": Kind("library", "/public/found/body", "/public/found/body"),
    }
)

OWNERS = tuple(sorted({kind.owner for kind in KINDS.values()}))
"""The services whose representations are indexed."""

FACETS = ("kind", "type", "country", "principle", "organisation", "language", "year")
"""By what results are counted and narrowed, in the order in which they are shown."""


def place_of(kind: str, representation_id: object, *, public: bool) -> str | None:
    """Return the path of a record; None if nobody said where its kind is read."""
    known = KINDS.get(kind)
    return None if known is None else f"{known.public_path if public else known.path}/{representation_id}"
