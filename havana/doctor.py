"""What is wrong with a site, in plain words, each with its remedy: `havana doctor`."""

import resource
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from chassis.entrypoints.process import migrations_of
from chassis.errors import HavanaError
from chassis.ledger import Ledger
from chassis.settings import Settings
from chassis.storage import Database
from chassis.storage import migrate as revisions
from chassis.values import utcnow
from gateway.descriptors import RESERVE
from havana import composition
from havana.cli.words import sentence
from havana.control import Operator

LONGEST_WAIT = timedelta(seconds=60)
"""What a process that is well does within a second or two has waited too long after this."""
ANSWER_S = 10.0
COMPARE_S = 900.0
SETTLE_S = 5.0
"""A site that was started a moment ago has old work to do."""
LOOK_EVERY_S = 0.5
BEFORE_SERVICES = frozenset({"broker-unavailable", "context-refused"})
GIB = 1 << 30
FULL_BYTES, FILLING_BYTES = GIB, 5 * GIB

Level = Literal["wrong", "warning"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`where`: a service, or a part of the machine; `check`: what was looked at, a stable word for programs."""

    where: str
    check: str
    level: Level = "wrong"
    what: str
    remedy: str


def of_services(operator: Operator, tell: Callable[[str], None]) -> Iterator[Finding]:
    """Yield what the services say of themselves, and which of them say nothing."""
    answering = []
    for service in composition.SERVICES:
        tell(f"{service} …")
        found = _of_service(operator, service)
        if not any(one.check == "answers" for one in found):
            answering.append(service)
        yield from found
    if len(answering) < len(composition.SERVICES):
        return  # what nobody reads now is missing for a reason that was named
    yield from _of_index(operator)
    for service in answering:
        tell(f"What others have of {service} …")
        yield from _missed(operator, service)


def _of_service(operator: Operator, service: str) -> list[Finding]:
    ends_at = time.monotonic() + SETTLE_S
    while True:
        try:
            found = [
                *of_status(operator.ask(service, "status", deadline_s=ANSWER_S), utcnow()),
                *of_lacking(service, operator.ask(service, "ping", deadline_s=ANSWER_S)["lacking"]),
            ]
        except HavanaError as error:
            return [unanswered(service, error)]
        if time.monotonic() > ends_at or not any(one.check == "waiting" for one in found):
            return found
        time.sleep(LOOK_EVERY_S)


def unanswered(service: str, error: HavanaError) -> Finding:
    """Return the finding that a service, or the way to all of them, does not answer."""
    if error.code in BEFORE_SERVICES:
        return Finding(where="site", check="answers", what="Commands do not reach the services.", remedy=sentence(error))
    remedy = f"Start it (`havana serve {service}`), or read in its log why it ended."
    return Finding(where=service, check="answers", what=f"It does not answer ({error.code}).", remedy=remedy)


def of_status(status: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with a service that answers."""
    service = str(status["service"])
    for field, what, remedy in WAITING:
        if (since := _waited(status[field], now)) is not None:
            yield Finding(where=service, check="waiting", what=what.format(since=since), remedy=remedy)
    for field, check, level, what, remedy in COUNTED:
        if number := status[field]:
            yield Finding(where=service, check=check, level=level, what=what.format(n=number), remedy=remedy.format(service=service))


def of_lacking(service: str, lacking: Iterable[str]) -> Iterator[Finding]:
    """Yield what a service that answers does not reach."""
    for name in lacking:
        what = f"It does not reach what it needs: {name}."
        remedy = "See that it runs and that the address in the settings is right; everything else goes on, and what was kept is done then."
        yield Finding(where=service, check="lacking", what=what, remedy=remedy)


def _of_index(operator: Operator) -> Iterator[Finding]:
    try:
        yield from of_index(operator.ask("search", "read_index_status", deadline_s=ANSWER_S), utcnow())
    except HavanaError as error:
        yield unanswered("search", error)


def of_index(status: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    """Yield what cannot be found, although it should be."""
    if (since := _waited(status["waiting_since"], now)) is not None:
        remedy = "Read in its log what holds it up (index.later, work.later); what was withdrawn is not shown meanwhile."
        yield Finding(where="search", check="index-behind", what=f"The index has not followed since {since}.", remedy=remedy)
    if number := status["counts"].get("parked", 0):
        what = f"Records that were refused by the index, and cannot be found: {number}."
        remedy = "`havana search status` names each with what refused it; mend it, then `havana search retry` it."
        yield Finding(where="search", check="not-indexed", what=what, remedy=remedy)


WAITING = (
    (
        "outbox_oldest_at",
        "Messages wait to be sent since {since}.",
        "See that the broker runs and that its disk is not full; what was kept is sent by itself then.",
    ),
    ("timers_due_since", "What was due at {since} has not happened.", "Read in its log why timers fail (timer.failed), or start it anew."),
    ("audit_unsealed_since", "Audit rows are in no chain since {since}.", "Read in its log why sealing fails (work.later, work.failed)."),
    (
        "ledger_waiting_since",
        "Withdrawals are not in the safety ledger since {since}: a restore could revive what was withdrawn.",
        "See that it can write into HAVANA_LEDGER_DIR and that the disk there is not full.",
    ),
)

COUNTED: tuple[tuple[str, str, Level, str, str], ...] = (
    (
        "outbox_returned",
        "returned",
        "wrong",
        "Messages that no reader has a queue for: {n}.",
        "Start every service once; what was kept is sent again every 30 seconds.",
    ),
    (
        "dead_letters",
        "parked",
        "wrong",
        "Messages that were given up: {n}.",
        "`havana dead-letters list {service}` shows what refused them; mend it, then replay them.",
    ),
    (
        "timers_parked",
        "timers-parked",
        "wrong",
        "Timers that were given up: {n}.",
        "`havana timers list {service}` shows what refused them; mend it, then retry them.",
    ),
    (
        "inbox_failed",
        "retried",
        "warning",
        "Messages that failed and are tried again: {n}.",
        "Wait; those that fail eight times show in `havana dead-letters list {service}`.",
    ),
)


def _waited(at: str | None, now: datetime) -> str | None:
    """Return the time if it is too long ago."""
    return at if at is not None and now - datetime.fromisoformat(at) > LONGEST_WAIT else None


def _missed(operator: Operator, service: str) -> Iterator[Finding]:
    try:
        missed = operator.ask(service, "count_missing", deadline_s=COMPARE_S)["missed"]
    except HavanaError as error:
        yield unanswered(service, error)
        return
    for reader, number in sorted(missed.items()):
        if number:
            what = f"{reader} lacks messages of it that were sent more than a minute ago: {number}."
            remedy = f"Read in the log of {reader} what holds it up (inbox.held-back); `havana reconcile {service}` sends them again."
            yield Finding(where=service, check="missed", what=what, remedy=remedy)


def of_migrations(settings: Settings) -> Iterator[Finding]:
    """Yield which databases lack revisions that this code expects, and which do not answer from here."""
    for service in composition.SERVICES:
        database = Database(settings.database_url_of(service), service=service)
        try:
            if not revisions.is_current(database, migrations_of(composition.service_class(service))):
                remedy = f"`havana migrate {service}` brings it up to date while it is used."
                yield Finding(where=service, check="migrations", what="Its database is behind this code.", remedy=remedy)
        except HavanaError:
            remedy = "See that the server runs and that HAVANA_DATABASE_URL is right."
            yield Finding(where=service, check="database", what="Its database does not answer from here.", remedy=remedy)
        finally:
            database.close()


def of_keys(settings: Settings) -> Iterator[Finding]:
    """Yield who else could read the keys."""
    folder = settings.keys_dir
    open_ones = [path for path in (folder, *_private(folder)) if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        remedy = f"chmod -R u=rwX,go= {folder}. If others were on this machine, treat the keys as known."
        yield Finding(where="keys", check="keys-open", what=f"Others may read {open_ones[0]}.", remedy=remedy)
    if folder.resolve().is_relative_to(settings.data.resolve()):
        begun = ", where an embedded site makes them at first" if settings.is_embedded else ""
        what = f"The keys lie in the data folder{begun}: whoever gets a copy of it can read everything."
        remedy = (
            f"Stop the site, `mv {folder.resolve()} ELSEWHERE`, start it with HAVANA_KEYS_DIR=ELSEWHERE from then on, "
            "and never keep a copy of ELSEWHERE beside one of the data."
        )
        yield Finding(where="keys", check="keys-in-data", level="warning", what=what, remedy=remedy)


def _private(folder: Path) -> list[Path]:
    return sorted([*folder.glob("signing/*.jwk"), *folder.glob("master/*.key"), folder / "cursor.key"])


def of_ledgers(settings: Settings) -> Iterator[Finding]:
    """Yield which safety ledgers are not whole."""
    for path in sorted(settings.ledger_dir.glob("*.jsonl")):
        try:
            for _ in Ledger(path).entries():
                pass
        except HavanaError as error:
            what = f"{path} is not whole from line {error.params['line']} on."
            remedy = "Keep the file as it is, find out who changed it, and do not restore a backup before that."
            yield Finding(where=path.stem, check="ledger-broken", what=what, remedy=remedy)


def of_disk(folder: Path, free_bytes: int) -> Iterator[Finding]:
    """Yield whether the disk of the data folder runs full."""
    if free_bytes < FILLING_BYTES:
        level: Level = "wrong" if free_bytes < FULL_BYTES else "warning"
        what = f"{free_bytes / GIB:.1f} GiB are free where {folder} lies."
        yield Finding(where="disk", check="disk", level=level, what=what, remedy="Make room or move the data folder to a larger disk.")


def of_descriptors(settings: Settings, most: int) -> Iterator[Finding]:
    """Yield whether a site that is started here could hold all its streams open; `most` is the limit that it may raise its own to."""
    needed = settings.max_streams + RESERVE
    if most not in {resource.RLIM_INFINITY, -1} and most < needed:
        remedy = f"Raise the hard limit to {needed} where the site is started (`ulimit -Hn`, LimitNOFILE=), or lower HAVANA_MAX_STREAMS."
        what = f"A process started here may open {most} files; {settings.max_streams} streams need {needed}."
        yield Finding(where="machine", check="descriptors", level="warning", what=what, remedy=remedy)


def of_machine(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with the folders and limits of this machine."""
    yield from of_keys(settings)
    yield from of_descriptors(settings, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    yield from of_ledgers(settings)
    if settings.data.exists():
        yield from of_disk(settings.data, shutil.disk_usage(settings.data).free)
