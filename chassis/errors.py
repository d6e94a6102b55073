"""The five ways a call can fail, and nothing else.

    HavanaError
    ├── Invalid      422  the request is wrong, whoever sends it
    ├── Forbidden    403  the viewer's roles or scopes lack the verb for the whole kind
    ├── NotFound     404  there is no such thing, or the viewer may not see it: the same answer
    ├── Conflict     409  the thing is not in a state that allows this
    └── Unavailable  503  a part is missing or late; try again after `retry_after_s`

An error is a stable code with parameters; both stand in `args`, which is all that travels between processes.
Only the gateway turns codes into words. `stale-version` becomes 412 and `gone` 410 there.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

type_by_kind: dict[str, type["HavanaError"]] = {}


class HavanaError(Exception):
    """A failure with a stable `code` and JSON parameters."""

    status: ClassVar[int] = 500
    kind: ClassVar[str] = ""

    def __init_subclass__(cls, *, status: int, kind: str) -> None:
        """Register a kind of failure under the HTTP status and the name it travels by."""
        super().__init_subclass__()
        cls.status, cls.kind = status, kind
        type_by_kind[kind] = cls

    def __init__(self, code: str, parameters: Mapping[str, Any] | None = None, /, **params: Any) -> None:
        """`code` is kebab-case; parameters are plain JSON (the positional form is how `args` come back)."""
        super().__init__(code, {**(parameters or {}), **params})

    @property
    def code(self) -> str:
        """The stable code, for instance `case-closed`."""
        return str(self.args[0])

    @property
    def params(self) -> dict[str, Any]:
        """What the gateway puts into the sentence that belongs to the code."""
        return dict(self.args[1])

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class Invalid(HavanaError, status=422, kind="invalid"):
    """The request is wrong; `errors` names every wrong field at once."""

    @classmethod
    def of_fields(cls, errors: Sequence[Mapping[str, Any]]) -> Self:
        """Return the error for `[{"pointer": "/title", "code": "required", …parameters}]`."""
        return cls("invalid-fields", errors=[dict(error) for error in errors])


class Forbidden(HavanaError, status=403, kind="forbidden"):
    """The viewer may not do this to any record of the kind, or has no valid context."""


class NotFound(HavanaError, status=404, kind="not-found"):
    """There is no such thing for this viewer; hidden and missing are the same."""


class Conflict(HavanaError, status=409, kind="conflict"):
    """The state of the thing forbids it; `stale-version` carries `current`."""


class Unavailable(HavanaError, status=503, kind="unavailable"):
    """A service, the broker or a database is missing or late; may carry `retry_after_s`."""


ERRORS: Mapping[str, type[HavanaError]] = type_by_kind
"""Kind to class: how the caller's side raises again what a service raised."""


def words_of(error: Exception) -> str:
    """Return what an operator is shown of work that failed: codes of our own errors, else only the kind, whose text may quote a record."""
    return storable(str(error)) if isinstance(error, HavanaError) else type(error).__name__


def storable(text: str) -> str:
    """Return text as every database keeps it: PostgreSQL takes neither NUL nor half of a pair of surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def code_of(error: BaseException) -> str:
    """Return what may be written down of any error: the code of ours, the kind of any other. Its text may quote a record."""
    return error.code if isinstance(error, HavanaError) else type(error).__name__
