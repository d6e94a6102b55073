"""`/health/live`: the process answers. `/health/ready`: every service does; if not, which are missing."""

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
    """Say whether every service answers."""
    missing = missing_services()
    body = {"status": "missing" if missing else "ready", "missing": missing}
    return Response(
        json.dumps(body), status=503 if missing else 200, mimetype="application/json", headers={"Retry-After": "1"} if missing else {}
    )


def missing_services() -> list[str]:
    """Return the services that do not answer. An error is an answer: only who runs can refuse."""
    here = gateway()
    answers = here.rpc.gather({name: Call(name, "ping", {}) for name in here.services}, deadline_s=DEADLINE_S)
    return sorted(name for name, answer in answers.items() if isinstance(answer, Unavailable))
