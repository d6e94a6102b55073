"""The pages of cases: the list, intake, finding people, and one record with its tabs."""

from gateway.console.cases import consent, facts, finding, listing, overview, people, record, risk, stages, work
from gateway.console.cases.blueprint import blueprint

PARTS = (consent, facts, finding, listing, overview, people, record, risk, stages, work)

__all__ = ["PARTS", "blueprint"]
