import pytest

from chassis import cursors
from chassis.errors import Invalid

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def test_a_cursor_opens_for_the_viewer_and_question_it_was_made_for():
    cursor = cursors.seal(KEY, [17, "id"], bound_to="person:1|cases")
    assert cursors.unseal(KEY, cursor, bound_to="person:1|cases") == [17, "id"]


def test_a_cursor_shows_nothing_of_the_position_and_never_looks_the_same_twice():
    first, second = (cursors.seal(KEY, [17, "secret-id"], bound_to="x") for _ in range(2))
    assert first != second
    assert "secret" not in first


@pytest.mark.parametrize(("key", "bound_to"), [(OTHER_KEY, "x"), (KEY, "y")])
def test_a_cursor_fits_no_other_key_viewer_or_question(key, bound_to):
    with pytest.raises(Invalid) as raised:
        cursors.unseal(key, cursors.seal(KEY, [1], bound_to="x"), bound_to=bound_to)
    assert raised.value.params == {"errors": [{"pointer": "/cursor", "code": "wrong-cursor"}]}


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAA", "A" * 40, "!" * 40])
def test_noise_is_no_cursor(cursor):
    with pytest.raises(Invalid):
        cursors.unseal(KEY, cursor, bound_to="x")


def test_a_changed_cursor_is_refused():
    cursor = cursors.seal(KEY, [1], bound_to="x")
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    changed = ("A" if cursor[0] != "A" else "B") + changed[1:]
    with pytest.raises(Invalid):
        cursors.unseal(KEY, changed, bound_to="x")
