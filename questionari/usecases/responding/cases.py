"""One response with everything a page needs: questionnaire, context, drafts, confirmations."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.answer_types.base import Problem
from questionari.engine.definition import Questionnaire
from questionari.engine.findings import Confirmation, Finding
from questionari.engine.path import Path, find_path
from questionari.engine.validation import validate
from questionari.engine.values import Context, Named, RoundInfo, Value
from questionari.store import responses
from questionari.store.headers import Header
from questionari.store.responses import Cell
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.cells import (
    BLANK,
    FACTS,
    HELD,
    LIFE,
    LOOKED,
    MET,
    UNKNOWN,
    WHY,
    Draft,
    Met,
    Reason,
    Writer,
    drafted,
    opened,
    raw_of,
    reason_of,
)
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.responding.earlier import previous_of
from questionari.usecases.responding.given import given_of
from questionari.usecases.responding.holding import NONE_HELD, Waiting, contests, waiting_of
from questionari.usecases.responding.reasons import with_reason
from questionari.usecases.responding.standing import last_day

NO_FACTS: Mapping[str, Any] = {}
ONLY_LISTED = Refused("off_path", "Questo questionario si compila per schede: ne apra una dall'elenco.")


@dataclass(frozen=True)
class Case:
    """A response as it is stored, or as it would be after a change (`dataclasses.replace`)."""

    header: Header
    definition: Questionnaire
    context: Context
    response_id: uuid.UUID
    key: bytes = field(repr=False)
    drafts: Mapping[str, Draft] = field(repr=False)
    reasons: Mapping[str, Reason] = field(repr=False)
    life: int = 0  # the version from which a re-opened response goes on
    held: Mapping[str, Waiting] = field(default_factory=dict, repr=False)  # what waits for a choice, by question
    looked: int = 0  # the version of what was looked up for these answers
    met: Met = Met()  # where errors were met
    only: frozenset[str] | None = None  # the sections that whoever looks at it was given; None: all of them

    def shows(self, page: str | None) -> bool:
        """Whether a page is in a section that whoever looks at it was given."""
        return self.only is None or (page is not None and self.definition.section_of[page] in self.only)

    def draft(self, code: str) -> Draft:
        """The draft of a question, BLANK where nothing is stored."""
        return self.drafts.get(code, BLANK)

    def next_version(self, code: str) -> int:
        """The version of the next draft of a question: no page drawn before a re-opening can name it."""
        return max(self.draft(code).version, self.life) + 1

    def waiting(self, code: str) -> Waiting:
        """What waits for a choice at a question."""
        return self.held.get(code, NONE_HELD)

    @property
    def language(self) -> str:
        """The language she answers in."""
        return self.header.language or "it"

    @cached_property
    def answers(self) -> Mapping[str, Value]:
        """What was understood, hidden answers included."""
        return {code: d.value for code, d in self.drafts.items() if d.value is not None}

    @cached_property
    def path(self) -> Path:
        """What is asked, given these answers."""
        return find_path(self.definition, self.answers, self.context)

    @property
    def problems(self) -> Mapping[str, Problem]:
        """What could not be read."""
        return {code: d.problem for code, d in self.drafts.items() if d.problem is not None}

    @property
    def confirmed(self) -> Mapping[str, Confirmation]:
        """The warnings confirmed with a reason."""
        return {code: reason.confirmation for code, reason in self.reasons.items()}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to say about these answers; what two people answered otherwise is to be chosen first."""
        found = validate(
            self.definition, self.answers, self.path, self.context, self.problems, self.confirmed, self.language
        )
        return (*found, *contests(self.definition, self.path, self.held, self.language))


def context_of(header: Header, now: datetime, facts: Mapping[str, Any] = NO_FACTS) -> Context:
    """What the questionnaire may know besides the answers: today, the round, the census as frozen at the opening.

    ``facts`` are those kept when the response began (facts.py).
    """
    return Context(
        today=local_day(now),
        round=RoundInfo(header.period_start, header.period_end, last_day(header), header.round_title),
        census=facts_of({**header.census, **facts.get("census", {})}),
        linked=facts_of(facts.get("linked", {})),
        role=header.role,
    )


def facts_of(facts: Mapping[str, Any]) -> dict[str, Value]:
    """Facts as expressions read them, from the JSON they are kept in; what nobody knows is left out."""
    return {name: _fact(value) for name, value in facts.items() if value not in (None, "")}


def _fact(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if isinstance(value, dict) and value.keys() == {"code", "name"}:  # a service of the census
        return Named(value["code"], value["name"])
    if isinstance(value, dict):  # a number as documents keep it, or a table that only fills an answer in
        return Decimal(value["number"]) if "number" in value else value
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def load_case(session: Session, house: House, now: datetime, public_id: str, who: Writer = UNKNOWN) -> Case:
    """The case behind an address, in one statement, within the sections that ``who`` was given.

    Raises NotFound (unknown, revoked), Refused (never entered).
    """
    found = responses.with_cells(session, public_id)
    if found is None or found[0].revoked_at is not None:
        raise NotFound("questionario")
    return replace(open_case(session, house, now, *found), only=who.only)


def open_case(session: Session, house: House, now: datetime, header: Header, cells: Collection[Cell]) -> Case:
    """Decrypt the cells of a case and read them. Raises Refused "off_path" for a list of records."""
    key = data_key(house, header)
    response_id = required_id(header)
    definition = definition_of(session, header.questionnaire_sha256)
    if is_list(header, definition):
        raise ONLY_LISTED
    drafts: dict[str, Draft] = {}
    reasons: dict[str, Reason] = {}
    held: dict[str, Waiting] = {}
    kept: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for cell in cells:
        content = opened(key, response_id, cell)
        if cell.code.startswith(WHY):
            reasons[cell.code.removeprefix(WHY)] = reason_of(cell, content)
        elif cell.code.startswith(HELD):
            held[cell.code.removeprefix(HELD)] = waiting_of(cell, content)
        elif cell.code in (FACTS, LOOKED, MET):
            kept[cell.code] = cell.version, content
        elif cell.code in definition.questions:
            drafts[cell.code] = drafted(definition.questions[cell.code], cell.version, raw_of(content), content)
    facts, looked = _known(kept)
    earlier = previous_of(definition, facts.get("previous", NO_FACTS))
    given = given_of(definition, facts.get("given", NO_FACTS))
    context = replace(context_of(header, now, facts), **earlier, **given)
    header = with_reason(house, header)
    return Case(header, definition, context, response_id, key, drafts, reasons, _life(cells), held, looked, _met(kept))


def _known(kept: Mapping[str, tuple[int, Mapping[str, Any]]]) -> tuple[Mapping[str, Any], int]:
    """What was known from the beginning with what was looked up since, and the version of that."""
    _, facts = kept.get(FACTS, (0, NO_FACTS))
    version, looked = kept.get(LOOKED, (0, NO_FACTS))
    return {**facts, "linked": {**facts.get("linked", {}), **looked.get("linked", {})}}, version


def _met(kept: Mapping[str, tuple[int, Mapping[str, Any]]]) -> Met:
    version, content = kept.get(MET, (0, NO_FACTS))
    return Met(version, frozenset(content.get("codes", ())))


def _life(cells: Collection[Cell]) -> int:
    return next((cell.version for cell in cells if cell.code == LIFE), 0)


def required_id(header: Header) -> uuid.UUID:
    """The response's id. Raises Refused where nobody has entered yet."""
    if header.response_id is None:
        raise Refused(
            "not_entered", "Il questionario non è ancora stato aperto: parta dal collegamento ricevuto per e-mail."
        )
    return header.response_id


def data_key(house: House, header: Header) -> bytes:
    """The response's own key. Raises WrongKey."""
    response_id = required_id(header)
    if header.data_key is None or header.key_version is None:
        raise NotFound("questionario")
    return house.keyring.data_key(f"response:{response_id}", header.data_key, header.key_version)
