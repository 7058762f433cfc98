"""A draft translated in a workbook: its texts go out one a row, come back, and a named person signs them."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.engine.editing.layout import laid_out
from questionari.engine.translations import (
    NAMELESS,
    TextRow,
    TranslationError,
    placed,
    signed,
    text_rows,
    with_translation,
)
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.workbench import drafts, structured
from questionari.usecases.workbench.structured import Shaped
from questionari.usecases.workbench.versions import LANGUAGES

SHORTEST_NAME = 3  # characters, as the schema has it
OTHERS = tuple(language for language in LANGUAGES if language != "it")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a translation is. ``reviewer`` and ``on`` (a day as one reads it) are "" while nobody has signed it."""

    language: str
    name: str
    texts: int
    missing: int
    declared: bool
    reviewer: str
    on: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What came back of a sheet: the revision it made, texts still missing, rows whose Italian stands nowhere now."""

    revision: int
    missing: int
    lost: tuple[TextRow, ...]


def standings(shaped: Shaped) -> tuple[Standing, ...]:
    """Every language but Italian, in the order of the menus."""
    return tuple(_standing(shaped, language) for language in OTHERS)


def _standing(shaped: Shaped, language: str) -> Standing:
    rows = text_rows(_whole(shaped.document, language), language)
    state = shaped.document.get("translations", {}).get(language, {})
    missing = sum(not row.translated.strip() for row in rows)
    declared = language in shaped.languages
    day = "/".join(reversed(state.get("on", "").split("-")))
    signature = (state.get("reviewer", ""), day) if state.get("state") == "reviewed" else ("", "")
    return Standing(language, LANGUAGES[language], len(rows), missing, declared, *signature)


def _whole(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The document with the shared lists in it, in the language too."""
    return catalogue.translatable(json.dumps(document).encode(), language)


def sheet(session: Session, draft_id: uuid.UUID, language: str) -> tuple[Shaped, tuple[TextRow, ...]]:
    """The draft and its texts, one a row. Raises NotFound, Refused."""
    shaped = structured.load(session, draft_id)
    return shaped, text_rows(_whole(shaped.document, _known(language)), language)


def _known(language: str) -> str:
    if language not in OTHERS:
        raise NotFound("lingua")
    return language


def bring_back(
    session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, language: str, rows: Sequence[TextRow]
) -> Brought:
    """Put the words of a sheet into the newest document. Raises NotFound, Refused."""
    drafts.writable(session, draft_id)
    shaped = structured.load(session, draft_id)
    whole = _whole(shaped.document, _known(language))
    found = placed(whole, language, rows)
    if not found.rows:
        raise Refused("unfit", "Nessuna riga del foglio parla di un testo di questa bozza: è il foglio giusto?")
    made = with_translation(whole, language, found.rows)
    number = _kept(session, now, actor, shaped, made.document, f"Traduzione in {LANGUAGES[language]}")
    return Brought(number, len(made.missing), found.lost)


def sign(
    session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, language: str, reviewer: str, day: str
) -> int:
    """Say who reviewed a complete translation, on a day. The revision. Raises NotFound, Refused."""
    drafts.writable(session, draft_id)
    shaped = structured.load(session, draft_id)
    if len(reviewer.strip()) < SHORTEST_NAME:
        raise Refused("nameless", NAMELESS)
    try:
        made = signed(shaped.document, _known(language), reviewer, day)
    except TranslationError as error:
        raise Refused("unsigned", error.italian) from error
    return _kept(session, now, actor, shaped, made, f"Firma della traduzione in {LANGUAGES[language]}")


def _kept(session: Session, now: datetime, actor: Actor, shaped: Shaped, made: Mapping[str, Any], note: str) -> int:
    line = shaped.draft.line
    return drafts.save(session, now, actor, line.id, line.revision, laid_out(made), note)
