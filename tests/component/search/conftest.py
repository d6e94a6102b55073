from contextlib import contextmanager

import pytest

from chassis.errors import Unavailable
from tests.support.newsroom import Newsroom
from tests.support.site import Client, Site


class Searched:
    """A site with an index that is brought up to date when the test says so."""

    def __init__(self, folder):
        self.site = Site(folder)
        self.search = self.site.services["search"]
        self.newsroom = Newsroom(self.site)

    def settle(self):
        """Let search hear, follow and watch everything that happened until now."""
        self.site.deliver()
        while self.search.follow_owners():
            pass
        while self.search.watch_for_searches():
            pass

    def found(self, q="", *, who=None, **asked):
        """Return what somebody finds (nobody in particular unless `who`): the answer of the API."""
        client, path = (who, "/search") if who else (self.public, "/public/search")
        answer = client.get(path, query_string={"q": q, **asked})
        assert answer.status_code == 200, answer.json
        return answer.json

    def titles(self, q="", **asked):
        return [item["title"].replace("<mark>", "").replace("</mark>", "") for item in self.found(q, kind="alert", **asked)["items"]]

    @property
    def public(self):
        return Client(self.site)


class Gone:
    """An engine that is away."""

    def __getattr__(self, _name):
        def away(*_arguments, **_more):
            raise Unavailable("search-unavailable", retry_after_s=2)

        return away

    def is_ready(self):
        return False


@contextmanager
def away(search):
    """Let the engine of the service be away for a while."""
    engine, search.engine = search.engine, Gone()
    try:
        yield
    finally:
        search.engine = engine


@contextmanager
def running(folder):
    """Give a site with its index."""
    searched = Searched(folder)
    try:
        yield searched
    finally:
        searched.search.close()
        searched.site.close()


@pytest.fixture
def searched(tmp_path):
    with running(tmp_path) as searched:
        yield searched
