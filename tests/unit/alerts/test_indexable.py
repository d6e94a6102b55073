from dataclasses import replace
from uuid import UUID

from chassis.indexable import Indexable, Wording
from chassis.representations import Representation
from chassis.values import Tlp
from services.alerts.queries.indexable import indexable
from services.alerts.storage.rows import texts_to_json
from tests.unit.alerts.factories import NOON, ORG, TEXTS

PUBLISHED = Representation(
    id=UUID(int=9), kind="alert", record_id=UUID(int=8), scope="public", owner_org=ORG, version=3, stream_type="alert.published.v1",
    body={
        "organisation_name": "Sample Defenders", "kind": "statement", "country": "FR", "principles": ["16", "17"],
        "texts": texts_to_json(TEXTS), "published_at": "2025-12-31T23:00:00+00:00", "updated_at": NOON.isoformat(),
    },
    audience=frozenset({"public"}), marking=Tlp.CLEAR, country="FR", lang="fr", visible_until=None, withdrawn_at=None,
    created_at=NOON, updated_at=NOON,
)  # fmt: skip


def test_an_alert_is_found_in_each_of_its_languages_the_first_one_first():
    found = indexable(PUBLISHED)
    assert list(found.texts.items()) == [
        ("fr", Wording("Avocat exemple 3 détenu", "Détenu dans le pays A.\nLibérez l'avocat.")),
        ("en", Wording("Sample Lawyer 3 detained", "Detained in Country A.\nRelease the lawyer.")),
    ]
    assert found == Indexable(
        texts=found.texts,
        date=NOON,
        facets={"type": ("statement",), "principle": ("16", "17"), "organisation": ("Sample Defenders",), "year": ("2026",)},
    )


def test_an_alert_of_before_organisations_were_named_is_found_all_the_same():
    nameless = replace(PUBLISHED, body={name: value for name, value in PUBLISHED.body.items() if name != "organisation_name"})
    assert indexable(nameless).facets["organisation"] == ()
