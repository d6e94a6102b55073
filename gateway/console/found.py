"""Where search leads to what stands on the page of something else: a principle, a passage, an addressee."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from gateway import calls

BASIC_PRINCIPLES = "basic-principles"
blueprint = Blueprint("found", __name__, url_prefix="/public/found")


@blueprint.get("/principle/<uuid:representation_id>")
def principle(representation_id: UUID) -> Response:
    """Lead to a principle; of another instrument, to the principles."""
    place = calls.call("library", "find_public_provision", {"representation_id": str(representation_id)}, public=True)
    if place["instrument"] != BASIC_PRINCIPLES:
        return redirect(url_for("console.public-library.principles"))
    return redirect(url_for("console.public-library.principle", number=int(place["number"])))


@blueprint.get("/passage/<uuid:representation_id>")
def passage(representation_id: UUID) -> Response:
    """Lead to a passage in its work; 410 once it was withdrawn."""
    found = calls.call("library", "get_public_passage", {"passage_id": str(representation_id)}, public=True)
    return redirect(url_for("console.public-library.work", work_id=found["work_id"], _anchor=f"passage-{found['id']}"))


@blueprint.get("/body/<uuid:_representation_id>")
def body(_representation_id: UUID) -> Response:
    """Lead to the addressees."""
    return redirect(url_for("console.public-mechanisms.bodies"))
