"""The console as somebody signed in uses it without a script: pages are read, forms are sent with everything that stood in them."""

from uuid import uuid4

from lxml import html
from werkzeug.datastructures import MultiDict

from gateway import csrf
from tests.support.site import PASSWORD

OF_THE_FRAME = {"/lock", "/sign-out", "/language"}
"""Forms that stand on every page."""


class Page:
    """An answer of the console: its words, links, buttons and forms, and everything that the answer itself says."""

    def __init__(self, answer):
        self._answer = answer
        self.status = answer.status_code
        self._tree = html.fromstring(answer.text if "<html" in answer.text else "<html></html>")

    def __getattr__(self, name):
        return getattr(self._answer, name)

    @property
    def words(self):
        """What the page says, frame and all."""
        return said_by(self._tree)

    @property
    def links(self):
        return [link.get("href") for link in self._tree.iter("a") if link.get("href")]

    @property
    def buttons(self):
        return [said_by(button) for button in self._tree.iter("button")]

    def options(self, name):
        """Return the values that the selects of this name offer."""
        return [
            option.get("value") for select in self._tree.iter("select") if select.get("name") == name for option in select.iter("option")
        ]

    @property
    def forms(self):
        """What stands in each form, with its address as `action`."""
        return [Fields(form) for form in self._tree.iter("form")]

    def form(self, **has):
        """Return what stands in the one form that has these values."""
        (found,) = [form for form in self.forms if all(form.get(name) == value for name, value in has.items())]
        return found

    def form_with(self, name):
        """Return what stands in the one form that has a field of this name."""
        (found,) = [form for form in self.forms if name in form]
        return found


class Fields(MultiDict):
    """What a browser would send of a form."""

    def __init__(self, form):
        super().__init__(filled(form))
        self.action, self.method = form.get("action") or "", form.method


def filled(form):
    """Yield name and value of each field as it stands (lxml's own takes a ticked box with an empty value for "on")."""
    for field in form.iter("input", "select", "textarea"):
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((one for one in options if "selected" in one.attrib), options[0])
            yield field.get("name"), chosen.get("value")
        elif field.tag == "textarea":
            yield field.get("name"), field.text or ""
        elif field.get("type") not in {"radio", "checkbox"} or "checked" in field.attrib:
            yield field.get("name"), field.get("value", "")


class Console:
    """A browser of a site without scripts; `member` signs in."""

    def __init__(self, site, member=None, *, password=PASSWORD):
        self.member = member
        self.client = site.app.test_client()
        if member is not None:
            self.entered = self.client.post("/sign-in", data={"email": member.email, "password": password})
            assert self.entered.status_code == 303, self.entered.text

    def get(self, path):
        return Page(self.client.get(path, headers={"Accept": "text/html"}))

    def post(self, path, *, key=None, **fields):
        """Send fields of one's own, with the token of the session and a key."""
        cookie = self.client.get_cookie("havana_session")
        hidden = {"csrf_token": csrf.token_of(cookie.value) if cookie else "", "idempotency_key": key or uuid4().hex}
        return self._send(path, {**hidden, **fields})

    def send(self, path, form, **changed):
        """Send a form as it stands, with some fields changed (dots as double underscores)."""
        sent = MultiDict(form)
        for name, value in changed.items():
            sent.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
        return self._send(path, sent)

    def _send(self, path, data):
        return Page(self.client.post(path, data=data, headers={"Accept": "text/html"}))


class Reader(Console):
    """Somebody who opens a page, fills in its form and sends it."""

    def read(self, path, *, status=200):
        """Return the text of a page."""
        page = self.get(path)
        assert page.status == status, (page.status, page.location, page.text)
        return page.text

    def form(self, path, seen=None, *, number=0):
        """Return (address, fields) of one of the page's own forms."""
        forms = [one for one in fields_in(seen or self.read(path)) if one.method == "POST" and one.action not in OF_THE_FRAME]
        return forms[number].action or path, forms[number]

    def send(self, path, *, seen=None, number=0, **changed):
        """Fill in the form of a page (as it is now, or as it was `seen`) and send it. A list stands for several values, None leaves a
        field out; dots in names are written __.
        """
        address, fields = self.form(path, seen, number=number)
        for name, value in changed.items():
            fields.setlist(name.replace("__", "."), value if isinstance(value, list) else [] if value is None else [value])
        return self._send(address, fields)

    def done(self, path, **how):
        """Send a form that must come through and return where it leads."""
        answer = self.send(path, **how)
        assert answer.status == 303, (answer.status, answer.text)
        return answer.location


def said_by(element):
    """Return the text of an element as one line."""
    return " ".join(" ".join(element.itertext()).split())


def fields_in(text):
    return [Fields(form) for form in html.fromstring(text).iter("form")]


def words(answer):
    """Return what the page says to whoever reads it, without its frame."""
    (main,) = html.fromstring(answer.text).xpath("//main") or [html.fromstring(answer.text)]
    return said_by(main)


def shown_once(answer):
    """Return the link or the key that the page shows."""
    (code,) = html.fromstring(answer.text).xpath("//code[@class='once']")
    return said_by(code)


def places(answer):
    """Return the addresses that the page leads to, in order."""
    return Page(answer).links if not isinstance(answer, Page) else answer.links
