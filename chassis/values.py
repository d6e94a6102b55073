"""Values that every service speaks of: ids, inexact dates, text, markings, the clock."""

import calendar
import re
import secrets
import threading
import time
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Literal, get_args
from uuid import UUID

from chassis.errors import Invalid

Precision = Literal["exact", "day_unknown", "month_day_unknown", "estimated", "range"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)


_last_tick = 0
_tick_lock = threading.Lock()


def new_id() -> UUID:
    """Return a UUIDv7 for use inside the owning organisation: sorts by time, within a process strictly (RFC 9562, 6.2 method 3)."""
    global _last_tick  # noqa: PLW0603  # the last id given out is the process's own
    with _tick_lock:
        tick = _last_tick = max(_last_tick + 1, time.time_ns() * 4096 // 1_000_000)  # a 4096th of a millisecond
    milliseconds, fraction = tick >> 12, tick & 0xFFF
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62))


def new_outward_id() -> UUID:
    """Return a UUIDv4 for what leaves the organisation: tells neither time nor order."""
    return uuid.uuid4()


def utcnow() -> datetime:
    """Return the time, aware and in UTC. Used only where work enters; everything else is given `now`."""
    return datetime.now(UTC)


def nfc(text: str) -> str:
    """Return `text` in Unicode normalisation form C, as everything is stored."""
    return unicodedata.normalize("NFC", text)


class Tlp(StrEnum):
    """Traffic Light Protocol: how far a recipient may pass something on. Ordered by `rank`."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 (clear) to 3 (red), as stored in `marking` columns."""
        return list(Tlp).index(self)

    @classmethod
    def of_rank(cls, rank: int) -> "Tlp":
        """Return the marking stored as `rank`."""
        return list(cls)[rank]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as people know it: from a day to a day, with how exact that is. Sorts and filters by `from_`."""

    from_: date
    to: date
    precision: Precision = "exact"
    note: str = ""

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise Invalid("wrong-precision", precision=self.precision)
        if self.to < self.from_ or (self.precision == "exact" and self.to != self.from_):
            raise Invalid("wrong-partial-date", **{"from": self.from_.isoformat(), "to": self.to.isoformat()})

    @classmethod
    def parse(cls, value: str | Mapping[str, Any]) -> "PartialDate":
        """Read `2026`, `2026-03`, `2026-03-05`, `2026-03-05/2026-03-09`, or the mapping that `as_json` returns."""
        try:
            return cls._parse_text(value) if isinstance(value, str) else cls._parse_mapping(value)
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid("wrong-partial-date") from error

    @classmethod
    def _parse_text(cls, text: str) -> "PartialDate":
        if "/" in text:
            first, last = text.split("/")
            return cls(_day(first), _day(last), "range")
        if re.fullmatch(r"\d{4}", text):
            return cls(date(int(text), 1, 1), date(int(text), 12, 31), "month_day_unknown")
        if re.fullmatch(r"\d{4}-\d\d", text):
            year, month = int(text[:4]), int(text[5:])
            return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "day_unknown")
        return cls(_day(text), _day(text))

    @classmethod
    def _parse_mapping(cls, value: Mapping[str, Any]) -> "PartialDate":
        from_ = _day(value["from"])
        to = _day(value["to"]) if value.get("to") else from_
        return cls(from_, to, value.get("precision", "exact"), nfc(value.get("note") or ""))

    def as_json(self) -> dict[str, str]:
        """Return `{from, to, precision, note}` with ISO dates."""
        return {"from": self.from_.isoformat(), "to": self.to.isoformat(), "precision": self.precision, "note": self.note}


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
