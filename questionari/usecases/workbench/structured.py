"""A draft changed by its parts: each act is made on the newest document and saved as a revision of its own."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.outline import questions
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.editing import acts
from questionari.engine.editing.acts import Changed, Document, EditError
from questionari.engine.editing.layout import laid_out
from questionari.engine.universe import Universes
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.workbench import drafts
from questionari.usecases.workbench.drafts import Draft
from questionari.usecases.workbench.examining import examine

UNSHAPED = "Il documento non segue lo schema: corregga prima il testo, poi potrà cambiare le domande una per una."
FLAG_NAMES: Mapping[str, str] = {
    "required": "Obbligatoria",
    "not_available": "Offre «Dato non disponibile»",
    "prefer_not": "Offre «Preferisco non rispondere»",
    "needs_register": "Serve il registro del servizio",
}
CONDITION_NAMES: Mapping[str, str] = {"visible_if": "Quando si chiede", "required_if": "Quando è obbligatoria"}
Act = Callable[[Document, Questionnaire], Changed]


@dataclass(frozen=True, slots=True)
class Shaped:
    """A draft whose document has the shape that acts need."""

    draft: Draft
    document: Document
    definition: Questionnaire

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the document."""
        return self.definition.languages


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition as written and in words."""

    key: str
    title: str
    source: str
    words: str


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A question as the form changes it. ``options`` is None where they are not changed here, with ``why_not``."""

    code: str
    kind: str
    page: str
    raw: Mapping[str, Any]
    flags: tuple[tuple[str, str, bool], ...]
    conditions: tuple[ConditionShown, ...]
    options: tuple[Mapping[str, Any], ...] | None
    why_not: str
    earlier: tuple[Question, ...]


def load(session: Session, draft_id: uuid.UUID) -> Shaped:
    """A draft to be changed by its parts. Raises NotFound, Refused for a text without the shape of a questionnaire."""
    draft = drafts.load(session, draft_id)
    found = examine(draft.text)
    if found.sha256 is None or any(one.code == "STR001" for one in found.findings):
        raise Refused("unshaped", UNSHAPED)
    return Shaped(draft, json.loads(draft.text), catalogue.published(draft.text.encode()))


def edit(session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, act: Act, note: str) -> int:
    """Make an act on the newest document and save it. Raises NotFound, Refused with the reason in Italian."""
    drafts.writable(session, draft_id)
    shaped = load(session, draft_id)
    try:
        changed = act(shaped.document, shaped.definition)
    except EditError as error:
        raise Refused("edit", str(error)) from error
    wrong = catalogue.structural_findings(catalogue.load_document(changed).document)
    if wrong:
        message = f"Così il documento non seguirebbe lo schema ({wrong[0].message}): controlli codici e testi."
        raise Refused("edit", message)
    return drafts.save(session, now, actor, draft_id, shaped.draft.line.revision, laid_out(changed), note)


def question_form(shaped: Shaped, code: str) -> QuestionForm:
    """The form of a question. Raises NotFound."""
    raw = next((place.raw for place in questions(shaped.document) if place.code == code), None)
    if raw is None:
        raise NotFound("domanda")
    options, why_not = _options(shaped.document, code, raw)
    return QuestionForm(
        code,
        TYPE_NAMES[raw["type"]],
        shaped.definition.page_of.get(code, ""),
        raw,
        tuple((key, title, raw.get(key) is True) for key, title in FLAG_NAMES.items()),
        tuple(_condition(shaped.definition, key, raw.get(key, "")) for key in CONDITION_NAMES),
        options,
        why_not,
        _earlier(shaped.definition, code),
    )


def _options(document: Document, code: str, raw: Mapping[str, Any]) -> tuple[tuple[Mapping[str, Any], ...] | None, str]:
    if "options" not in raw:
        return None, ""
    try:
        return tuple(acts.options_of(document, code)), ""
    except EditError as error:
        return None, str(error)


def _condition(definition: Questionnaire, key: str, source: str) -> ConditionShown:
    questions_ = definition.questions.values()
    conditions = (c for q in questions_ for c in (q.visible_if, q.required_if) if c is not None and c.source == source)
    found = next(conditions, None)
    words = f"se {Universes(definition).words(found)}" if found is not None else ""
    return ConditionShown(key, CONDITION_NAMES[key], source, words)


def _earlier(definition: Questionnaire, code: str) -> tuple[Question, ...]:
    """The questions that a condition of this one may read: those asked before it."""
    order = list(definition.questions)
    before = order[: order.index(code)] if code in order else order
    asked = (definition.questions[known] for known in before)
    return tuple(q for q in asked if q.type not in ("note", "group", "matrix", "roster") and "." not in q.code)


def described(question: Question) -> str:
    """A question in a menu, with the codes that a condition may name."""
    codes = ", ".join(option.code for option in question.options[:12])
    return f"{question.code} – {say(question.text)[:70]}" + (f" ({codes})" if codes else "")
