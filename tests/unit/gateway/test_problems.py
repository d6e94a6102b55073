import pytest

from chassis.errors import ERRORS, Conflict, Invalid, NotFound, Unavailable
from gateway.languages import gettext
from gateway.problems import Refused, of_error
from gateway.problems.problem import of_refusal, of_status
from gateway.problems.words import OF_CODE, OF_FIELD, OF_STATUS
from tests.support.canaries import Canaries
from tests.support.logs import written


def body(problem):
    return problem.as_json(instance="/api/v1/cases", trace_id="0" * 32)


def test_a_conflict_says_what_happened_and_what_to_do_next():
    assert body(of_error(Conflict("consent-not-given", purposes=["media"]))) == {
        "type": "urn:havana:problem:consent-not-given",
        "title": "There is no such consent to withdraw",
        "status": 409,
        "detail": "Read the consents of the case again.",
        "instance": "/api/v1/cases",
        "code": "consent-not-given",
        "purposes": ["media"],
        "trace_id": "0" * 32,
    }


def test_every_wrong_field_is_named_with_pointer_code_and_sentence():
    problem = of_error(
        Invalid.of_fields([{"pointer": "/title", "code": "too-long", "max": 80}, {"pointer": "/x", "code": "unknown-field"}])
    )
    assert body(problem)["errors"] == [
        {"pointer": "/title", "code": "too-long", "max": 80, "detail": "At most 80 characters."},
        {"pointer": "/x", "code": "unknown-field", "detail": "There is no such field."},
    ]


def test_a_stale_version_is_412_with_the_current_one():
    found = body(of_error(Conflict("stale-version", current=7)))
    assert (found["status"], found["current"]) == (412, 7)


def test_what_is_gone_is_410():
    assert body(of_error(NotFound("gone", id="x")))["status"] == 410


def test_hidden_and_missing_read_the_same_whatever_the_service_knows():
    assert body(of_error(NotFound("no-such-case", id="1", why="hidden"))) == body(of_error(NotFound("no-such-case", id="2")))


@pytest.mark.parametrize(("params", "wait"), [({}, "2"), ({"retry_after_s": 7}, "7"), ({"retry_after_s": 0.2}, "1")])
def test_what_is_unavailable_says_when_to_come_back(params, wait):
    problem = of_error(Unavailable("service-unavailable", **params))
    assert (problem.status, problem.headers["Retry-After"]) == (503, wait)
    assert "retry_after_s" not in body(problem)


@pytest.mark.parametrize("code", ["deadline-exceeded", "outcome-unknown"])
def test_who_gave_up_waiting_is_not_told_that_nothing_was_done(code):
    assert body(of_error(Unavailable(code)))["detail"].startswith("It may have been done.")


def test_a_code_without_words_of_its_own_has_those_of_its_status():
    assert of_error(Conflict("never-heard-of")).title == OF_STATUS[409].title


def test_parameters_cannot_replace_what_a_problem_says():
    found = body(of_error(Conflict("wrong-state", title="forged", trace_id="forged", state="draft")))
    assert (found["title"], found["trace_id"], found["state"]) == (OF_CODE["wrong-state"].title, "0" * 32, "draft")


def test_every_status_the_gateway_can_answer_has_words():
    assert {error.status for error in ERRORS.values()} <= OF_STATUS.keys()


def test_all_words_can_be_filled_in():
    for words in [*OF_CODE.values(), *OF_STATUS.values()]:
        assert "{{" not in of_refusal(Refused(409, next((code for code, known in OF_CODE.items() if known is words), "x"))).detail
    for sentence in OF_FIELD.values():
        assert gettext(sentence, max=1, choices="a").endswith(".")


def test_a_bare_status_keeps_the_header_that_belongs_to_it():
    assert of_status(405, headers={"Allow": "GET"}).headers == {"Allow": "GET"}


def test_an_unexpected_error_tells_nothing_but_its_trace(make_app, tmp_path):
    app, canary = make_app(), Canaries()

    @app.get("/api/broken/<name>")
    def broken(name):
        raise RuntimeError(name)

    with written(tmp_path / "log", process="gateway") as log:
        response = app.test_client().get(f"/api/broken/{canary('subject')}", query_string={"q": canary("search")})
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert canary.found_in(response.json["detail"]) == []
    assert response.json["trace_id"] in response.headers["traceparent"]
    (line,) = log.lines()
    assert (line["event"], line["endpoint"], line["error"]) == ("request.failed", "broken", "RuntimeError")
    assert (line["trace_id"], canary.found_in(log.text)) == (response.json["trace_id"], [])


def test_an_unknown_address_and_a_wrong_method_are_problems_too(client):
    missing, wrong = client.get("/api/v1/nothing"), client.post("/health/live")
    assert (missing.status_code, missing.json["code"]) == (404, "no-such-page")
    assert (wrong.status_code, wrong.json["code"]) == (405, "method-not-allowed")
    assert "GET" in wrong.headers["Allow"]


def test_problems_speak_the_callers_language(client):
    response = client.get("/api/v1/nothing", headers={"Accept-Language": "ar"})
    assert response.headers["Content-Language"] == "ar"
    assert response.json["title"] == "لا شيء هنا"
