"""The reader's language, and the words of the gateway in it.

Catalogues are `locales/<language>/LC_MESSAGES/havana.po`, read when first needed; English stands in the code itself.
`N_` marks a text where it is written down, `gettext` turns it into the reader's language where it is shown.
"""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g, has_request_context, request

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "havana"
DEFAULT = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
COOKIE = "havana_language"


def N_(message: str) -> str:  # noqa: N802  # the name that extraction tools look for
    """Mark a text for the catalogues and return it as it is."""
    return message


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there is a catalogue for, the default first."""
    return (DEFAULT, *sorted(folder.name for folder in LOCALES.iterdir() if _catalogue(folder.name).is_file() and folder.name != DEFAULT))


def language() -> str:
    """Return the reader's language: the one chosen (cookie), else the best of `Accept-Language`, else English."""
    if not has_request_context():
        return DEFAULT
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "")
        g.language = chosen if chosen in languages() else request.accept_languages.best_match(languages(), default=DEFAULT)
    return str(g.language)


def direction(of: str | None = None) -> str:
    """Return `rtl` or `ltr` for a language tag; the reader's language if none is given."""
    return "rtl" if (of or language()).split("-")[0] in RIGHT_TO_LEFT else "ltr"


def gettext(message: str, **params: object) -> str:
    """Return the text in the reader's language with `{name}` filled in."""
    return _filled(translations(language()).ugettext(message), params)


def ngettext(singular: str, plural: str, number: int, **params: object) -> str:
    """Return the form of the text that belongs to `number`, which may stand in it as `{number}`."""
    return _filled(translations(language()).ungettext(singular, plural, number), {"number": number, **params})


def _filled(text: str, params: dict[str, object]) -> str:
    return text.format_map(_Shown(params)) if params else text


COMMA = N_(", ")
"""What stands between the parts of a list."""


def listed(parts: Iterable[object]) -> str:
    """Return parts with the reader's comma between them."""
    return translations(language()).ugettext(COMMA).join(map(str, parts))


class _Shown(dict[str, object]):
    """Parameters as they are shown: a list with commas, what is missing as its name."""

    def __getitem__(self, name: str) -> object:
        value = self.get(name, name)
        return listed(value) if isinstance(value, list | tuple) else value


@cache
def translations(of: str) -> NullTranslations:
    """Return the catalogue of a language; English for one that has none."""
    if not (file := _catalogue(of)).is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=of, domain=DOMAIN))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def _catalogue(of: str) -> Path:
    return LOCALES / of / "LC_MESSAGES" / f"{DOMAIN}.po"
