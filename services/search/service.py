"""The entrypoints of search."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from chassis.contexts import Viewer
from chassis.entrypoints.service import Service, consumes, repeats, rpc
from chassis.messages import Received
from chassis.storage import Transaction
from services.search import contracts, neighbours, schemas
from services.search.actions import indexing, rebuilding, saving, verifying, watching
from services.search.actions.indexing import Index
from services.search.domain.kinds import KINDS, OWNERS
from services.search.engines import Engine, connect
from services.search.queries import saved as saved_queries
from services.search.queries import searching
from services.search.queries.searching import Searching
from services.search.storage import index, rebuilds
from services.search.storage.index import Announced

Request = dict[str, Any]
Json = dict[str, Any]

ENGINE = "engine"
"""What `ping` says is lacking while the engine does not answer."""
FOLLOWED_EVERY_S = 1.0
BUILT_EVERY_S = 0.5
WATCHED_EVERY_S = 1.0
LOOKED_EVERY = timedelta(seconds=30)


class Indexing(Service):
    """Following the owners, and building the index anew."""

    @cached_property
    def engine(self) -> Engine:
        """The engine of this process."""
        return connect(self.settings.search_address)

    @cached_property
    def _looks_at(self) -> datetime:
        """When it is looked next whether the index must be built."""
        return self.now()

    @property
    def here(self) -> Index:
        """Where the index is written to."""
        return Index(database=self.database, engine=self.engine, with_shared_text=self.settings.search_shared_text, clock=self.now)

    def lacking(self) -> list[str]:
        """Name the engine while it does not answer."""
        return [] if self.engine.is_ready() else [ENGINE]

    def close(self) -> None:
        """Let go of the engine's files and connections."""
        if "engine" in vars(self):
            self.engine.close()

    @consumes(contracts.RepresentationWrittenReader)
    def on_representation_written(self, tx: Transaction, message: Received) -> None:
        """Want the version from its owner."""
        self._announced(tx, message, withdrawn=False)

    @consumes(contracts.RepresentationWithdrawnReader)
    def on_representation_withdrawn(self, tx: Transaction, message: Received) -> None:
        """Show it no more from this moment, and have the engine forget it."""
        self._announced(tx, message, withdrawn=True)

    def _announced(self, tx: Transaction, message: Received, *, withdrawn: bool) -> None:
        named = message.data
        if (kind := KINDS.get(named["kind"])) is None:
            return
        what = {"id": named["id"], "kind": named["kind"], "owner": kind.owner, "version": named["version"], "withdrawn": withdrawn}
        index.note_announced(tx, [Announced(**what)], now=self.now())

    @repeats(every_s=FOLLOWED_EVERY_S, signal=index.SIGNAL)
    def follow_owners(self) -> bool:
        """Bring the engine up to what was announced."""
        return indexing.follow(self.here, self._fetch)

    @repeats(every_s=BUILT_EVERY_S)
    def go_on_building(self) -> bool:
        """Do the next page of an index that is being built; begin one where what answers may lack something."""
        if self.now() >= self._looks_at:
            rebuilding.begin_if_needed(self.here)
            self._looks_at = self.now() + LOOKED_EVERY
        return rebuilding.go_on(self.here, self._listing)

    def _fetch(self, owner: str, ids: Sequence[UUID]) -> Sequence[Mapping[str, Any]]:
        return neighbours.representations(self.rpc, owner, ids)

    def _listing(self, owner: str, after: UUID | None) -> Sequence[Mapping[str, Any]]:
        return neighbours.representations_after(self.rpc, owner, after, limit=rebuilding.PAGE)

    @rpc(schemas.Nothing, returns=schemas.IndexStatusView, for_people=False, for_command_line=True)
    def read_index_status(self, tx: Transaction, _viewer: Viewer, _request: Request) -> Json:
        """Return how the index stands."""
        built = rebuilds.last(tx)
        return {"counts": index.counts(tx), "waiting_since": index.oldest_waiting(tx), "build": built, "owners": list(OWNERS)}

    @rpc(schemas.Nothing, writes=True, for_people=False, for_command_line=True)
    def begin_reindex(self, tx: Transaction, _viewer: Viewer, request: Request) -> tuple[Request, None]:
        """Build the index anew beside the one that answers, or go on with what was begun."""
        if rebuilds.current(tx) is None:
            rebuilds.begin(tx, now=self.now())
        return request, None

    @rpc(schemas.CompareOwner, returns=schemas.ComparedView, for_people=False, for_command_line=True, transaction=False)
    def compare_with_owner(self, _viewer: Viewer, request: Request) -> Json:
        """Compare a page of what an owner has with what is known of it, and have what differs put right."""
        after, compared, differed = verifying.compare_with_owner(self.here, request["owner"], request["after"], self._listing)
        return {"next": after, "compared": compared, "differed": differed}

    @rpc(schemas.Nothing, returns=schemas.ComparedView, for_people=False, for_command_line=True, transaction=False)
    def compare_with_engine(self, _viewer: Viewer, _request: Request) -> Json:
        """Compare everything that the engine holds with what it should hold, and have what differs put right."""
        compared, differed = verifying.compare_with_engine(self.here)
        return {"next": None, "compared": compared, "differed": differed}

    @rpc(schemas.Nothing, returns=schemas.RefusedView, for_people=False, for_command_line=True)
    def list_refused(self, tx: Transaction, _viewer: Viewer, _request: Request) -> Json:
        """Return the representations that could not be indexed, each with the code of what refused it."""
        return {"items": [row._asdict() for row in index.parked(tx)]}

    @rpc(schemas.OneRefused, writes=True, for_people=False, for_command_line=True)
    def retry_refused(self, tx: Transaction, _viewer: Viewer, request: Request) -> tuple[Request, None]:
        """Try a representation again that could not be indexed."""
        index.want_again(tx, [request["id"]], now=self.now())
        return request, None


class Asking(Indexing):
    """What people search."""

    def _searching(self, viewer: Viewer, now: datetime | None = None) -> Searching:
        return Searching(database=self.database, engine=self.engine, viewer=viewer, now=now or self.now())

    @rpc(schemas.Search, returns=schemas.FoundView, transaction=False)
    def search(self, viewer: Viewer, request: Request) -> Json:
        """Return what is found among everything the viewer may read."""
        return searching.search(self._searching(viewer), request)

    @rpc(schemas.SearchPublic, returns=schemas.FoundView, anonymous=True, transaction=False)
    def search_public(self, viewer: Viewer, request: Request) -> Json:
        """Return what is found among what everybody may read."""
        return searching.search(self._searching(viewer), request)

    @rpc(schemas.Suggest, returns=schemas.SuggestionsView, transaction=False)
    def suggest(self, viewer: Viewer, request: Request) -> Json:
        """Return records whose titles begin like what was typed so far."""
        return searching.suggest(self._searching(viewer), request["q"])

    @rpc(schemas.Suggest, returns=schemas.SuggestionsView, anonymous=True, transaction=False)
    def suggest_public(self, viewer: Viewer, request: Request) -> Json:
        """Return the same of what everybody may read."""
        return searching.suggest(self._searching(viewer), request["q"])


class SearchService(Asking, name="search"):
    """Owns the index over what may be indexed, and the searches that people keep."""

    @repeats(every_s=WATCHED_EVERY_S, signal=index.WRITTEN_SIGNAL)
    def watch_for_searches(self) -> bool:
        """Let every saved search look at what was written since."""
        return watching.watch(self.database, self.engine, self._members, site=self.settings.site, clock=self.now)

    def _members(self, memberships: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
        return neighbours.members(self.rpc, memberships)

    @rpc(schemas.GetSavedSearch, returns=schemas.SavedSearchView)
    def get_saved_search(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Return one of one's own saved searches."""
        return saved_queries.saved_search_view(tx, viewer, request["saved_search_id"])

    @rpc(schemas.ListSavedSearches, returns=schemas.SavedSearchList)
    def list_saved_searches(self, tx: Transaction, viewer: Viewer, _request: Request) -> Json:
        """Return one's own saved searches."""
        return saved_queries.list_saved_searches(tx, viewer)

    @rpc(schemas.SaveSearch, returns=schemas.SavedSearchView, then="get_saved_search")
    def save_search(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Keep a search."""
        return {"saved_search_id": saving.save_search(tx, viewer, **request, now=self.now())}

    @rpc(schemas.AmendSavedSearch, returns=schemas.SavedSearchView, then="get_saved_search")
    def amend_saved_search(self, tx: Transaction, viewer: Viewer, request: Request) -> Json:
        """Change a saved search."""
        saving.amend_saved_search(tx, viewer, **request, now=self.now())
        return {"saved_search_id": request["saved_search_id"]}

    @rpc(schemas.GetSavedSearch, writes=True)
    def end_saved_search(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, None]:
        """Delete a saved search with what it found."""
        saving.end_saved_search(tx, viewer, **request, now=self.now())
        return request, None

    @rpc(schemas.ListFindings, returns=schemas.FindingsView, transaction=False)
    def list_findings(self, viewer: Viewer, request: Request) -> Json:
        """Return what a saved search has found and one may still read."""
        return saved_queries.list_findings(self._searching(viewer), **request)

    @rpc(schemas.GetSavedSearch, writes=True)
    def note_findings_seen(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, None]:
        """Note that one looked at what was found: what comes from now on is new."""
        saving.note_seen(tx, viewer, **request, now=self.now())
        return request, None

    @rpc(schemas.MakeFeed, returns=schemas.FeedLinkView, writes=True)
    def make_search_feed(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, Json]:
        """Make a link to the feed of a saved search, shown once."""
        token = saving.make_feed(tx, viewer, **request, now=self.now())
        return request, {"id": request["saved_search_id"], "token": token}

    @rpc(schemas.EndFeed, writes=True)
    def end_search_feed(self, tx: Transaction, viewer: Viewer, request: Request) -> tuple[Request, None]:
        """Let the link to a feed open nothing any more."""
        saving.end_feed(tx, viewer, **request, now=self.now())
        return request, None

    @rpc(schemas.ReadFeed, returns=schemas.FeedView, anonymous=True, transaction=False)
    def read_search_feed(self, _viewer: Viewer, request: Request) -> Json:
        """Return the feed behind a link, as whoever keeps the search may read it today. NotFound for a link that opens nothing."""
        with self.database.reading() as tx:
            one = saved_queries.searched_by_token(tx, saving.digest_of(request["token"]))
        member = self._members([one.membership]).get(one.membership)
        if member is None:
            raise saved_queries.worthless()
        viewer = watching.viewer_of(member, site=self.settings.site)
        return saved_queries.feed(self._searching(viewer), one)
