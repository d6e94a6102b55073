"""`/health/live`: the process answers. `/health/ready`: every service does; if not, which are missing.

A service that answers may lack something that it alone needs: that is named, and the site is ready all the same.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, json

from chassis.client import Call
from chassis.errors import Unavailable
from gateway.state import gateway

DEADLINE_S = 2.0
blueprint = Blueprint("health", __name__, url_prefix="/health")


def register(app: Flask) -> None:
    """Offer the two answers."""
    app.register_blueprint(blueprint)


@blueprint.get("/live")
def live() -> Response:
    """Say that the process answers."""
    return Response(json.dumps({"status": "live"}), mimetype="application/json")


@blueprint.get("/ready")
def ready() -> Response:
    """Say whether every service answers, and what those that do lack."""
    answers = _answers()
    missing = sorted(name for name, answer in answers.items() if isinstance(answer, Unavailable))
    lacking = {name: answer["lacking"] for name, answer in sorted(answers.items()) if isinstance(answer, dict) and answer.get("lacking")}
    body = {"status": "missing" if missing else "ready", "missing": missing, "lacking": lacking}
    return Response(
        json.dumps(body), status=503 if missing else 200, mimetype="application/json", headers={"Retry-After": "1"} if missing else {}
    )


def _answers() -> Mapping[str, Any]:
    """Return what each service answers. An error is an answer: only who runs can refuse."""
    here = gateway()
    return here.rpc.gather({name: Call(name, "ping", {}) for name in here.services}, deadline_s=DEADLINE_S)
