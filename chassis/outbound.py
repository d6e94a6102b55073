"""Calls to addresses that somebody else named, such as a partner's webhook, without letting them reach what only we can reach.

A name is resolved once; every address it has must be public, and the connection goes to one of those that were looked at: who answers
a second look-up with 127.0.0.1 gains nothing. TLS and Host keep the name. Redirects are not followed, proxies of the environment
not used, no more than the first bytes of an answer are read, and the whole call ends by one deadline, however slowly it is answered.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore

from chassis.errors import Invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[Address]]

LONGEST_ANSWER_BYTES = 4096
LONGEST_URL = 2000

EMBEDS_V4 = tuple(ipaddress.IPv6Network(text) for text in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96"))
"""IPv6 networks whose last 32 bits are an IPv4 address that a gateway on the way may reach: compatible, mapped, translated, NAT64."""

REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",  # carriers' own (RFC 6598)
        "192.0.0.0/24",  # protocols' own (RFC 6890), a cloud's metadata among them
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "168.63.129.16/32",  # a cloud's metadata at a public address
        "64:ff9b:1::/48",  # NAT64 of one network (RFC 8215)
        "2001::/32",  # Teredo (RFC 4380)
        "2002::/16",  # 6to4 (RFC 3056)
        "fec0::/10",  # site-local, deprecated (RFC 3879)
    )
)
"""What `ipaddress` may take for public and is not ours to call, in all versions of Python."""


class Unreachable(Exception):
    """The call did not come to an answer; `code` says why: `address-refused`, `name-unknown`, `connect-failed`, `timeout`, `tls-failed`,
    `answer-unreadable`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name, and the first bytes of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: Address) -> bool:
    """Say whether everybody could reach the address; one that wraps another is as public as what it wraps."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = next((ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) for network in EMBEDS_V4 if address in network), None)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not _within(address, REFUSED)


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def check_url(url: str, *, plain_allowed: bool) -> None:
    """Raise Invalid `url-not-callable` unless this is an https address (http too if `plain_allowed`) with a host and no user in it."""
    try:
        place = urlsplit(url)
        fine = bool(place.hostname) and place.port != 0
    except ValueError:
        fine = False
    schemes = {"https", "http"} if plain_allowed else {"https"}
    if not fine or len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Invalid("url-not-callable")
    if place.scheme not in schemes or place.username is not None or place.password is not None or place.fragment:
        raise Invalid("url-not-callable")


def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of a host, as the system finds them. OSError if there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


class Outbound:
    """Posts to addresses of others. Each call has a connection of its own; it blocks, so call it from a native thread."""

    def __init__(
        self,
        *,
        allow: Iterable[Network] = (),
        timeout_s: float = 15.0,
        resolve: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`allow` names networks that may be called although they are not public, for development; `trust` whom TLS believes."""
        self._allow, self._timeout_s, self._resolve = tuple(allow), timeout_s, resolve
        self._trust = trust or ssl.create_default_context()

    @property
    def plain_allowed(self) -> bool:
        """Whether http will do: only where networks are allowed for development."""
        return bool(self._allow)

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Return what `url` answers to `body`. Raises Unreachable, Invalid."""
        check_url(url, plain_allowed=self.plain_allowed)
        backend = _Pinning(self._addresses, ends_at=time.monotonic() + self._timeout_s)
        with httpcore.ConnectionPool(ssl_context=self._trust, network_backend=backend, max_keepalive_connections=0) as pool:
            return _answered(pool, url, body, headers)

    def _addresses(self, host: str, port: int) -> Sequence[Address]:
        """Return where a host is; Unreachable if any of its addresses may not be called: who mixes them is up to something."""
        try:
            found = list(self._resolve(host, port))
        except (OSError, ValueError) as error:
            raise Unreachable("name-unknown") from error
        if not found:
            raise Unreachable("name-unknown")
        if not all(is_public(address) or _within(address, self._allow) for address in found):
            raise Unreachable("address-refused")
        return found


def _answered(pool: httpcore.ConnectionPool, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    fields = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    try:
        with pool.stream("POST", url, headers=fields, content=body) as response:
            named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Answer(response.status, named, _first_bytes(response))
    except httpcore.TimeoutException as error:
        raise Unreachable("timeout") from error
    except httpcore.ConnectError as error:
        raise Unreachable("tls-failed" if any(isinstance(of, ssl.SSLError) for of in error.args) else "connect-failed") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise Unreachable("answer-unreadable") from error


def _first_bytes(response: httpcore.Response) -> bytes:
    """Return the start of the body; the rest is never read: the connection is closed."""
    found = b""
    for chunk in response.iter_stream():
        found += chunk
        if len(found) >= LONGEST_ANSWER_BYTES:
            break
    return found[:LONGEST_ANSWER_BYTES]


class _Pinning(httpcore.NetworkBackend):
    """Connects to the addresses that were looked at, and holds the whole connection to one deadline."""

    def __init__(self, addresses: Resolve, *, ends_at: float) -> None:
        self._addresses, self._ends_at, self._below = addresses, ends_at, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that takes the connection."""
        failed: httpcore.ConnectError | None = None
        for address in self._addresses(host, port):
            try:
                left = _left(self._ends_at, httpcore.ConnectTimeout)
                return _Hurried(self._below.connect_tcp(str(address), port, left, local_address, socket_options), self._ends_at)
            except httpcore.ConnectError as error:
                failed = error
        raise failed or httpcore.ConnectError(host)


class _Hurried(httpcore.NetworkStream):
    """A connection that ends at one moment, however small the pieces are in which it is answered."""

    def __init__(self, below: httpcore.NetworkStream, ends_at: float) -> None:
        self._below, self._ends_at = below, ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read within the time that is left."""
        return self._below.read(max_bytes, timeout=_left(self._ends_at, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write within the time that is left."""
        self._below.write(buffer, timeout=_left(self._ends_at, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._below.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Go on in TLS, for the name that was asked for."""
        left = _left(self._ends_at, httpcore.ConnectTimeout)
        return _Hurried(self._below.start_tls(ssl_context, server_hostname, timeout=left), self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection below says of itself."""
        return self._below.get_extra_info(info)


def _left(ends_at: float, late: type[httpcore.TimeoutException]) -> float:
    if (left := ends_at - time.monotonic()) <= 0:
        raise late
    return left
