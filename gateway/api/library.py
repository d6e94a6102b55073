"""The library: principles and other instruments, and what cites them."""

from gateway.api.resource import Resource
from services.library.schemas import instruments

library = Resource("library", service="library", description="The Basic Principles, other instruments, and what cites them.")
resources = (library,)

library.add(
    "GET",
    "/principles",
    "list_principles",
    asks=instruments.ListPrinciples,
    answers=instruments.PrinciplesView,
    says="The Basic Principles on the Role of Lawyers, in their order.",
)
library.add(
    "GET",
    "/principles/<int:number>",
    "get_principle",
    asks=instruments.GetPrinciple,
    answers=instruments.ProvisionView,
    says="One of the Basic Principles.",
)
library.add(
    "GET",
    "/instruments",
    "list_instruments",
    asks=instruments.ListInstruments,
    answers=instruments.InstrumentsView,
    says="Every instrument that the library holds.",
)
library.add(
    "GET",
    "/instruments/<instrument_code>",
    "get_instrument",
    asks=instruments.GetInstrument,
    answers=instruments.InstrumentView,
    says="One instrument with its provisions.",
)
