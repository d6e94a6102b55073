"""A new version runs on the databases beside the former one: no revision takes from tables what the former code needs."""

from pathlib import Path

import pytest

from tests.support.revisions import breaks

REPOSITORY = Path(__file__).parents[2]
REVISIONS = sorted([*REPOSITORY.glob("services/*/migrations/[0-9]*.py"), *REPOSITORY.glob("chassis/storage/migrations/versions/[0-9]*.py")])

BATCH = 'def upgrade():\n    with op.batch_alter_table("case", schema=None) as batch_op:\n        batch_op.{}'


def test_no_revision_breaks_the_code_of_the_former_release():
    broken = {str(path.relative_to(REPOSITORY)): breaks(path.read_text()) for path in REVISIONS}
    assert broken == {str(path.relative_to(REPOSITORY)): [] for path in REVISIONS}


def test_the_revisions_of_the_chassis_and_of_services_are_read():
    assert {"versions", "migrations"} == {path.parent.name for path in REVISIONS}


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ('drop_column("title")', "drop_column"),
        ('alter_column("title", new_column_name="name")', "alter_column"),
        ('alter_column("title", nullable=False)', "alter_column"),
        ('add_column(sa.Column("title", sa.Text(), nullable=False))', "add_column"),
        ('create_unique_constraint("uq_case_title", ["title"])', "create_unique_constraint"),
        ('create_index(batch_op.f("ix_case_title"), ["title"], unique=True)', "create_index"),
    ],
)
def test_what_the_former_code_could_not_bear_is_found(operation, name):
    assert breaks(BATCH.format(operation)) == [f"case: {name}"]


@pytest.mark.parametrize("call", ['drop_table("case")', 'rename_table("case", "file")'])
def test_a_table_that_is_taken_away_is_found(call):
    assert breaks(f"def upgrade():\n    op.{call}") == [f"case: {call.split('(', maxsplit=1)[0]}"]


def test_a_statement_of_its_own_that_changes_a_table_is_found():
    assert breaks('def upgrade():\n    op.execute("ALTER TABLE x DROP COLUMN y")') == ["ALTER TABLE x DROP COLUMN y: execute"]


@pytest.mark.parametrize(
    "operation",
    [
        'add_column(sa.Column("title", sa.Text(), nullable=True))',
        'add_column(sa.Column("title", sa.Text(), nullable=False, server_default=""))',
        'create_index(batch_op.f("ix_case_title"), ["title"], unique=False)',
    ],
)
def test_what_only_adds_is_let_through(operation):
    assert breaks(BATCH.format(operation)) == []


def test_a_table_that_the_same_revision_makes_may_be_shaped_as_it_likes():
    made = BATCH.replace("    with", '    op.create_table("case")\n    with')
    assert breaks(made.format('create_index(batch_op.f("ix_case_title"), ["title"], unique=True)')) == []
