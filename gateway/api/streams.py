"""Streams: pull and long poll, server-sent events, subscriptions."""

import time
from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from gateway import auth, conditional
from gateway.api.operation import Operation
from gateway.api.resource import Resource
from gateway.state import gateway
from gateway.streams import sse
from gateway.streams.reader import StreamReader
from services.streams import schemas

STREAM = f"/<any({','.join(schemas.STREAM.choices)}):stream>"
LONGEST_WAIT_S = 30

streams = Resource("streams", service="streams", description="What was published and withdrawn, in order, for programs of partners.")
subscriptions = Resource("subscriptions", service="streams", description="What a client wants of a stream, and how far it has come.")
resources = (streams, subscriptions)


class ReadEntriesWaiting(schemas.ReadEntries):
    """Read on after a cursor; `wait`: for so many seconds if there is nothing yet (long poll)."""

    wait = fields.Integer(strict=True, load_default=0, validate=validate.Range(min=0, max=LONGEST_WAIT_S))


class FollowStream(schemas.ReadEntries):
    """Follow a stream. `Last-Event-ID` goes before `after`."""

    class Meta(schemas.ReadEntries.Meta):
        """A connection decides its page size itself."""

        exclude = ("limit",)


def _reader(question: dict[str, Any]) -> StreamReader:
    return StreamReader(
        here=gateway(),
        credential=auth.caller().credential,
        stream=question["stream"],
        after=question.get("after"),
        subscription_id=question.get("subscription_id"),
        limit=question.get("limit", 100),
    )


def _entries(question: dict[str, Any]) -> Response:
    reader = _reader(question)
    ends_at = time.monotonic() + question.get("wait", 0)
    with gateway().hub.listening() as listener:
        page = reader.read()
        while not page["items"] and page["reset"] is None and time.monotonic() < ends_at and not gateway().hub.ending:
            listener.wait(min(gateway().settings.stream_poll_s, ends_at - time.monotonic()))
            page = reader.read()
    return conditional.answer(page, tagged=False)


def _events(question: dict[str, Any]) -> Response:
    if (last := request.headers.get("Last-Event-ID")) is not None:
        question["after"] = last
    first, frames = sse.served(_reader(question), request.environ)
    response = Response(frames, mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["X-Replay-From"] = "start" if question.get("after") is None or first["reset"] else "cursor"
    return response


streams.add("GET", "", "list_streams", asks=schemas.ListStreams, answers=schemas.StreamsView, says="The streams of the site.")
streams.serve(
    Operation(
        verb="GET",
        rule=f"{STREAM}/entries",
        service="streams",
        method="read_entries",
        asks=ReadEntriesWaiting,
        answers=schemas.EntriesView,
        says="Entries after a cursor, in order; `wait` makes it a long poll.",
    ),
    _entries,
)
streams.serve(
    Operation(
        verb="GET",
        rule=f"{STREAM}/sse",
        service="streams",
        method="follow_stream",
        asks=FollowStream,
        answers=None,
        says="Server-sent events: one CloudEvent each, `id` is the cursor after it.",
        media_type="text/event-stream",
    ),
    _events,
)
subscriptions.add(
    "GET",
    "",
    "list_subscriptions",
    asks=schemas.ListSubscriptions,
    answers=schemas.SubscriptionList,
    says="Your organisation's subscriptions, with their lag.",
)
subscriptions.add(
    "POST",
    "",
    "create_subscription",
    asks=schemas.CreateSubscription,
    answers=schemas.SubscriptionView,
    says="Narrow a stream.",
    status=201,
)
subscriptions.add(
    "GET",
    "/<uuid:subscription_id>",
    "get_subscription",
    asks=schemas.GetSubscription,
    answers=schemas.SubscriptionView,
    says="One subscription.",
)
subscriptions.add(
    "DELETE",
    "/<uuid:subscription_id>",
    "end_subscription",
    asks=schemas.EndSubscription,
    answers=None,
    says="End a subscription.",
    status=204,
)
