"""Letters are compared without case and accents, in the same way everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.values import nfc
from services.search.domain import folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élève À L’ŒUVRE, Straße", "eleve a l'oeuvre, strasse"),
        ("ПРАВО Ёлки йод", "право елки йод"),
        ("مُحَامِيَّة أحمد إلى ٢٠٢٥", "محاميه احمد الي 2025"),
        ("Άνδρας", "ανδρασ"),
        ("שָׁלוֹם", "שלום"),
        ("İstanbul ŁÓDŹ Ørsted", "istanbul lodz orsted"),
    ],
)
def test_letters_are_folded(text, folded):
    assert folding.fold(text) == folded


def test_words_are_cut_where_scripts_without_spaces_have_none():
    assert folding.words("L'avocat 律师 адвокат-2") == ["l", "avocat", "律", "师", "адвокат", "2"]


@given(st.text())
def test_folded_text_stays_as_it_is_and_knows_where_it_came_from(text):
    text = nfc(text)
    folded = folding.fold(text)
    assert folding.fold(folded) == folded
    places = folding.offsets(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)
