"""Where in a text stands what was looked for, and the best of it as an excerpt."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from services.search.domain import question as asked
from services.search.domain.folding import fold, offsets
from services.search.domain.question import Item, Question
from services.search.engines.excerpts import shown, signed
from services.search.engines.filters import language_of
from services.search.engines.port import EXCERPT_CHARACTERS, EXCERPTS_AT_MOST
from services.search.engines.tantivy.layout import ANALYZERS, WRITTEN, tokens

Span = tuple[int, int]
_LETTERS_READ = 100_000
"""Of a longer text only the beginning is looked through."""


@dataclass(frozen=True)
class _Wanted:
    """Words to be marked, as they are written, as they begin, or as those of a language are stemmed; `similar` within some letters."""

    written: frozenset[str]
    stemmed: frozenset[str]
    beginnings: tuple[str, ...]
    similar: tuple[str, ...]

    def has(self, word: str, stem: str) -> bool:
        return (
            word in self.written
            or stem in self.stemmed
            or word.startswith(self.beginnings)
            or any(OSA.distance(word, other) <= asked.letters_apart(other) for other in self.similar)
        )


class Marker:
    """Marks what a question looks for; texts are clean, what comes back is HTML."""

    def __init__(self, question: Question) -> None:
        """Each language's forms are worked out when the first text of it comes."""
        self._question = question
        self._wanted: dict[str | None, _Wanted] = {}

    def whole(self, text: str, lang: str | None) -> str:
        """Return all of a text."""
        return shown(signed(text, self._spans(text, lang)))

    def excerpts(self, text: str, lang: str | None) -> tuple[str, ...]:
        """Return the parts of a text that have the most of it."""
        return tuple(map(shown, _excerpts(text, self._spans(text, lang))))

    def _spans(self, text: str, lang: str | None) -> list[Span]:
        known = language_of(lang)
        if known not in self._wanted:
            self._wanted[known] = _wanted(self._question, known)
        return _spans(text, known, self._wanted[known])


def _wanted(question: Question, lang: str | None) -> _Wanted:
    items = list(_flat(question.wanted))
    texts = [one.text for one in items if isinstance(one, asked.Word)] + [
        " ".join(one.words) for one in items if isinstance(one, asked.Phrase)
    ]
    return _Wanted(
        written=frozenset(word for text in texts for word in tokens(WRITTEN, text)),
        stemmed=frozenset(word for text in texts for word in tokens(lang, text)) if lang else frozenset(),
        beginnings=tuple(fold(one.text) for one in items if isinstance(one, asked.Prefix)),
        similar=tuple(fold(one.text) for one in items if isinstance(one, asked.Word) and one.similar),
    )


def _flat(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        if isinstance(item, asked.AllOf | asked.AnyOf):
            yield from _flat(item.of)
        else:
            yield item


def _spans(text: str, lang: str | None, wanted: _Wanted) -> list[Span]:
    read = text[:_LETTERS_READ]
    folded = fold(read)
    words = ANALYZERS[WRITTEN].pre_tokenize(folded).tokens
    stems = ANALYZERS[lang].pre_tokenize(folded).tokens if lang else words
    found = [
        (word.char_offset_from, word.char_offset_to) for word, stem in zip(words, stems, strict=True) if wanted.has(word.text, stem.text)
    ]
    places = offsets(read) if found else []
    return [(places[start], places[end]) for start, end in found]


def _excerpts(text: str, spans: list[Span]) -> list[str]:
    """Return the windows with the most marks, in the order of the text; the beginning if nothing is marked."""
    windows = _windows(text, spans) or [(0, _word_end(text, EXCERPT_CHARACTERS))]
    best = sorted(windows, key=lambda window: -_marks_within(spans, window))[:EXCERPTS_AT_MOST]
    return [_cut(text, window, spans) for window in sorted(best) if text[slice(*window)].strip()]


def _windows(text: str, spans: list[Span]) -> list[Span]:
    windows: list[Span] = []
    for start, end in spans:
        if not windows or end > windows[-1][1]:
            begin = _word_start(text, max(windows[-1][1] if windows else 0, start - EXCERPT_CHARACTERS // 4))
            windows.append((begin, _word_end(text, max(end, begin + EXCERPT_CHARACTERS))))
    return windows


def _marks_within(spans: list[Span], window: Span) -> int:
    return sum(window[0] <= start and end <= window[1] for start, end in spans)


def _cut(text: str, window: Span, spans: list[Span]) -> str:
    first, last = window
    within = [(start - first, end - first) for start, end in spans if first <= start and end <= last]
    return signed(text[first:last], within).strip()


def _word_start(text: str, at: int) -> int:
    """Return where the word begins that `at` stands in, at most 30 letters back."""
    return next((place for place in range(at, max(at - 30, 0), -1) if text[place - 1].isspace()), at) if at else 0


def _word_end(text: str, at: int) -> int:
    """Return where the word ends that `at` stands in, at most 30 letters on."""
    return next((place for place in range(at, min(at + 30, len(text))) if text[place].isspace()), min(at, len(text)))
