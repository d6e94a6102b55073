import pytest

from chassis.errors import NotFound
from chassis.permissions import ROLES
from chassis.values import PRECISIONS, Tlp
from chassis.vocabularies import names, one_of, vocabulary


def test_every_vocabulary_has_titles_and_no_code_twice():
    for name in names():
        terms = vocabulary(name)
        assert all(term.label for term in terms.values())
        assert len({term.label for term in terms.values()}) == len(terms)


def test_there_are_twenty_nine_basic_principles():
    assert list(vocabulary("basic-principles")) == [str(number) for number in range(1, 30)]


def test_every_act_type_touches_principles_that_exist():
    for term in vocabulary("act-types").values():
        assert term.principles
        assert set(term.principles) <= set(vocabulary("basic-principles"))


def test_the_vocabularies_of_the_chassis_agree_with_its_code():
    assert tuple(vocabulary("roles")) == ROLES
    assert tuple(vocabulary("markings")) == tuple(Tlp)
    assert tuple(vocabulary("date-precisions")) == PRECISIONS


@pytest.mark.parametrize("name", ["nothing", "../permissions", ""])
def test_an_unknown_vocabulary_is_not_found(name):
    with pytest.raises(NotFound):
        vocabulary(name)


def test_a_field_can_take_the_codes_of_a_vocabulary():
    assert one_of("checks").choices == ("mandate", "verification", "consent", "risk")
