"""What search engines show of a world against the oracle, which was written from the rules alone."""

from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from chassis.audience import Sight
from chassis.values import Tlp
from services.search.engines import Sights
from tests.support import oracle
from tests.support.searching import KINDS, a_document, a_question, everything, written
from tests.support.worlds import NOON, tokens_of, viewer_of, worlds

WORLDS = count()


class Shown:
    """What somebody gets of a world: its documents all have the word `name`."""

    def __init__(self, engine, name, who, every_id):
        self.engine, self.name, self.every_id = engine, name, every_id
        self.sights = Sights.of(viewer_of(who), KINDS, now=NOON)

    def hits(self):
        found, cursor = {}, None
        while cursor is not None or not found:
            page = self.engine.search(a_question(self.name), self.sights, limit=2, cursor=cursor)
            found |= {hit.id: hit.excerpts for hit in page.hits}
            cursor = page.next
            if cursor is None:
                break
        return found

    def total(self):
        return self.engine.search(a_question(self.name), self.sights).total

    def count(self):
        return self.engine.count(a_question(self.name), self.sights)

    def facets(self, **chosen):
        question = a_question(self.name, chosen={name: frozenset({value}) for name, value in chosen.items()})
        found = self.engine.search(question, self.sights, facets=["kind", "at"])
        return {name: {one.value: one.count for one in values} for name, values in found.facets.items()}

    def suggestions(self):
        return {one.id for one in self.engine.suggest(self.name[:-1], self.sights, limit=50)} & self.every_id

    def among(self):
        return {hit.id for hit in self.engine.search(a_question(), self.sights, only=self.every_id).hits}


class Unfiltered(Shown):
    """An engine without its filter, in what a subclass takes up again."""

    def seeing_everything(self, method, **more):
        kept, self.sights = self.sights, everything()
        try:
            return getattr(super(), method)(**more)
        finally:
            self.sights = kept


BROKEN = {
    method: type(
        f"Without{method}", (Unfiltered,), {method: lambda self, method=method, **more: self.seeing_everything(method, **more)}
    )
    for method in ("hits", "total", "count", "facets", "suggestions", "among")
}  # fmt: skip


def counted(records, what):
    values = [what(record) for record in records]
    return {value: values.count(value) for value in values}


def compare(shown, who, records):
    seen = [record for record in records if oracle.sees(who, record, "read", NOON)]
    everybody = {record.id for record in seen}
    assert shown.hits() == {record.id: (f"<mark>{shown.name}</mark> secret{record.id.int}",) for record in seen}
    assert (shown.total(), shown.count()) == (len(seen), (len(seen), True))
    assert shown.facets() == {"kind": counted(seen, lambda one: one.kind), "at": counted(seen, lambda one: str(one.at))}
    assert shown.facets(kind="case") == {
        "kind": counted(seen, lambda one: one.kind),
        "at": counted([one for one in seen if one.kind == "case"], lambda one: str(one.at)),
    }
    assert (shown.suggestions(), shown.among()) == (everybody, everybody)


def document_of(record, name):
    return a_document(
        f"{name} secret{record.id.int}", title=f"{name} title", id=record.id, kind=record.kind, owner_org=record.owner,
        audience=tokens_of(record), marking=Tlp(record.marking), visible_until=record.until, facets={"at": [str(record.at)]},
        version=1 + next(WORLDS), lang=None,
    )  # fmt: skip


def property_test(engines, shown_of, *, examples, phases=tuple(Phase)):
    @settings(max_examples=examples, phases=phases, deadline=None, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def everybody_finds_what_the_rules_say(world):
        who, records = world
        name = f"world{next(WORLDS)}x"
        for engine in engines:
            written(engine, *(document_of(record, name) for record in records))
            compare(shown_of(engine, name, who, {record.id for record in records}), who, records)

    everybody_finds_what_the_rules_say()


def test_everybody_finds_counts_and_is_suggested_what_the_rules_say(both_engines, full):
    property_test(both_engines, Shown, examples=400 if full else 60)


@pytest.mark.parametrize("method", BROKEN)
def test_a_filter_that_is_left_out_is_noticed(both_engines, method):
    with pytest.raises(AssertionError):
        property_test(both_engines, BROKEN[method], examples=60, phases=[Phase.generate])


def test_who_may_see_nothing_finds_nothing(engine):
    written(engine, a_document("lawyer"))
    for sights in (Sights({}, NOON), Sights({"alert": Sight(frozenset(), Tlp.RED)}, NOON)):
        found = engine.search(a_question("lawyer"), sights, facets=["kind"])
        assert (found.hits, found.total, found.facets, engine.suggest("l", sights)) == ((), 0, {"kind": ()}, ())
