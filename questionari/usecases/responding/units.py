"""References to services of the census: what was typed becomes code and name, what is not found gets candidates.

Only here a code is written beside a name: a page posts text alone. Names go no further than the questionnaire says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.answer_types.fields import MAIN, Raw, below, field_name, join_key, typed
from questionari.engine.answer_types.units import CODE_KEY, label
from questionari.engine.definition import Question, Questionnaire
from questionari.store import responses, unit_search
from questionari.store.headers import Header
from questionari.store.unit_search import Found, Offer
from questionari.usecases.house import House, NotFound
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import UNKNOWN, Writer
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.merging import Posted
from questionari.usecases.responding.standing import require_open

OFFERED = 12
LEAST = 2  # letters
LONGEST = 100
_LABELLED = re.compile(r".* \[(?P<code>[^\[\]]+)\]")
Candidates = Mapping[str, tuple[str, ...]]


def resolved(session: Session, case: Case, now: datetime, posted: Posted) -> Posted:
    """What was posted, with the code of each service that was meant; codes that a page posts are not believed."""
    questions = case.definition.questions
    fields = {code: _resolved(session, case, now, questions[code], raw) for code, raw in posted.fields.items()}
    return replace(posted, fields=fields)


def _resolved(session: Session, case: Case, now: datetime, question: Question, raw: Raw) -> Raw:
    known, stored = dict(raw), case.draft(question.code).raw
    for key, reference in _references(question, raw):
        beside = join_key(key, CODE_KEY)
        known.pop(beside, None)
        if raw.get(key) and stored.get(key) == raw[key] and beside in stored:
            known[beside] = stored[beside]
            continue
        text = next(iter(typed(raw, key)), "")
        found = _meant(session, _offer(case.header, reference, now), text) if text else None
        if found is not None:
            known |= {key: (label(*found),), beside: (found.code,)}
    return known


def _meant(session: Session, offer: Offer, text: str) -> Found | None:
    """The service of a label, a code or a name that it alone has."""
    return unit_search.of_code(session, offer, _code(text)) or unit_search.called(session, offer, text)


def assumed(question: Question, raw: Raw) -> Raw:
    """The same where nothing is looked up nor stored, in a preview: a text counts as a service where one is asked."""
    known = dict(raw)
    for key, reference in _references(question, raw):
        texts = typed(raw, key) if reference.units_only else ()
        known |= {join_key(key, CODE_KEY): (_code(text),) for text in texts[:1]}
    return known


def _code(text: str) -> str:
    match = _LABELLED.fullmatch(text)
    return match["code"] if match else text


def candidates(session: Session, case: Case, now: datetime, shown: Mapping[str, Raw]) -> Candidates:
    """Of the fields whose text is no service: the services whose names hold it, by the name of the field."""
    found: dict[str, tuple[str, ...]] = {}
    for code, raw in shown.items():
        for key, reference in _references(case.definition.questions[code], raw):
            text = next(iter(typed(raw, key)), "")
            if text and join_key(key, CODE_KEY) not in raw:
                found[field_name(code, key)] = _labels(session, _offer(case.header, reference, now), text)
    return {name: labels for name, labels in found.items() if labels}


def services_named(
    session: Session,
    house: House,
    now: datetime,
    public_id: str,
    field: str,
    text: str,
    who: Writer = UNKNOWN,
) -> tuple[str, ...]:
    """What a field offers for the letters typed. Raises NotFound (address or field), Refused (not to be written)."""
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None:
        raise NotFound("questionario")
    require_open(header, now)
    if len(text.strip()) < LEAST:
        return ()
    code, _, inside = field.partition(":")
    definition = definition_of(session, header.questionnaire_sha256)
    question = definition.questions.get(code)
    reference = _of_field(question, inside) if question else None
    if reference is None or not allowed(definition, code, who.only):
        raise NotFound("domanda")
    return _labels(session, _offer(header, reference, now), text)


def allowed(definition: Questionnaire, code: str, only: frozenset[str] | None) -> bool:
    """Whether a question stands in one of the sections that somebody was given; None: all of them."""
    page = definition.page_of.get(code)
    return only is None or (page is not None and definition.section_of[page] in only)


def _of_field(question: Question, inside: str) -> Question | None:
    """The reference that a field belongs to: "" the question itself, "<i>:<child>…" below it."""
    if question.type == "unit_ref":
        return question
    _, _, rest = inside.partition(":")
    code, _, further = rest.partition(":")
    child = next((child for child in question.children if child.code == code), None)
    return _of_field(child, further) if child else None


def _labels(session: Session, offer: Offer, text: str) -> tuple[str, ...]:
    return tuple(label(*found) for found in unit_search.holding(session, offer, text[:LONGEST], OFFERED))


def _offer(header: Header, reference: Question, now: datetime) -> Offer:
    own = None if reference.units_from == "network" else header.invitation_id
    return Offer(own, reference.unit_types, local_day(now))


def _references(question: Question, raw: Raw) -> Iterator[tuple[str, Question]]:
    """The fields of a question that hold references, those in rows too."""
    if question.type == "unit_ref":
        yield MAIN, question
    for index in dict.fromkeys(key.partition(":")[0] for key in raw) if question.children else ():
        row = below(raw, index)
        for child in question.children:
            for key, reference in _references(child, below(row, child.code)):
                yield join_key(index, child.code, key), reference
