import pytest

from chassis.blind_index import digests, tokens

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sample Lawyer", {"sample", "lawyer"}),
        ("  ÑÚÑEZ-O'Neil ", {"nunez", "oneil"}),
        ("Straße", {"strasse"}),
        ("Ｓａｍｐｌｅ", {"sample"}),
        ("Łukasz Ёлкин", {"łukasz", "елкин"}),
        ("李 小明", {"李", "小明"}),
        ("", set()),
        ("- ' _", set()),
    ],
)
def test_names_are_folded_to_words(name, expected):
    assert tokens(name) == expected


def test_a_name_is_found_in_any_writing_of_it():
    assert digests(KEY, "ñuñez sample") == digests(KEY, "Sample NUN\u0303EZ")


def test_digests_of_two_organisations_have_nothing_in_common():
    assert digests(KEY, "Sample Lawyer") & digests(OTHER_KEY, "Sample Lawyer") == set()


def test_a_part_of_a_word_does_not_match():
    assert digests(KEY, "Samp") & digests(KEY, "Sample") == set()


def test_a_digest_holds_nothing_of_the_word():
    assert all(b"sample" not in digest and len(digest) == 16 for digest in digests(KEY, "sample"))
