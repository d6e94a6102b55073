from gateway.console.names import names_of, tells_a_name


def test_a_word_of_a_name_is_found_whatever_its_case_and_accents():
    texts = ("Detained: NUNEZ.", "About Ñúñez, again", "o’neil", "Sample-Nunez")
    assert [tells_a_name(text, ["Sam Ñúñez-O'Neil"]) for text in texts] == [True] * 4


def test_parts_of_words_and_short_words_tell_nothing():
    texts = ("Nunezian", "S. N., a lawyer", "al-", "article 112")
    assert [tells_a_name(text, ["S. Nunez", "Al 112"]) for text in texts] == [False] * 4


def test_a_name_in_a_script_without_spaces_is_found_inside_a_sentence():
    assert tells_a_name("律师样本名被拘留", ["样本名"])
    assert not tells_a_name("律师被拘留", ["样本名", "师"])


def test_the_marks_on_arabic_letters_do_not_hide_a_name():
    assert tells_a_name("احتجاز أُسامة نموذج", ["اسامه", "أسامة"])


def test_a_case_holds_every_name_of_those_whom_it_is_about():
    people = [{"name": "Sample One", "other_names": ["Sample Uno"]}, {"name": "Sample Two", "other_names": []}]
    assert names_of({"subjects": people}) == ["Sample One", "Sample Uno", "Sample Two"]
    assert names_of({"subjects": []}) == []
