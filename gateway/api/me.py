"""Who one is, and what waits for one."""

from flask import Response
from marshmallow import fields

from chassis.client import Call
from chassis.errors import HavanaError, Unavailable
from chassis.schemas import Schema
from gateway import calls, conditional
from gateway.api.operation import Operation
from gateway.api.resource import Resource
from services.alerts import schemas as alerts
from services.cases import schemas as cases
from services.directory.schemas import sign_in
from services.library.schemas import plans

me = Resource("me", service="directory", description="Who you are, for which organisation, with what.")
resources = (me,)


class DayView(Schema):
    """What waits for you, by service; a part that did not come is null and named in `incomplete`."""

    cases = fields.Nested(cases.MyDayView, required=True, allow_none=True)
    alerts = fields.Nested(alerts.MyDayView, required=True, allow_none=True)
    library = fields.Nested(plans.MyDayView, required=True, allow_none=True)
    incomplete = fields.List(fields.String())


def _day(_question: dict[str, object]) -> Response:
    answers = calls.ask_together({name: Call(name, "my_day", {}) for name in ("cases", "alerts", "library")})
    filled = {name: {"items": []} if isinstance(found, HavanaError) else found for name, found in answers.items()}
    incomplete = [name for name, found in answers.items() if isinstance(found, Unavailable)]
    body = {**filled, **dict.fromkeys(incomplete), **({"incomplete": incomplete} if incomplete else {})}
    return conditional.answer(body, tagged=not incomplete)


me.add("GET", "", "get_me", asks=sign_in.Nothing, answers=sign_in.MeView, says="Who you are, for which organisation, with which scopes.")
me.serve(
    Operation(
        verb="GET", rule="/day", service="gateway", method="my_day", asks=sign_in.Nothing, answers=DayView, says="What waits for you."
    ),
    _day,
)
