"""The console: pages for people, over the same calls and the same schemas as the API. It can do nothing that the API cannot.

`page` renders, `form` reads and sends, `shown` turns codes into words; each other module holds the pages of one thing.
"""

from flask import Blueprint, Flask

from gateway.console import (
    account,
    alerts,
    cases,
    errors,
    found,
    groups,
    joining,
    languages,
    library,
    mechanisms,
    my_day,
    organisation,
    public,
    public_library,
    public_mechanisms,
    public_search,
    search,
    shown,
    sign_in,
    static,
    streams,
)
from gateway.state import gateway

PARTS = (
    static,
    languages,
    public,
    public_library,
    public_mechanisms,
    public_search,
    found,
    search,
    sign_in,
    my_day,
    cases,
    alerts,
    library,
    mechanisms,
    joining,
    groups,
    streams,
    organisation,
    account,
)


def register(app: Flask) -> None:
    """Offer the pages of `app`."""
    shown.register(app)
    console = Blueprint("console", __name__, template_folder="templates")
    for part in PARTS:
        console.register_blueprint(part.blueprint)
    app.register_blueprint(console)
    with app.app_context():
        gateway().error_page = errors.error_page
