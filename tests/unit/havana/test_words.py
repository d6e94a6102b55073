from string import Formatter

import pytest

from chassis.errors import Conflict, Forbidden, Invalid, Unavailable
from chassis.settings import Settings
from havana.cli.words import OF_CODE, sentence


def test_an_error_is_a_sentence_with_what_to_do_and_its_code():
    error = Conflict("data-folder-in-use", folder="var")
    said = "Another process uses var and takes no commands now. Try again once it has started or ended. (data-folder-in-use)"
    assert sentence(error) == said


def test_an_error_that_only_the_gateway_has_words_for_is_told_in_those():
    assert sentence(Forbidden("sign-in-refused")) == (
        "E-mail or password is wrong. Try again. After several failures the account is locked for a while. (sign-in-refused)"
    )


def test_every_wrong_field_has_a_line():
    errors = [{"pointer": "/roles", "code": "not-one-of", "choices": "admin, auditor"}, {"pointer": "/name", "code": "required"}]
    assert sentence(Invalid.of_fields(errors)).splitlines()[1:] == [
        "  roles: Choose one of: admin, auditor.",
        "  name: This is needed.",
    ]


def test_every_wrong_setting_has_a_line():
    with pytest.raises(Invalid) as raised:
        Settings.read({"HAVANA_PORT": "many", "HAVANA_LOG_LEVEL": "loud"}, embedded=True)
    assert sentence(raised.value).splitlines() == [
        "Some settings are not right. Change what is named. (invalid-settings)",
        "  HAVANA_PORT: This has the wrong form.",
        "  HAVANA_LOG_LEVEL: This has the wrong form.",
    ]


def test_a_service_that_is_not_named_is_called_a_service():
    assert sentence(Unavailable("service-unavailable")).startswith("A service does not run.")


def test_no_sentence_shows_a_parameter_that_may_hold_a_password_or_a_name():
    shown = {name for words in OF_CODE.values() for _, name, _, _ in Formatter().parse(words) if name}
    assert shown == {"address", "folder", "line", "name", "number", "reader", "service", "within_s"}
