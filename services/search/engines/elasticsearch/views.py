"""Views of the index (points in time) that searches share for a moment, and that pages are read from for two minutes after each."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from services.search.engines.elasticsearch.calls import reaching
from services.search.engines.elasticsearch.generations import Generations

PAGES_FOR = "2m"
FRESH_FOR_S = 0.5
"""For how long searches share a view: opening one costs about as much as a search."""

Json = dict[str, Any]


class ViewGone(Exception):
    """Nobody has that view any more: it was kept for too long, or its index was dropped."""


class Views:
    """Asks the index that answers, as it is or as it was at a first page."""

    def __init__(self, client: Elasticsearch, generations: Generations) -> None:
        """Nothing is asked yet."""
        self._client, self._generations = client, generations
        self._fresh: tuple[str, float] | None = None
        self._lock = threading.Lock()

    def ask_now(self, body: Json) -> Mapping[str, Any]:
        """Search the index as it is now, or was a moment ago; once more if it was dropped in that moment."""
        try:
            return self.ask(body, self._now())
        except ViewGone:
            self.forget()
            return self.ask(body, self._now())

    def ask(self, body: Json, view: str) -> Mapping[str, Any]:
        """Search a view; ViewGone if it is not kept any more."""
        with reaching():
            try:
                answer: Mapping[str, Any] = self._client.search(body=body | {"pit": {"id": view, "keep_alive": PAGES_FOR}}).body
            except ApiError as error:
                if self._is_gone(error):
                    raise ViewGone from error
                raise
        return answer

    def forget(self) -> None:
        """Let the next search open a view of its own."""
        with self._lock:
            self._fresh = None

    def _is_gone(self, error: ApiError) -> bool:
        """Say whether a search failed because its view or its index is gone: the server says of both no more than that it has no shard."""
        if isinstance(error, NotFoundError):
            return True
        shards = (
            error.body["error"].get("failed_shards", []) if isinstance(error.body, dict) and isinstance(error.body["error"], dict) else []
        )
        return any(not self._client.indices.exists(index=one["index"]) for one in shards if one.get("index"))

    def _now(self) -> str:
        with self._lock:
            if self._fresh is None or time.monotonic() - self._fresh[1] > FRESH_FOR_S:
                self._fresh = self._opened(), time.monotonic()
            return self._fresh[0]

    def _opened(self) -> str:
        with reaching():
            try:
                return self._open()
            except NotFoundError:
                self._generations.ensure()
                return self._open()

    def _open(self) -> str:
        return str(self._client.open_point_in_time(index=self._generations.alias, keep_alive=PAGES_FOR)["id"])
