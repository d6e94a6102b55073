"""Finding the organisation that a command names."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import click

from chassis.errors import Conflict, NotFound
from chassis.values import nfc
from havana.control import Operator

org_option = click.option("--org", required=True, metavar="NAME_OR_ID", help="The organisation, by its name or id.")


def organisation_of(operator: Operator, name_or_id: str) -> dict[str, Any]:
    """Return the organisation of that name or id. NotFound `no-such-organisation`."""
    if (organisation_id := _id_of(name_or_id)) is not None:
        found: dict[str, Any] = operator.ask("directory", "get_organisation", organisation_id=str(organisation_id))
        return found
    return named(operator.all_of("directory", "list_organisations"), name_or_id, field="name", missing="no-such-organisation")


def named(items: Iterable[dict[str, Any]], name_or_id: str, *, field: str, missing: str) -> dict[str, Any]:
    """Return the one item with that id, or whose `field` is that name. NotFound `missing`, Conflict `several-of-that-name`."""
    found = matching(items, name_or_id, field=field)
    if not found:
        raise NotFound(missing)
    if len(found) > 1:
        raise Conflict("several-of-that-name")
    return found[0]


def matching(items: Iterable[dict[str, Any]], name_or_id: str, *, field: str) -> list[dict[str, Any]]:
    """Return the items with that id, or whose `field` is that name; capitals do not matter."""
    wanted = _folded(name_or_id)
    return [one for one in items if wanted in {one["id"], _folded(one[field])}]


def _folded(text: str) -> str:
    return nfc(text).strip().casefold()


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
