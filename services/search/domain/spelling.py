"""What somebody may have meant: words that are known to everybody, from public titles and vocabularies, never from the index."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services.search.domain import folding
from services.search.domain.question import Question, Word, letters_apart


class Spelling:
    """Words that are known to be spelt so."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts`: titles and names that anybody may read."""
        self._known = sorted({word for text in texts for word in folding.words(text)})

    def meant(self, typed: str, question: Question) -> str | None:
        """Return what was typed with each unknown word exchanged for the known one closest to it; None if that changes nothing."""
        better = typed
        for item in question.wanted:
            if isinstance(item, Word) and (closest := self._closest(item.text)):
                better = better.replace(item.text, closest, 1)
        return better if better != typed else None

    def _closest(self, word: str) -> str | None:
        """Return the known word that differs by the fewest letters, None if the word is known itself or like none."""
        folded = folding.fold(word)
        if folded in self._known or not (apart := letters_apart(folded)):
            return None
        found = process.extractOne(folded, self._known, scorer=OSA.distance, score_cutoff=apart)
        return found[0] if found else None
