"""A changed text with the change marked, word by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from questionari.engine.comparing.model import Difference, Kind, Segment
from questionari.engine.definition import Text

_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
MOST_PAIRS = 4_000_000  # pairs of words that are compared; longer texts are shown whole, old and new


def marked(old: str, new: str) -> tuple[Segment, ...]:
    """The two texts as one: what both have, what only the old, what only the new has. Spaces alone are no change."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > MOST_PAIRS:
        return (("-", old), ("+", new))
    return tuple(_joined(_segments(before, after)))


def _segments(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    matcher = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], autojunk=False)
    for act, a, b, c, d in matcher.get_opcodes():
        if act == "equal":
            yield "=", "".join(after[c:d])
            continue
        yield "-", "".join(before[a:b])
        yield "+", "".join(after[c:d])


def _joined(segments: Iterator[Segment]) -> Iterator[Segment]:
    """The segments that hold something."""
    return (segment for segment in segments if segment[1])


def changed_texts(
    what: str, old: Text | None, new: Text | None, place: str = "", kind: Kind = Kind.REWORDED
) -> Iterator[Difference]:
    """The differences between two texts, one a language; a language that only one document speaks is none."""
    if old is None or new is None:
        yield from _came_or_went(what, old, new, place, kind)
        return
    for language in (known for known in old if known in new and _plain(old[known]) != _plain(new[known])):
        pieces = marked(old[language], new[language])
        yield Difference(kind, what, old[language], new[language], place, language, pieces)


def _came_or_went(what: str, old: Text | None, new: Text | None, place: str, kind: Kind) -> Iterator[Difference]:
    """A text that stands in one version alone."""
    sign, text = ("+", new) if old is None else ("-", old)
    for language, words in (text or _NOTHING).items():
        pieces: tuple[Segment, ...] = (("+", words),) if sign == "+" else (("-", words),)
        yield Difference(
            kind, what, words if sign == "-" else None, words if sign == "+" else None, place, language, pieces
        )


_NOTHING: Mapping[str, str] = {}


def _plain(text: str) -> str:
    return " ".join(text.split())
