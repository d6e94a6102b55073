"""Feeds for news readers: Atom for public alerts."""

from flask import Flask

from gateway.feeds import alerts


def register(app: Flask) -> None:
    """Offer the feeds."""
    app.register_blueprint(alerts.blueprint)
