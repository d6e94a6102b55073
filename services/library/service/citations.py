"""The entrypoints of citations."""

from typing import Any

from chassis.contexts import PUBLIC, Viewer
from chassis.entrypoints.service import Service, indexable, rpc
from chassis.indexable import Indexable
from chassis.representations import Representation
from chassis.storage import Transaction
from services.library.actions import citations as actions
from services.library.queries import citations as queries
from services.library.queries import indexable as found_by
from services.library.schemas import citations as schemas
from services.library.schemas.works import WorkView

Request = dict[str, Any]
Json = dict[str, Any]


class Citations(Service):
    """The part of the service that speaks of citations."""

    @rpc(schemas.ListCitations, returns=schemas.CitationList)
    def list_citations(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the citations in our own works."""
        return queries.list_citations(tx, viewer, request=request, now=self.now())

    @rpc(schemas.GetCitation, returns=schemas.CitationView)
    def get_citation(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one citation in our own works."""
        return queries.citation_view(tx, viewer, request["citation_id"], now=self.now())

    @rpc(schemas.AddCitation, returns=WorkView, then="get_work")
    def add_citation(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Note a citation that a person found."""
        return {"work_id": actions.add_citation(tx, viewer, **request, now=self.now())}

    @rpc(schemas.DecideCitation, returns=schemas.CitationView, then="get_citation")
    def decide_citation(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Accept or reject a citation."""
        actions.decide_citation(tx, viewer, **request, now=self.now())
        return {"citation_id": request["citation_id"]}

    @rpc(schemas.ListCiting, returns=schemas.CitingList, anonymous=True)
    def list_public_citing(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return what everybody may read that cites a provision."""
        return queries.list_citing(tx, PUBLIC, request=request, now=self.now())

    @rpc(schemas.GetPassage, returns=schemas.CitingView, anonymous=True)
    def get_public_passage(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return one passage that everybody may read; `gone` once it was withdrawn."""
        return queries.public_passage(tx, request["passage_id"], now=self.now())

    @indexable(queries.PASSAGE)
    def indexable_passage(self, published: Representation) -> Indexable:
        """Return what a published passage is found by."""
        return found_by.indexable_passage(published)
