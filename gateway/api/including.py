"""`include=`: several services in one answer, asked in parallel under one deadline."""

from collections.abc import Iterable, Mapping

from flask import Response

from chassis.client import Call
from chassis.errors import Forbidden, HavanaError, NotFound, Unavailable
from gateway import calls, conditional

PRIMARY = "primary"
WHOLE = frozenset({"works", "plans"})
"""Parts that come in one piece, without pages."""


def answer(primary: Call, parts: Mapping[str, Call], *, wanted: Iterable[str]) -> Response:
    """Return the primary record with the wanted parts.

    The primary down is the answer's error. A part that is down or late is null and named in `incomplete`, and nobody keeps
    such an answer; a part the viewer may not see looks like an empty one.
    """
    names = list(dict.fromkeys(wanted))
    if not names:
        return conditional.answer(calls.call(primary.service, primary.method, primary.request))
    answers = calls.ask_together({PRIMARY: primary, **{name: parts[name] for name in names}})
    record = answers[PRIMARY]
    if isinstance(record, HavanaError):
        raise record
    filled = {name: _part(answers[name], is_whole=name in WHOLE) for name in names}
    incomplete = [name for name in names if isinstance(answers[name], Unavailable)]
    body = {**record, **filled, **({"incomplete": incomplete} if incomplete else {})}
    return conditional.answer(body, tagged=not incomplete)


def _part(found: object, *, is_whole: bool) -> object:
    if isinstance(found, Unavailable):
        return None
    if isinstance(found, Forbidden | NotFound):
        return {"items": []} if is_whole else {"items": [], "next": None, "total": 0, "total_is_exact": True}
    if isinstance(found, HavanaError):
        raise found
    return found
