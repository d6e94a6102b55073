from pathlib import Path
from uuid import uuid4

import pytest

from chassis.contexts import verify
from chassis.errors import Conflict, Invalid, NotFound, Unavailable
from chassis.keys import Keyring
from chassis.settings import Settings
from chassis.values import utcnow
from havana import composition
from havana.cli.organisations import matching, named
from havana.control import Operator, wire

QUESTION = wire.Question("cases", "get_case", {"case_id": "1"}, "context", 5.0, "key")


class Recorder:
    """Answers every call with what it is told to, page after page, and remembers how it was asked."""

    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def call(self, service, method, request, *, context=None, deadline_s=5.0, idempotency_key=None):
        self.calls.append((service, method, request, context))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings.read({"HAVANA_DATA": str(tmp_path), "HAVANA_SITE": "site.example"}, embedded=True)
    composition.make_keys(settings)
    return settings


def test_a_question_survives_the_line():
    assert wire.question_of(wire.asked(QUESTION)) == QUESTION


@pytest.mark.parametrize("line", [b"\n", b"[]\n", b"{}\n", b'{"service": 1}\n', wire.asked(QUESTION._replace(request=7)), b"\xff\n"])
def test_a_line_that_is_no_question_is_invalid(line: bytes):
    with pytest.raises(Invalid, match="request-unreadable"):
        wire.question_of(line)


def test_nobody_keeps_the_site_waiting_for_longer_than_an_hour():
    assert wire.question_of(wire.asked(QUESTION._replace(deadline_s=1e9))).deadline_s == 3600


def test_an_answer_and_an_error_survive_the_line():
    assert wire.outcome(wire.answered({"items": []})) == {"items": []}
    with pytest.raises(Conflict) as raised:
        wire.outcome(wire.failed(Conflict("last-admin", left=0)))
    assert (raised.value.code, raised.value.params) == ("last-admin", {"left": 0})


def test_an_answer_that_was_cut_off_is_not_taken_for_one():
    with pytest.raises(Unavailable, match="outcome-unknown"):
        wire.outcome(wire.answered("done")[:-1])


def test_the_address_of_a_socket_is_short_however_long_the_path_is(tmp_path: Path):
    folder = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6)
    folder.mkdir(parents=True)
    with wire.address(folder) as address:
        assert len(address) < wire.LONGEST_ADDRESS
        (folder / wire.NAME).touch()
        assert Path(address).samefile(folder / wire.NAME)


def test_the_operator_signs_for_the_site_or_for_one_organisation(settings: Settings):
    caller, org = Recorder("pong", "pong"), uuid4()
    operator = Operator(caller, settings)
    operator.ask("cases", "ping")
    operator.acting_for(org).ask("cases", "ping")
    keys = Keyring.load(settings.keys_dir).public
    viewers = [verify(context, keys, utcnow()) for *_, context in caller.calls]
    assert [(viewer.key, viewer.site, viewer.org) for viewer in viewers] == [
        ("service:havana", "site.example", None),
        ("service:havana", "site.example", org),
    ]


def test_the_service_that_does_not_answer_is_named(settings: Settings):
    with pytest.raises(Unavailable) as raised:
        Operator(Recorder(Unavailable("deadline-exceeded", retry_after_s=1)), settings).ask("alerts", "ping")
    assert raised.value.params == {"service": "alerts", "retry_after_s": 1}


def test_lists_are_read_to_their_end(settings: Settings):
    caller = Recorder({"items": [{"id": "1"}, {"id": "2"}], "next": "more"}, {"items": [{"id": "3"}], "next": None})
    assert [one["id"] for one in Operator(caller, settings).all_of("directory", "list_members")] == ["1", "2", "3"]
    assert [request["cursor"] for _, _, request, _ in caller.calls] == [None, "more"]


MEMBERS = [{"id": "1", "email": "Élise@a.example"}, {"id": "2", "email": "b@a.example"}, {"id": "3", "email": "b@a.example"}]


def test_a_name_is_found_whatever_its_capitals_and_accents_are_made_of():
    assert matching(MEMBERS, " e\u0301LISE@a.example ", field="email") == MEMBERS[:1]
    assert named(MEMBERS, "3", field="email", missing="no-such-member") == MEMBERS[2]


def test_a_name_that_nobody_or_several_have_is_refused():
    with pytest.raises(NotFound, match="no-such-member"):
        named(MEMBERS, "c@a.example", field="email", missing="no-such-member")
    with pytest.raises(Conflict, match="several-of-that-name"):
        named(MEMBERS, "b@a.example", field="email", missing="no-such-member")
