"""Feeds for news readers: Atom for public alerts, Atom and JSON for the library."""

from flask import Flask

from gateway.feeds import alerts, library


def register(app: Flask) -> None:
    """Offer the feeds."""
    app.register_blueprint(alerts.blueprint)
    app.register_blueprint(library.blueprint)
