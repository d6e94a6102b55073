"""Searches that somebody keeps: they find what comes later, tell why, and show it to nobody who may not read it."""

import pytest
from sqlalchemy import select

from chassis.errors import Unavailable
from chassis.mail.rows import mail
from services.search.storage import saved
from tests.component.search.conftest import away
from tests.support.site import Client
from tests.support.statements import statements_of


def keep(client, q="headline", **more):
    answer = client.post("/saved-searches", json={"name": "Sample search", "question": {"q": q, "kind": ["alert"]}, **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def findings(client, one):
    return client.get(f"/saved-searches/{one['id']}/findings").json["items"]


@pytest.fixture
def officer(searched):
    return searched.newsroom.officer


def test_what_comes_after_a_search_was_kept_is_found_with_why_and_is_new_until_somebody_looked(searched, officer):
    searched.settle()
    one = keep(officer)
    alert = searched.newsroom.published_statement()
    searched.settle()
    (found,) = findings(officer, one)
    assert (found["id"], found["is_new"]) == (alert["edition"]["representation_id"], True)
    assert found["why"] == {"words": ["headline"], "filters": {"kind": ["alert"]}}
    assert officer.get(f"/saved-searches/{one['id']}").json["new"] == 1
    assert officer.post(f"/saved-searches/{one['id']}/seen").status_code == 204
    assert officer.get(f"/saved-searches/{one['id']}").json["new"] == 0
    assert [item["is_new"] for item in findings(officer, one)] == [False]


def test_what_does_not_fit_and_what_was_withdrawn_is_not_among_the_findings(searched, officer):
    one = keep(officer)
    gone = searched.newsroom.published_statement()
    searched.settle()
    searched.newsroom.withdraw(gone)
    searched.settle()
    assert findings(officer, one) == []
    assert findings(officer, keep(officer, q="nothing-of-the-kind")) == []


def test_what_was_written_while_directory_was_away_is_found_later(searched, officer):
    one = keep(officer)
    searched.newsroom.published_statement()
    searched.site.deliver()
    while searched.search.follow_owners():
        pass
    searched.site.down.add("directory")
    with pytest.raises(Unavailable):
        searched.search.watch_for_searches()
    searched.site.down.clear()
    searched.settle()
    assert len(findings(officer, one)) == 1


def test_what_was_written_while_the_engine_was_away_is_found_later(searched, officer):
    one = keep(officer)
    searched.newsroom.published_statement()
    with away(searched.search):
        with pytest.raises(Unavailable):
            searched.search.follow_owners()
        assert officer.get(f"/saved-searches/{one['id']}").json["new"] == 0
    while searched.search.follow_owners():
        pass
    with away(searched.search), pytest.raises(Unavailable):
        searched.search.watch_for_searches()
    searched.settle()
    assert len(findings(officer, one)) == 1


def test_a_search_belongs_to_who_keeps_it(searched, officer):
    one = keep(officer)
    for other in (searched.newsroom.coordinator, searched.newsroom.organisation.browser("case_officer")):
        assert [other.get(f"/saved-searches/{one['id']}{path}").status_code for path in ("", "/findings")] == [404, 404]
        assert other.get("/saved-searches").json["items"] == []
    assert searched.public.get("/saved-searches").status_code == 401


def test_who_left_keeps_no_search_and_the_link_to_its_feed_opens_nothing(searched):
    member = searched.newsroom.organisation.member("case_officer")
    browser = Client(searched.site, secret=member.secret)
    token = browser.post(f"/saved-searches/{keep(browser)['id']}/feed").json["token"]
    feed = f"/feeds/searches/{token}.json"
    assert searched.site.app.test_client().get(feed).status_code == 200
    searched.newsroom.organisation.directory.end_membership(**_membership(searched, member))
    assert searched.site.app.test_client().get(feed).status_code == 404
    searched.newsroom.published_statement()
    searched.settle()
    with searched.search.database.reading() as tx:
        assert saved.after(tx, None, limit=10) == []


def _membership(searched, member):
    members = searched.newsroom.organisation.directory.list_members()["items"]
    return next({"membership_id": one["id"], "version": one["version"]} for one in members if one["email"] == member.email)


def test_one_mail_is_asked_for_until_somebody_looked_and_it_carries_a_number_alone(searched, officer):
    one = keep(officer, by_mail=True)
    for _ in range(2):
        searched.newsroom.published_statement()
        searched.settle()
    assert _mails(searched) == [("found", 1)]
    officer.post(f"/saved-searches/{one['id']}/seen")
    searched.newsroom.published_statement()
    searched.settle()
    assert _mails(searched) == [("found", 1), ("found", 1)]


def _mails(searched):
    searched.site.deliver()
    with searched.site.services["directory"].database.reading() as tx:
        rows = tx.execute(select(mail.c.template, mail.c.count).where(mail.c.template == "found").order_by(mail.c.created_at))
        return [tuple(row) for row in rows]


def test_the_link_to_a_feed_opens_until_there_is_another_or_none(searched, officer):
    one = keep(officer)
    alert = searched.newsroom.published_statement()
    searched.settle()
    http = searched.site.app.test_client()

    def make():
        return officer.post(f"/saved-searches/{one['id']}/feed").json["token"]

    first, second = make(), make()
    assert http.get(f"/feeds/searches/{first}.json").status_code == 404
    read = http.get(f"/feeds/searches/{second}.json")
    assert [item["id"] for item in read.json["items"]] == [f"urn:uuid:{alert['edition']['representation_id']}:1"]
    assert b"Sample headline" in http.get(f"/feeds/searches/{second}.atom").data
    assert officer.delete(f"/saved-searches/{one['id']}/feed").status_code == 204
    assert http.get(f"/feeds/searches/{second}.atom").status_code == 404


def test_a_program_keeps_no_search(searched):
    program = searched.newsroom.organisation.client(searched.newsroom.admin, roles=["coordinator"], scopes=["search:read"])
    assert program.get("/search?q=headline").status_code == 200
    assert program.post("/saved-searches", json={"name": "Sample", "question": {"q": "x"}}).status_code == 403


def test_a_member_keeps_fifty_searches_and_no_more(searched, officer):
    for _ in range(50):
        keep(officer)
    refused = officer.post("/saved-searches", json={"name": "Sample search", "question": {"q": "x"}})
    assert (refused.status_code, refused.json["code"]) == (409, "too-many-saved-searches")
    assert len(officer.get("/saved-searches").json["items"]) == 50


def test_a_change_of_an_older_version_is_refused(searched, officer):
    one = keep(officer)
    stale = {"If-Match": '"1"'}
    assert officer.patch(f"/saved-searches/{one['id']}", json={"by_mail": True}, headers=stale).status_code == 200
    assert officer.patch(f"/saved-searches/{one['id']}", json={"by_mail": False}, headers=stale).status_code == 412


def test_the_list_of_searches_asks_the_database_as_often_for_three_as_for_one(searched, officer):
    keep(officer)
    counts = []
    for _ in range(2):
        with statements_of(searched.search.database) as asked:
            officer.get("/saved-searches")
        counts.append(len(asked))
        keep(officer)
        keep(officer)
    assert counts[0] == counts[1] > 0


def test_what_is_typed_into_a_search_stands_encrypted(searched, officer):
    keep(officer, q="Sample Lawyer 3")
    searched.search.database.close()
    stored = b"".join(path.read_bytes() for path in searched.site.settings.data.glob("search.sqlite*"))
    assert stored
    assert b"Sample Lawyer" not in stored
