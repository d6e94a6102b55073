"""Feeds: Atom for public alerts, Atom and JSON for the library, calendars of opportunities, what saved searches found."""

from flask import Flask

from gateway.feeds import alerts, library, opportunities, searches


def register(app: Flask) -> None:
    """Offer the feeds."""
    app.register_blueprint(alerts.blueprint)
    app.register_blueprint(library.blueprint)
    app.register_blueprint(opportunities.blueprint)
    app.register_blueprint(searches.blueprint)
