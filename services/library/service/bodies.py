"""The entrypoints of bodies that are addressed."""

from typing import Any
from uuid import UUID

from chassis.contexts import PUBLIC, Viewer
from chassis.entrypoints.service import Service, indexable, reapplies, rpc
from chassis.indexable import Indexable
from chassis.representations import Representation
from chassis.storage import Transaction
from services.library.actions import bodies
from services.library.queries import bodies as queries
from services.library.queries import indexable as found_by
from services.library.schemas import bodies as schemas

Request = dict[str, Any]
Json = dict[str, Any]


class Bodies(Service):
    """Ministries, courts, embassies, mandates: whom an organisation writes to."""

    @rpc(schemas.ListBodies, returns=schemas.BodyList)
    def list_bodies(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the bodies in sight."""
        return queries.list_bodies(tx, viewer, now=self.now(), request=request)

    @rpc(schemas.GetBody, returns=schemas.BodyView)
    def get_body(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return a body by our own id, or by the id it is published under."""
        return queries.body_view(tx, viewer, request["body_id"], now=self.now())

    @rpc(schemas.ListBodies, returns=schemas.BodyList, anonymous=True)
    def list_public_bodies(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return the bodies that everybody may read."""
        return queries.list_bodies(tx, PUBLIC, now=self.now(), request=request)

    @rpc(schemas.GetBody, returns=schemas.BodyView, anonymous=True)
    def get_public_body(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return one body as everybody may read it; `gone` once it was withdrawn."""
        return queries.body_view(tx, PUBLIC, request["body_id"], now=self.now())

    @rpc(schemas.AddBody, returns=schemas.BodyView, then="get_body")
    def add_body(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Add a body, as verified now."""
        return {"body_id": bodies.add_body(tx, viewer, **request, now=self.now())}

    @rpc(schemas.AmendBody, returns=schemas.BodyView, then="get_body")
    def amend_body(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change a body."""
        bodies.amend_body(tx, viewer, **request, now=self.now())
        return {"body_id": request["body_id"]}

    @rpc(schemas.VerifyBody, returns=schemas.BodyView, then="get_body")
    def verify_body(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Say that all of it is right today."""
        bodies.verify_body(tx, viewer, **request, now=self.now())
        return {"body_id": request["body_id"]}

    @rpc(schemas.PublishBody, returns=schemas.BodyView, then="get_body")
    def publish_body(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Let everybody read it."""
        bodies.publish_body(tx, viewer, **request, now=self.now())
        return {"body_id": request["body_id"]}

    @rpc(schemas.WithdrawBody, returns=schemas.BodyView, then="get_body")
    def withdraw_body(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Take it from everybody but us, for good."""
        bodies.withdraw_body(tx, viewer, **request, now=self.now())
        return {"body_id": request["body_id"]}

    @reapplies(bodies.WITHDRAWN)
    def withdraw_body_again(self, tx: Transaction, viewer: Viewer, entry: Json) -> bool:
        """Withdraw what was withdrawn before the database was put back."""
        return bodies.withdraw_again(tx, viewer, body_id=UUID(entry["id"]), now=self.now())

    @indexable(bodies.KIND)
    def indexable_body(self, published: Representation) -> Indexable:
        """Return what a published body is found by."""
        return found_by.indexable_body(published)
