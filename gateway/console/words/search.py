"""What search says of the kinds it finds and of what narrows them."""

from collections.abc import Mapping

from gateway.languages import N_

KINDS: Mapping[str, str] = {
    "alert": N_("Alert"),
    "work": N_("Work"),
    "passage": N_("Passage"),
    "principle": N_("Principle"),
    "training": N_("Training"),
    "opportunity": N_("Opportunity"),
    "body": N_("Addressee"),
}

FACETS: Mapping[str, str] = {
    "kind": N_("What it is"),
    "type": N_("Kind"),
    "country": N_("Country"),
    "principle": N_("Principle"),
    "organisation": N_("Organisation"),
    "language": N_("Language"),
    "year": N_("Year"),
}

TYPES: Mapping[str, str] = {"basic-principles": N_("Basic Principles")}
"""Types that stand in no vocabulary."""
