"""A case refers to works: shown to whoever sees both sides, and to nobody else."""

import pytest

from tests.support.newsroom import Newsroom
from tests.support.site import Client


@pytest.fixture(scope="module")
def desk(site):
    return Desk(site)


class Desk:
    """An organisation whose librarian keeps a work and whose officer works on a case; another officer sees no case."""

    def __init__(self, site):
        room = Newsroom(site, "Sample Desk")
        self.site, self.officer = site, room.officer
        self.librarian = Client(site, secret=room.organisation.member("librarian").secret)
        self.colleague = Client(site, secret=room.organisation.member("case_officer").secret)
        self.stranger = Client(site, secret=Newsroom(site, "Sample Strange Desk").organisation.member("case_officer", "librarian").secret)
        self.case = room.open_case().json["id"]

    def work(self, client, *, published=False):
        made = client.post("/library/works", json={"kind": "law", "texts": {"en": {"title": "Sample Act"}}})
        assert made.status_code == 201, made.json
        if not published:
            return made.json["id"]
        answer = client.post(f"/library/works/{made.json['id']}/publish", headers={"If-Match": made.headers["ETag"]})
        return answer.json["published_as"]

    def refer(self, client, work, step="", **changed):
        return client.post(f"/library/works/{work}/references{step}", json={"kind": "case", "record_id": self.case, **changed})

    def works(self, client):
        answer = client.get(f"/library/cases/{self.case}/works")
        return [one["id"] for one in answer.json["items"]] if answer.status_code == 200 else answer.status_code


def test_a_case_refers_to_our_own_and_to_published_works_until_it_does_not(desk):
    own, others = desk.work(desk.librarian), desk.work(desk.stranger, published=True)
    for work in (own, others, own):
        assert desk.refer(desk.officer, work).status_code == 200
    assert desk.works(desk.officer) == [others, own]
    assert [one["record_id"] for one in desk.officer.get(f"/library/works/{own}/references").json["items"]] == [desk.case]
    for work in (own, others):
        assert desk.refer(desk.officer, work, "/remove").status_code == 200
    assert desk.works(desk.officer) == []


def test_a_link_is_shown_to_whoever_sees_both_sides_and_to_nobody_else(desk):
    work = desk.work(desk.librarian)
    desk.refer(desk.officer, work)
    assert (desk.works(desk.colleague), desk.works(desk.stranger)) == (404, 404)
    for unaware in (desk.librarian, desk.colleague):
        assert unaware.get(f"/library/works/{work}/references").json["items"] == []
    assert desk.stranger.get(f"/library/works/{work}/references").status_code == 404
    for client in (desk.colleague, desk.librarian):
        assert desk.refer(client, work).json["code"] == "no-such-case"
    assert desk.refer(desk.stranger, work).json["code"] == "no-such-work"
    desk.refer(desk.officer, work, "/remove")


def test_while_cases_does_not_answer_no_link_is_shown(desk, down):
    down(["cases"])
    assert desk.works(desk.officer) == 503
