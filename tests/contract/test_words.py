"""Every code that can reach a caller has words: its own, or on purpose those of its status."""

import ast
from pathlib import Path

from marshmallow import fields

from gateway.problems.words import OF_CODE, OF_FIELD, OF_STATUS

REPOSITORY = Path(__file__).parents[2]
SOURCES = [path for part in ("chassis", "services", "gateway") for path in sorted((REPOSITORY / part).rglob("*.py"))]
RAISED = {"Invalid", "Forbidden", "Conflict", "Refused"}
"""Of NotFound and Unavailable nobody needs to know more than the status says: hidden and missing are the same."""
AS_THEIR_STATUS = {
    "body-too-large", "if-match-required", "sign-in-required", "stale-version", "too-many-requests", "wrong-media-type",
}  # fmt: skip
NO_CALLER_SEES = {
    # at the start of a process, and by the command line
    "instrument-fixed", "invalid-settings", "ledger-broken", "ledger-entry-too-large", "ledger-lost", "organisation-needed",
    "not-a-signing-key", "url-not-callable",
    # between processes: contexts, messages, requests that the gateway writes itself
    "context-required", "not-for-you", "organisation-required", "person-required", "request-unreadable", "session-ended", "undecodable",
    # parts of an error about a field
    "wrong-partial-date", "wrong-precision",
}  # fmt: skip


def codes_in(node: ast.expr) -> set[str]:
    """The codes that an argument can be; of a text with a part that varies, nothing."""
    if isinstance(node, ast.JoinedStr):
        return set()
    return {inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)}


def calls(names: set[str]) -> list[ast.Call]:
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names]


def raised() -> set[str]:
    return {code for call in calls(RAISED) for argument in call.args for code in codes_in(argument)}


def of_fields() -> set[str]:
    """Codes of one wrong field: what stands beside a pointer, and what a field of the chassis fails with."""
    sources = [path for path in SOURCES if path.name != "settings.py"]  # no caller sets those
    dicts = (node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Dict))
    pairs = [
        {key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)} for node in dicts
    ]
    beside = {code for pair in pairs if "pointer" in pair and "code" in pair for code in codes_in(last_words(pair["code"]))}
    return beside | {code for call in calls({"_fail"}) for code in codes_in(call.args[0])}


def last_words(node: ast.expr) -> ast.expr:
    """What a choice can be, without what it depends on."""
    return ast.Tuple([node.body, node.orelse]) if isinstance(node, ast.IfExp) else node


def test_every_code_has_words_or_is_left_to_its_status_on_purpose():
    assert sorted(raised() - OF_CODE.keys() - AS_THEIR_STATUS - NO_CALLER_SEES) == []


def test_nothing_is_left_to_its_status_that_is_not_raised():
    assert sorted((AS_THEIR_STATUS | NO_CALLER_SEES) - raised()) == []


def test_every_word_belongs_to_a_code_that_the_source_names():
    words = REPOSITORY / "gateway" / "problems" / "words.py"
    source = "".join(path.read_text("utf-8") for path in SOURCES if path != words)
    of_libraries = {name.replace("_", "-") for name in fields.UUID.default_error_messages}
    assert [code for code in [*OF_CODE, *OF_FIELD] if f'"{code}' not in source and code not in of_libraries] == []


def test_every_code_of_a_field_has_its_sentence():
    assert sorted(of_fields() - OF_FIELD.keys()) == []


def test_every_status_a_code_is_left_to_has_words():
    assert {401, 412, 413, 415, 428, 429} <= OF_STATUS.keys()
