"""The pages of cases: the list, intake, and one record with its tabs."""

from gateway.console.cases.blueprint import blueprint
from gateway.console.cases.listing import list_cases, new_case
from gateway.console.cases.overview import case

__all__ = ["blueprint", "case", "list_cases", "new_case"]
