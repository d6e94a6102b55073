"""The calendar of mechanisms, as people see and use it."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from tests.support.console import Console, Reader, places, words
from tests.support.site import Organisation

DUE = date.today() + timedelta(days=200)  # noqa: DTZ011 - far enough for any zone
SOURCE, OTHER_SOURCE = "https://mechanism.example/calendar", "https://other.example/deadlines"


@pytest.fixture(scope="module")
def ours(site):
    return Organisation(site, "Sample Organisation of the Calendar")


@pytest.fixture(scope="module")
def librarian(site, ours):
    return Reader(site, ours.member("librarian"))


@pytest.fixture(scope="module")
def officer(site, ours):
    return Reader(site, ours.member("case_officer"))


@pytest.fixture(scope="module")
def stranger(site, newsroom):
    return Console(site, newsroom.organisation.member("case_officer"))


@pytest.fixture(scope="module")
def mechanism(librarian):
    about = {"kind": "upr", "name": "Sample review", "acronym": "SRC", "url": "https://mechanism.example"}
    page = librarian.done("/mechanisms/new", **about).partition("?")[0]
    librarian.done(page, number=0, name="Session 1", begins_on=(DUE + timedelta(days=90)).isoformat())
    return page


def added(librarian, mechanism, **changed):
    """Return the page of a new opportunity."""
    fields = {
        "kind": "stakeholder_submission",
        "texts__en__title": "Sample review of Country A",
        "source_url": SOURCE,
        "due__date": DUE.isoformat(),
        **changed,
    }
    new = f"/opportunities/new?mechanism_id={mechanism.rpartition('/')[2]}"
    return librarian.done(new, **fields).partition("?")[0]


def step(person, path, **has):
    """Send the one form of a page that has these values, and follow where it leads."""
    page = person.get(path)
    form = page.form(**{name: value for name, value in has.items() if not name.startswith("set_")})
    changed = {name.removeprefix("set_").replace("__", "."): value for name, value in has.items() if name.startswith("set_")}
    for name, value in changed.items():
        form.setlist(name, [value])
    answer = person._send(path, form)
    assert answer.status == 303, words(answer)
    return person.get(answer.location)


def test_an_opportunity_is_added_published_and_read_by_everybody(site, librarian, stranger, mechanism):
    path = added(librarian, mechanism)
    assert stranger.get(path).status == 404
    page = step(librarian, path, form="publish")
    assert "Everybody reads it from now on" in words(page)
    (public,) = [link for link in page.links if link.startswith("/public/opportunities/")]
    assert "Sample review of Country A" in words(Console(site).get(public))
    assert [link for link in stranger.get("/opportunities").links if link == public.removeprefix("/public")] != []


def test_what_is_wrong_with_a_date_is_named_at_its_field_and_nothing_typed_is_lost(librarian, mechanism):
    new = f"/opportunities/new?mechanism_id={mechanism.rpartition('/')[2]}"
    answer = librarian.send(
        new, kind="call_for_input", texts__en__title="Sample title", source_url=SOURCE, due__precision="exact", due__date="2036-02-10"
    )
    assert answer.status == 422
    assert "Time: This is needed." in words(answer)
    assert answer.form_with("due.time").get("texts.en.title") == "Sample title"


def test_another_language_is_added_to_the_form_without_losing_what_was_typed(librarian, mechanism):
    new = f"/opportunities/new?mechanism_id={mechanism.rpartition('/')[2]}"
    answer = librarian.send(new, texts__en__title="Sample title", language="French", comes_back="with_language")
    form = answer.form_with("texts.fr.title")
    assert (form["texts.en.title"], form["texts.fr.title"]) == ("Sample title", "")


def disputed(librarian, mechanism):
    path = added(librarian, mechanism)
    step(librarian, path, form="notice", set_source_url=OTHER_SOURCE, set_due__date=(DUE + timedelta(days=7)).isoformat())
    return path


def test_sources_that_disagree_stand_side_by_side_until_somebody_decides(librarian, officer, mechanism):
    path = disputed(librarian, mechanism)
    said = words(officer.get(path))
    assert ("Sources disagree on the date." in said, SOURCE in said, OTHER_SOURCE in said) == (True, True, True)
    assert "Go by this source" not in officer.get(path).buttons
    page = librarian.get(path)
    assert {"Go by this source", "Stay with this source"} <= set(page.buttons)
    other = next(form for form in page.forms if form.get("form") == "decide")
    answer = librarian._send(path, other)
    assert answer.status == 303
    assert "Sources disagree on the date." not in words(librarian.get(path))


def test_what_somebody_changed_meanwhile_is_shown_before_it_is_replaced(librarian, mechanism):
    path = added(librarian, mechanism)
    seen, other = librarian.read(f"{path}/amend"), librarian.read(f"{path}/amend")
    librarian.done(f"{path}/amend", seen=other, country="FR")
    late = librarian.send(f"{path}/amend", seen=seen, country="DE")
    assert (late.status, "Now: France" in words(late)) == (412, True)


def test_who_may_not_write_is_offered_nothing_and_refused(officer, librarian, mechanism):
    path = added(librarian, mechanism)
    page = officer.get(path)
    assert [button for button in page.buttons if button in {"Publish", "Record it", "Withdraw"}] == []
    assert [officer.get(address).status for address in (f"{path}/amend", "/opportunities/new", "/bodies/new", "/mechanisms/new")] == [
        403
    ] * 4


def test_withdrawing_asks_for_the_word(librarian, mechanism):
    path = added(librarian, mechanism)
    step(librarian, path, form="publish")
    form = librarian.get(path).form(form="withdraw")
    assert librarian._send(path, form).status == 422
    page = step(librarian, path, form="withdraw", set_confirmation="withdraw")
    assert "Nobody else can read it any more." in words(page)


@pytest.fixture
def plan(officer, librarian, mechanism):
    """The page of a plan."""
    path = added(librarian, mechanism)
    form = officer.get(path).form(form="plan")
    answer = officer._send(path, form)
    assert answer.status == 303, words(answer)
    return answer.location.partition("?")[0]


def test_a_plan_shows_its_tasks_and_each_is_done_and_undone(officer, plan):
    page = officer.get(plan)
    assert "0 of 12 done" in words(page)
    first = next(form for form in page.forms if form.get("form") == "task")
    assert officer._send(plan, first).status == 303
    page = officer.get(plan)
    assert ("1 of 12 done" in words(page), [one for one in page.buttons if one.startswith("Not done")] != []) == (True, True)


def test_a_task_of_ones_own_is_added_given_to_somebody_and_taken_out(officer, ours, plan):
    page = step(officer, plan, form="add", set_title="Sample task", set_days_before="3")
    task = next(link for link in page.links if "/tasks/" in link and "Sample task" in words(officer.get(link)))
    helper = ours.member("case_officer")
    officer.done(task, assignee=helper.membership_id)
    assert "Sample task" in words(Console(ours.site, helper).get(plan))
    removal = officer.get(task).form(form="remove")
    assert officer._send(task, removal).status == 303
    assert "Sample task" not in words(officer.get(plan))


def test_a_plan_is_given_another_lead_and_co_signers(officer, librarian, ours, plan):
    officer.done(f"{plan}/amend", note="Sample note.", co_signers__0__name="Sample Network", co_signers__0__state="asked")
    said = words(officer.get(plan))
    assert ("Sample note." in said, "Sample Network Asked" in said) == (True, True)


def test_a_plan_is_linked_to_a_case_that_shows_it(officer, plan):
    case = officer.done("/cases/new", title="Sample case", country="FR", summary="Sample summary.").partition("?")[0]
    page = step(officer, plan, form="link", kind="case", set_record_id=case.rpartition("/")[2])
    assert case in page.links
    assert plan in officer.get(case).links
    page = step(officer, plan, form="unlink")
    assert case not in page.links


def test_a_plan_is_read_while_cases_do_not_answer(officer, plan, down):
    down({"cases"})
    page = officer.get(plan)
    assert (page.status, "Tasks" in words(page)) == (200, True)


def test_my_day_names_what_is_due_and_what_is_to_be_decided(librarian, officer, mechanism, down):
    path = disputed(librarian, mechanism)
    assert path in librarian.get("/my-day").links
    down({"library"})
    page = officer.get("/my-day")
    assert (page.status, "The library does not answer now" in words(page)) == (200, True)


def test_an_addressee_is_added_verified_published_and_found(site, librarian, officer):
    about = {
        "kind": "court",
        "name": "Sample Court 2",
        "country": "FR",
        "source_url": "https://court.example",
        "contact__email": "c@example.org",
    }
    path = librarian.done("/bodies/new", **about).partition("?")[0]
    assert "Verified today." in words(step(librarian, path, form="verify"))
    step(librarian, path, form="publish")
    librarian.done(f"{path}/amend", role="President of the court")
    assert "President of the court" in words(officer.get(path))
    assert "Sample Court 2" in words(Console(site).get("/public/bodies?country=FR"))
    assert path in officer.get("/bodies?kind=court").links


def test_what_is_wrong_with_an_addressee_is_named(librarian):
    answer = librarian.send("/bodies/new", name="Sample Court 2", contact__email="nobody", source_url="court")
    assert (answer.status, "3 fields need your attention" in words(answer)) == (422, True)


def test_the_agenda_and_a_month_show_what_is_due_in_them(librarian, mechanism):
    path = added(librarian, mechanism)
    assert path in librarian.get("/opportunities").links
    assert path in librarian.get(f"/opportunities?month={DUE:%Y-%m}&kind=stakeholder_submission").links
    assert path not in librarian.get("/opportunities?month=2001-01").links
    assert librarian.get("/opportunities?month=nonsense&kind=nonsense").status == 200


def test_from_month_to_month_one_goes_by_buttons_that_keep_the_filters_and_no_link_leads_on_for_ever(librarian):
    page = librarian.get("/opportunities?month=2036-01&kind=accreditation&disputed=true")
    (form,) = [form for form in page.forms if form.get("kind") == "accreditation" and "country" not in form]
    assert form.getlist("disputed") == ["true"]
    assert ["January 2036" in button for button in page.buttons if "20" in button] == [False, False]
    assert [link for link in page.links if "month=" in link] == []


def test_a_session_that_moves_takes_along_what_hangs_on_it(librarian, mechanism):
    session = librarian.get(mechanism)
    (address,) = [link for link in session.links if "/sessions/" in link]
    session_id = address.rpartition("/")[2]
    relative = {"due__precision": "relative", "due__date": "", "due__days_before_session": "90", "session_id": session_id}
    path = added(librarian, mechanism, **relative)
    librarian.done(address, begins_on="2036-05-31")
    assert "2 Mar 2036, 90 days before the session begins" in words(librarian.get(path))


def test_an_address_to_subscribe_to_is_shown_once_and_revoked(site, officer, plan):
    answer = officer.send("/calendar-feeds", scope="own")
    (address,) = [code for code in words(answer).split() if "/feeds/calendar/" in code]
    path = "/feeds/calendar/" + address.rpartition("/")[2]
    assert "Shown once" in words(answer)
    assert len(Calendar.from_ical(site.app.test_client().get(path).data).events) >= 12
    assert "/feeds/calendar/" not in words(officer.get("/calendar-feeds"))
    page = officer.get("/calendar-feeds")
    for form in [one for one in page.forms if one.get("form") == "revoke"]:
        assert officer._send("/calendar-feeds", form).status == 303
    assert site.app.test_client().get(path).status_code == 404


def test_public_pages_are_there_in_every_language(site, librarian, mechanism):
    path = step(librarian, added(librarian, mechanism), form="publish")
    (public,) = [link for link in places(path) if link.startswith("/public/opportunities/")]
    anybody = Console(site)
    for lang in ("en", "fr", "es", "ar"):
        for address in ("/public/opportunities", "/public/bodies", public):
            page = anybody.get(f"{address}?lang={lang}")
            assert (page.status, page.headers["Content-Language"]) == (200, lang)
