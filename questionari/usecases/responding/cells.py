"""Draft cells: what was typed for one question, sealed for its place (decisions.md 19).

A cell keeps what was typed, not what was understood: `answer_types` reads it again at each load, so that the two can
never disagree and an unreadable text is shown as it was written.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Problem
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question
from questionari.engine.findings import Confirmation
from questionari.engine.values import Value
from questionari.store.responses import Cell
from questionari.store.sealing import seal, unseal

WHY = "_why:"
#: Of the cell of what waits for a choice between two people's answers (holding.py).
HELD = "_held:"
#: Versions begin anew with each re-opening, above all that pages drawn before it can name: their drafts are gone.
VERSIONS = 10_000
#: The cell that says from which version a re-opened response goes on, for the questions that were left blank.
LIFE = "_life"
#: The cell of what was known of the world when the response began, {"census", "linked", "previous"} (facts.py).
FACTS = "_facts"
#: The cell of what was looked up for the answers as they stand, {"linked": …} (lookups.py); it goes before FACTS.
LOOKED = "_looked"
#: The cell of the questions at which an error was met, {"codes": […]}: counted for all together once it is sent.
MET = "_met"


NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who is at work: the mark of a login session, drawn at random, never a person; a name where she was given one.

    ``mode``: how the answers reached the staff who enter them (engine.states.Mode); "" where the service itself writes.
    ``only``: the sections a colleague was given, None where all are hers.
    """

    mark: str = ""
    name: str = ""
    mode: str = ""
    only: frozenset[str] | None = field(default=None, compare=False)

    @property
    def staff(self) -> bool:
        """Whether staff write, on behalf of the service."""
        return self.mode != ""


UNKNOWN = Writer()


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an answer, and when; ``at`` is None for what was written before this was kept."""

    writer: Writer = UNKNOWN
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The newest draft of one question. Version 0: nothing is stored, the raw fields are a proposal or empty.

    ``content`` is the cell's, read where somebody asks who wrote it, or in which language.
    """

    version: int
    raw: Raw
    value: Value | None = None
    problem: Problem | None = None
    content: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)

    @property
    def author(self) -> Author:
        """Who wrote it."""
        return author_of(self.content)

    @property
    def language(self) -> str | None:
        """The language of the page it was written on; None where that is not known."""
        language = self.content.get("language")
        return None if language is None else str(language)


@dataclass(frozen=True, slots=True)
class Reason:
    """The newest confirmation of a warning; a blank reason takes it back."""

    version: int
    confirmation: Confirmation


@dataclass(frozen=True, slots=True)
class Met:
    """The questions at which an error was met so far."""

    version: int = 0
    codes: frozenset[str] = frozenset()


BLANK = Draft(0, {})


def place(response_id: uuid.UUID, code: str, version: int) -> str:
    """The associated data of a cell: moved elsewhere, it does not open."""
    return f"draft_cell:{response_id}:{code}:{version}"


def tidy(raw: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The fields with something in them, with plain line ends: two forms that mean the same compare equal."""
    clean = {key: tuple([v.replace("\r\n", "\n") for v in values if v.strip()]) for key, values in raw.items()}
    return {key: values for key, values in clean.items() if values}


def drafted(question: Question, version: int, raw: Raw, content: Mapping[str, object] = NOTHING) -> Draft:
    """A draft as the answer type understands it."""
    reading = answer_type(question).read(question, raw)
    return Draft(version, tidy(raw), reading.value, reading.problem, content)


def written(raw: Raw, language: str, author: Author) -> dict[str, object]:
    """The content of a cell of an answer; of its author only what is known."""
    who = author.writer
    known = {"by": who.mark, "name": who.name, "mode": who.mode}
    said = {"at": int(author.at.timestamp()) if author.at else 0, **known}
    return {"raw": raw, "language": language, **{key: value for key, value in said.items() if value}}


def author_of(content: Mapping[str, object]) -> Author:
    """Who wrote the content of a cell."""
    at = content.get("at")
    mark, name, mode = (str(content.get(known, "")) for known in ("by", "name", "mode"))
    writer = Writer(mark, name, mode)
    return Author(writer, datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None)


def sealed(key: bytes, response_id: uuid.UUID, code: str, version: int, content: Mapping[str, object]) -> Cell:
    """A new version of a cell."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Cell(code, version, seal(key, plain, place(response_id, code, version)))


def opened(key: bytes, response_id: uuid.UUID, cell: Cell) -> dict[str, object]:
    """The content of a cell. Raises WrongKey."""
    content: dict[str, object] = json.loads(unseal(key, cell.sealed, place(response_id, cell.code, cell.version)))
    return content


def raw_of(content: Mapping[str, object]) -> Raw:
    """The typed fields of an opened cell."""
    raw = content.get("raw")
    return {k: tuple(v) for k, v in raw.items()} if isinstance(raw, dict) else {}


def reason_of(cell: Cell, content: Mapping[str, object]) -> Reason:
    """The confirmation of an opened cell."""
    return Reason(cell.version, Confirmation(str(content["reason"]), str(content["fingerprint"])))
