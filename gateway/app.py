"""The gateway as a WSGI application: one per process, made from settings and a way to the services."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from chassis.settings import Settings
from gateway import (
    api,
    auth,
    console,
    csrf,
    descriptors,
    feeds,
    files,
    headers,
    health,
    languages,
    limits,
    metrics,
    problems,
    reading,
    tracing,
)
from gateway.public_cache import PublicCache
from gateway.state import Gateway, Rpc
from gateway.streams.hub import Hub

HINTS = ("session.revoked", "representation.written", "representation.withdrawn", "stream.head")
OnHint = Callable[[str, Mapping[str, Any]], None]


def create_app(settings: Settings, rpc: Rpc) -> Flask:
    """Return the application. It opens nothing: `subscribe` ties it to the hints, the server that runs it to the network."""
    app = Flask("gateway", static_folder=None)
    app.request_class = files.Request
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(languages.gettext, languages.ngettext)  # type: ignore[attr-defined]  # of the extension
    app.extensions["havana"] = _state(settings, rpc)
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own recipe
    for part in (metrics, tracing, reading, limits, files, csrf, headers, problems):
        part.register(app)
    for part in (health, feeds, api, console):
        part.register(app)
    return app


def _state(settings: Settings, rpc: Rpc) -> Gateway:
    def resolve(method: str, question: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = rpc.call("directory", method, question, deadline_s=settings.rpc_timeout_s)
        return answer

    return Gateway(
        settings=settings,
        rpc=rpc,
        callers=auth.Callers(resolve, renew_s=settings.context_renew_s),
        limiter=limits.Limiter(settings.rate_limit_per_minute),
        hub=Hub(most=descriptors.streams_that_fit(settings.max_streams)),
        public_cache=PublicCache(settings.public_cache_s),
    )


def on_hint(app: Flask, kind: str, data: Mapping[str, Any]) -> None:
    """Take a hint from a service: drop what it says is over, wake who waits."""
    here: Gateway = app.extensions["havana"]
    if kind == "session.revoked":
        here.callers.revoke(frozenset(str(value) for value in _ids(data)))
        here.hub.wake()
    elif kind.startswith("representation."):
        here.public_cache.empty()
    elif kind == "stream.head":
        here.hub.wake()


def end(app: Flask) -> None:
    """Let every stream of the process say goodbye and end; called when the server begins to stop."""
    here: Gateway = app.extensions["havana"]
    here.hub.end()


def _ids(data: Mapping[str, Any]) -> list[Any]:
    return [part for value in data.values() for part in (value if isinstance(value, list) else [value]) if part is not None]
