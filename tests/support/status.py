"""What a service says of itself when all is well."""

WELL = {
    "outbox_pending": 0,
    "outbox_returned": 0,
    "outbox_oldest_at": None,
    "inbox_failed": 0,
    "dead_letters": 0,
    "timers_parked": 0,
    "timers_due_since": None,
    "audit_unsealed_since": None,
    "ledger_waiting_since": None,
}
