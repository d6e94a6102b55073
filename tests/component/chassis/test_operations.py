"""What a service tells the operator of the site about itself, and nobody else."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, update

from chassis import audit, ledger, timers
from chassis.audit import Sealer
from chassis.contexts import PrivateKey, PublicKeys, Viewer, service_viewer
from chassis.entrypoints.rpc import dispatch
from chassis.entrypoints.service import Service
from chassis.errors import Forbidden, NotFound
from chassis.messages.inbox import inbox
from chassis.messages.outbox import outbox
from tests.support import status

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EARLIER = NOON - timedelta(minutes=10)
AT = "2026-03-01T11:50:00Z"
HAVANA, CASES = service_viewer("havana"), service_viewer("cases")
ADMIN = Viewer(kind="person", id=UUID(int=1), org=UUID(int=2), roles=frozenset({"admin"}), scopes=frozenset({"*"}))
KEY = PrivateKey.new("toy")
WELL = {"service": "toy", **status.WELL}


REQUESTS = {
    **{method: {"message_id": str(UUID(int=3))} for method in ("get_dead_letter", "replay_dead_letter", "drop_dead_letter")},
    **{method: {"key": "ring"} for method in ("retry_timer", "drop_timer")},
    "verify_audit": {"organisation_id": str(UUID(int=2))},
}


class Toy(Service, name="toy"):
    pass


@pytest.fixture
def toy(keyed_database):
    keyring = SimpleNamespace(public=PublicKeys.of(KEY))
    return Toy(keyed_database, settings=SimpleNamespace(site="here"), keyring=keyring, clock=lambda: NOON)


def execute(toy, *statements):
    with toy.database.transaction() as tx:
        for statement in statements:
            tx.execute(statement)


def a_message(error, position=1):
    return insert(outbox).values(
        position=position,
        id=uuid4(),
        type="toy.done.v1",
        subject=uuid4(),
        data={},
        readers=["toy"],
        state="pending",
        attempts=1,
        error=error,
        next_at=NOON,
        created_at=EARLIER,
    )


def kept(state, message_id=None):
    values = {"message_id": message_id or uuid4(), "type": "toy.done.v1", "state": state, "attempts": 8, "error": "case-closed"}
    return insert(inbox).values(**values, headers={}, body=b"{}", received_at=EARLIER)


def test_a_service_that_is_well_has_nothing_to_tell(toy):
    assert dispatch(toy, "status", HAVANA, {}) == WELL


def test_what_waits_and_what_went_wrong_is_counted_with_since_when(toy):
    with toy.database.transaction() as tx:
        tx.execute(a_message(None))
        tx.execute(a_message("returned", position=2))
        for state in ("failed", "parked", "parked", "done", "dropped"):
            tx.execute(kept(state))
        timers.set(tx, "due", EARLIER, "ring")
        timers.set(tx, "later", NOON + timedelta(days=1), "ring")
        audit.add(tx, ADMIN, "toy.made", uuid4(), EARLIER)
        ledger.record(tx, {"what": "withdrawn"}, now=EARLIER)
    assert dispatch(toy, "status", HAVANA, {}) == {
        **WELL,
        "outbox_pending": 2,
        "outbox_returned": 1,
        "outbox_oldest_at": AT,
        "inbox_failed": 1,
        "dead_letters": 2,
        "timers_due_since": AT,
        "audit_unsealed_since": AT,
        "ledger_waiting_since": AT,
    }


def test_one_dead_letter_is_shown_without_what_it_says(toy):
    message_id = uuid4()
    execute(toy, kept("parked", message_id))
    assert dispatch(toy, "get_dead_letter", HAVANA, {"message_id": str(message_id)}) == {
        "message_id": str(message_id),
        "type": "toy.done.v1",
        "attempts": 8,
        "error": "case-closed",
        "received_at": AT,
    }
    execute(toy, update(inbox).values(state="done"))
    with pytest.raises(NotFound, match="no-such-dead-letter"):
        dispatch(toy, "get_dead_letter", HAVANA, {"message_id": str(message_id)})


def test_the_operator_sees_to_parked_timers_and_the_audit_says_so(toy):
    with toy.database.transaction() as tx:
        for key in ("case:1", "case:2"):
            timers.set(tx, key, EARLIER, "review_case", case_id="not shown")
        tx.execute(update(timers.timer).values(state="parked", attempts=8, error="case-closed"))
    parked = [{"key": key, "action": "review_case", "due_at": AT, "attempts": 8, "error": "case-closed"} for key in ("case:1", "case:2")]
    assert dispatch(toy, "list_parked_timers", HAVANA, {}) == {"items": parked}
    dispatch(toy, "retry_timer", HAVANA, {"key": "case:1"})
    dispatch(toy, "drop_timer", HAVANA, {"key": "case:2"})
    assert dispatch(toy, "list_parked_timers", HAVANA, {}) == {"items": []}
    done = [(item["action"], item["params"]) for item in dispatch(toy, "list_audit", HAVANA, {})["items"]]
    assert sorted(done, key=str) == [("timer.drop", {"key": "case:2"}), ("timer.retry", {"key": "case:1"})]


def test_every_chain_is_named_also_one_of_which_only_the_head_is_left(toy):
    with toy.database.transaction() as tx:
        audit.add(tx, ADMIN, "toy.made", uuid4(), EARLIER)
        audit.add(tx, HAVANA, "toy.made", uuid4(), EARLIER)
    Sealer(toy.database, KEY).seal_once(NOON)
    execute(toy, delete(audit.audit).where(audit.audit.c.org == ADMIN.org))
    assert dispatch(toy, "list_audit_chains", HAVANA, {}) == {"organisations": [str(audit.SITE), str(ADMIN.org)]}
    faults = dispatch(toy, "verify_audit", HAVANA, {"organisation_id": str(ADMIN.org)})
    assert faults == {"faults": [{"kind": "removed", "n": 1}]}


def test_the_operator_reads_what_was_done_for_the_site_as_a_whole(toy):
    with toy.database.transaction() as tx:
        audit.add(tx, HAVANA, "organisation.create", uuid4(), EARLIER)
        audit.add(tx, ADMIN, "toy.made", uuid4(), EARLIER)
    (item,) = dispatch(toy, "list_audit", HAVANA, {})["items"]
    assert (item["actor"], item["action"]) == ("service:havana", "organisation.create")


FOR_ALL, FOR_SERVICES = {"ping"}, {"missing"}


@pytest.mark.parametrize("viewer", [CASES, ADMIN], ids=["another service", "an admin"])
@pytest.mark.parametrize("method", sorted(Toy.methods.keys() - FOR_ALL - FOR_SERVICES))
def test_nobody_but_the_command_line_looks_after_a_service(toy, method, viewer):
    with pytest.raises(Forbidden):
        dispatch(toy, method, viewer, REQUESTS.get(method, {}))


def test_services_ask_each_other_what_they_lack_and_nobody_else_does(toy):
    lacking = {"ids": [str(uuid4())]}
    assert dispatch(toy, "missing", CASES, lacking) == lacking
    with pytest.raises(Forbidden, match="not-for-you"):
        dispatch(toy, "missing", ADMIN, lacking)


@pytest.mark.parametrize("viewer", [None, CASES, ADMIN], ids=["nobody", "a service", "an admin"])
def test_anybody_asks_whether_a_service_answers(toy, viewer):
    assert dispatch(toy, "ping", viewer, {}) == {"service": "toy", "lacking": []}
