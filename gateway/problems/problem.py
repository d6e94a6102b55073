"""A problem as RFC 9457 describes it: built from what a service raised or from what the gateway itself refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.errors import HavanaError
from gateway.languages import gettext
from gateway.problems.words import FALLBACK, OF_CODE, OF_FIELD, OF_STATUS, Words

RETRY_AFTER_S = 2
RESERVED = frozenset({"type", "title", "status", "detail", "instance", "code", "errors", "trace_id", "retry_after_s", "id"})
STATUS_OF_CODE: Mapping[str, int] = {"stale-version": 412, "gone": 410}


class Refused(Exception):
    """What the gateway refuses by itself: 400, 401, 403 (cross-site), 404, 405, 413, 415, 428, 429, 503."""

    def __init__(self, status: int, code: str, *, headers: Mapping[str, str] | None = None, **params: Any) -> None:
        """`params` fill the sentences and stand in the body; `headers` go with the answer."""
        super().__init__(status, code, params)
        self.status, self.code, self.params, self.headers = status, code, params, dict(headers or {})


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything an error answer says, in the reader's language."""

    status: int
    code: str
    title: str
    detail: str
    errors: list[dict[str, Any]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self, *, instance: str, trace_id: str) -> dict[str, Any]:
        """Return the body of the answer to a request for the path `instance`."""
        body = {"type": f"urn:havana:problem:{self.code}", "title": self.title, "status": self.status, "detail": self.detail}
        errors = {"errors": self.errors} if self.errors else {}
        return {**body, "instance": instance, "code": self.code, **errors, **self.extra, "trace_id": trace_id}


def of_error(error: HavanaError) -> Problem:
    """Return the problem of what a service (or the call to it) raised."""
    params = error.params
    if error.status == 404:
        params = {}  # a hidden record and a missing one read the same, whatever the service knows
    return _problem(STATUS_OF_CODE.get(error.code, error.status), error.code, params)


def of_refusal(refused: Refused) -> Problem:
    """Return the problem of what the gateway itself refuses."""
    return _problem(refused.status, refused.code, refused.params, headers=refused.headers)


def of_status(status: int, *, headers: Mapping[str, str] | None = None) -> Problem:
    """Return the problem of a bare HTTP status."""
    code = {404: "no-such-page", 405: "method-not-allowed", 413: "body-too-large", 415: "wrong-media-type", 500: "internal-error"}
    return _problem(status, code.get(status, f"status-{status}"), {}, headers=headers or {})


def _problem(status: int, code: str, params: Mapping[str, Any], *, headers: Mapping[str, str] | None = None) -> Problem:
    given = {"retry_after_s": RETRY_AFTER_S, **params}
    words = words_of(status, code)
    title, detail = gettext(words.title, **given), gettext(words.detail, **given)
    wait = {"Retry-After": str(max(1, round(float(given["retry_after_s"]))))} if status in {429, 503} else {}
    return Problem(
        status=status,
        code=code,
        title=title,
        detail=detail,
        errors=[field_error(error) for error in params.get("errors", ())],
        extra={name: value for name, value in params.items() if name not in RESERVED},
        headers={**wait, **(headers or {})},
    )


def words_of(status: int, code: str) -> Words:
    """Return the words of a code, those of its status if it has none of its own."""
    return OF_CODE.get(code) or OF_STATUS.get(status, FALLBACK)


def field_error(error: Mapping[str, Any]) -> dict[str, Any]:
    """Return one wrong field with its sentence: pointer, code, detail and the code's parameters."""
    code = str(error.get("code", "invalid"))
    return {**error, "code": code, "detail": gettext(OF_FIELD.get(code, OF_FIELD["invalid"]), **error)}
