"""Texts of pages stand in sentences, in the reader's language, with markup shown as text."""

from flask import render_template_string


def shown(site, template, **content):
    with site.app.test_request_context("/", headers={"Accept-Language": "en"}):
        return render_template_string(template, **content)


def test_what_a_text_speaks_of_stands_in_it_as_text(site):
    assert shown(site, '{{ _("due {moment}", moment=moment) }}', moment="<b>now</b>") == "due &lt;b&gt;now&lt;/b&gt;"


def test_one_and_many_are_said_differently(site):
    template = '{{ ngettext("One in all", "{number} in all", number) }}'
    assert [shown(site, template, number=number) for number in (1, 3)] == ["One in all", "3 in all"]
