"""Finds where a text cites the Basic Principles on the Role of Lawyers by number, in English, French and Spanish.

Two things are looked for: names of instruments whose provisions are called principles, and lists of numbers after the word
“principle”. A list belongs to the instrument that follows it (“principles 16 and 18 of the …”), else to the one named last before it.
Where that is another one, or there is none, nothing is found. A person decides about everything that is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

LAST = 29
"""There are 29 principles: what has a higher number is another instrument's."""

OURS, OTHER, SHORT = "ours", "other", "short"

_UN = r"(?:(?:United\s+Nations|UN|U\.N\.)\s+)?"
_OURS = rf"""
    {_UN}Basic\s+Principles\s+(?:on|for|concerning|regarding)\s+(?:the\s+)?(?:Role|Independence|Function)s?\s+of\s+(?:the\s+)?Lawyers
  | {_UN}Basic\s+Principles\s+on\s+Lawyers
  | Havana\s+Principles | Principes\s+de\s+La\s+Havane | Principios\s+de\s+La\s+Habana | \bBPRL\b
  | Principes\s+(?:de\s+base|fondamentaux)\s+(?:des\s+Nations\s+Unies\s+|de\s+l['’]ONU\s+)?
      (?:relatifs\s+au|sur\s+le|concernant\s+le)\s+r[ôo]le\s+(?:du\s+barreau|des\s+avocats)
  | Principios\s+B[áa]sicos\s+(?:de\s+las\s+Naciones\s+Unidas\s+|de\s+la\s+ONU\s+)?
      (?:sobre|relativos\s+a)\s+(?:la\s+funci[óo]n|el\s+papel)\s+de\s+los\s+abogados
"""
_OTHER = r"""
    (?:Body|Set)\s+of\s+Principles
  | Basic\s+Principles\s+(?:on|for|and|of|concerning|regarding)\b
  | (?:Guiding|Bangalore|Johannesburg|Siracusa|Yogyakarta|Tshwane|Limburg|Maastricht|Paris|Updated|Global|General|Istanbul|Singhvi
      |Burgh\s+House|Latimer\s+House|Camden|Joinet|Orentlicher|Updated\s+Set\s+of|Méndez|Mendez|Minnesota|Chapultepec|Montreal|Nuremberg|Equator|Ruggie)\s+Principles
  | Principles\s+(?:on|for|relating\s+to|and\s+Guidelines|and\s+Best\s+Practices|of\s+(?:Medical|Professional|International))\b
  | Declaration\s+of\s+Principles | Code\s+of\s+Conduct | Core\s+Principles
  | Principes\s+(?:de\s+(?:base|Bangalore|Paris|Johannesburg|Siracuse|Yogyakarta|Nuremberg)|fondamentaux|directeurs
      |et\s+lignes|g[ée]n[ée]raux)\b
  | Ensemble\s+de\s+(?:principes|r[èe]gles)
  | Principios\s+(?:B[áa]sicos|Rectores|de\s+(?:Bangalore|Par[íi]s|Johannesburgo|Siracusa|Yogyakarta|N[úu]remberg)
      |y\s+(?:Directrices|Buenas)|Fundamentales|relativos|generales|sobre)\b
  | Conjunto\s+de\s+Principios
"""
_SHORT = r"""
    (?:the|these|those|said|UN)\s+Basic\s+Principles(?!\s+(?:on|for|and|of|concerning|regarding)\b)
  | (?:les|des|aux|ces)\s+Principes\s+de\s+base(?!\s+(?:relatifs|sur|concernant|et|des\s+Nations|de\s+l['’]ONU)\b)
  | (?:los|estos|dichos)\s+Principios\s+B[áa]sicos(?!\s+(?:sobre|relativos|para|de)\b)
"""
_FLAGS = re.VERBOSE | re.IGNORECASE
INSTRUMENT = re.compile(rf"(?P<{OURS}>{_OURS})|(?P<{SHORT}>{_SHORT})|(?P<{OTHER}>{_OTHER})", _FLAGS)
BASIC = re.compile(r"Basic\s+Principles|Principes\s+(?:de\s+base|fondamentaux)|Principios\s+B[áa]sicos", re.IGNORECASE)

_SUB = r"(?:\s?\(?[a-e]\)(?:\s?(?:,|-|–|and|et|y|e|to|à)\s?\(?[a-e]\))*)"
_ITEM = rf"\d{{1,2}}(?![\d%]|\.\d|\s?°){_SUB}?"
_AND = (
    r"(?:\s*[,;]\s*(?:and|or|et|ou|y|o|e)?\s*|\s*(?:&|/)\s*|\s+(?:and|or|as\s+well\s+as|et|ou|ainsi\s+que|y|o|e|así\s+como)\s+(?:to\s+)?)"
)
_TO = r"(?:\s*[-–—‑]\s*|\s+(?:to|through|à|au|a|al|hasta)\s+)"
_AGAIN = r"(?:(?:the\s+)?(?:principles?|principes?|principios?)\s+)?"
_LIST = rf"{_ITEM}(?:(?:{_TO}|{_AND}){_AGAIN}{_ITEM})*"
LIST = re.compile(
    rf"""
    (?P<word>\b(?:basic\s+)?(?:principles?|principes?|principios?)|\b(?:articles?|art[íi]culos?|paragraphs?|paragraphes?|p[áa]rrafos?))\s+
    (?:(?:nos?\.?|n[°º]s?\.?|n[úu]ms?\.?|numbers?|número)\s*)?(?P<list>{_LIST})(?![\w%])
    """,
    _FLAGS,
)
NUMBER = re.compile(rf"(?P<number>\d{{1,2}})(?P<subs>{_SUB})?", re.IGNORECASE)
LETTER = re.compile(r"(?P<to>[-–]|\bto\b|à)?\s?\(?(?P<letter>[a-e])\)", re.IGNORECASE)
RANGE = re.compile(rf"{_TO}{_AGAIN}\Z", re.IGNORECASE)
BETWEEN = re.compile(
    r"""[\s,('’"“«\]]*(?:both\s+|all\s+)?(?:of|de|du|des|del|in|under|from|to|en|dans|set\s+out\s+in|contained\s+in|laid\s+down\s+in|(?:énoncée?s?|contenue?s?)\s+dans|contenidos?\s+en|enunciados?\s+en)?
    [\s"“«]*(?:the|les|los|said|these|ces|estos)?\s*""",
    _FLAGS,
)
ADVERBIAL = re.compile(r"\b(?:in|on|as\s+a\s+matter\s+of|en|por|par|de)\s+\Z", re.IGNORECASE)
WORTH_READING = re.compile(r"princip|bprl", re.IGNORECASE)
"""Most of a text says nothing of the kind: that is seen without reading it closely."""
NEAR = 90
"""How far after a list the instrument may stand that it belongs to."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A principle that a text names: its number, the letter below it (or nothing), and where it stands."""

    number: int
    sub: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    is_ours: bool


def mentions(text: str) -> list[Mention]:
    """Return every principle of the Basic Principles on the Role of Lawyers that `text` names, in its order."""
    if not WORTH_READING.search(text):
        return []
    named = _named(text)
    if not any(one.is_ours for one in named):
        return []
    starts = [one.start for one in named]
    found: list[Mention] = []
    for match in LIST.finditer(text):
        if _is_ours(text, match, named, starts):
            found.extend(_numbers(match))
    return found


def _named(text: str) -> list[_Named]:
    """Return the instruments in a text; a short name stands for the last one whose full name it is part of."""
    found: list[_Named] = []
    basic_is_ours = True
    for match in INSTRUMENT.finditer(text):
        kind = match.lastgroup
        if kind != SHORT and BASIC.search(match[0]):
            basic_is_ours = kind == OURS
        found.append(_Named(match.start(), match.end(), basic_is_ours if kind == SHORT else kind == OURS))
    return found


def _is_ours(text: str, match: re.Match[str], named: list[_Named], starts: list[int]) -> bool:
    """Say whether a list of numbers belongs to the Basic Principles."""
    after = bisect_right(starts, match.start())
    if (following := _attached(text, match.end(), named, after)) is not None:
        return following.is_ours
    word = match["word"].lower()
    if not word.startswith(("princip", "basic")) or _is_adverbial(text, match):
        return False
    return after > 0 and named[after - 1].is_ours


def _attached(text: str, end: int, named: list[_Named], after: int) -> _Named | None:
    """Return the instrument to which words like “of the” lead from the end of a list."""
    if after < len(named) and named[after].start - end <= NEAR:
        return named[after] if BETWEEN.fullmatch(text, end, named[after].start) else None
    return None


def _is_adverbial(text: str, match: re.Match[str]) -> bool:
    """Say whether it reads “in principle 16 lawyers”."""
    is_singular = not match["word"].lower().endswith("s")
    follows_word = re.match(r"\s+[a-zà-ÿ]{4,}s\b", text[match.end() : match.end() + 30]) is not None
    return is_singular and follows_word and ADVERBIAL.search(text, max(0, match.start() - 20), match.start()) is not None


def _numbers(match: re.Match[str]) -> Iterator[Mention]:
    """Yield what a list names: ranges in full, each letter by itself."""
    offset, listed = match.start("list"), match["list"]
    before: re.Match[str] | None = None
    for item in NUMBER.finditer(listed):
        number, start, end = int(item["number"]), offset + item.start(), offset + item.end()
        if before is not None and RANGE.search(listed, before.end(), item.start()):
            first, start = int(before["number"]) + 1, offset + before.start()
            yield from (Mention(inner, "", start, end) for inner in range(first, min(number, LAST + 1)))
        if 1 <= number <= LAST:
            yield from (Mention(number, sub, start, end) for sub in _letters(item["subs"] or ""))
        before = item


def _letters(subs: str) -> list[str]:
    found: list[str] = []
    for match in LETTER.finditer(subs):
        letter = match["letter"].lower()
        if match["to"] and found:
            found += [chr(code) for code in range(ord(found[-1]) + 1, ord(letter))]
        found.append(letter)
    return found or [""]
