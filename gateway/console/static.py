"""The console's own files, under addresses that change with their content: kept by browsers for a year, never stale."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory, url_for

FOLDER = Path(__file__).parent / "static"
KEPT = "public, max-age=31536000, immutable"
blueprint = Blueprint("static", __name__)


@cache
def digest_of(name: str) -> str:
    """Return what the content of a file is known by."""
    return hashlib.blake2b((FOLDER / name).read_bytes(), digest_size=6).hexdigest()


def address(name: str) -> str:
    """Return the address of the file as it is now."""
    return url_for("console.static.file", digest=digest_of(name), name=name)


@blueprint.get("/static/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    """Send a file; an old address is gone."""
    if not (FOLDER / name).is_file() or digest != digest_of(name):
        abort(404)
    response = send_from_directory(FOLDER, name)
    response.headers["Cache-Control"] = KEPT
    return response
