"""How values are said: people, dates, audiences."""

from collections.abc import Mapping

from gateway.languages import N_

THE_PLATFORM = N_("the platform")

SOMEBODY = N_("somebody of another time or organisation")

OUR_PROGRAM = N_("a program of ours")

AN_ORGANISATION = N_("an organisation")

A_GROUP = N_("a sharing group")

A_PROGRAM = N_("a program")

NO_DATE = N_("date unknown")

DATES: Mapping[str, str] = {
    "exact": N_("{first}"),
    "day_unknown": N_("{month}, day unknown"),
    "month_day_unknown": N_("{year}, month and day unknown"),
    "estimated": N_("about {first}"),
    "range": N_("between {first} and {last}"),
}
"""How inexact dates are said, by precision."""

SPAN = N_("{first} to {last}")

AUDIENCE: Mapping[str, str] = {
    "public": N_("Everybody: it is public"),
    "federation": N_("Every organisation of the network"),
    "site": N_("Every organisation of this site"),
    "organisation": N_("Every member of {name} whose role allows it"),
    "coordinators": N_("Coordinators of {name}"),
    "member": N_("{name}"),
    "group": N_("{organisation}, as a member of {name}"),
}
"""Who can see a record, by the code of the audience function."""
