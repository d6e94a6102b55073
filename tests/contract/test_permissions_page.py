from pathlib import Path

from chassis.permissions import PERMISSIONS, PUBLIC_ROLE, ROLES, scope_of

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def row(kind, verb, roles):
    marks = ["yes" if role in roles else "" for role in (*ROLES, PUBLIC_ROLE)]
    scope = scope_of(kind, verb)
    return f"| {kind} | {verb} | {' | '.join(marks)} | {f'`{scope}`' if scope else ''} |".replace("  ", " ")


def test_the_page_prints_the_table_of_the_code():
    printed = [line.replace("  ", " ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    assert printed == [row(kind, verb, roles) for kind, verbs in PERMISSIONS.items() for verb, roles in verbs.items()]
