"""The search service alone, over a world whose records stand for all its owners."""

from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from uuid import uuid4

from services.search.service import SearchService
from tests.support.components import Component
from tests.support.worlds import NOON, SITES, tokens_of, viewer_of

WORLDS = count(1)


class Owners:
    """Owners and directory, as search asks them."""

    def __init__(self):
        self.records, self.name, self.who, self.version = {}, "", None, 0

    def call(self, service, method, request):
        if method == "resolve_viewers":
            return {"viewers": [self._viewer(one) for one in request["membership_ids"]]}
        return {"items": [self._handed(self.records[one]) for one in request["ids"] if one in self.records]}

    def _viewer(self, membership_id):
        who = self.who
        return {
            "id": membership_id,
            "person_id": membership_id,
            "organisation_id": str(who.org),
            "roles": sorted(who.roles),
            "groups": sorted(map(str, who.groups)),
            "ceiling": who.ceiling,
        }

    def _handed(self, record):
        words = {"title": f"{self.name} title", "text": f"{self.name} secret{record.id.int}"}
        return {
            "id": str(record.id),
            "kind": record.kind,
            "owner_org": str(record.owner),
            "version": self.version,
            "withdrawn": False,
            "audience": sorted(tokens_of(record)),
            "tlp": record.marking,
            "visible_until": record.until and record.until.isoformat(),
            "country": "FR",
            "lang": "en",
            "document": {"texts": {"en": words}, "date": None, "facets": {"year": [str(2000 + record.at)]}},
            "error": None,
        }


class Desk:
    """The service with a world that is written into its index."""

    def __init__(self, component, owners):
        self.component, self.owners = component, owners

    def show(self, who, records, *, name=None):
        """Write the records of a world, each with its name in it, into the index; `who` is whom directory knows."""
        self.owners.name, self.owners.who, self.owners.version = name or f"w{uuid4().hex}", who, next(WORLDS)
        self.owners.records = {str(record.id): record for record in records}
        for record in records:
            self.component.receive("representation.written.v1", id=str(record.id), kind=record.kind, version=self.owners.version)
        while self.component.service.follow_owners():
            pass

    def watch(self):
        """Let kept searches look at what was written."""
        while self.component.service.watch_for_searches():
            pass

    def ask(self, who, method, **request):
        return self.component.call(method, viewer_of(who), **request)


@contextmanager
def running_desk(folder, engine=None):
    """Give a desk with its database in `folder`, and its index there as well unless there is an `engine`."""
    owners = Owners()
    component = Component(SearchService, f"sqlite:///{folder}/search.sqlite", folder, rpc=owners)
    component.now = NOON
    component.service.settings = replace(component.service.settings, site=SITES[0])
    if engine is not None:
        component.service.engine = engine
    yield Desk(component, owners)
    component.service.close()
    component.close()
