"""A call through `dispatch`: who may, schema, one transaction, idempotency, the answer read again."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from marshmallow import fields
from sqlalchemy import Column, String, Table, Uuid, insert, select, update

from chassis.contexts import Viewer, service_viewer
from chassis.entrypoints.rpc import dispatch
from chassis.entrypoints.service import Service, rpc
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.messages import Message, outbox
from chassis.schemas import Schema, Text
from chassis.storage import migrate
from chassis.storage.tables import service_metadata

metadata = service_metadata()
things = Table("thing", metadata, Column("id", Uuid, primary_key=True), Column("name", String(40), nullable=False))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OFFICER = Viewer(kind="person", id=uuid4(), membership=uuid4(), scopes=frozenset({"*"}))


class AddThing(Schema):
    name = Text(required=True, max_length=40)


class GetThing(Schema):
    thing_id = fields.UUID(required=True)


class ThingView(Schema):
    id = fields.UUID()
    name = fields.String()


class SecretView(Schema):
    secret = fields.String()


class ThingAdded(Message, type="thing.added.v1", readers=("toy",)):
    thing_id = fields.UUID(required=True)


class Toy(Service, name="toy"):
    @rpc(GetThing, returns=ThingView)
    def get_thing(self, tx, viewer, request):
        row = tx.execute(select(things).where(things.c.id == request["thing_id"], things.c.name != "hidden")).one_or_none()
        if row is None:
            raise NotFound("no-such-thing")
        if row.name == "forbidden":
            raise Forbidden("not-yours")
        return row._asdict()

    @rpc(AddThing, returns=ThingView, then="get_thing")
    def add_thing(self, tx, viewer, request):
        id_ = uuid4()
        tx.execute(insert(things), {"id": id_, "name": request["name"]})
        outbox.add(tx, ThingAdded.new(subject=id_, thing_id=id_))
        if request["name"] == "refused":
            raise Conflict("refused")
        return {"thing_id": id_}

    @rpc(AddThing, returns=SecretView, writes=True)
    def add_secret(self, tx, viewer, request):
        return {"name": request["name"]}, {"secret": "shown-once"}

    @rpc(GetThing, returns=ThingView, for_services=True)
    def get_for_services(self, tx, viewer, request):
        return {"name": viewer.name}

    @rpc(Schema, returns=SecretView, anonymous=True, transaction=False)
    def hello(self, viewer, request):
        return {"secret": viewer.kind}


@pytest.fixture
def toy(database):
    migrate.upgrade(database, None)
    with database.transaction() as tx:
        metadata.create_all(tx.connection)
    clock = SimpleNamespace(now=NOON)
    service = Toy(database, settings=None, keyring=None, clock=lambda: clock.now)
    service.clock_for_tests = clock
    return service


def rows(toy):
    with toy.database.reading() as tx:
        return list(tx.execute(select(things.c.name)).scalars()), list(tx.execute(select(outbox.outbox.c.type)).scalars())


def test_a_write_answers_with_what_can_be_read_afterwards(toy):
    answer = dispatch(toy, "add_thing", OFFICER, {"name": "a"})
    assert answer == dispatch(toy, "get_thing", OFFICER, {"thing_id": answer["id"]})
    assert rows(toy) == (["a"], ["thing.added.v1"])


def test_a_refused_write_leaves_neither_row_nor_message_nor_key(toy):
    with pytest.raises(Conflict, match="refused"):
        dispatch(toy, "add_thing", OFFICER, {"name": "refused"}, idempotency_key="k")
    assert rows(toy) == ([], [])
    dispatch(toy, "add_thing", OFFICER, {"name": "a"}, idempotency_key="k")
    assert rows(toy) == (["a"], ["thing.added.v1"])


def test_a_repeated_write_is_done_once_and_answers_what_is_true_today(toy):
    first = dispatch(toy, "add_thing", OFFICER, {"name": "a"}, idempotency_key="k")
    with toy.database.transaction() as tx:
        tx.execute(update(things).values(name="b"))
    assert dispatch(toy, "add_thing", OFFICER, {"name": "a"}, idempotency_key="k") == {"id": first["id"], "name": "b"}
    assert rows(toy) == (["b"], ["thing.added.v1"])


@pytest.mark.parametrize("unseen", ["hidden", "forbidden"])
def test_a_write_whose_record_its_writer_may_not_see_is_done_and_answers_with_nothing(toy, unseen):
    assert dispatch(toy, "add_thing", OFFICER, {"name": unseen}, idempotency_key="k") is None
    assert dispatch(toy, "add_thing", OFFICER, {"name": unseen}, idempotency_key="k") is None
    assert rows(toy) == ([unseen], ["thing.added.v1"])


def test_a_repeat_answers_with_nothing_once_the_record_is_hidden(toy):
    dispatch(toy, "add_thing", OFFICER, {"name": "a"}, idempotency_key="k")
    with toy.database.transaction() as tx:
        tx.execute(update(things).values(name="hidden"))
    assert dispatch(toy, "add_thing", OFFICER, {"name": "a"}, idempotency_key="k") is None
    assert rows(toy) == (["hidden"], ["thing.added.v1"])


def test_a_key_used_for_another_request_is_refused(toy):
    dispatch(toy, "add_thing", OFFICER, {"name": "a"}, idempotency_key="k")
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        dispatch(toy, "add_thing", OFFICER, {"name": "b"}, idempotency_key="k")
    assert rows(toy) == (["a"], ["thing.added.v1"])


def test_a_key_belongs_to_its_client_and_lasts_a_day(toy):
    other = Viewer(kind="client", id=uuid4(), scopes=frozenset({"*"}))
    dispatch(toy, "add_thing", OFFICER, {"name": "a"}, idempotency_key="k")
    dispatch(toy, "add_thing", other, {"name": "a"}, idempotency_key="k")
    toy.clock_for_tests.now = NOON + timedelta(hours=25)
    dispatch(toy, "add_thing", OFFICER, {"name": "c"}, idempotency_key="k")
    assert rows(toy)[0] == ["a", "a", "c"]


def test_what_is_shown_once_is_not_shown_again(toy):
    assert dispatch(toy, "add_secret", OFFICER, {"name": "a"}, idempotency_key="k") == {"secret": "shown-once"}
    with pytest.raises(Conflict, match="already-done"):
        dispatch(toy, "add_secret", OFFICER, {"name": "a"}, idempotency_key="k")


def test_every_wrong_field_is_named_at_once(toy):
    with pytest.raises(Invalid) as raised:
        dispatch(toy, "add_thing", OFFICER, {"name": "x" * 41, "colour": "red"})
    assert raised.value.params["errors"] == [
        {"pointer": "/name", "code": "too-long", "max": 40},
        {"pointer": "/colour", "code": "unknown-field"},
    ]


@pytest.mark.parametrize(
    ("method", "viewer", "outcome"),
    [
        ("get_for_services", OFFICER, Forbidden),
        ("get_thing", service_viewer("alerts"), Forbidden),
        ("get_thing", None, Forbidden),
        ("__init__", OFFICER, NotFound),
        ("now", OFFICER, NotFound),
    ],
)
def test_who_may_not_call_is_refused(toy, method, viewer, outcome):
    with pytest.raises(outcome):
        dispatch(toy, method, viewer, {"thing_id": str(UUID(int=1))})


def test_services_call_what_is_for_them_and_anybody_what_is_anonymous(toy):
    asked = dispatch(toy, "get_for_services", service_viewer("alerts"), {"thing_id": str(UUID(int=1))})
    assert (asked, dispatch(toy, "hello", None, {})) == ({"name": "alerts"}, {"secret": "public"})
