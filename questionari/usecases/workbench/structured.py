"""A draft changed by its parts: each act is made on the newest document and saved as a revision of its own."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.engine.checks.specifics import specific
from questionari.engine.definition import Questionnaire
from questionari.engine.editing.acts import Changed
from questionari.engine.editing.layout import laid_out
from questionari.engine.editing.places import Document, EditError
from questionari.usecases.house import Actor, Refused
from questionari.usecases.workbench import drafts
from questionari.usecases.workbench.drafts import Draft
from questionari.usecases.workbench.examining import Examined, examine

UNSHAPED = (
    "Il documento non segue lo schema o è troppo grande: corregga prima il testo, "
    "poi potrà cambiare le domande una per una."
)
Act = Callable[[Document, Questionnaire], Changed]


@dataclass(frozen=True, slots=True)
class Shaped:
    """A draft whose document has the shape that acts need, with what the checks say of it."""

    draft: Draft
    document: Document
    definition: Questionnaire
    examined: Examined

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the document."""
        return self.definition.languages


@dataclass(frozen=True, slots=True)
class Tried:
    """What an act would come to: why it would be refused ("" when it would not), what the checks would say."""

    failure: str
    examined: Examined


def load(session: Session, draft_id: uuid.UUID) -> Shaped:
    """A draft to be changed by its parts. Raises NotFound, Refused for a text without the shape of a questionnaire."""
    draft = drafts.load(session, draft_id)
    found = examine(draft.text)
    if not found.shaped:
        raise Refused("unshaped", UNSHAPED)
    definition = found.definition or catalogue.published(draft.text.encode())
    return Shaped(draft, json.loads(draft.text), definition, found)


def edit(session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, act: Act, note: str) -> int:
    """Make an act on the newest document and save it: the revision, 0 where the act changes nothing.

    Raises NotFound, Refused with the reason in Italian.
    """
    drafts.writable(session, draft_id)
    shaped = load(session, draft_id)
    text = _made(shaped, act)
    if text == laid_out(shaped.document):
        return 0
    return drafts.save(session, now, actor, draft_id, shaped.draft.line.revision, text, note)


def tried(session: Session, draft_id: uuid.UUID, act: Act) -> Tried:
    """What the act would come to; nothing is saved. Raises NotFound, Refused as ``load`` does."""
    shaped = load(session, draft_id)
    try:
        return Tried("", examine(_made(shaped, act)))
    except Refused as error:
        return Tried(error.message, shaped.examined)


def _made(shaped: Shaped, act: Act) -> str:
    """The text that an act makes of a draft. Raises Refused with the reason in Italian."""
    try:
        changed = act(shaped.document, shaped.definition)
    except EditError as error:
        raise Refused("edit", str(error)) from error
    wrong = _unshapely(changed)
    if wrong:
        message = f"Così il documento non seguirebbe lo schema ({wrong}): controlli codici e testi."
        raise Refused("edit", message)
    return laid_out(changed)


def _unshapely(changed: Mapping[str, object]) -> str:
    """What of the meta-schema the document no longer follows, "" when it does."""
    try:
        wrong = catalogue.structural_findings(catalogue.load_document(changed).document)
    except catalogue.DocumentError as error:
        return str(error)
    return (specific(wrong[0].message) or wrong[0].message) if wrong else ""
