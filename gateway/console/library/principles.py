"""The principles, each with what we have on it."""

from gateway import calls
from gateway.console.library.blueprint import blueprint, library_page
from gateway.console.page import Answer, signed_in


@blueprint.get("/principles")
@signed_in
def principles() -> Answer:
    """Show the principles, and where what cites them stands."""
    found = calls.call("library", "list_principles", {})
    return library_page("principles.html", principles=found["items"])
