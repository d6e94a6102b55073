"""What everybody may read of the calendar of mechanisms, without signing in."""

from gateway.api.resource import Resource
from services.library.schemas import bodies as body_schemas
from services.library.schemas import mechanisms as schemas

public = Resource("public-mechanisms", service="library", path="/public", description="The calendar of mechanisms, for everybody.")
resources = (public,)

public.add(
    "GET",
    "/opportunities",
    "list_public_opportunities",
    asks=schemas.ListOpportunities,
    answers=schemas.OpportunityList,
    says="Public opportunities, the first to be due first.",
    public=True,
)
public.add(
    "GET",
    "/opportunities/<uuid:opportunity_id>",
    "get_public_opportunity",
    asks=schemas.GetOpportunity,
    answers=schemas.OpportunityView,
    says="One public opportunity; 410 once it was withdrawn.",
    public=True,
)
public.add(
    "GET",
    "/bodies",
    "list_public_bodies",
    asks=body_schemas.ListBodies,
    answers=body_schemas.BodyList,
    says="Public bodies, the last changed first.",
    public=True,
)
public.add(
    "GET",
    "/bodies/<uuid:body_id>",
    "get_public_body",
    asks=body_schemas.GetBody,
    answers=body_schemas.BodyView,
    says="One public body; 410 once it was withdrawn.",
    public=True,
)
