"""The words of mails: one file for each template and language, `<template>.<lang>.txt`.

Its first line is the subject, the second is empty, the rest is the text. `$site`, `$link` and `$count` are all that it may ask for.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from string import Template
from uuid import UUID

FALLBACK = "en"


class NoLetter(Exception):
    """There is no such template, or it asks for what mails do not carry."""


@dataclass(frozen=True, kw_only=True)
class Letters:
    """Writes mails from the templates in a folder. `public_url`: where the links lead; `site`: its name, also in the Message-ID."""

    templates: Path
    sender: str
    site: str
    public_url: str

    def write(self, *, id: UUID, to: str, template: str, lang: str, path: str, count: int | None, at: datetime) -> EmailMessage:  # noqa: A002
        """Return the mail, the same each time it is tried. NoLetter; ValueError if `to` is no address."""
        subject, text = self._words(template, lang)
        words = {"link": self.public_url.rstrip("/") + path, "site": self.site} | ({} if count is None else {"count": str(count)})
        letter = EmailMessage()
        letter["From"], letter["To"] = self.sender, to
        try:
            letter["Subject"] = Template(subject).substitute(words)
            letter.set_content(Template(text).substitute(words), cte="quoted-printable")
        except KeyError as error:
            raise NoLetter(f"{template} asks for {error}") from error
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{id}@{self.site}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Auto-Response-Suppress"] = "All"
        return letter

    def _words(self, template: str, lang: str) -> tuple[str, str]:
        for wanted in (lang, lang.split("-", maxsplit=1)[0], FALLBACK):
            path = self.templates / f"{template}.{wanted}.txt"
            if path.is_file():
                subject, _, text = path.read_text("utf-8").partition("\n")
                return subject, text.lstrip("\n")
        raise NoLetter(template)
