"""The frames of a stream that is followed, without a server around them."""

import weakref
from types import SimpleNamespace

import pytest

from gateway.streams.hub import Hub, Listener
from gateway.streams.reader import StreamReader
from gateway.streams.sse import frames


class Page(dict):
    """A page that a weak reference can watch."""


class Ending(Listener):
    """Notes who is still there when the connection begins to wait, then ends it."""

    def __init__(self, hub, watched):
        super().__init__()
        self._hub, self._watched, self.kept = hub, watched, []

    def wait(self, timeout_s):
        self.kept.append([one() for one in self._watched if one() is not None])
        self._hub.end()


class Reader:
    """Has one page."""

    def __init__(self, page):
        settings = SimpleNamespace(stream_heartbeat_s=20, stream_life_s=600, slow_reader_s=8)
        self.here = SimpleNamespace(settings=settings, hub=Hub(most=10))
        self._pages = [page]

    def read(self):
        return self._pages.pop()

    def recheck_in_s(self):
        return 55


@pytest.fixture
def entry():
    return {"event": {"type": "alert.published.v1", "id": "1"}, "cursor": "c1"}


def test_a_reader_that_waits_keeps_nothing_of_what_was_read(entry):
    page = Page(items=[entry], head=True, reset=None, next="c1")
    watched = weakref.ref(page)
    reader = Reader(page)
    del page
    listener = Ending(reader.here.hub, [watched])
    sent = b"".join(frames(reader, listener))
    assert listener.kept == [[]]
    assert b"id: c1\nevent: alert.published.v1\n" in sent


def test_a_page_that_was_looked_at_is_read_once():
    pages = [{"items": [], "next": "c1"}, {"items": [], "next": "c2"}]
    asked = []

    def call(_service, _method, question, **_rest):
        asked.append(question["after"])
        return pages[len(asked) - 1]

    here = SimpleNamespace(
        rpc=SimpleNamespace(call=call),
        settings=SimpleNamespace(rpc_timeout_s=5),
        callers=SimpleNamespace(find=lambda _credential: SimpleNamespace(context="token")),
    )
    reader = StreamReader(here=here, credential=None, stream="alerts", after=None, subscription_id=None)
    assert [reader.look(), reader.look(), reader.read(), reader.read()] == [pages[0], pages[0], pages[0], pages[1]]
    assert asked == [None, "c1"]
