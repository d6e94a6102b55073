"""What a published alert is found by."""

from datetime import datetime

from chassis.indexable import Indexable, Wording
from chassis.representations import Representation


def indexable(published: Representation) -> Indexable:
    """Return the alert in every language it is written in, the first one first; what was demanded is read with the facts."""
    body = published.body
    updated_at = datetime.fromisoformat(body["updated_at"])
    first = sorted(body["texts"], key=lambda lang: (lang != published.lang, lang))
    return Indexable(
        texts={lang: _wording(**body["texts"][lang]) for lang in first},
        date=updated_at,
        facets={
            "type": (body["kind"],),
            "principle": tuple(body["principles"]),
            "organisation": (body["organisation_name"],) if body.get("organisation_name") else (),
            "year": (str(updated_at.year),),
        },
    )


def _wording(*, headline: str, facts: str, demands: str) -> Wording:
    return Wording(title=headline, text=f"{facts}\n{demands}")
