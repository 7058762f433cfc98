"""Where else an erased answer may be quoted: reasons, notes, requests of help, mails. Known by its own words.

A quotation in other words is found by nobody: whoever erases may ask that all that was written beside the answers goes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

SHORTEST = 5  # characters: «Bari» or «12» stand everywhere


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words of what is erased, each way it was ever written. ``everything``: all texts beside the answers go."""

    words: frozenset[str] = frozenset()
    everything: bool = False

    def quotes(self, text: str) -> bool:
        """Whether a text repeats what is erased."""
        told = plain(text)
        return any(word in told for word in self.words)

    def forgets(self, text: str) -> bool:
        """Whether a text beside the answers is to go."""
        return bool(text) and (self.everything or self.quotes(text))

    def scrubbed(self, text: str) -> str:
        """The text, or nothing."""
        return "" if self.forgets(text) else text


def plain(text: str) -> str:
    """Case and spaces left aside."""
    return " ".join(text.casefold().split())


def words_of(values: Iterable[object]) -> frozenset[str]:
    """What was written in answers, from their JSON: long enough to be known again."""
    found = (plain(text) for value in values for text in _texts(value))
    return frozenset(text for text in found if len(text) >= SHORTEST)


def raws_of(content: object) -> Iterator[object]:
    """What was typed, in the content of a cell: its own fields, those of every side of what waits for a choice."""
    if isinstance(content, Mapping):
        for name, inner in content.items():
            yield from (inner,) if name == "raw" else raws_of(inner)
    elif isinstance(content, list | tuple):
        for inner in content:
            yield from raws_of(inner)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
