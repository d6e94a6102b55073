"""What a receiver of webhooks does with good and bad deliveries, tried from outside: each trial sends one and looks at the status alone.

Whether a repeat was applied twice cannot be seen from outside; that it is taken as well as the first time can.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from chassis import signatures
from chassis.outbound import Outbound, Unreachable

STALE = timedelta(minutes=10)
"""Older than the five minutes that the standard allows, and than the clock of any machine goes wrong by itself."""

OVERSIZED_BYTES = 2 * 1024 * 1024
"""Thirty times the longest delivery of ours: nobody needs to read it to the end."""

TYPE = "org.havana.check.v1"
CONTENT_TYPE = "application/cloudevents+json"


@dataclass(frozen=True, slots=True)
class Trial:
    """One delivery and what became of it. `answered` is a status, or the code of why there was none; `wrong` what to mend."""

    name: str
    answered: str
    wrong: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A delivery ready to be sent."""

    headers: Mapping[str, str]
    body: bytes


class ReceiverCheck:
    """The trials of one receiver that was given what verifies `key`."""

    def __init__(self, outbound: Outbound, url: str, key: str, *, clock: Callable[[], datetime]) -> None:
        """Nothing is sent before `run`. Raises Invalid if `key` signs nothing."""
        self._outbound, self._url, self._key, self._clock = outbound, url, key, clock
        self._stranger = signatures.new_key(signatures.HMAC if key.startswith(signatures.SHARED) else signatures.ED25519)
        signatures.for_receiver(key)

    def run(self) -> Iterator[Trial]:
        """Send one delivery after the other, and say of each what came of it. Raises Invalid if the URL cannot be called."""
        good = self._delivery(1)
        yield self._taken("good", good, "A good delivery was not taken.")
        yield self._taken("duplicate", good, "A repeat must be answered like the first: otherwise it is sent again for days.")
        yield self._taken("reordered", self._delivery(3), "A delivery that leaves one out must be taken.")
        yield self._taken("reordered, the earlier one", self._delivery(2), "A delivery that comes late must be taken.")
        yield self._taken("two keys", self._delivery(4, keys=(self._stranger, self._key)), "One known signature among several must do.")
        yield self._refused("forged", self._delivery(5, keys=(self._stranger,)), "It believes whoever sends: verify the signature.")
        yield self._refused("altered", self._altered(), "It believes what was changed on the way: verify over the bytes as they came.")
        yield self._refused("renamed", self._renamed(), "It believes a changed id, so repeats pass as new: verify over the id too.")
        yield self._refused("unsigned", self._unsigned(), "It believes what bears no signature.")
        yield self._refused(
            "stale", self._delivery(6, age=STALE), "It takes what is 10 minutes old: whoever recorded it may play it again."
        )
        yield self._refused("from the future", self._delivery(7, age=-STALE), "It takes what is dated 10 minutes ahead.")
        yield self._refused("oversized", self._oversized(), "It takes more than any delivery is long, with a signature that is not right.")
        yield self._taken("good, after all that", self._delivery(8), "After bad deliveries it takes no good one any more.")

    def _taken(self, name: str, sent: Sent, wrong: str) -> Trial:
        answered, status = self._send(sent)
        return Trial(name, answered, None if 200 <= status < 300 else wrong)

    def _refused(self, name: str, sent: Sent, wrong: str) -> Trial:
        """A refusal is a 4xx; a server error says that the receiver did not expect it, and no answer that it may hang."""
        answered, status = self._send(sent)
        if status >= 500 or not status:
            closes = name == "oversized" and answered == "answer-unreadable"
            return Trial(name, answered, None if closes else "It did not refuse but failed: answer with 400, 401 or 413.")
        return Trial(name, answered, None if status >= 400 else wrong)

    def _send(self, sent: Sent) -> tuple[str, int]:
        try:
            status = self._outbound.post(self._url, body=sent.body, headers=sent.headers).status
        except Unreachable as error:
            return error.code, 0
        return str(status), status

    def _delivery(self, n: int, *, keys: tuple[str, ...] = (), age: timedelta = timedelta()) -> Sent:
        event, at = self._event(n), self._clock() - age
        body = json.dumps(event).encode()
        return Sent(headers=_headers(keys or (self._key,), event["id"], at, body), body=body)

    def _event(self, n: int) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": "//check.invalid/streams",
            "type": TYPE,
            "time": self._clock().isoformat(),
            "sequence": f"{n:020d}",
            "datacontenttype": "application/json",
            "data": {"sample": True},
        }

    def _altered(self) -> Sent:
        sent = self._delivery(5)
        return Sent(headers=sent.headers, body=sent.body.replace(b"true", b"null"))

    def _renamed(self) -> Sent:
        sent = self._delivery(5)
        return Sent(headers={**sent.headers, "webhook-id": str(uuid4())}, body=sent.body)

    def _unsigned(self) -> Sent:
        sent = self._delivery(5)
        return Sent(headers={name: value for name, value in sent.headers.items() if name != "webhook-signature"}, body=sent.body)

    def _oversized(self) -> Sent:
        body = json.dumps({**self._event(5), "data": {"sample": "a" * OVERSIZED_BYTES}}).encode()
        return Sent(headers=_headers((self._stranger,), str(uuid4()), self._clock(), body), body=body)


def _headers(keys: tuple[str, ...], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    return {"content-type": CONTENT_TYPE, **signatures.headers(keys, message_id=message_id, at=at, body=body)}
