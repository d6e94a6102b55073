"""The pages of alerts: written, reviewed, published, updated and withdrawn by people who see only these pages."""

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.support.console import Console
from tests.support.newsroom import TEXTS, Newsroom
from tests.support.site import Organisation
from tests.support.story import Story

NEW = "/alerts/new"


@pytest.fixture(scope="module")
def people(site, newsroom):
    """An officer and a coordinator of the newsroom, its reviewer, and a reader of a partner in a group with it."""
    ours = newsroom.organisation
    partner = Organisation(site, "Sample Neighbour")
    group = site.rpc.call(
        "directory",
        "create_sharing_group",
        {"name": "Sample network", "organisations": [partner.id]},
        context=ours.member("admin").context,
    )
    members = {role: ours.member(role) for role in ("case_officer", "coordinator", "reviewer")}
    return SimpleNamespace(
        officer=Console(site, members["case_officer"]),
        coordinator=Console(site, members["coordinator"]),
        reviewer=Console(site, members["reviewer"]),
        reviewer_id=members["reviewer"].membership_id,
        own_reader=Console(site, ours.member("partner_reader")),
        partner=Console(site, partner.member("partner_reader")),
        partner_id=partner.id,
        group_id=group["id"],
    )


@pytest.fixture(scope="module")
def story(site):
    return Story(site)


@pytest.fixture
def officer(people):
    return people.officer


@pytest.fixture
def coordinator(people):
    return people.coordinator


def filled(**changed):
    """Return the fields of a statement in two languages."""
    texts = {f"texts__{tag}__{part}": text for tag, of_tag in TEXTS.items() for part, text in of_tag.items()}
    return {"kind": "statement", "country": "FR", "audience": "public", **texts, **changed}


def written(officer, **changed):
    """Return the address of a new draft."""
    empty = officer.get(NEW).form_with("kind")
    page = officer.send(NEW, empty, **filled(**changed))
    assert page.status == 303, page.words
    return page.location.split("?")[0]


def submitted(officer, **changed):
    address = written(officer, **changed)
    assert officer.send(address, officer.get(address).form(form="submit")).status == 303
    return address


def approved(officer, coordinator, **changed):
    return signed_off(submitted(officer, **changed), coordinator)


def signed_off(address, coordinator):
    for aspect in ("facts", "consent", "risk"):
        assert coordinator.send(f"{address}/review", coordinator.get(f"{address}/review").form(form=aspect)).status == 303
    return address


def published(officer, coordinator, **changed):
    address = approved(officer, coordinator, **changed)
    assert coordinator.send(f"{address}/review", coordinator.get(f"{address}/review").form(form="publish")).status == 303
    return address


def shared(people, **changed):
    return published(people.officer, people.coordinator, audience=people.group_id, **changed)


def test_an_alert_goes_from_a_draft_to_the_public_by_the_pages_alone(officer, coordinator):
    address = published(officer, coordinator)
    page = coordinator.get(address)
    assert [word in page.words for word in ("Sample headline", "Titre d’exemple", "Published", "See the public page")] == [True] * 4
    (public,) = [link for link in page.links if link.startswith("/public/alerts/")]
    assert "Sample facts." in coordinator.get(public).words


def test_the_one_next_step_is_the_button_and_others_are_told_who_takes_it(officer, coordinator):
    address = written(officer)
    assert "Submit for review" in officer.get(address).buttons
    assert officer.send(address, officer.get(address).form(form="submit")).status == 303
    assert "A coordinator or a reviewer who did not write this text has to sign it off." in officer.get(address).words
    assert f"{address}/review" in coordinator.get(address).links
    assert [button for button in officer.get(f"{address}/review").buttons if button.startswith("Sign off")] == []


def test_who_waits_for_somebody_else_is_told_for_whom(site):
    ours = Newsroom(site, "Sample Waiting Room")
    members = {role: ours.organisation.member(role) for role in ("case_officer", "reviewer", "partner_reader")}
    officer, second = Console(site, members["case_officer"]), Console(site, ours.organisation.member("coordinator"))
    address = written(officer)
    form = officer.get(address).form(form="submit")
    officer.send(address, form, reviewers=["", members["reviewer"].membership_id])
    everybody = "It stands in the My day of: Sample admin coordinator, Sample coordinator, Sample coordinator"
    assert f"{everybody}, Sample reviewer." in officer.get(address).words
    signed_off(address, second)
    assert f"{everybody}." in officer.get(address).words
    assert address in second.get("/my-day").links


def test_who_waits_for_a_role_that_nobody_else_has_is_told_so(site):
    alone = Organisation(site, "Sample Lone Organisation")
    coordinator = Console(site, alone.member("coordinator"))
    address = submitted(coordinator)
    nobody = "Nobody else here has a role for it."
    assert [nobody in coordinator.get(page).words for page in (address, f"{address}/review")] == [True, True]


def test_what_is_public_is_published_by_a_button_that_says_so(people, officer, coordinator):
    assert "Publish to everybody" in coordinator.get(f"{approved(officer, coordinator)}/review").buttons
    address = approved(officer, coordinator, audience=people.group_id)
    assert "Publish to Sample network" in coordinator.get(f"{address}/review").buttons


def test_every_wrong_field_is_named_at_once_and_nothing_typed_is_lost(officer):
    empty = officer.get(NEW).form_with("kind")
    page = officer.send(NEW, empty, texts__en__headline="Half a text")
    assert page.status == 422
    named = ("Kind: ", "Country: ", "Who it is for: ", "What happened (English): ", "What we ask for (English): ")
    assert [name for name in named if f"{name}This is needed." not in page.words] == []
    assert page.form_with("kind")["texts.en.headline"] == "Half a text"
    assert "#f--texts.en.facts" in page.links


def test_a_form_sent_empty_names_everything_it_needs(officer):
    page = officer.send(NEW, officer.get(NEW).form_with("kind"))
    summary = [link for link in page.links if link.startswith("#f-")]
    assert (page.status, summary) == (422, ["#f--kind", "#f--country", "#f--audience", "#f--texts"])


def test_a_language_is_added_by_coming_back_with_one_more_text(officer):
    form = officer.get(NEW).form_with("kind")
    assert [name for name in form if name.endswith(".headline")] == ["texts.en.headline", "texts.ar.headline"]
    page = officer.send(NEW, form, language="pt-br", comes_back="with_language", texts__ar__facts="Kept.", country="FR")
    form = page.form_with("kind")
    assert (page.status, page.links.count("#f--kind")) == (200, 0)
    assert [name for name in form if name.endswith(".headline")] == ["texts.en.headline", "texts.ar.headline", "texts.pt-BR.headline"]
    assert (form["texts.ar.facts"], form["country"]) == ("Kept.", "FR")
    wrong = officer.send(NEW, form, language="nothing of the kind", comes_back="with_language")
    assert (wrong.status, "One more language: No language is known by this." in wrong.words) == (422, True)


def test_a_language_is_added_by_its_name_and_its_headline_is_where_one_goes_on(officer):
    form = officer.get(NEW).form_with("kind")
    for said, tag in (("French", "fr"), ("Español", "es"), ("arabic", "ar")):
        page = officer.send(NEW, form, language=said, comes_back="with_language")
        assert re.findall(r'name="([^"]*)"[^>]* autofocus', page.text) == [f"texts.{tag}.headline"]


def test_a_case_gives_its_country_and_suggests_principles(newsroom, officer, coordinator):
    case = newsroom.open_case(country="DE").json
    act = {"type": "arbitrary_arrest"}
    incident = {"title": "Sample incident", "dates": "2026-03", "acts": [act]}
    added = newsroom.officer.post(f"/cases/{case['id']}/incidents", json=incident)
    form = coordinator.get(f"{NEW}?case_id={case['id']}").form_with("kind")
    assert (form["case_id"], form["country"], form["kind"]) == (case["id"], "DE", "urgent_appeal")
    suggested = [number for number in form.getlist("principles") if number]
    assert suggested == added.json["principles"] != []
    empty = coordinator.get(NEW).form_with("kind")
    back = coordinator.send(NEW, empty, case_id=case["id"], principles=["", "24"], comes_back="with_principles").form_with("kind")
    assert [number for number in back.getlist("principles") if number] == sorted({"24", *suggested}, key=int)


def test_an_alert_that_has_a_case_is_offered_no_other(newsroom, coordinator):
    case, other = newsroom.open_case().json, newsroom.open_case().json
    address = f"{written(coordinator, case_id=case['id'])}/amend"
    page = coordinator.get(address)
    assert page.options("case_id") == [case["id"]]
    for case_id in ("", other["id"]):
        refused = coordinator.send(address, page.form_with("kind"), case_id=case_id)
        assert (refused.status, "Write another alert for another case" in refused.words) == (409, True)
    assert coordinator.send(address, page.form_with("kind"), texts__en__headline="Kept with its case").status == 303


def test_what_somebody_else_changed_stands_beside_what_was_typed(officer, coordinator):
    address = written(officer)
    mine = officer.get(f"{address}/amend").form_with("kind")
    other = coordinator.get(f"{address}/amend").form_with("kind")
    assert coordinator.send(f"{address}/amend", other, texts__en__headline="Theirs").status == 303
    page = officer.send(f"{address}/amend", mine, texts__en__headline="Mine")
    assert (page.status, "Now: Theirs" in page.words) == (412, True)
    assert page.words.count("Now:") == 1
    again = page.form_with("kind")
    assert again["texts.en.headline"] == "Mine"
    assert officer.send(f"{address}/amend", again).status == 303
    assert "Mine" in officer.get(address).words


def test_a_draft_in_one_language_is_not_submitted(officer):
    empty = officer.get(NEW).form_with("kind")
    one = {name: "" for name in filled() if name.startswith("texts__fr")}
    address = officer.send(NEW, empty, **filled(**one)).location.split("?")[0]
    page = officer.get(address)
    assert ("Texts: one language, two are needed. Add one" in page.words, f"{address}/amend#f--texts" in page.links) == (True, True)
    page = officer.send(address, officer.get(address).form(form="submit"))
    assert (page.status, "Texts: Write it in two languages at least." in page.words, "#f-submit-texts" in page.links) == (422, True, True)


def test_a_reviewer_who_is_asked_reviews(people, officer):
    address = written(officer)
    form = officer.get(address).form(form="submit")
    assert people.reviewer.get(address).status == 404
    assert officer.send(address, form, reviewers=["", people.reviewer_id]).status == 303
    page = people.reviewer.get(f"{address}/review")
    assert "Sign off the facts" in page.buttons
    assert people.reviewer.send(f"{address}/review", page.form(form="facts")).status == 303
    assert "Sample reviewer" in people.reviewer.get(f"{address}/review").words


def test_a_review_shows_what_is_signed_and_comes_back_to_the_sign_offs(site, story):
    case = story.case()
    draft = story.approved_alert(case, audience={"kind": "public"})
    story.change(story.coordinator, "send_back_alert", draft, reason="Sample reason.")
    address, second = f"/alerts/{draft['id']}", Console(site, story.coordinator)
    officer = Console(site, story.officer)
    officer.send(address, officer.get(address).form(form="submit"))
    page = second.get(f"{address}/review")
    signed = (
        "Urgent appeal Sample Lawyer 3 Agreed Who may learn of it Everybody How recognisable By name Until no end was agreed Answered by",
        "How sure the facts are Confirmed Sources Two colleagues.",
        "Harm that our own action may do Reprisals. Likelihood 3: possible Impact 4: severe Risk 12 of 25",
    )
    assert [part for part in signed if part not in page.words] == []
    assert [link for link in page.links if link in {f"/cases/{case['id']}/consent#consent", f"/cases/{case['id']}/consent#risk"}] == [
        f"/cases/{case['id']}/consent#consent",
        f"/cases/{case['id']}/consent#risk",
    ]
    done = second.send(f"{address}/review", page.form(form="facts"))
    assert done.location == f"{address}/review?done=alert-signed-off#sign-offs"
    assert second.get(f"{address}/review").text.count('<li class="passed">') == 1


def test_a_reviewer_who_has_left_meanwhile_is_named_where_reviewers_are_chosen(people, officer):
    address = written(officer)
    form = officer.get(address).form(form="submit")
    page = officer.send(address, form, reviewers=["", str(uuid4()), people.reviewer_id])
    told = "Also ask these reviewers: This is not a member of your organisation who may review." in page.words
    assert (page.status, told, "#f-submit-reviewers" in page.links) == (422, True, True)


def test_an_author_is_not_offered_to_review_and_refused_if_they_try(coordinator):
    address = submitted(coordinator)
    page = coordinator.get(f"{address}/review")
    assert [button for button in page.buttons if button.startswith("Sign off")] == []
    page = coordinator.send(f"{address}/review", {"csrf_token": page.forms[0]["csrf_token"], "form": "facts", "version": "2"})
    assert (page.status, "Choose somebody else." in page.words) == (409, True)


def test_the_difference_to_the_last_edition_is_shown_word_by_word(officer, coordinator):
    address = published(officer, coordinator)
    update = officer.send(address, officer.get(address).form(form="update"))
    assert update.location.startswith(f"{address}/amend")
    form = officer.get(f"{address}/amend").form_with("kind")
    assert officer.send(f"{address}/amend", form, texts__en__facts="Sample facts changed.", country="DE").status == 303
    assert officer.send(address, officer.get(address).form(form="submit")).status == 303
    page = coordinator.get(f"{address}/review")
    assert 'facts<ins><span class="hidden">added: </span> changed</ins>.' in page.text
    assert "removed: France added: Germany" in page.words
    assert "Edition 1 stays published until this one replaces it." in officer.get(address).words


def test_a_review_says_who_gains_who_loses_and_what_cannot_be_called_back(people, officer, coordinator):
    address = published(officer, coordinator)
    officer.send(address, officer.get(address).form(form="update"))
    form = officer.get(f"{address}/amend").form_with("kind")
    officer.send(f"{address}/amend", form, audience=people.group_id, marking="amber")
    words = coordinator.get(f"{address}/review").words
    assert "Who gains sight Sample Neighbour, as a member of Sample network Sample Organisation, as a member of Sample network" in words
    assert "Who loses sight Everybody: it is public" in words
    assert "Copies, printouts and mails that somebody made of it." in words


def test_what_is_sent_back_returns_with_its_reason(officer, coordinator):
    address = submitted(officer)
    page = coordinator.send(f"{address}/review", coordinator.get(f"{address}/review").form(form="send_back"))
    assert (page.status, "What has to be changed?: This is needed." in page.words) == (422, True)
    assert coordinator.send(f"{address}/review", page.form(form="send_back"), reason="Which court?").status == 303
    page = officer.get(address)
    assert [word in page.words for word in ("Sent back", "Which court?")] == [True, True]
    assert "Submit for review" in page.buttons


def test_a_step_that_somebody_took_meanwhile_is_not_taken_again(officer, coordinator):
    address = approved(officer, coordinator)
    form = coordinator.get(f"{address}/review").form(form="publish")
    assert coordinator.send(f"{address}/review", form).status == 303
    again = coordinator.send(f"{address}/review", {**form.to_dict(), "idempotency_key": uuid4().hex})
    assert (again.status, "Somebody changed it meanwhile" in again.words) == (412, True)


def test_what_a_case_lacks_keeps_it_from_being_published_and_is_linked(newsroom, officer, coordinator):
    case = newsroom.open_case().json
    address = approved(coordinator, Console(newsroom.site, newsroom.organisation.member("coordinator")), case_id=case["id"])
    second = Console(newsroom.site, newsroom.organisation.member("coordinator"))
    page = second.get(f"{address}/review")
    assert f"/cases/{case['id']}/consent" in page.links
    refused = second.send(f"{address}/review", page.form(form="publish"))
    assert refused.status == 409
    assert "Resolve each of these in the case, then publish." in refused.words
    assert f"/cases/{case['id']}/facts" in refused.links


TELLS = "This text contains a name that the case holds (French)."


def with_a_name(newsroom, **changed):
    """Return the fields of an appeal whose French text tells the name of its case."""
    case = newsroom.open_case(subject_name="Ñúñez Samplename").json
    french = {"texts__fr__facts": "Arrestation de Nunez."}
    return {"case_id": case["id"], "kind": "urgent_appeal", "identifiability": "initials", **french, **changed}


def test_a_name_of_the_case_in_a_text_is_pointed_out_before_it_goes_on(newsroom, coordinator, down):
    second = Console(newsroom.site, newsroom.organisation.member("coordinator"))
    address = written(coordinator, **with_a_name(newsroom, texts__en__facts="Detained."))
    assert coordinator.get(address).words.count(TELLS) == 2
    assert coordinator.send(address, coordinator.get(address).form(form="submit")).status == 303
    assert second.get(f"{address}/review").words.count(TELLS) == 1
    assert second.get(signed_off(address, second) + "/review").words.count(TELLS) == 2
    down({"cases"})
    page = second.get(f"{address}/review").words
    assert (TELLS in page, "The texts could not be compared with the names in the case" in page) == (False, True)


def test_no_name_is_pointed_out_where_the_lawyer_may_be_named_or_none_is_told(newsroom, coordinator):
    named = written(coordinator, **with_a_name(newsroom, identifiability="named"))
    silent = written(coordinator, **with_a_name(newsroom, texts__fr__facts="Arrestation de S. N."))
    assert [TELLS in coordinator.get(address).words for address in (named, silent)] == [False, False]


def test_withdrawing_asks_for_a_reason_and_a_word_and_cannot_be_undone(officer, coordinator):
    address = published(officer, coordinator)
    page = coordinator.get(f"{address}/withdraw")
    assert "Everybody: it is public" in page.words
    form = page.form(form="withdraw")
    unconfirmed = coordinator.send(f"{address}/withdraw", form, reason="Sample reason.", confirmation="yes")
    assert (unconfirmed.status, unconfirmed.form(form="withdraw")["reason"]) == (422, "Sample reason.")
    assert "This is not the word “withdraw”." in unconfirmed.words
    nothing = coordinator.send(f"{address}/withdraw", form)
    assert [link for link in nothing.links if link.startswith("#f-")] == ["#f-withdraw-reason", "#f-withdraw-confirmation"]
    without_reason = coordinator.send(f"{address}/withdraw", unconfirmed.form(form="withdraw"), reason="", confirmation="withdraw")
    assert without_reason.status == 422
    done = coordinator.send(f"{address}/withdraw", without_reason.form(form="withdraw"), reason="Sample reason.", confirmation="Withdraw")
    assert (done.status, done.location) == (303, f"{address}/recalls?done=alert-withdrawn")
    ledger = coordinator.get(done.location).words
    rows = ("The public Public page Hidden at once", "The public Atom feed Asked to withdraw", "The public Copies Cannot be confirmed")
    assert [row for row in rows if row not in ledger] == [], ledger
    assert "Sample reason." in officer.get(address).words


def test_an_officer_is_offered_no_step_of_a_coordinator(officer, coordinator):
    address = published(officer, coordinator)
    assert f"{address}/withdraw" not in officer.get(address).links
    assert "Withdraw for good" not in officer.get(f"{address}/withdraw").buttons


def test_that_consent_was_withdrawn_is_said_to_the_owner_alone(site, story):
    case = story.case()
    alert = story.approved_alert(case, audience={"kind": "group", "group_id": story.group})
    alert = story.change(story.coordinator, "publish_alert", alert)
    story.ask(story.officer, "cases", "withdraw_consent", case_id=case["id"], purposes=["share_partner"])
    site.deliver()
    ours = Console(site, story.officer).get(f"/alerts/{alert['id']}")
    theirs = Console(site, story.partner).get(f"/alerts/{alert['edition']['representation_id']}")
    assert ["consent does not cover it any more" in page.words for page in (ours, theirs)] == [True, False]
    assert (theirs.status, "consent" in theirs.text) == (410, False)


def test_the_owner_sees_what_a_partner_sees_and_nothing_inner(people, coordinator):
    address = shared(people)
    page = coordinator.get(f"{address}/seen-by")
    assert people.partner_id in page.text
    seen = coordinator.get(f"{address}/seen-by?organisation={people.partner_id}")
    assert "As Sample Neighbour sees it" in seen.words
    shown = next(link for link in people.partner.get("/alerts").links if link.startswith("/alerts/"))
    projection = people.partner.get(shown).words.split("What was published")[1].split("If it is withdrawn")[0].strip()
    assert projection in seen.words
    assert shown.removeprefix("/alerts/") in projection


def test_a_partner_reads_what_was_shared_with_it_until_it_is_gone(people, coordinator):
    before = set(people.partner.get("/alerts").links)
    address = shared(people)
    (item,) = [link for link in set(people.partner.get("/alerts").links) - before if link.startswith("/alerts/")]
    page = people.partner.get(item)
    parts = ("Published by Sample Organisation", "Sample facts.", "Stays within the organisations that receive it")
    assert [part for part in parts if part not in page.words] == []
    assert address.removeprefix("/alerts/") not in page.text
    inner = [people.partner.get(f"{item}{part}").status for part in ("/amend", "/review", "/withdraw", "/recalls", "/seen-by")]
    assert inner == [404] * 5
    form = coordinator.get(f"{address}/withdraw").form(form="withdraw")
    coordinator.send(f"{address}/withdraw", form, reason="Sample reason.", confirmation="withdraw")
    gone = people.partner.get(item)
    assert (gone.status, "This was withdrawn" in gone.words, "Sample reason" in gone.text) == (410, True, False)
    ledger = coordinator.get(f"{address}/recalls").words
    assert "Sample Neighbour This site Hidden at once" in ledger


def test_a_partner_is_led_from_what_is_shared_to_what_is_public(people, officer, coordinator):
    published(officer, coordinator)
    public = next(link for link in people.partner.get("/alerts").links if link.startswith("/?lang="))
    assert "Sample headline" in people.partner.get(public).words


def test_how_far_a_text_may_be_passed_on_is_said_for_when_it_is_published(officer, coordinator):
    address = submitted(officer)
    said = [officer.get(address).words, coordinator.get(f"{address}/review").words]
    assert ["Once it is published: May be passed on to everybody." in words for words in said] == [True, True]
    signed_off(address, coordinator)
    coordinator.send(f"{address}/review", coordinator.get(f"{address}/review").form(form="publish"))
    assert "TLP:CLEAR May be passed on to everybody." in coordinator.get(address).words
    form = coordinator.get(f"{address}/withdraw").form(form="withdraw")
    coordinator.send(f"{address}/withdraw", form, reason="Sample reason.", confirmation="withdraw")
    assert "May be passed on" not in coordinator.get(address).words


def test_who_only_reads_what_is_shared_lands_there_and_sees_no_tab_of_their_own(people):
    page = people.own_reader.get("/alerts")
    assert (page.status, "Our own" in page.words, "Shared with us" in page.words) == (200, False, True)
    assert [link for link in page.links if link == NEW] == []
    assert people.own_reader.get(NEW).status == 403


def test_the_list_is_narrowed_by_what_stands_in_the_address(officer):
    address = written(officer, country="NU")
    assert address in officer.get("/alerts?country=NU&state=draft&kind=&case_id=").links
    assert address not in officer.get("/alerts?country=NU&state=published&kind=&case_id=").links
    assert "No alert fits these filters." in officer.get("/alerts?country=TV").words
    assert officer.get("/alerts?of=shared&country=TV").status == 200


@pytest.mark.parametrize("page", ["", "/amend", "/review", "/withdraw", "/recalls", "/seen-by"])
def test_an_alert_that_is_hidden_is_missing_on_every_page(people, officer, page):
    hidden, missing = (people.partner.get(f"{address}{page}") for address in (written(officer), f"/alerts/{uuid4()}"))
    assert (hidden.status, hidden.words) == (404, missing.words)


def test_what_is_typed_survives_a_service_that_is_down(officer, down):
    empty = officer.get(NEW).form_with("kind")
    down({"alerts"})
    page = officer.send(NEW, empty, **filled())
    kept = page.form_with("kind")
    assert (page.status, kept["texts.en.facts"], kept["idempotency_key"]) == (503, "Sample facts.", empty["idempotency_key"])


def test_a_page_lacks_what_does_not_answer_and_says_so(newsroom, coordinator, down):
    case = newsroom.open_case().json
    address = submitted(coordinator, case_id=case["id"])
    down({"cases"})
    page = coordinator.get(f"{address}/review")
    assert (page.status, "What is missing in the case cannot be shown to you now." in page.words) == (200, True)
