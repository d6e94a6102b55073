import pytest

from gateway.console.differences import Piece, pieces


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("Release her.", "Release her.", [("same", "Release her.")]),
        ("Release her now.", "Release him now.", [("same", "Release"), ("del", " her"), ("ins", " him"), ("same", " now.")]),
        ("one\ntwo", "one\n\ntwo", [("same", "one"), ("del", "\ntwo"), ("ins", "\n\ntwo")]),
        ("أفرجوا عنها", "أفرجوا عنه", [("same", "أفرجوا"), ("del", " عنها"), ("ins", " عنه")]),
        ("Arrested.", "Arrested again.\n", [("same", "Arrested"), ("ins", " again"), ("same", "."), ("ins", "\n")]),
        (None, "new", [("ins", "new")]),
        ("old", None, [("del", "old")]),
        (None, "", []),
    ],
)
def test_a_difference_names_the_words_that_went_and_came(before, after, changes):
    assert pieces(before, after) == [Piece(*change) for change in changes]


def test_both_texts_can_be_read_out_of_their_difference():
    before, after = "One lawyer was detained, in Country A.", "Two lawyers were detained — in Country A and B."
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.change != "ins") == before
    assert "".join(piece.text for piece in found if piece.change != "del") == after
