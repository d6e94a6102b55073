"""The entrypoints of what cases and alerts refer to."""

from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, rpc
from chassis.errors import NotFound
from chassis.storage import Transaction
from services.library import neighbours
from services.library.actions import references as actions
from services.library.queries import references as queries
from services.library.schemas import references as schemas
from services.library.schemas.works import WorkView

Request = dict[str, Any]
Json = dict[str, Any]


class References(Service):
    """The part of the service that links works with cases and alerts."""

    @rpc(schemas.AddReference, returns=WorkView, then="get_work", prepare="prepare_reference")
    def add_reference(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Json) -> Json:
        """Let a case or an alert that the viewer sees refer to a work."""
        actions.add_reference(tx, viewer, **request, **prepared, now=self.now())
        return {"work_id": request["work_id"]}

    @rpc(schemas.RemoveReference, returns=WorkView, then="get_work", prepare="prepare_reference")
    def remove_reference(self, tx: Transaction, viewer: Viewer, request: Request, prepared: Json) -> Json:
        """Take a reference away."""
        actions.remove_reference(tx, viewer, **request, **prepared, now=self.now())
        return {"work_id": request["work_id"]}

    def prepare_reference(self, viewer: Viewer, request: Request) -> Json:
        """Ask the owner of a record whether the viewer sees it, if the work could be referred to at all."""
        with self.database.reading() as tx:
            actions.referable(tx, viewer, work_id=request["work_id"], now=self.now())
        return {"is_seen": request["record_id"] in neighbours.seen_among(self.rpc, viewer, request["kind"], [request["record_id"]])}

    @rpc(schemas.ListReferences, returns=schemas.ReferencesView, transaction=False)
    def list_references(self, viewer: Viewer, request: Request) -> Json:
        """Return the cases and alerts that refer to a work, as far as the viewer sees them."""
        with self.database.reading() as tx:
            links = queries.references_of(tx, viewer, request["work_id"], now=self.now())
        seen = {
            kind: neighbours.seen_among(self.rpc, viewer, kind, [link["record_id"] for link in links if link["kind"] == kind])
            for kind in neighbours.SEEN
        }
        return {"items": [link for link in links if link["record_id"] in seen[link["kind"]]]}

    @rpc(schemas.ListWorksOfCase, returns=schemas.ReferredWorksView, transaction=False)
    def list_works_of_case(self, viewer: Viewer, request: Request) -> Json:
        """Return the works that a case which the viewer sees refers to. NotFound if they do not see it."""
        return self._works_of(viewer, "case", request["case_id"])

    @rpc(schemas.ListWorksOfAlert, returns=schemas.ReferredWorksView, transaction=False)
    def list_works_of_alert(self, viewer: Viewer, request: Request) -> Json:
        """Return the works that an alert of ours which the viewer sees refers to. NotFound if they do not see it."""
        return self._works_of(viewer, "alert", request["alert_id"])

    def _works_of(self, viewer: Viewer, kind: str, record_id: UUID) -> Json:
        if record_id not in neighbours.seen_among(self.rpc, viewer, kind, [record_id]):
            raise NotFound(f"no-such-{kind}", id=str(record_id))
        with self.database.reading() as tx:
            return queries.works_of(tx, viewer, kind=kind, record_id=record_id, now=self.now())
