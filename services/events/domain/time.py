"""Local time and zone are what people agreed on; the moment in UTC follows from them and from the rules of the zone.

The rules are those of the pinned `tzdata`, whatever the machine has: they change by our release, and what was derived by
older ones is derived again. A wall clock skips an hour when it is put forward and shows one twice when it is put back: a time
that does not exist is refused, of one that exists twice somebody has to say which is meant (`fold` 0: the first, 1: the second).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

from chassis.errors import Invalid

TZ_VERSION = version("tzdata")
LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """From when to when, by the clocks of `tzid`. Both are naive: what a clock on the wall there shows."""

    local_start: datetime
    local_end: datetime
    tzid: str
    start_fold: int | None = None
    end_fold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The moments that a `When` means, and by which rules. `in_gap`: the rules have changed, and its clock skips it now."""

    starts_at: datetime
    ends_at: datetime
    tz_version: str
    in_gap: bool = False


@cache
def zones() -> frozenset[str]:
    """Return the names of every zone there is."""
    return frozenset((files("tzdata") / "zones").read_text("utf-8").split())


@cache
def zone(tzid: str) -> ZoneInfo:
    """Return the zone by the pinned rules. Invalid if there is none of that name."""
    if tzid not in zones():
        raise Invalid.of_fields([{"pointer": "/when/tzid", "code": "not-a-zone"}])
    with files("tzdata").joinpath("zoneinfo", *tzid.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=tzid)


def readings(wall: datetime, tzid: str) -> list[datetime]:
    """Return the moments at which a clock of `tzid` shows `wall`: none in a gap, two where it is put back."""
    local = zone(tzid)
    moments = {wall.replace(tzinfo=local, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in moments if moment.astimezone(local).replace(tzinfo=None) == wall)


def derive(when: When) -> Derived:
    """Return the moments that `when` means. Invalid names every field that means none, or two."""
    zone(when.tzid)
    edges = (("/when/local_start", when.local_start, when.start_fold), ("/when/local_end", when.local_end, when.end_fold))
    wrong = [error for pointer, wall, fold in edges if (error := _wrong(pointer, wall, when.tzid, fold))]
    if wrong:
        raise Invalid.of_fields(wrong)
    starts_at, ends_at = (_chosen(readings(wall, when.tzid), fold) for _, wall, fold in edges)
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Invalid.of_fields([{"pointer": "/when/local_end", "code": "not-after-start", "days": LONGEST.days}])
    return Derived(starts_at=starts_at, ends_at=ends_at, tz_version=TZ_VERSION)


def _wrong(pointer: str, wall: datetime, tzid: str, fold: int | None) -> dict[str, object] | None:
    found = readings(wall, tzid)
    if not found:
        return {"pointer": pointer, "code": "no-such-local-time", "instead": after_gap(wall, tzid).isoformat(timespec="minutes")}
    if len(found) == 2 and fold is None:
        return {"pointer": pointer, "code": "local-time-twice"}
    return None


def _chosen(moments: list[datetime], fold: int | None) -> datetime:
    return moments[min(fold or 0, len(moments) - 1)]


def after_gap(wall: datetime, tzid: str) -> datetime:
    """Return what the clock shows when it would be `wall` by the offset before it was put forward."""
    local = zone(tzid)
    return wall.replace(tzinfo=local, fold=0).astimezone(UTC).astimezone(local).replace(tzinfo=None)


def derive_again(when: When) -> Derived:
    """Return the moments by today's rules of what was agreed before: what their clock skips now comes that much later, and is marked."""
    found = [readings(wall, when.tzid) for wall in (when.local_start, when.local_end)]
    walls, folds = (when.local_start, when.local_end), (when.start_fold, when.end_fold)
    starts_at, ends_at = (
        _chosen(moments, fold) if moments else readings(after_gap(wall, when.tzid), when.tzid)[0]
        for moments, wall, fold in zip(found, walls, folds, strict=True)
    )
    return Derived(starts_at=starts_at, ends_at=ends_at, tz_version=TZ_VERSION, in_gap=not all(found))


def local(moment: datetime, tzid: str) -> datetime:
    """Return what a clock of `tzid` shows at `moment`, with its offset."""
    return moment.astimezone(zone(tzid))
