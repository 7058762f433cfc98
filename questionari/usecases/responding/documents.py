"""The submitted document: canonical, sealed, all that exports, receipts and readers use (decisions.md 21)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from questionari.engine.answer_types import answer_type, decoder, decoders
from questionari.engine.answer_types.stored import Decode
from questionari.engine.canonical import canonical
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.expressions.context import TERRITORY_FIELDS
from questionari.engine.values import Context, Named, Value
from questionari.store.sealing import seal, unseal
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.earlier import NOTHING, previous_of, previous_part, round_json, round_of
from questionari.usecases.responding.given import given_of, given_part
from questionari.usecases.responding.holding import content_of


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submitted document read back. ``answers`` are those on the path; ``aside`` holds the fields of hidden ones."""

    answers: Mapping[str, Value]
    aside: Mapping[str, Mapping[str, list[str]]]
    confirmed: Mapping[str, str]
    context: Context
    language: str
    redacted: tuple[str, ...] = ()  # questions whose answers were erased


def build(case: Case) -> dict[str, Any]:
    """The document of a case. Contact answers are left out: they are stored apart (`contacts`)."""
    return {
        "questionnaire": {
            "code": case.definition.code,
            "version": case.definition.version,
            "sha256": case.definition.sha256,
        },
        "language": case.language,
        "context": _context_json(case.definition, case.context),
        "confirmed": {
            key: {"reason": given.reason, "fingerprint": given.fingerprint}
            for key, given in sorted(case.confirmed.items())
            if given.reason
        },
        **_parts(case, "answers"),
        **_languages(case),
    }


def _languages(case: Case) -> dict[str, dict[str, str]]:
    """The language of each answer that was written in another than the response is sent in; nothing where none was."""
    written = {code: draft.language for code, draft in case.drafts.items() if draft.raw}
    others = {code: language for code, language in sorted(written.items()) if language not in (None, case.language)}
    return {"languages": {code: str(language) for code, language in others.items()}} if others else {}


def contacts(case: Case) -> dict[str, Any]:
    """The answers with store "contacts", in the same form."""
    return _parts(case, "contacts")


def _parts(case: Case, store: str) -> dict[str, Any]:
    """Answers on the path as values; hidden ones as they were typed, so that nothing is lost by submitting."""
    questions = case.definition.questions
    own = {code: draft for code, draft in case.drafts.items() if questions[code].store == store}
    return {
        "answers": {
            code: answer_type(questions[code]).to_json(questions[code], draft.value)
            for code, draft in own.items()
            if draft.value is not None and case.path.asked(code)
        },
        "aside": {code: _lists(draft.raw) for code, draft in own.items() if draft.raw and not case.path.asked(code)},
        **_held(case, store),
    }


def _held(case: Case, store: str) -> dict[str, Any]:
    """What waits for a choice at questions that are not asked (holding.py): it comes back with a re-opening."""
    own = {code: held for code, held in case.held.items() if case.definition.questions[code].store == store}
    kept = {code: content_of(held) for code, held in own.items() if held.entries and not case.path.asked(code)}
    return {"held": kept} if kept else {}


def _lists(raw: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {key: list(values) for key, values in raw.items()}


def _context_json(definition: Questionnaire, context: Context) -> dict[str, Any]:
    return {
        "today": context.today.isoformat() if context.today else None,
        "round": None if context.round is None else round_json(context.round),
        "census": _facts_json(context.census),
        **({"linked": _facts_json(context.linked)} if context.linked else {}),
        **previous_part(definition, context),
        **given_part(definition, context),
    }


def _facts_json(facts: Mapping[str, Value] | None) -> dict[str, Any]:
    """The facts that were read; tables only filled answers in, which stand among the answers."""
    return {name: _fact_json(value) for name, value in (facts or {}).items() if not isinstance(value, Mapping)}


def _fact_json(value: Value) -> Any:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    if isinstance(value, Named):
        return {"code": str(value), "name": value.words}
    return {"number": str(value)} if isinstance(value, Decimal) else str(value)


def place(response_id: uuid.UUID, receipt_number: str) -> str:
    """The associated data of a document: its response and its receipt."""
    return f"response_document:{response_id}:{receipt_number}"


def seal_document(key: bytes, response_id: uuid.UUID, receipt_number: str, document: Mapping[str, Any]) -> bytes:
    """The canonical bytes, sealed."""
    return seal(key, canonical(document), place(response_id, receipt_number))


def open_document(key: bytes, response_id: uuid.UUID, receipt_number: str, sealed: bytes) -> dict[str, Any]:
    """The document as JSON. Raises WrongKey."""
    document: dict[str, Any] = orjson.loads(unseal(key, sealed, place(response_id, receipt_number)))
    return document


def read(definition: Questionnaire, document: Mapping[str, Any]) -> Submitted:
    """The document with typed answers."""
    return Submitted(
        decoded(decoders(definition), document["answers"]),
        document["aside"],
        {key: given["reason"] for key, given in document["confirmed"].items()},
        _context(definition, document["context"]),
        document["language"],
        tuple(document.get("redacted", ())),
    )


def typed(questions: Mapping[str, Question], answers: Mapping[str, Any]) -> dict[str, Value]:
    """A few answers from their JSON, as they were when they were submitted."""
    return decoded({code: decoder(questions[code]) for code in answers}, answers)


def decoded(by_code: Mapping[str, Decode], answers: Mapping[str, Any]) -> dict[str, Value]:
    """The values that are there."""
    found: dict[str, Value] = {}
    for code, data in answers.items():
        value = None if data is None else by_code[code](data)
        if value is not None:
            found[code] = value
    return found


def _context(definition: Questionnaire, data: Mapping[str, Any]) -> Context:
    return Context(
        today=_day(data["today"]) if data["today"] else None,
        round=round_of(**data["round"]),
        census={field: _fact(value) for field, value in data["census"].items()},
        linked={field: _fact(value) for field, value in data.get("linked", {}).items()},
        **previous_of(definition, data.get("previous", NOTHING)),
        **given_of(definition, data.get("given", NOTHING)),
        role=data.get("role"),
    )


def facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a re-opened response goes on knowing, as its cell of facts holds it; empty for most."""
    context = document["context"]
    census = {name: value for name, value in context["census"].items() if name in TERRITORY_FIELDS}
    kept = {"census": census, **{part: context.get(part, {}) for part in ("linked", "previous", "given")}}
    return kept if any(kept.values()) else {}


@lru_cache(maxsize=1024)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _fact(value: Any) -> Value:
    if isinstance(value, dict):
        return Decimal(value["number"]) if "number" in value else Named(value["code"], value["name"])
    return tuple(value) if isinstance(value, list) else str(value)
