"""Languages as people write them into a field: by their tag, or by their name."""

from functools import cache

from babel import Locale

from chassis.schemas import Lang
from gateway.languages import DEFAULT, language

KNOWN_BY_THEMSELVES = (
    "am", "ar", "az", "be", "bn", "bs", "cs", "de", "en", "es", "fa", "fr", "ha", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka",
    "kk", "km", "ko", "ku", "ky", "lo", "mn", "ms", "my", "ne", "nl", "pl", "ps", "pt", "ro", "ru", "rw", "si", "so", "sq", "sr", "sw",
    "ta", "tg", "th", "ti", "tk", "tr", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip
"""Languages that are found by what they call themselves too: of all of them, the data would fill the memory of a small site."""
TAG = 2
"""What is no longer than this is a tag; longer words may be both, and are names first (Ewe, Fon)."""


def tag_of(said: str) -> str | None:
    """Return the tag of a language that was named by its tag or by its name (in the reader’s language, in English, in its own), or None."""
    said = said.strip()
    is_tag = len(said) <= TAG and said.isascii()
    named = None if is_tag else _named(language(), said) or _named(DEFAULT, said) or _own_names().get(said.casefold())
    return named or Lang().canonical(said)


def _named(reader: str, said: str) -> str | None:
    """Return the tag of the language that has this name in the language of a reader."""
    found = (tag for tag, name in Locale(reader).languages.items() if name.casefold() == said.casefold())
    return next((canonical for tag in found if (canonical := Lang().canonical(tag.replace("_", "-")))), None)


@cache
def _own_names() -> dict[str, str]:
    return {str(Locale(tag).get_language_name(tag)).casefold(): tag for tag in KNOWN_BY_THEMSELVES}
