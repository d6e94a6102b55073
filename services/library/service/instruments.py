"""The entrypoints of instruments."""

from typing import Any

from chassis import permissions
from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, indexable, rpc, timer
from chassis.indexable import Indexable
from chassis.representations import Representation
from chassis.storage import Transaction
from services.library.actions import instruments as actions
from services.library.domain.instruments import BASIC_PRINCIPLES, KIND
from services.library.queries import indexable as found_by
from services.library.queries import instruments as queries
from services.library.schemas import instruments as schemas

Request = dict[str, Any]
Json = dict[str, Any]


class Instruments(Service):
    """The part of the service that speaks of instruments."""

    @rpc(schemas.ListInstruments, returns=schemas.InstrumentsView)
    def list_instruments(self, tx: Transaction, viewer: Viewer, _request: Request) -> Json:
        """Return every instrument that the library holds."""
        permissions.require(viewer, "instrument", "read")
        return queries.list_instruments(tx)

    @rpc(schemas.GetInstrument, returns=schemas.InstrumentView)
    def get_instrument(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one instrument with its provisions."""
        permissions.require(viewer, "instrument", "read")
        return queries.get_instrument(tx, request["instrument_code"])

    @rpc(schemas.ListPrinciples, returns=schemas.PrinciplesView)
    def list_principles(self, tx: Transaction, viewer: Viewer, _request: Request) -> Json:
        """Return the Basic Principles."""
        permissions.require(viewer, "instrument", "read")
        return queries.list_principles(tx)

    @rpc(schemas.GetPrinciple, returns=schemas.ProvisionView)
    def get_principle(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one of the Basic Principles."""
        permissions.require(viewer, "instrument", "read")
        return queries.get_principle(tx, request["number"])

    @rpc(schemas.LoadTexts, returns=schemas.LoadedView, writes=True, for_people=False, for_command_line=True)
    def load_texts(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, Json]:
        """Load official texts of provisions."""
        return request, {"loaded": actions.load_texts(tx, viewer, **request, now=self.now())}

    @rpc(schemas.LoadInstrument, returns=schemas.LoadedView, writes=True, for_people=False, for_command_line=True)
    def load_instrument(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, Json]:
        """Add an instrument with its provisions, or change it."""
        return request, {"loaded": actions.load_instrument(tx, viewer, **request, now=self.now())}

    @timer("show_principles")
    def show_principles(self, tx: Transaction, viewer: Viewer, args: Json) -> None:
        """Let everybody find the Basic Principles, once, when the library begins."""
        actions.show_provisions(tx, BASIC_PRINCIPLES, now=self.now())

    @rpc(schemas.ListPrinciples, returns=schemas.PrinciplesView, anonymous=True)
    def list_public_principles(self, tx: Transaction, _viewer: Viewer, _request: Request) -> Json:
        """Return the Basic Principles, as everybody may read them."""
        return queries.list_principles(tx)

    @rpc(schemas.GetPrinciple, returns=schemas.ProvisionView, anonymous=True)
    def get_public_principle(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return one of the Basic Principles, as everybody may read it."""
        return queries.get_principle(tx, request["number"])

    @rpc(schemas.FindProvision, returns=schemas.PlaceView, anonymous=True)
    def find_public_provision(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return which provision was found by search."""
        return queries.place_of_provision(tx, request["representation_id"], now=self.now())

    @indexable(KIND)
    def indexable_principle(self, published: Representation) -> Indexable:
        """Return what a provision is found by."""
        return found_by.indexable_principle(published)
