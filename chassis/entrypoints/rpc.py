"""From a request to an answer, whatever carried it: who may call, schema, transaction, idempotency, view."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis import idempotency
from chassis.contexts import Viewer
from chassis.entrypoints.service import Method, Service
from chassis.errors import Conflict, Forbidden, HavanaError, NotFound
from chassis.schemas import dump, load
from chassis.storage import Transaction

Json = Any


def dispatch(
    service: Service, name: str, viewer: Viewer | None, request: Mapping[str, Json], *, idempotency_key: str | None = None
) -> Json:
    """Answer the call `name` of `viewer` (None: no context came with it) with plain JSON; raises the five errors."""
    method = service.methods.get(name)
    if method is None:
        raise NotFound("no-such-method", service=service.name, method=name)
    caller = _caller(method, viewer)
    data = load(method.request, request)
    if not method.transaction:
        return _view(method, method.handler(service, caller, data))
    if not method.writes:
        with service.database.reading() as tx:
            return _view(method, method.handler(service, tx, caller, data))
    call = _Call(method, caller, data, request, idempotency_key)
    prepared = _prepared(service, call)
    with service.database.transaction() as tx:
        target, answer = _written(service, tx, call, prepared)
    if method.then is None:
        return _view(method, answer)
    return _read_again(service, service.methods[method.then], caller, target)


@dataclass(frozen=True)
class _Call:
    method: Method
    viewer: Viewer
    data: dict[str, Any]
    request: Mapping[str, Json]
    idempotency_key: str | None


def _caller(method: Method, viewer: Viewer | None) -> Viewer:
    if viewer is None:
        if method.anonymous:
            return _NOBODY
        raise Forbidden("context-required")
    if method.callers.isdisjoint({viewer.kind, viewer.key}):
        raise Forbidden("not-for-you", kind=viewer.kind)
    return viewer


_NOBODY = Viewer(kind="public")


def _prepared(service: Service, call: _Call) -> tuple[Any, ...]:
    """Return what the handler is given besides the request. What was done before needs no preparation, and may refuse it by now."""
    if call.method.prepare is None:
        return ()
    try:
        return (getattr(service, call.method.prepare)(call.viewer, call.data),)
    except HavanaError:
        if not _was_done(service, call):
            raise
        return (None,)


def _was_done(service: Service, call: _Call) -> bool:
    if call.idempotency_key is None:
        return False
    with service.database.reading() as tx:
        return idempotency.is_known(tx, client=call.viewer.key, key=call.idempotency_key, now=service.now())


def _written(service: Service, tx: Transaction, call: _Call, prepared: tuple[Any, ...]) -> tuple[Mapping[str, Json], Any]:
    """Return (the request of the read that answers, the handler's own answer)."""
    if call.idempotency_key is None:
        return _called(service, tx, call, prepared)
    claimed = idempotency.claim(
        tx, client=call.viewer.key, key=call.idempotency_key, method=call.method.name, request=call.request, now=service.now()
    )
    if claimed.target is not None:
        if call.method.then is None:
            raise Conflict("already-done", **claimed.target)
        return claimed.target, None
    target, answer = _called(service, tx, call, prepared)
    idempotency.keep(tx, claimed, target)
    return target, answer


def _called(service: Service, tx: Transaction, call: _Call, prepared: tuple[Any, ...]) -> tuple[Mapping[str, Json], Any]:
    result = call.method.handler(service, tx, call.viewer, call.data, *prepared)
    target, answer = (result, None) if call.method.then else result
    return {name: str(value) for name, value in target.items()}, answer


def _read_again(service: Service, method: Method, viewer: Viewer, target: Mapping[str, Json]) -> Json:
    """Return what was written as the viewer sees it now; None if they may not see it any more: it was done all the same."""
    data = load(method.request, target)
    try:
        with service.database.reading() as tx:
            return _view(method, method.handler(service, tx, viewer, data))
    except (NotFound, Forbidden):
        return None


def _view(method: Method, result: Any) -> Json:
    return None if method.returns is None else dump(method.returns, result)
