"""Whatever search shows of a world is what the rules say, for whoever asks: hits, totals, counts, suggestions, kept searches and feeds."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from chassis.errors import Forbidden
from tests.support import oracle
from tests.support.desk import running_desk
from tests.support.searching import everything
from tests.support.worlds import NOON, SITES, viewer_of, worlds


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with running_desk(tmp_path_factory.mktemp("leaks")) as desk:
        yield desk


def shown_to(desk, who):
    """Everything that somebody is shown of the world, by where they are shown it."""
    name, suffix = desk.owners.name, "_public" if who.what == "public" else ""
    found = desk.ask(who, f"search{suffix}", q=name, limit=50)
    suggested = desk.ask(who, f"suggest{suffix}", q=name[:-1])["items"]
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
        "suggested": sorted(str(record.id) for record in seen),
    }


def asks(who):
    """Let somebody ask here: members are members of this site, programs have the scope that they need to search."""
    return replace(
        who,
        site=SITES[0] if who.what == "person" else who.site,
        scopes=who.scopes | {"search:read"} if who.what == "client" else who.scopes,
    )


def may_search(who):
    return who.what == "public" or (who.what in {"person", "client"} and bool(who.roles))


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


KEEPERS = worlds().filter(lambda world: keeps_searches(asks(world[0])) and any(record.kind == "alert" for record in world[1]))
"""Worlds with alerts in them, of which a member is shown something or nothing in every place."""


def property_test(desk, of, *, examples, phases=tuple(Phase)):
    @settings(max_examples=examples, phases=phases, deadline=None, suppress_health_check=list(HealthCheck))
    @given(of)
    def everybody_is_shown_what_the_rules_say(world):
        who, records = asks(world[0]), [record for record in world[1] if record.kind == "alert"][:8]
        desk.show(who, records)
        if not may_search(who):
            with pytest.raises(Forbidden):
                shown_to(desk, who)
            return
        expected = as_the_rules_say(desk, who, records)
        assert shown_to(desk, who) == expected
        if keeps_searches(who):
            assert kept(desk, who) == [expected["hits"], expected["hits"]]

    everybody_is_shown_what_the_rules_say()


def test_everybody_is_shown_what_the_rules_say(desk, full):
    property_test(desk, worlds(), examples=300 if full else 40)


def test_whoever_keeps_a_search_is_shown_what_the_rules_say(desk, full):
    property_test(desk, KEEPERS, examples=300 if full else 30)


class Careless:
    """An engine that forgets in one place who asks."""

    def __init__(self, engine, place):
        self._engine, self._place = engine, place

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def search(self, question, sights, *, only=None, **more):
        found = self._engine.search(question, sights, only=only, **more)
        unfiltered = self._engine.search(question, everything(), only=only, **more)
        if only is not None:
            return unfiltered if self._place == "kept" else found
        return replace(found, **{self._place: getattr(unfiltered, self._place)}) if hasattr(found, self._place) else found

    def suggest(self, typed, sights, **more):
        return self._engine.suggest(typed, everything() if self._place == "suggestions" else sights, **more)


@contextmanager
def careless(desk, place):
    service = desk.component.service
    service.engine, kept_engine = Careless(service.engine, place), service.engine
    yield
    service.engine = kept_engine


@pytest.mark.parametrize("place", ["hits", "total", "facets", "suggestions", "kept"])
def test_an_engine_that_forgets_who_asks_is_noticed(desk, place):
    with careless(desk, place), pytest.raises(AssertionError):
        property_test(desk, KEEPERS, examples=100, phases=[Phase.generate])
