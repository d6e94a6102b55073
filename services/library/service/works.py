"""The entrypoints of works and their texts."""

from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, indexable, reapplies, rpc
from chassis.indexable import Indexable
from chassis.representations import Representation
from chassis.storage import Transaction
from services.library.actions import texts
from services.library.actions import works as actions
from services.library.queries import indexable as found_by
from services.library.queries import works as queries
from services.library.schemas import works as schemas

Request = dict[str, Any]
Json = dict[str, Any]


class Works(Service):
    """The part of the service that speaks of works."""

    @rpc(schemas.GetWork, returns=schemas.WorkView)
    def get_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return a work by our own id, or by the id it was published under."""
        return queries.work_view(tx, viewer, request["work_id"], now=self.now())

    @rpc(schemas.ListWorks, returns=schemas.WorkList)
    def list_works(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return our own works, or those that everybody published."""
        return queries.list_works(tx, viewer, request=request, now=self.now())

    @rpc(schemas.CreateWork, returns=schemas.WorkView, then="get_work")
    def create_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Begin a work."""
        return {"work_id": actions.create_work(tx, viewer, **request, now=self.now()).id}

    @rpc(schemas.AmendWork, returns=schemas.WorkView, then="get_work")
    def amend_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change what is known of a work."""
        actions.amend_work(tx, viewer, **request, now=self.now())
        return {"work_id": request["work_id"]}

    @rpc(schemas.SubmitWork, returns=schemas.WorkView, then="get_work")
    def submit_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Ask for review."""
        actions.submit_work(tx, viewer, **request, now=self.now())
        return {"work_id": request["work_id"]}

    @rpc(schemas.SendBackWork, returns=schemas.WorkView, then="get_work")
    def send_back_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Give a work in review back."""
        actions.send_back_work(tx, viewer, **request, now=self.now())
        return {"work_id": request["work_id"]}

    @rpc(schemas.PublishWork, returns=schemas.WorkView, then="get_work")
    def publish_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Let everybody read a work."""
        actions.publish_work(tx, viewer, **request, now=self.now())
        return {"work_id": request["work_id"]}

    @rpc(schemas.WithdrawWork, returns=schemas.WorkView, then="get_work")
    def withdraw_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Take a work from everybody for good."""
        actions.withdraw_work(tx, viewer, **request, now=self.now())
        return {"work_id": request["work_id"]}

    @rpc(schemas.AddExpression, returns=schemas.WorkView, then="get_work")
    def add_expression(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Say in which language there is a text."""
        texts.add_expression(tx, viewer, **request, now=self.now())
        return {"work_id": request["work_id"]}

    @rpc(schemas.PutText, returns=schemas.WorkView, then="get_work")
    def put_text(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Let a text stand in an expression."""
        return {"work_id": texts.put_text(tx, viewer, **request, now=self.now())}

    @rpc(schemas.AddPassage, returns=schemas.WorkView, then="get_work")
    def add_passage(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Add one passage by hand."""
        return {"work_id": texts.add_passage(tx, viewer, **request, now=self.now())}

    @rpc(schemas.ListPassages, returns=schemas.PassageList)
    def list_passages(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the passages of our own work."""
        return queries.list_passages(tx, viewer, request=request, now=self.now())

    @rpc(schemas.ListPublicWorks, returns=schemas.PublicWorkList, anonymous=True)
    def list_public_works(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return what everybody may read."""
        return queries.list_public_works(tx, request=request, now=self.now())

    @rpc(schemas.GetWork, returns=schemas.PublicWorkView, anonymous=True)
    def get_public_work(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one work as everybody may read it; `gone` once it was withdrawn."""
        return queries.public_work(tx, request["work_id"], now=self.now())

    @rpc(schemas.ListFeed, returns=schemas.WorksFeedView, anonymous=True)
    def list_works_feed(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the last published works and the last withdrawn ones."""
        return queries.works_feed(tx, limit=request["limit"], now=self.now())

    @reapplies(actions.WITHDRAWN)
    def withdraw_work_again(self, tx: Transaction, viewer: Viewer, entry: Json) -> bool:
        """Withdraw a work that was withdrawn before the database was put back."""
        return actions.withdraw_again(tx, viewer, work_id=UUID(entry["id"]), now=self.now())

    @indexable(queries.KIND)
    def indexable_work(self, published: Representation) -> Indexable:
        """Return what a published work is found by."""
        return found_by.indexable_work(published)
