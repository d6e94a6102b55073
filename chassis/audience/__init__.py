"""Who may see which record: tokens that viewers hold, audiences that records are addressed to.

`rules` states the rule once, `sql` writes it as SQL; the filter of streams is `admits`. Lists, counts and
records are read through `page`, `count` and `visible` and no other way.
"""

from chassis.audience.rules import (
    FEDERATION,
    PUBLIC,
    Addressed,
    AudienceWord,
    Sight,
    admits,
    describe,
    group,
    lead,
    member,
    org,
    sight,
    site,
    tokens,
)
from chassis.audience.sql import Page, address, audience_of, count, page, side_table, sort_key_of, visible

__all__ = [
    "FEDERATION",
    "PUBLIC",
    "Addressed",
    "AudienceWord",
    "Page",
    "Sight",
    "address",
    "admits",
    "audience_of",
    "count",
    "describe",
    "group",
    "lead",
    "member",
    "org",
    "page",
    "side_table",
    "sight",
    "site",
    "sort_key_of",
    "tokens",
    "visible",
]
