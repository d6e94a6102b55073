"""What search asks of others, between transactions: representations of their owners, members of directory."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID


def representations(rpc: Any, owner: str, ids: Sequence[UUID]) -> Sequence[Mapping[str, Any]]:
    """Return these representations as they stand now, each with what it is found by."""
    handed: Mapping[str, Any] = rpc.call(owner, "get_representations", {"ids": [str(one) for one in ids]})
    return list(handed["items"])


def representations_after(rpc: Any, owner: str, after: UUID | None, *, limit: int) -> Sequence[Mapping[str, Any]]:
    """Return the next representations of an owner, in the order of their ids."""
    handed: Mapping[str, Any] = rpc.call(owner, "list_representations", {"after": None if after is None else str(after), "limit": limit})
    return list(handed["items"])


def members(rpc: Any, memberships: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return those of the memberships that are active, with what they may see."""
    answer = rpc.call("directory", "resolve_viewers", {"membership_ids": [str(one) for one in memberships]})
    return {UUID(one["id"]): one for one in answer["viewers"]}
