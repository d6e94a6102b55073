"""Calls of Elasticsearch: what of its answers means that it is not there, and documents in bulk."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from chassis.errors import Unavailable

RETRY_AFTER_S = 5
BULK_BYTES = 4_000_000
BULK_OPERATIONS = 500
LANES = 4
NOT_THERE = frozenset({429, 502, 503, 504})
OLDER = 409
NO_INDEX = "index_not_found_exception"
"""What becomes of each document where an index was dropped since it was named: no document is to blame, and all is done again."""
ANSWER = "errors,items.*._id,items.*.status,items.*.error.type"


@dataclass(frozen=True, slots=True)
class Operation:
    """One document to be put in its place, already written out, unless what is there has a higher rank."""

    id: str
    rank: int
    source: bytes

    def lines(self, index: str) -> tuple[bytes, bytes]:
        """Return the two lines that a bulk request has of it."""
        return line({"index": {"_index": index, "_id": self.id, "version": self.rank, "version_type": "external_gte"}}), self.source


def line(value: Mapping[str, Any]) -> bytes:
    """Return a line of a bulk request."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


Part = TypeVar("Part")
Result = TypeVar("Result")


@contextmanager
def reaching() -> Iterator[None]:
    """Raise Unavailable for what fails because the engine is gone, busy or has lost its index."""
    try:
        yield
    except TransportError as error:
        raise unavailable() from error
    except NotFoundError as error:
        raise unavailable() from error
    except ApiError as error:
        if error.status_code in NOT_THERE:
            raise unavailable() from error
        raise


def unavailable() -> Unavailable:
    """Return the error for an engine that is not there."""
    return Unavailable("search-unavailable", retry_after_s=RETRY_AFTER_S)


def side_by_side(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Return what `work` makes of each part, in any order, a few at a time: one request alone keeps neither the server nor us busy."""
    made: list[Result] = []
    failed: list[Exception] = []

    def go_through(lane: Sequence[Part]) -> None:
        try:
            for part in lane:
                made.append(work(part))  # noqa: PERF401 - what was made before a failure is made
        except Exception as error:  # noqa: BLE001 - it is raised below, where somebody waits for it
            failed.append(error)

    threads = [threading.Thread(target=go_through, args=(parts[place::LANES],)) for place in range(1, min(LANES, len(parts)))]
    for thread in threads:
        thread.start()
    go_through(parts[::LANES])
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return made


def bulk(client: Elasticsearch, operations: Sequence[Operation], indexes: Sequence[str]) -> dict[str, str]:
    """Carry operations out in every index; return the ids of documents that were refused, with the engine's kind of error."""
    refused: dict[str, str] = {}
    for part in _parts(operations):
        lines: list[Any] = [line for index in indexes for one in part for line in one.lines(index)]
        with reaching():
            answer = client.bulk(operations=lines, filter_path=ANSWER)
        if answer.get("errors"):
            refused |= _refused(answer["items"])
    return refused


def _parts(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Give operations in requests that are neither too long nor too many."""
    part: list[Operation] = []
    size = 0
    for operation in operations:
        if part and (size + len(operation.source) > BULK_BYTES or len(part) == BULK_OPERATIONS):
            yield part
            part, size = [], 0
        part.append(operation)
        size += len(operation.source)
    if part:
        yield part


def _refused(items: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, str]:
    refused = {}
    for item in items:
        [done] = item.values()
        if done["status"] in NOT_THERE or done.get("error", {}).get("type") == NO_INDEX:
            raise unavailable()
        if done["status"] >= 400 and done["status"] != OLDER:
            refused[done["_id"]] = done["error"]["type"]
    return refused
