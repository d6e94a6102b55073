"""What every service does by itself beside its work, each in a loop of its own: one that fails stops no other."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from chassis import audit, idempotency, ledger, mail
from chassis.audit import Sealer
from chassis.ledger import Ledger, write_intents
from chassis.loops import Loop
from chassis.messages.inbox import Inbox
from chassis.messages.relay import Relay
from chassis.storage.pruning import AT_ONCE

if TYPE_CHECKING:
    from chassis.entrypoints.service import Service

SEAL_EVERY_S = 1.0
RECORD_EVERY_S = 5.0
"""Only what another process has left: an entry wakes its own process."""
FORGET_EVERY_S = 3600.0
FORGOTTEN = {"idempotency": idempotency.forget_old, "mail": mail.forget_old, "ledger": ledger.forget_written}


def upkeep(service: "Service", relay: Relay, inbox: Inbox, book: Ledger) -> list[Loop]:
    """Return the loops of a service, ready to run: its seals, its safety ledger, and what it forgets."""
    sealer = Sealer(service.database, service.keyring.signing(service.name))

    def loop(work: str, once: Callable[[], object], *, every_s: float) -> Loop:
        return Loop(work, once, every_s=every_s, service=service.name)

    recording = loop("ledger", lambda: write_intents(service.database, book, service.now()) == ledger.AT_ONCE, every_s=RECORD_EVERY_S)
    service.database.on(ledger.SIGNAL, recording.wake)
    return [
        recording,
        loop("seals", lambda: sealer.seal_once(service.now()) >= audit.BATCH, every_s=SEAL_EVERY_S),
        loop("old outbox", lambda: relay.forget_old() == AT_ONCE, every_s=FORGET_EVERY_S),
        loop("old inbox", lambda: inbox.forget_old() == AT_ONCE, every_s=FORGET_EVERY_S),
        *(loop(f"old {name}", partial(_forget, service, forget), every_s=FORGET_EVERY_S) for name, forget in FORGOTTEN.items()),
    ]


def _forget(service: "Service", forget: Callable[..., int]) -> bool:
    """Delete some of what is old; say whether there may be more."""
    with service.database.transaction() as tx:
        return forget(tx, now=service.now()) == AT_ONCE
