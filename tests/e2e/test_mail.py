"""A running site sends mail: to a mail server, or into its spool folder."""

from email import message_from_bytes, policy

from tests.support.embedded import running_site
from tests.support.remote import Embedded
from tests.support.site import Organisation
from tests.support.waiting import until

TEXT = """\
The password or the second factor of your account on site.example was changed.

If it was you, there is nothing to do. If it was not you, tell your administrator at once.

https://site.example/
"""
SITE = {"site": "site.example", "public_url": "https://site.example"}


def changed_password(folder):
    """Return the address of a member who has just changed their password."""
    platform = Embedded(folder)
    member = Organisation(platform, "Sample Defenders").member("admin")
    asked = {"password": member.password, "new_password": "another sample password"}
    platform.rpc.call("directory", "change_password", asked, context=member.context)
    return member.email


def test_who_has_a_new_password_is_told_by_the_mail_server(tmp_path, smtp_server):
    with running_site(tmp_path, **SITE, smtp_url=smtp_server.url, mail_from="havana@site.example"):
        email = changed_password(tmp_path)
        (received,) = smtp_server.wait_for(1)
    assert (received["X-Envelope-To"], received["From"]) == (email, "havana@site.example")
    assert received["Subject"] == "Something about your account on site.example changed"
    assert received.get_content() == TEXT


def test_without_a_mail_server_the_mail_lies_in_the_spool_folder(tmp_path):
    with running_site(tmp_path, **SITE):
        email = changed_password(tmp_path)
        until(lambda: list(tmp_path.glob("spool/*.eml")))
    (file,) = tmp_path.glob("spool/*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (letter["To"], letter["From"], letter.get_content()) == (email, "havana@localhost", TEXT)
