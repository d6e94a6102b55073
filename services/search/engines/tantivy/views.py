"""Views of the index that pages are read from, kept for two minutes after each page."""

import secrets
import threading
import time

import tantivy

from services.search.engines.port import wrong_cursor

PAGES_FOR_S = 120.0
VIEWS_AT_MOST = 100


class Views:
    """Searchers by name: each shows the index as it was when it was made."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._kept: dict[str, tuple[tantivy.Searcher, float]] = {}
        self._lock = threading.Lock()

    def keep(self, searcher: tantivy.Searcher) -> str:
        """Return the name under which the searcher is found again for two minutes from now on."""
        now = time.monotonic()
        with self._lock:
            name = next((name for name, (kept, _) in self._kept.items() if kept is searcher), secrets.token_urlsafe(9))
            self._kept.pop(name, None)
            self._kept[name] = (searcher, now)
            for old in [one for one, (_, at) in self._kept.items() if now - at > PAGES_FOR_S] + list(self._kept)[:-VIEWS_AT_MOST]:
                self._kept.pop(old, None)
        return name

    def get(self, name: str) -> tantivy.Searcher:
        """Return a searcher that was kept; Invalid `wrong-cursor` if that was too long ago."""
        with self._lock:
            searcher, at = self._kept.get(name, (None, 0.0))
        if searcher is None or time.monotonic() - at > PAGES_FOR_S:
            raise wrong_cursor()
        return searcher
