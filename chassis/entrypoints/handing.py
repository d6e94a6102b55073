"""What every service hands to the one that indexes: its representations, each with what it is found by."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from marshmallow import fields, validate

from chassis import representations
from chassis.contexts import Viewer
from chassis.entrypoints.declaration import IndexableKind, rpc
from chassis.errors import code_of
from chassis.representations import Representation
from chassis.schemas import AwareDateTime, Schema
from chassis.storage import Transaction

INDEX = "search"
"""The service that may ask: what it is handed is the text of what others share, in the clear."""
MOST_AT_ONCE = 200


class RepresentationsById(Schema):
    """Representations by their ids."""

    ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=MOST_AT_ONCE))


class RepresentationsAfter(Schema):
    """Representations in the order of their ids, after one of them (None: from the first)."""

    after = fields.UUID(load_default=None, allow_none=True)
    limit = fields.Integer(strict=True, load_default=MOST_AT_ONCE, validate=validate.Range(min=1, max=MOST_AT_ONCE))


class WordingView(Schema):
    """What it says in one language."""

    title = fields.String(required=True)
    text = fields.String(required=True)


class IndexableView(Schema):
    """What it is found by."""

    texts = fields.Dict(keys=fields.String(), values=fields.Nested(WordingView), required=True)
    date = AwareDateTime(required=True, allow_none=True)
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)


class HandedView(Schema):
    """A representation as it stands now.

    `document` is empty if it was withdrawn, its key was erased, or its kind is not found at all; `error` names what kept the owner from
    making it: this one version will not be found.
    """

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    owner_org = fields.UUID(required=True)
    version = fields.Integer(required=True)
    withdrawn = fields.Boolean(required=True)
    audience = fields.List(fields.String(), required=True)
    tlp = fields.String(required=True)
    visible_until = AwareDateTime(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    lang = fields.String(required=True, allow_none=True)
    document = fields.Nested(IndexableView, required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class HandedPage(Schema):
    """Representations; fewer than were asked for: there are no more."""

    items = fields.List(fields.Nested(HandedView), required=True)


class Handing:
    """Part of every service; see the module."""

    indexable_kinds: ClassVar[Mapping[str, IndexableKind]]

    @rpc(RepresentationsById, returns=HandedPage, for_service=INDEX)
    def get_representations(self, tx: Transaction, _viewer: Viewer, request: Any) -> Any:
        """Return the representations of these ids; one that never was is left out."""
        return {"items": self._handed(representations.all_by_ids(tx, request["ids"]))}

    @rpc(RepresentationsAfter, returns=HandedPage, for_service=INDEX)
    def list_representations(self, tx: Transaction, _viewer: Viewer, request: Any) -> Any:
        """Return the next representations: all of them, page by page. One that is written meanwhile is announced by its message."""
        return {"items": self._handed(representations.after(tx, request["after"], limit=request["limit"]))}

    def _handed(self, found: Iterable[Representation]) -> list[dict[str, Any]]:
        return [self._one_handed(one) for one in found]

    def _one_handed(self, one: Representation) -> dict[str, Any]:
        document, error = None, None
        kind = self.indexable_kinds.get(one.kind)
        if kind and one.body and one.withdrawn_at is None:
            try:
                document = kind.handler(self, one)
            except Exception as failed:  # noqa: BLE001 - one that cannot be made ready keeps back no other
                error = code_of(failed)
        names = ("id", "kind", "owner_org", "version", "visible_until", "country", "lang")
        return {
            **{name: getattr(one, name) for name in names},
            "withdrawn": one.withdrawn_at is not None,
            "audience": sorted(one.audience),
            "tlp": one.marking.value,
            "document": document,
            "error": error,
        }
