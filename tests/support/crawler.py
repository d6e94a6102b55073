"""Somebody who follows every link of the console and sends every form empty."""

from collections import deque
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

LEAVES = ("/sign-out", "/lock", "/language")
"""Forms that end the visit; they have tests of their own."""
NOT_PAGES = ("/api/", "/feeds/", "/static/")


class Crawler:
    """A browser without a screen: cookies, links, forms."""

    def __init__(self, url):
        self.client = httpx.Client(
            base_url=url, follow_redirects=True, timeout=30, headers={"Accept": "text/html", "Accept-Language": "en"}
        )
        self.pages = {}

    def close(self):
        self.client.close()

    def sign_in(self, email, password):
        answer = self.client.post("/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 200, answer.status_code

    def visit_all(self, start="/my-day"):
        """Follow every link from `start`; keep each page's answer under its address."""
        waiting = deque([start])
        while waiting:
            address = waiting.popleft()
            if address in self.pages:
                continue
            answer = self.pages[address] = self.client.get(address)
            if answer.headers["Content-Type"].startswith("text/html"):
                waiting.extend(self._links(answer))

    def _links(self, answer):
        here = str(answer.url)
        found = (urljoin(here, link.get("href")) for link in html.fromstring(answer.content).iter("a") if link.get("href"))
        own = (urlsplit(address) for address in found if urlsplit(address).netloc == urlsplit(here).netloc)
        return [parts._replace(scheme="", netloc="", fragment="").geturl() for parts in own if not parts.path.startswith(NOT_PAGES)]

    def send_every_form_empty(self):
        """Send each form of every page with nothing but its hidden fields; return (address, action, status)."""
        return [sent for address, answer in list(self.pages.items()) for sent in self._send_forms(address, answer)]

    def _send_forms(self, address, answer):
        if not answer.headers["Content-Type"].startswith("text/html"):
            return
        for form in html.fromstring(answer.content).forms:
            action = urljoin(str(answer.url), form.get("action") or "")
            if form.method.upper() == "POST" and not urlsplit(action).path.startswith(LEAVES):
                hidden = {field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("type") == "hidden"}
                yield address, urlsplit(action).path, self.client.post(action, data=hidden).status_code
