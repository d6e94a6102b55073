"""Every code that a page may have to say has words."""

import ast
from pathlib import Path

import services.cases.actions
from chassis.vocabularies import vocabulary
from gateway.console import words
from gateway.console.cases.next_step import REMEDIES
from services.cases.domain.checks import TO_OPEN

ACTIONS = Path(services.cases.actions.__file__).parent
NOTING = {"change", "take_step", "_count", "_save"}
"""What leads to a line in the timeline; the action is the only text that is handed over as it is."""


def written_to_the_timeline():
    calls = (node for file in ACTIONS.glob("*.py") for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    noting = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in NOTING)
    return {text.value for call in noting for text in call.args if isinstance(text, ast.Constant) and isinstance(text.value, str)}


def test_everything_in_a_timeline_has_words():
    assert set(words.cases.TIMELINE) == written_to_the_timeline()


def test_everything_missing_has_words_and_a_page_that_resolves_it():
    source = ast.parse((ACTIONS.parent / "domain" / "checks.py").read_text())
    asked = [
        node for node in ast.walk(source) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Missing"
    ]
    texts = {(one.args[1].value, one.args[2].value) for one in asked if all(isinstance(part, ast.Constant) for part in one.args[1:3])}
    assert {code for code, _ in texts} <= set(words.cases.MISSING)
    assert {remedy for _, remedy in texts} | set(TO_OPEN.values()) <= set(words.cases.REMEDY)
    assert set(words.cases.REMEDY) <= set(REMEDIES)


def test_tables_hold_the_codes_of_their_vocabularies():
    assert {*words.cases.CONSENT} - {"not_asked"} == {*vocabulary("consent-states")}
    assert {*words.cases.INSTRUCTION} == {*vocabulary("instructions")}
    assert {*words.cases.IDENTIFIABILITY} == {*vocabulary("identifiability")}
    states = {f"consent-{state}" for state in words.cases.CONSENT if state not in {"given", "not_asked"}}
    assert states | {f"instruction-{kind.replace('_', '-')}" for kind in words.cases.INSTRUCTION if kind != "do"} <= set(
        words.cases.MISSING
    )
