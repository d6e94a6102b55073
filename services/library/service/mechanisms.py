"""The entrypoints of mechanisms, their sessions and opportunities."""

from typing import Any
from uuid import UUID

from chassis.contexts import PUBLIC, Viewer
from chassis.entrypoints.service import Service, indexable, reapplies, rpc
from chassis.indexable import Indexable
from chassis.representations import Representation
from chassis.storage import Transaction
from services.library.actions import importing, mechanisms, opportunities
from services.library.queries import indexable as found_by
from services.library.queries import mechanisms as queries
from services.library.queries import opportunities as opportunity_queries
from services.library.schemas import mechanisms as schemas

Request = dict[str, Any]
Json = dict[str, Any]


class Mechanisms(Service):
    """Mechanisms and their sessions: for everybody to read."""

    @rpc(schemas.ListMechanisms, returns=schemas.MechanismList)
    def list_mechanisms(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return every mechanism."""
        return queries.list_mechanisms(tx, viewer, request=request)

    @rpc(schemas.GetMechanism, returns=schemas.MechanismView)
    def get_mechanism(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one mechanism."""
        return queries.mechanism_view(tx, viewer, request["mechanism_id"])

    @rpc(schemas.AddMechanism, returns=schemas.MechanismView, then="get_mechanism")
    def add_mechanism(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Add a mechanism."""
        return {"mechanism_id": mechanisms.add_mechanism(tx, viewer, **request, now=self.now())}

    @rpc(schemas.AmendMechanism, returns=schemas.MechanismView, then="get_mechanism")
    def amend_mechanism(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change a mechanism of ours."""
        mechanisms.amend_mechanism(tx, viewer, **request, now=self.now())
        return {"mechanism_id": request["mechanism_id"]}

    @rpc(schemas.ListMechanismSessions, returns=schemas.MechanismSessionList)
    def list_mechanism_sessions(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the sessions of a mechanism."""
        return queries.list_sessions(tx, viewer, request=request)

    @rpc(schemas.GetMechanismSession, returns=schemas.MechanismSessionView)
    def get_mechanism_session(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one session."""
        return queries.session_view(tx, viewer, **request)

    @rpc(schemas.AddMechanismSession, returns=schemas.MechanismSessionView, then="get_mechanism_session")
    def add_mechanism_session(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Add a session to a mechanism of ours."""
        session_id = mechanisms.add_session(tx, viewer, **request, now=self.now())
        return {"mechanism_id": request["mechanism_id"], "mechanism_session_id": session_id}

    @rpc(schemas.AmendMechanismSession, returns=schemas.MechanismSessionView, then="get_mechanism_session")
    def amend_mechanism_session(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change a session; what is due so many days before it moves along."""
        mechanisms.amend_session(tx, viewer, **request, now=self.now())
        return {name: request[name] for name in ("mechanism_id", "mechanism_session_id")}


class Opportunities(Service):
    """Opportunities: what sources say of the date, and who may read it."""

    @rpc(schemas.ListOpportunities, returns=schemas.OpportunityList)
    def list_opportunities(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return the opportunities in sight, the first to be due first."""
        return opportunity_queries.list_opportunities(tx, viewer, now=self.now(), request=request)

    @rpc(schemas.GetOpportunity, returns=schemas.OpportunityView)
    def get_opportunity(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return an opportunity by our own id, or by the id it is published under."""
        return opportunity_queries.opportunity_view(tx, viewer, request["opportunity_id"], now=self.now())

    @rpc(schemas.ListOpportunities, returns=schemas.OpportunityList, anonymous=True)
    def list_public_opportunities(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return the opportunities that everybody may read."""
        return opportunity_queries.list_opportunities(tx, PUBLIC, now=self.now(), request=request)

    @rpc(schemas.GetOpportunity, returns=schemas.OpportunityView, anonymous=True)
    def get_public_opportunity(self, tx: Transaction, _viewer: Viewer, request: Request) -> Json:
        """Return one opportunity as everybody may read it; `gone` once it was withdrawn."""
        return opportunity_queries.opportunity_view(tx, PUBLIC, request["opportunity_id"], now=self.now())

    @rpc(schemas.ListCalendar, returns=schemas.CalendarView, anonymous=True)
    def list_public_calendar(self, tx: Transaction, _viewer: Viewer, _request: Request) -> Json:
        """Return the entries of the calendar that everybody may subscribe to."""
        return opportunity_queries.public_calendar(tx, site=self.settings.site, now=self.now())

    @rpc(schemas.AddOpportunity, returns=schemas.OpportunityView, then="get_opportunity")
    def add_opportunity(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Add an opportunity, within the organisation."""
        return {"opportunity_id": opportunities.add_opportunity(tx, viewer, **request, now=self.now()).id}

    @rpc(schemas.AmendOpportunity, returns=schemas.OpportunityView, then="get_opportunity")
    def amend_opportunity(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change what an opportunity is."""
        opportunities.amend_opportunity(tx, viewer, **request, now=self.now())
        return {"opportunity_id": request["opportunity_id"]}

    @rpc(schemas.RecordNotice, returns=schemas.OpportunityView, then="get_opportunity")
    def record_notice(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Record what a source says of the date now."""
        opportunities.record_notice(tx, viewer, **request, now=self.now())
        return {"opportunity_id": request["opportunity_id"]}

    @rpc(schemas.DecideNotice, returns=schemas.OpportunityView, then="get_opportunity")
    def decide_notice(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Put one source in force where several disagree."""
        opportunities.decide_notice(tx, viewer, **request, now=self.now())
        return {"opportunity_id": request["opportunity_id"]}

    @rpc(schemas.PublishOpportunity, returns=schemas.OpportunityView, then="get_opportunity")
    def publish_opportunity(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Let everybody read it."""
        opportunities.publish_opportunity(tx, viewer, **request, now=self.now())
        return {"opportunity_id": request["opportunity_id"]}

    @rpc(schemas.WithdrawOpportunity, returns=schemas.OpportunityView, then="get_opportunity")
    def withdraw_opportunity(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Take it from everybody but us, for good."""
        opportunities.withdraw_opportunity(tx, viewer, **request, now=self.now())
        return {"opportunity_id": request["opportunity_id"]}

    @rpc(schemas.ImportOpportunities, returns=schemas.ImportView, writes=True, for_people=True, for_command_line=True)
    def import_opportunities(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Json, Json]:
        """Import rows of a table, or say what would become of them."""
        done = importing.import_opportunities(tx, viewer, **request, now=self.now())
        return {"rows": len(done["rows"])}, done

    @reapplies(opportunities.WITHDRAWN)
    def withdraw_opportunity_again(self, tx: Transaction, viewer: Viewer, entry: Json) -> bool:
        """Withdraw what was withdrawn before the database was put back."""
        return opportunities.withdraw_again(tx, viewer, opportunity_id=UUID(entry["id"]), now=self.now())

    @indexable(opportunities.KIND)
    def indexable_opportunity(self, published: Representation) -> Indexable:
        """Return what a published opportunity is found by."""
        return found_by.indexable_opportunity(published)
