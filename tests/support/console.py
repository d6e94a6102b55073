"""The console as somebody signed in uses it: pages are read as text, forms are sent with everything that stood in them."""

import html
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from uuid import uuid4

from gateway import csrf
from tests.support.site import PASSWORD


class Forms(HTMLParser):
    """The forms of a page that send something: for each its address and what stands in its fields."""

    def __init__(self, text):
        super().__init__()
        self.all, self._form, self._select, self._area = [], None, None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self._form = SimpleNamespace(action=given.get("action") or "", fields=[], html=given)
            self.all.append(self._form)
        elif tag == "form":
            self._form = None
        elif self._form is not None and given.get("name") and tag in {"input", "select", "textarea"}:
            self._field(tag, given)
        elif tag == "option" and self._select:
            name, chosen, first = self._select
            value = given.get("value", "")
            self._select = (name, value if "selected" in given else chosen, first if first is not None else value)

    def _field(self, tag, given):
        name = given["name"]
        if tag == "select":
            self._select = (name, None, None)
        elif tag == "textarea":
            self._area = (name, "")
        elif given.get("type") not in {"radio", "checkbox"} or "checked" in given:
            self._form.fields.append((name, given.get("value", "")))

    def handle_data(self, data):
        if self._area:
            self._area = (self._area[0], self._area[1] + data)

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            name, chosen, first = self._select
            self._form.fields.append((name, chosen if chosen is not None else first or ""))
            self._select = None
        elif tag == "textarea" and self._area:
            self._form.fields.append(self._area)
            self._area = None
        elif tag == "form":
            self._form = None


OF_THE_FRAME = {"/lock", "/sign-out", "/language"}


class Reader:
    """A member in a browser without scripts."""

    def __init__(self, site, member):
        self.member = member
        self._browser = site.app.test_client()
        assert self._browser.post("/sign-in", data={"email": member.email, "password": PASSWORD}).status_code == 303

    def read(self, path, *, status=200):
        """Return the text of a page."""
        answer = self._browser.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == status, (answer.status_code, answer.location, answer.text)
        return answer.text

    def form(self, path, seen=None, *, number=0):
        """Return (address, fields) of one of the page's own forms."""
        forms = [one for one in Forms(seen or self.read(path)).all if one.action not in OF_THE_FRAME]
        return forms[number].action or path, forms[number].fields

    def send(self, path, *, seen=None, number=0, **changed):
        """Fill in the form of a page (as it is now, or as it was `seen`) and send it.

        A list stands for several values, None leaves a field out; dots in names are written __.
        """
        address, fields = self.form(path, seen, number=number)
        new = {name.replace("__", "."): value for name, value in changed.items()}
        kept = [(name, value) for name, value in fields if name not in new]
        added = [(name, one) for name, value in new.items() if value is not None for one in (value if isinstance(value, list) else [value])]
        data = {}
        for name, value in [*kept, *added]:
            data.setdefault(name, []).append(value)
        return self._browser.post(address, data=data, headers={"Accept": "text/html"})

    def done(self, path, **how):
        """Send a form that must come through and return where it leads."""
        answer = self.send(path, **how)
        assert answer.status_code == 303, (answer.status_code, answer.text)
        return answer.location


class Console:
    """A browser of a site; `member` signs in."""

    def __init__(self, site, member=None, *, password=PASSWORD):
        self.client = site.app.test_client()
        if member is not None:
            self.entered = self.client.post("/sign-in", data={"email": member.email, "password": password})
            assert self.entered.status_code == 303, words(self.entered)

    def get(self, path):
        return self.client.get(path, headers={"Accept": "text/html"})

    def post(self, path, *, key=None, **fields):
        """Send a form as its page would: with the token of the session and a key of its own."""
        cookie = self.client.get_cookie("havana_session")
        hidden = {"csrf_token": csrf.token_of(cookie.value) if cookie else "", "idempotency_key": key or uuid4().hex}
        return self.client.post(path, data={**hidden, **fields}, headers={"Accept": "text/html"})


def words(answer):
    """Return what the page says to whoever reads it."""
    main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main[0] if main else answer.text))).strip()


def shown_once(answer):
    """Return the link or the key that the page shows."""
    return html.unescape(re.search(r'<code class="once"[^>]*>([^<]+)</code>', answer.text)[1])


def places(answer):
    """Return the addresses that the page leads to, in order."""
    return [html.unescape(address) for address in re.findall(r'<a [^>]*href="([^"]+)"', answer.text)]
