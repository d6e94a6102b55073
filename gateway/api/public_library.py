"""What everybody may read of the library, without signing in."""

from gateway.api.resource import Resource
from services.library.schemas import instruments

public = Resource("public-library", service="library", path="/public", description="The library, as everybody may read it.")
resources = (public,)

public.add(
    "GET",
    "/principles",
    "list_public_principles",
    asks=instruments.ListPrinciples,
    answers=instruments.PrinciplesView,
    says="The Basic Principles on the Role of Lawyers, in their order.",
    public=True,
)
public.add(
    "GET",
    "/principles/<int:number>",
    "get_public_principle",
    asks=instruments.GetPrinciple,
    answers=instruments.ProvisionView,
    says="One of the Basic Principles.",
    public=True,
)
