"""Somebody who follows every kind of link of the console and sends every form empty."""

import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from lxml import html

LEAVES = ("/sign-out", "/lock", "/language")
"""Forms that end the visit; they have tests of their own."""
NOT_PAGES = ("/api/", "/feeds/", "/static/")
MOST_OF_A_SHAPE = 4
"""Pages that differ in an id, a number or the value of a filter are the same page: so many of them are looked at in the reader's
language, and one in each other language.
"""
READS = "en"


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
        """Follow the links from `start`; keep each page's answer under its address."""
        waiting, seen = deque([start]), Counter()
        while waiting:
            address = waiting.popleft()
            if address in self.pages or not self._is_wanted(address, seen):
                continue
            answer = self.pages[address] = self.client.get(address)
            if answer.headers["Content-Type"].startswith("text/html"):
                waiting.extend(self._links(answer))

    def _is_wanted(self, address, seen):
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query))
        lang = query.get("lang", READS)
        shape = (re.sub(r"/[0-9a-f-]{36}|/\d+|/[A-Z]{2}(?=/|$)", "/*", parts.path), tuple(sorted(query)), lang)
        seen[shape] += 1
        return seen[shape] <= (MOST_OF_A_SHAPE if lang == READS else 1)

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
