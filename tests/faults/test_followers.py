"""Followers of a stream when the site stops, and when their key is revoked."""

import signal
import time
from uuid import UUID

import pytest
from sqlalchemy import update

from chassis.values import utcnow
from services.directory.storage.tables import api_client
from tests.support.embedded import running_site
from tests.support.followers import Followers
from tests.support.offline import database_of
from tests.support.remote import Platform
from tests.support.site import Organisation, Site

SSE = "/api/v1/streams/alerts/sse"
READING = ["alerts:read", "streams:read"]
LONG_S = 120
ALL = 1000
AT_ONCE_S = 3.0
RENEWED_AFTER_S = 3.0


def a_reader(site):
    """Return an administrator, and the id and key of a program that reads streams."""
    organisation = Organisation(site, f"Sample Readers {time.monotonic_ns()}")
    admin = organisation.member("admin")
    made = organisation.key(admin, roles=["partner_reader"], scopes=READING)
    return admin, str(made["id"]), made["key"]


def follow(url, key, *, number):
    return Followers(url, SSE, number=number, headers={"Authorization": f"Bearer {key}"})


def stopped(followers, stop):
    """Return how the followers ended when the site was stopped."""
    followers.begin(seconds=LONG_S, at_a_time=ALL)
    stop()
    followers.read(seconds=LONG_S, enough=followers.all_ended)
    ends = followers.how_they_ended()
    followers.close()
    return ends


@pytest.mark.timeout(600)
def test_a_thousand_who_follow_at_once_have_a_proper_end_when_the_gateway_is_stopped(deployment):
    _admin, _id, key = a_reader(Platform(deployment.settings))
    followers = follow(deployment.url, key, number=ALL)
    gateway = deployment.processes["gateway"]
    try:
        assert stopped(followers, lambda: gateway.send(signal.SIGTERM)) == ["whole"] * ALL
        assert gateway.wait() == 0
    finally:
        deployment.start_gateway()


@pytest.mark.timeout(600)
def test_a_thousand_who_follow_at_once_have_a_proper_end_when_the_embedded_site_is_stopped(tmp_path):
    site = Site(tmp_path, site="localhost")
    _admin, _id, key = a_reader(site)
    site.close()
    with running_site(tmp_path, rate_limit_per_minute=1_000_000) as running:
        followers = follow(running.url, key, number=ALL)
        assert stopped(followers, lambda: running.process.send_signal(signal.SIGTERM)) == ["whole"] * ALL
        assert (running.output(), running.process.returncode)[1] == 0


def let_go(revoked, others, revoke, *, within_s):
    """Return (how many of the revoked were told that they are signed out, how many of the others still follow) after `revoke`."""
    for followers in (revoked, others):
        followers.begin(seconds=LONG_S)
    revoke()
    revoked.read(seconds=within_s, enough=lambda: revoked.finished() == 3)
    others.read(seconds=0.5, enough=others.all_ended)
    seen = (sum(b'"signed-out"' in received for received in revoked.received.values()), revoked.finished(), others.following())
    revoked.close()
    others.close()
    return seen


def test_followers_whose_key_is_revoked_are_let_go_at_once(deployment):
    platform = Platform(deployment.settings)
    admin, client_id, key = a_reader(platform)
    others = follow(deployment.url, a_reader(platform)[2], number=3)

    def revoke():
        platform.rpc.call("directory", "revoke_api_client", {"api_client_id": client_id}, context=admin.context)

    assert let_go(follow(deployment.url, key, number=3), others, revoke, within_s=AT_ONCE_S) == (3, 3, 3)


def test_followers_whose_key_is_revoked_are_let_go_when_it_is_asked_for_again_should_the_hint_be_lost(tmp_path):
    site = Site(tmp_path, site="localhost")
    (_admin, client_id, key), (_other_admin, _other_id, other_key) = a_reader(site), a_reader(site)
    site.close()

    def revoke():
        with database_of(tmp_path, "directory") as database, database.transaction() as tx:
            tx.execute(update(api_client).where(api_client.c.id == UUID(client_id)).values(revoked_at=utcnow()))

    with running_site(tmp_path, context_renew_s=RENEWED_AFTER_S) as running:
        others = follow(running.url, other_key, number=3)
        revoked = follow(running.url, key, number=3)
        assert let_go(revoked, others, revoke, within_s=RENEWED_AFTER_S + AT_ONCE_S) == (3, 3, 3)
