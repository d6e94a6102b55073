"""The people of a case: what must fit together."""

from collections.abc import Collection
from uuid import UUID

from chassis.errors import Invalid


def check_represents(*, role: str, represents: UUID | None, party_id: UUID, parties: Collection[UUID]) -> None:
    """Invalid unless a representative represents somebody else of the case, and nobody but a representative does."""
    if role != "representative":
        if represents is not None:
            raise Invalid.of_fields([{"pointer": "/represents", "code": "not-a-representative"}])
        return
    if represents is None:
        raise Invalid.of_fields([{"pointer": "/represents", "code": "required"}])
    if represents == party_id or represents not in parties:
        raise Invalid.of_fields([{"pointer": "/represents", "code": "not-in-case"}])


def check_in_case(ids: dict[str, UUID | None], *, parties: Collection[UUID]) -> None:
    """Invalid names every pointer whose party is not one of the case."""
    if errors := [{"pointer": pointer, "code": "not-in-case"} for pointer, id_ in ids.items() if id_ is not None and id_ not in parties]:
        raise Invalid.of_fields(errors)
