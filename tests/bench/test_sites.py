"""A site as it is run: an action over HTTP against the same action without a network, and what an idle reader of a stream takes."""

import json
import socket
import time
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection

import pytest

from chassis.client import RpcClient
from chassis.contexts import verify
from chassis.data_keys import DataKeys, keys_url
from chassis.entrypoints.rpc import dispatch
from chassis.keys import Keyring
from chassis.storage import Database
from chassis.values import utcnow
from havana.composition import service_class
from tests.bench.memory import resident_kib
from tests.bench.rounds import medians
from tests.bench.sites import in_one_process, on_servers
from tests.support.waiting import until

AT_LEAST, ROUNDS, ACTIONS = 0.4, 9, 15
CASE = {"title": "Grey heron", "country": "FR", "summary": "Called us at night. " * 10, "subject_name": "Sample Lawyer 3"}

AT_MOST_KIB, WARM, READERS = 40, 50, 800
FIRST = b"retry: "


@pytest.fixture(scope="module", autouse=True)
def unlimited():
    """Let one caller ask as often as this asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAVANA_RATE_LIMIT_PER_MINUTE", "1000000")
        yield


@pytest.fixture(scope="module")
def distributed(unlimited, tmp_path_factory):
    with on_servers(tmp_path_factory.mktemp("distributed")) as site:
        yield site


@pytest.fixture(scope="module")
def embedded(unlimited, tmp_path_factory):
    with in_one_process(tmp_path_factory.mktemp("embedded")) as site:
        yield site


@contextmanager
def in_process(settings, key):
    """Give what opens a case as the holder of `key`, in this process on the database of cases."""
    keyring = Keyring.load(settings.keys_dir)
    url = settings.database_url_of("cases")
    with ExitStack() as stack:
        keys_database = stack.enter_context(closing(Database(keys_url(url), service="cases")))
        data_keys = DataKeys(keys_database, master=keyring.master("cases"), cursor_key=keyring.cursor)
        database = stack.enter_context(closing(Database(url, service="cases", data_keys=data_keys)))
        rpc = stack.enter_context(closing(RpcClient(settings.broker_url, name="bench")))
        cases = service_class("cases")(database, settings, keyring=keyring, rpc=rpc)
        viewer = verify(rpc.call("directory", "resolve_api_key", {"key": key})["context"], keyring.public, utcnow())
        yield lambda: dispatch(cases, "open_case", viewer, CASE)


@contextmanager
def over_http(port, key):
    """Give what opens a case over HTTP, on one connection."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:

        def open_case():
            connection.request("POST", "/api/v1/cases", json.dumps(CASE), headers)
            answer = connection.getresponse()
            body = json.loads(answer.read())
            assert answer.status == 201, body
            return body

        yield open_case


def rate(action):
    began = time.perf_counter()
    for _ in range(ACTIONS):
        action()
    return ACTIONS / (time.perf_counter() - began)


def test_actions_per_second(distributed, keep):
    key = distributed.key("Lead", "coordinator")
    with in_process(distributed.deployment.settings, key) as direct, over_http(distributed.port, key) as through:
        assert direct().keys() == through().keys()
        rates = medians(ROUNDS, {"direct": lambda: rate(direct), "through": lambda: rate(through)})
    against = ("dispatch in this process, the same database", rates["direct"])
    keep("open a case through the gateway, one client", rates["through"], "actions/s", against=against, ratio_at_least=AT_LEAST)


class Reader:
    """A client that follows a stream and reads nothing but the first frame."""

    def __init__(self, port, key):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.sendall(f"GET /api/v1/streams/all/sse HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n\r\n".encode())

    def follows(self):
        """Wait for the first frame."""
        came = b""
        while FIRST not in came:
            came += (more := self._socket.recv(4096))
            assert more, came
        assert came.startswith(b"HTTP/1.1 200")

    def close(self):
        self._socket.close()


def connect(stack, site, number, key):
    """Have so many readers follow; a few at a time, as a server's backlog would have it."""
    for _ in range(number // 50):
        readers = [stack.enter_context(closing(Reader(site.port, key))) for _ in range(50)]
        for reader in readers:
            reader.follows()


def settled_kib(pid):
    """Return the resident memory once it has not grown for a second."""
    seen = [resident_kib(pid)]

    def stands():
        time.sleep(0.5)
        seen.append(resident_kib(pid))
        return len(seen) > 2 and seen[-1] <= seen[-3] * 1.001

    until(stands, within_s=30)
    return seen[-1]


@pytest.mark.parametrize("kind", ["distributed", "embedded"])
def test_memory_of_an_idle_reader(request, keep, kind):
    site = request.getfixturevalue(kind)
    key = site.key("Partner", "partner_reader")
    with ExitStack() as stack:
        connect(stack, site, WARM, key)
        before = settled_kib(site.http_pid)
        connect(stack, site, READERS, key)
        each = (settled_kib(site.http_pid) - before) / READERS
    server = {"distributed": "gunicorn with gevent", "embedded": "embedded"}[kind]
    keep(f"memory of an idle stream reader (SSE), {server}", each, "KiB", at_most=AT_MOST_KIB)
