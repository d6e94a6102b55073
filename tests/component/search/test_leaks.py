"""Whatever search shows of a world is what the rules say, for whoever asks: hits, totals, counts, suggestions, kept searches and feeds."""

from dataclasses import replace
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from chassis.audience import Sight
from chassis.errors import Forbidden
from chassis.values import Tlp
from services.search.engines import Sights
from services.search.service import SearchService
from tests.support import oracle
from tests.support.components import Component
from tests.support.worlds import NOON, SITES, tokens_of, viewer_of, worlds

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

    def show(self, who, records):
        self.owners.name, self.owners.who, self.owners.version = f"w{uuid4().hex}", who, next(WORLDS)
        self.owners.records = {str(record.id): record for record in records}
        for record in records:
            self.component.receive("representation.written.v1", id=str(record.id), kind=record.kind, version=self.owners.version)
        while self.component.service.follow_owners():
            pass

    def watch(self):
        while self.component.service.watch_for_searches():
            pass

    def ask(self, who, method, **request):
        return self.component.call(method, viewer_of(who), **request)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder, owners = tmp_path_factory.mktemp("leaks"), Owners()
    component = Component(SearchService, f"sqlite:///{folder}/search.sqlite", folder, rpc=owners)
    component.now = NOON
    component.service.settings = replace(component.service.settings, site=SITES[0])
    yield Desk(component, owners)
    component.service.close()
    component.close()


def shown_to(desk, who):
    """Everything that somebody is shown of the world, by where they are shown it."""
    name = desk.owners.name
    found = desk.ask(who, "search", q=name, limit=50)
    suggested = desk.ask(who, "suggest", q=name[:-1])["items"]
    years = {one["value"]: one["count"] for one in found["facets"].get("year", [])}
    return {
        "hits": sorted(str(item["id"]) for item in found["items"]),
        "total": found["total"],
        "years": years,
        "texts": sorted(excerpt for item in found["items"] for excerpt in item["excerpts"]),
        "suggested": sorted(str(one["id"]) for one in suggested if one["title"] == f"{name} title"),
    }


def as_the_rules_say(desk, who, records):
    seen = [record for record in records if oracle.sees(who, record, "read", NOON)]
    years = [str(2000 + record.at) for record in seen]
    return {
        "hits": sorted(str(record.id) for record in seen),
        "total": len(seen),
        "years": {year: years.count(year) for year in years},
        "texts": sorted(f"<mark>{desk.owners.name}</mark> secret{record.id.int}" for record in seen),
        "suggested": sorted(str(record.id) for record in seen)[: len(seen)],
    }


def keeps_searches(who):
    return who.what == "person" and who.org is not None and bool(who.roles - {"operator"})


def kept(desk, who):
    """What somebody's kept search shows, in the console and by the link to its feed."""
    question = {"q": desk.owners.name}
    one = desk.ask(who, "save_search", idempotency_key=None, name="Sample search", question=question)
    desk.watch()
    findings = desk.ask(who, "list_findings", saved_search_id=str(one["id"]), limit=50)["items"]
    token = desk.ask(who, "make_search_feed", saved_search_id=str(one["id"]))["token"]
    feed = desk.component.call("read_search_feed", viewer_of(oracle.Someone("public")), token=token)["items"]
    desk.ask(who, "end_saved_search", saved_search_id=str(one["id"]))
    return [sorted(str(item["id"]) for item in items) for items in (findings, feed)]


def property_test(desk, *, examples, phases=tuple(Phase)):
    @settings(max_examples=examples, phases=phases, deadline=None, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def everybody_is_shown_what_the_rules_say(world):
        who, records = world
        records = [record for record in records if record.kind == "alert"][:8]
        desk.show(who, records)
        try:
            shown = shown_to(desk, who)
        except Forbidden:
            return
        expected = as_the_rules_say(desk, who, records)
        assert shown == expected
        if keeps_searches(who) and who.site == SITES[0]:
            assert kept(desk, who) == [expected["hits"], expected["hits"]]

    everybody_is_shown_what_the_rules_say()


def test_everybody_is_shown_what_the_rules_say(desk, full):
    property_test(desk, examples=300 if full else 40)


def test_a_service_that_leaves_the_filter_out_is_noticed(desk, monkeypatch):
    def of_everything(_viewer, kinds, *, now):
        world = desk.owners.records.values()
        tokens = frozenset(token for record in world for token in tokens_of(record))
        return Sights({kind: Sight(tokens, Tlp.RED) for kind in kinds}, now)

    monkeypatch.setattr(Sights, "of", of_everything)
    with pytest.raises(AssertionError):
        property_test(desk, examples=60, phases=[Phase.generate])
