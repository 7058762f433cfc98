"""Two people answered one question differently: the first answer counts, the second waits until somebody chooses.

What waits is a cell of its own, `_held:<code>`, sealed like an answer and with a history like one: it outlives the
page, the session and the person. Each of its entries has a number, the version it came with, so that a button drawn
before names the very answer that was shown (docs/decisions/0014-two-answers.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.findings import Finding
from questionari.engine.merging import with_parts
from questionari.engine.path import Path
from questionari.engine.wording import translated
from questionari.store.responses import Cell
from questionari.usecases.responding.cells import Author, author_of, raw_of, written

#: Buttons: keep the answer that counts; take the one that waits.
KEEP, TAKE = "keep", "take"
CHOICES = frozenset({KEEP, TAKE})
CONTEST = ".contest"
TWO_ANSWERS = "Due persone hanno dato risposte diverse: scelga quale tenere."
MOST = 8


@dataclass(frozen=True, slots=True)
class Held:
    """One answer that waits. ``parts`` of a table it is about; ``sheet``: the drawing of the page it was written on.

    ``over``: what it would have replaced, in the same parts, and by whom that was written.
    """

    number: int
    raw: Raw
    parts: tuple[str, ...]
    sheet: str
    language: str
    author: Author
    over: tuple[Raw, Author]

    def stored_by(self, stored: Raw, author: Author) -> Author:
        """Who wrote the same parts of what is stored now: of a table brought together, not who wrote it last."""
        over, before = self.over
        return before if over == stored else author


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at one question, oldest first."""

    version: int
    entries: tuple[Held, ...]


NONE_HELD = Waiting(0, ())


def waiting_of(cell: Cell, content: Mapping[str, object]) -> Waiting:
    """What an opened cell holds."""
    entries = content.get("entries")
    return Waiting(cell.version, tuple(map(_held, entries)) if isinstance(entries, list) else ())


def _held(data: Mapping[str, object]) -> Held:
    number, parts, over = data["number"], data["parts"], data["over"]
    replaced: Mapping[str, object] = over if isinstance(over, dict) else {}
    return Held(
        number if isinstance(number, int) else 0,
        raw_of(data),
        tuple(parts) if isinstance(parts, list) else (),
        str(data["sheet"]),
        str(data["language"]),
        author_of(data),
        (raw_of(replaced), author_of(replaced)),
    )


def content_of(waiting: Waiting) -> dict[str, object]:
    """The content of the cell."""
    return {"entries": [_content(held) for held in waiting.entries]}


def _content(held: Held) -> dict[str, object]:
    raw, author = held.over
    own = {"number": held.number, "parts": held.parts, "sheet": held.sheet, "over": written(raw, "", author)}
    return {**own, **written(held.raw, held.language, held.author)}


def taken(question: Question, held: Held, raw: Raw) -> Raw:
    """The fields with what waits put in its place."""
    return with_parts(question, raw, held.raw, set(held.parts))


def contests(definition: Questionnaire, path: Path, held: Mapping[str, Waiting], language: str) -> Iterator[Finding]:
    """A point to settle for each question asked where an answer waits."""
    for code in definition.questions if held else ():
        if code in held and held[code].entries and path.asked(code):
            page = definition.page_of.get(code)
            yield Finding(f"{code}{CONTEST}", "error", translated(TWO_ANSWERS, language), (code,), page)


def is_contest(finding: Finding) -> bool:
    """Whether it only says that there are two answers: the question itself shows them."""
    return finding.code.endswith(CONTEST)


def after_save(
    question: Question, before: Waiting, stored: Raw, gone: Iterable[Held], claim: Held | None
) -> tuple[Held, ...]:
    """What waits after a save: without what was settled or written anew, or what the answer stored says by now."""
    same = next((held for held in before.entries if claim is not None and _alike(held, claim)), None)
    over = {held.number for held in gone if held is not same}
    stays = [h for h in before.entries if h.number not in over and taken(question, h, stored) != stored]
    return (*stays, claim)[-MOST:] if claim is not None and same is None else tuple(stays)


def _alike(one: Held, other: Held) -> bool:
    return (one.raw, one.parts, one.sheet) == (other.raw, other.parts, other.sheet)
