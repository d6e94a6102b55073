from uuid import UUID

from chassis.indexable import Indexable, Wording
from chassis.representations import Representation
from chassis.values import Tlp
from services.library.queries.indexable import indexable_passage, indexable_principle, indexable_work
from tests.unit.alerts.factories import NOON

DATE = {"from": "2024-05-07", "to": "2024-05-07", "precision": "exact", "note": ""}


def published(kind, body, lang="en"):
    return Representation(
        id=UUID(int=9), kind=kind, record_id=UUID(int=8), scope="public", owner_org=UUID(int=7), version=1, stream_type=f"{kind}.published.v1",
        body=body, audience=frozenset({"public"}), marking=Tlp.CLEAR, country="AW", lang=lang, visible_until=None, withdrawn_at=None,
        created_at=NOON, updated_at=NOON,
    )  # fmt: skip


def test_a_principle_is_found_by_our_title_and_by_every_loaded_text():
    body = {
        "number": "16",
        "group": "Sample group",
        "title": "Sample title",
        "instrument": "basic-principles",
        "texts": {"fr": {"text": "Texte."}},
    }
    assert indexable_principle(published("principle", body)) == Indexable(
        texts={"en": Wording("Sample title", "Sample group"), "fr": Wording("Sample title", "Texte.")},
        facets={"principle": ("16",), "type": ("basic-principles",)},
    )


def test_a_work_is_found_by_what_it_is_called_elsewhere():
    body = {
        "kind": "judgment", "issuer": "Sample court", "authors": ["Sample Author"], "identifiers": [{"kind": "ecli", "value": "ECLI:1"}],
        "texts": {"en": {"title": "Sample v. Country A", "summary": "Summary."}}, "date": DATE, "principles": ["16"], "importance": None,
    }  # fmt: skip
    found = indexable_work(published("work", body))
    assert found.texts == {"en": Wording("Sample v. Country A", "Summary.\nSample court Sample Author ECLI:1")}
    assert found.facets == {"type": ("judgment",), "principle": ("16",), "issuer": ("Sample court",), "importance": (), "year": ("2024",)}


def test_a_passage_is_found_in_its_language_under_its_work():
    work = {"titles": {"en": "Sample v. Country A"}, "kind": "judgment", "issuer": "", "date": None, "importance": "key"}
    body = {"anchor": "para. 2", "text": "Texte.", "work": work, "citations": [{"is_principle": True, "number": "16"}]}
    found = indexable_passage(published("passage", body, lang="fr"))
    assert found.texts == {"fr": Wording("Sample v. Country A, para. 2", "Texte.")}
    assert found.facets == {"type": ("judgment",), "principle": ("16",), "issuer": (), "importance": ("key",), "year": ()}
