from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis import mail
from chassis.errors import Unavailable
from chassis.mail import rows
from havana.local.processes import free_port

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORG = UUID(int=1)
ADDRESS = "canary-5d1e@org.example"


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self):
        return self.now


@dataclass
class Transport:
    """Takes mail, or raises what it is told to."""

    answer: Exception | None = None
    taken: list = field(default_factory=list)

    def send(self, letter):
        if self.answer:
            raise self.answer
        self.taken.append(letter["To"])


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def transport():
    return Transport()


@pytest.fixture
def letters(tmp_path):
    (tmp_path / "waiting.en.txt").write_text("Something waits for you\n\n$link\n")
    return mail.Letters(templates=tmp_path, sender="havana@site.example", site="site.example", public_url="https://site.example")


@pytest.fixture
def relay(keyed_database, transport, letters, clock):
    return mail.Relay(keyed_database, transport, letters, clock=clock)


def add(database, **changes):
    wanted = {"to": ADDRESS, "org": ORG, "template": "waiting", "path": "/alerts", "now": NOON}
    with database.transaction() as tx:
        return mail.add(tx, **(wanted | changes))


def states(database):
    with database.reading() as tx:
        return [tuple(row) for row in tx.execute(select(rows.mail.c.state, rows.mail.c.error).order_by(rows.mail.c.id))]


def test_a_mail_is_sent_once_after_the_commit_that_added_it(keyed_database, relay, transport):
    woken = []
    keyed_database.on(mail.SIGNAL, lambda: woken.append("now"))
    with suppress(ZeroDivisionError), keyed_database.transaction() as tx:
        mail.add(tx, to=ADDRESS, org=ORG, template="waiting", path="/alerts", now=NOON)
        1 / 0  # noqa: B018 - the transaction is rolled back
    assert (relay.send_due(), woken) == (0, [])
    add(keyed_database)
    assert (relay.send_due(), relay.send_due(), woken) == (1, 0, ["now"])
    assert transport.taken == [ADDRESS]
    assert states(keyed_database) == [("sent", None)]


def test_the_address_stands_nowhere_in_the_clear(keyed_database, relay, transport):
    add(keyed_database)
    transport.answer = mail.Refused("smtp-550", mailbox=True)
    relay.send_due()
    with keyed_database.reading() as tx:
        dump = repr([tx.execute(select(table)).all() for table in (rows.mail, rows.mail_suppression)])
    assert "canary" not in dump
    assert b"canary".hex() not in dump


def test_a_server_that_does_not_take_mail_is_asked_again_later_and_the_eighth_failure_parks(keyed_database, relay, transport, clock):
    add(keyed_database)
    transport.answer = Unavailable("smtp-451")
    waits = []
    for _ in range(8):
        assert relay.send_due() == 1
        assert relay.send_due() == 0
        with keyed_database.reading() as tx:
            row = tx.execute(select(rows.mail)).one()
        waits.append((row.next_at - clock.now) // timedelta(minutes=1))
        clock.now = row.next_at
    assert waits[:7] == [1, 4, 16, 64, 256, 360, 360]
    assert states(keyed_database) == [("parked", "smtp-451")]
    assert relay.send_due() == 0


def test_a_mail_that_the_server_takes_later_is_sent_then(keyed_database, relay, transport, clock):
    add(keyed_database)
    transport.answer = Unavailable("smtp-451")
    relay.send_due()
    clock.now += timedelta(minutes=1)
    transport.answer = None
    relay.send_due()
    assert (transport.taken, states(keyed_database)) == ([ADDRESS], [("sent", None)])


def test_what_a_dead_relay_had_taken_is_sent_by_another_after_five_minutes(keyed_database, relay, transport, clock):
    add(keyed_database)
    with keyed_database.transaction() as tx:
        rows.take_due(tx, now=NOON, limit=20)
    assert relay.send_due() == 0
    clock.now += timedelta(minutes=5)
    assert relay.send_due() == 1
    assert transport.taken == [ADDRESS]


def test_an_address_that_nobody_has_gets_no_mail_for_30_days(keyed_database, relay, transport, clock):
    add(keyed_database)
    transport.answer = mail.Refused("smtp-550", mailbox=True)
    relay.send_due()
    transport.answer = None
    add(keyed_database, to=ADDRESS.upper())
    add(keyed_database, to="b@org.example")
    relay.send_due()
    assert transport.taken == ["b@org.example"]
    assert states(keyed_database) == [("parked", "smtp-550"), ("suppressed", None), ("sent", None)]
    clock.now += timedelta(days=30)
    add(keyed_database)
    relay.send_due()
    assert transport.taken == ["b@org.example", ADDRESS]


def test_mail_that_cannot_be_written_is_parked_and_holds_back_no_other(keyed_database, relay, transport):
    add(keyed_database, template="unknown")
    add(keyed_database, to="a@org.example\nBcc: b@org.example")
    add(keyed_database)
    assert relay.send_due() == 3
    assert states(keyed_database) == [("parked", "no-letter"), ("parked", "bad-address"), ("sent", None)]
    assert transport.taken == [ADDRESS]


@pytest.mark.parametrize("path", ["alerts", "//elsewhere.example", "/accept?token=secret", "/alerts#x", "/a\r\nb"])
def test_a_link_in_a_mail_leads_to_a_page_of_the_site_and_carries_no_secret(keyed_database, path):
    with pytest.raises(ValueError, match="not a plain path"):
        add(keyed_database, path=path)


def test_mail_reaches_a_real_server(keyed_database, letters, clock, smtp_server):
    relay = mail.Relay(keyed_database, mail.Smtp(smtp_server.url, timeout_s=5), letters, clock=clock)
    mail_id = add(keyed_database)
    relay.send_due()
    (received,) = smtp_server.wait_for(1)
    assert (received["X-Envelope-To"], received["Message-ID"]) == (ADDRESS, f"<{mail_id}@site.example>")
    assert received.get_content() == "https://site.example/alerts\n"


@pytest.mark.parametrize(
    ("refusal", "state"), [("451 later", ("pending", "smtp-451")), ("554 never, said to canary@org.example", ("parked", "smtp-554"))]
)
def test_a_real_servers_refusal_is_kept_as_a_code(keyed_database, letters, smtp_server, refusal, state):
    smtp_server.refusal = refusal
    add(keyed_database)
    mail.Relay(keyed_database, mail.Smtp(smtp_server.url, timeout_s=5), letters, clock=Clock()).send_due()
    assert states(keyed_database) == [state]


def test_a_server_that_is_not_there_leaves_the_mail_pending(keyed_database, letters, clock):
    add(keyed_database)
    mail.Relay(keyed_database, mail.Smtp(f"smtp://127.0.0.1:{free_port()}", timeout_s=1), letters, clock=clock).send_due()
    assert states(keyed_database) == [("pending", "mail-server-unavailable")]


def test_without_a_server_mails_lie_in_a_spool_folder_that_only_the_owner_reads(keyed_database, letters, clock, tmp_path):
    spool = mail.Spool(tmp_path / "spool")
    relay = mail.Relay(keyed_database, spool, letters, clock=clock)
    mail_id = add(keyed_database)
    relay.send_due()
    (file,) = spool.folder.iterdir()
    assert (file.name, file.stat().st_mode & 0o777, spool.folder.stat().st_mode & 0o777) == (f"{mail_id}.eml", 0o600, 0o700)
    assert f"To: {ADDRESS}" in file.read_text()


def test_what_was_sent_or_given_up_is_forgotten_after_35_days_and_what_waits_is_not(keyed_database, relay, transport, clock):
    add(keyed_database)
    relay.send_due()
    transport.answer = mail.Refused("smtp-550", mailbox=True)
    add(keyed_database, to="b@org.example")
    relay.send_due()
    add(keyed_database, to="c@org.example")
    for days, left in ((35, 3), (1, 1)):
        clock.now += timedelta(days=days)
        with keyed_database.transaction() as tx:
            mail.forget_old(tx, now=clock.now)
        assert len(states(keyed_database)) == left
    assert states(keyed_database) == [("pending", None)]
    with keyed_database.reading() as tx:
        assert tx.execute(select(rows.mail_suppression)).all() == []


def test_a_mail_is_erased_with_its_address_sent_or_not(keyed_database):
    with keyed_database.transaction() as tx:
        kept, erased = (mail.add(tx, to=ADDRESS, org=ORG, template="waiting", path="/case", now=NOON) for _ in range(2))
        mail.erase(tx, [erased])
    with keyed_database.reading() as tx:
        assert list(tx.execute(select(rows.mail.c.id)).scalars()) == [kept]
