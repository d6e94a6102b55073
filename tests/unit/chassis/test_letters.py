from datetime import UTC, datetime
from uuid import UUID

import pytest

from chassis.mail.letters import Letters, NoLetter

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = UUID(int=7)


@pytest.fixture
def letters(tmp_path):
    (tmp_path / "waiting.en.txt").write_text("$count alerts wait for you on $site\n\nSign them off: $link\n")
    (tmp_path / "waiting.ar.txt").write_text("تنتظرك تنبيهات\n\n$link\n", "utf-8")
    (tmp_path / "curious.en.txt").write_text("About $name\n\n$link\n")
    return Letters(templates=tmp_path, sender="havana@site.example", site="site.example", public_url="https://site.example/")


def write(letters, **changes):
    wanted = {"id": ID, "to": "a@org.example", "template": "waiting", "lang": "en", "path": "/alerts", "count": 3, "at": NOON}
    return letters.write(**(wanted | changes))


def test_a_mail_carries_the_link_and_the_number_and_says_that_a_machine_wrote_it(letters):
    letter = write(letters)
    assert letter.get_content() == "Sign them off: https://site.example/alerts\n"
    assert {name: letter[name] for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")} == {
        "From": "havana@site.example",
        "To": "a@org.example",
        "Subject": "3 alerts wait for you on site.example",
        "Date": "Sun, 01 Mar 2026 12:00:00 +0000",
        "Message-ID": f"<{ID}@site.example>",
        "Auto-Submitted": "auto-generated",
    }


@pytest.mark.parametrize(
    ("lang", "subject"), [("ar", "تنتظرك تنبيهات"), ("ar-EG", "تنتظرك تنبيهات"), ("fr", "3 alerts wait for you on site.example")]
)
def test_the_readers_language_is_taken_where_there_is_one_else_english(letters, lang, subject):
    assert write(letters, lang=lang)["Subject"] == subject


@pytest.mark.parametrize("wrong", [{"template": "unknown"}, {"template": "curious"}, {"count": None}])
def test_a_template_that_is_missing_or_asks_for_more_than_a_link_and_a_number_writes_no_mail(letters, wrong):
    with pytest.raises(NoLetter):
        write(letters, **wrong)


def test_an_address_cannot_add_a_header(letters):
    with pytest.raises(ValueError, match="linefeed"):
        write(letters, to="a@org.example\r\nBcc: b@org.example")
