"""What else a thing is called: the titles of a code in all languages, given by the service from its vocabularies."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from services.search.domain import folding
from services.search.domain.question import AllOf, AnyOf, Item, Phrase, Question, Word

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Names by their folded words; `longest` is the number of words of the longest."""

    names: dict[_Words, tuple[str, ...]]
    longest: int

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> "Synonyms":
        """Return the synonyms of groups of names that mean the same, in any language."""
        names: dict[_Words, tuple[str, ...]] = {}
        for group in groups:
            spelt = {tuple(folding.words(name)): name for name in group}
            for words in spelt:
                names[words] = tuple(dict.fromkeys([*names.get(words, ()), *spelt.values()]))
        names.pop((), None)
        return cls(names, max(map(len, names), default=0))


def widened(question: Question, synonyms: Synonyms) -> Question:
    """Return the question with the other names of what it names: of words that follow each other, the longest name counts."""
    return replace(question, wanted=tuple(_widened(question.wanted, synonyms)))


def _widened(items: Sequence[Item], synonyms: Synonyms) -> Iterator[Item]:
    at = 0
    while at < len(items):
        taken, item = _name_at(items, at, synonyms)
        yield item
        at += taken


def _name_at(items: Sequence[Item], at: int, synonyms: Synonyms) -> tuple[int, Item]:
    """Return how many items make a name from `at` on, and what stands for them: the item itself if none do."""
    if isinstance(item := items[at], Phrase):
        return 1, _with_names(item, tuple(folding.words(" ".join(item.words))), synonyms)
    run = _run_of_words(items, at, synonyms.longest)
    for length in range(len(run), 0, -1):
        words = tuple(word for one in run[:length] for word in folding.words(one.text))
        if words in synonyms.names:
            typed: Item = run[0] if length == 1 else AllOf(tuple(run[:length]))
            return length, _with_names(typed, words, synonyms)
    return 1, item


def _run_of_words(items: Sequence[Item], at: int, longest: int) -> list[Word]:
    run: list[Word] = []
    for item in items[at : at + longest]:
        if not isinstance(item, Word):
            break
        run.append(item)
    return run


def _with_names(typed: Item, words: _Words, synonyms: Synonyms) -> Item:
    others = [name for name in synonyms.names.get(words, ()) if tuple(folding.words(name)) != words]
    return AnyOf((typed, *(Phrase(tuple(name.split())) for name in others))) if others else typed
