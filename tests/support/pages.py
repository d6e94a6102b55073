"""The console as somebody uses it who signed in by its form: pages, links, forms with what stands in them."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class Page(HTMLParser):
    """An answer of the console: its words, its links and its forms."""

    def __init__(self, answer):
        super().__init__()
        self.status, self.location, self.text = answer.status_code, answer.location, answer.text
        self.links, self.forms, self.buttons, self.words = [], [], [], ""
        self._select = self._textarea = self._button = None
        self.feed(answer.text)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(MultiDict())
        elif tag == "button":
            self._button = ""
        elif self.forms:
            self._field(tag, given)

    def _field(self, tag, given):
        chosen = given.get("type") not in {"radio", "checkbox"} or "checked" in given
        if tag == "input" and "name" in given and chosen:
            self.forms[-1].add(given["name"], given.get("value", ""))
        elif tag == "select":
            self._select, self._options = given["name"], []
        elif tag == "option" and self._select:
            self._options.insert(0 if "selected" in given else len(self._options), given["value"])
        elif tag == "textarea":
            self._textarea = given["name"]
            self.forms[-1].add(self._textarea, "")

    def handle_data(self, data):
        self.words += data
        if self._textarea:
            self.forms[-1][self._textarea] += data
        if self._button is not None:
            self._button += data

    def handle_endtag(self, tag):
        self.words += " "
        if tag == "button" and self._button is not None:
            self.buttons.append(" ".join(self._button.split()))
            self._button = None
        elif tag == "select" and self._select:
            self.forms[-1].add(self._select, self._options[0])
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def form(self, **has):
        """Return what stands in the one form that has these values."""
        (found,) = [form for form in self.forms if all(form.get(name) == value for name, value in has.items())]
        return found

    def form_with(self, name):
        """Return what stands in the one form that has a field of this name."""
        (found,) = [form for form in self.forms if name in form]
        return found


class Console:
    """A browser without scripts, signed in as a member."""

    def __init__(self, site, member):
        self._client = site.app.test_client()
        self._client.post("/sign-in", data={"email": member.email, "password": member.password})

    def get(self, path):
        return Page(self._client.get(path, headers={"Accept": "text/html"}))

    def send(self, path, form, **changed):
        """Send a form as it stands, with some fields changed (dots as double underscores)."""
        sent = MultiDict(form)
        for name, value in changed.items():
            sent.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
        return Page(self._client.post(path, data=sent, headers={"Accept": "text/html"}))
