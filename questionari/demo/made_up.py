"""Answers made up by type, for what no figure governs. Bodies and places are invented; nobody is named."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

from questionari.demo.draft import Draft
from questionari.engine.definition import Option, Question
from questionari.engine.values import Matrix, Value

Maker: TypeAlias = Callable[[Draft, Question], Value | None]

MOST_PICKS = 3
HIGHEST_COUNT = 9
TEXTS: Mapping[str, str] = {
    "A1_01": "Servizio di prova della Rete",
    "A1_04": "Ente titolare di prova",
    "A1_09": "Ente gestore di prova",
    "A1_11": "Piazza di prova, 1",
    "A16_01": "Operatrice incaricata della rilevazione",
}
LINE = "Risposta di prova."


def _constant(value: Value) -> Maker:
    return lambda draft, question: value


def _number(draft: Draft, question: Question) -> Value:
    return draft.chance(question, 0, HIGHEST_COUNT)


def _plain(options: tuple[Option, ...]) -> tuple[str, ...]:
    """Codes without those that exclude the others, are reserved or ask for more words; all if none is left."""
    plain = tuple(o.code for o in options if not (o.exclusive or o.reserved or o.detail or o.code in ("98", "99")))
    return plain or tuple(o.code for o in options)


def _choice(draft: Draft, question: Question) -> Value:
    return draft.dice.one(question.code, _plain(draft.path.options(question)))


def _picks(draft: Draft, question: Question) -> Value:
    codes = _plain(draft.path.options(question))
    return draft.dice.some(question.code, codes, min(question.max_picks or MOST_PICKS, MOST_PICKS))


def _table(draft: Draft, question: Question) -> Matrix:
    shape = question.matrix
    codes = _plain(shape.options) if shape and shape.options else ("1", "2")
    numeric = shape is not None and shape.cell in ("integer", "decimal")
    places = draft.path.cells(question.code)
    return {place: _cell(draft, f"{question.code} {place}", codes, numeric) for place in places}


def _cell(draft: Draft, name: str, codes: tuple[str, ...], numeric: bool) -> Decimal | str:
    return Decimal(draft.dice.number(name, 0, HIGHEST_COUNT)) if numeric else draft.dice.one(name, codes)


def _text(draft: Draft, question: Question) -> Value | None:
    return _named(draft, question, TEXTS.get(question.code, LINE))


def _comune(draft: Draft, question: Question) -> Value | None:
    return _named(draft, question, "072006")


def _named(draft: Draft, question: Question, free: Value) -> Value | None:
    """One of those that earlier rows name; nothing where they name none."""
    named = draft.path.named(question)
    return free if named is None else next(iter(named), None)


def _inside_the_period(draft: Draft, question: Question) -> Value | None:
    return draft.context.round.period_start if draft.context.round else None


MAKERS: Mapping[str, Maker] = {
    "yes_no": _choice,
    "yes_no_na": _choice,
    "choice": _choice,
    "multi": _picks,
    "ordered": _picks,
    "integer": _number,
    "decimal": _number,
    "currency": _number,
    "percent": _number,
    "matrix": _table,
    "text": _text,
    "long_text": _text,
    "date": _inside_the_period,
    "datetime": _constant("2026-03-02T09:30"),
    "email": _constant("servizio@rete.example"),
    "pec": _constant("servizio@pec.rete.example"),
    "phone": _constant("+390805741461"),
    "url": _constant("https://rete.example/servizio"),
    "comune": _comune,
    "country": _constant("RO"),
    "fiscal_code": _constant("80188230587"),
    "ipa_code": _constant("p_prova"),
}
