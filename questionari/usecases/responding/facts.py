"""What a questionnaire reads of the world beside its round: gathered when a response begins, sealed as one cell of it.

So a page reads nothing more, the respondent meets the same facts until she submits, and the document keeps them.
"""

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.orm import Session
from stdnum import luhn

from questionari.clock import local_day
from questionari.engine.definition import Questionnaire
from questionari.engine.linked import generated_codes, linked_names, prefilled_names
from questionari.engine.roles import own_questions
from questionari.store import linked, responses
from questionari.store.headers import Header
from questionari.store.models.census import Atr
from questionari.usecases.figures import POPULATION, SUMMARY
from questionari.usecases.house import House
from questionari.usecases.responding import fact_sources, transfer_sources
from questionari.usecases.responding.cells import FACTS, sealed

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs without look-alikes (decisions.md 13)

Source: TypeAlias = Callable[[fact_sources.Asked], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Provided:
    """A source and the names it gives: it is asked only when the questionnaire reads one of them."""

    names: frozenset[str]
    source: Source


CENSUS = (
    Provided(frozenset({"atr_name", "atr_pec", "atr_province", "atr_comune"}), fact_sources.territory),
    Provided(frozenset({"atr_comuni", "atr_services", "atr_uncovered"}), fact_sources.services),
    Provided(frozenset({"stalking_services"}), fact_sources.stalking_services),
)
LINKED = (
    Provided(frozenset({"referent_1522"}), fact_sources.role_1522),
    Provided(frozenset({"referent_unit", "referent_valid_to", "referent_hours"}), fact_sources.referent),
    Provided(frozenset({"similar_names"}), fact_sources.names),
    Provided(frozenset({"joined", "left", "modified"}), fact_sources.movements),
    Provided(frozenset({"reported_year"}), fact_sources.reported_year),
    Provided(frozenset({*POPULATION, "population_year", "population_source"}), fact_sources.population),
    Provided(frozenset({*SUMMARY, "summary_source"}), fact_sources.summary),
    Provided(frozenset({"transfers_1522"}), transfer_sources.received),
    Provided(
        frozenset({"calls_1522", "attempts_1522", "transferred_1522", "out_of_hours_1522"}),
        transfer_sources.of_territory,
    ),
)


def keep_facts(
    session: Session,
    house: House,
    now: datetime,
    header: Header,
    response: tuple[uuid.UUID, bytes, Questionnaire],
    known: Mapping[str, Mapping[str, Any]],
) -> None:
    """Gather the facts of a response (id, key, questionnaire) that has just begun and store them with it.

    ``known`` are those that come with it, by part ("linked", "given").
    """
    response_id, key, definition = response
    found = dict(gather(session, house, now, header, definition))
    found |= {part: {**found.get(part, {}), **facts} for part, facts in known.items()}
    if any(found.values()):
        cell = sealed(key, response_id, FACTS, 1, found)
        responses.add_cells(session, response_id, [cell], now)


def gather(
    session: Session, house: House, now: datetime, header: Header, definition: Questionnaire
) -> Mapping[str, Mapping[str, Any]]:
    """The facts that the questionnaire reads and somebody gives, as JSON; what nobody gives stays unknown."""
    wanted = prefilled_names(definition), linked_names(definition)
    own = own_questions(definition, header.role) if header.role else definition.questions
    codes = {code: random_code(length) for code, length in generated_codes(definition).items() if code in own}
    told = any((_provided(CENSUS, wanted[0]), _provided(LINKED, wanted[1])))
    atrs: Sequence[Atr] = linked.territories_of(session, header.invitation_id) if told else ()
    asked = fact_sources.Asked(session, house, header, tuple(atrs), local_day(now))
    return {
        "census": _given(CENSUS, wanted[0], asked),
        "linked": codes | _given(LINKED, wanted[1], asked),
        "previous": fact_sources.previous_round(asked, definition),
    }


def _provided(sources: Sequence[Provided], wanted: frozenset[str]) -> list[Provided]:
    return [provided for provided in sources if provided.names & wanted]


def _given(sources: Sequence[Provided], wanted: frozenset[str], asked: fact_sources.Asked) -> dict[str, Any]:
    given = (provided.source(asked) for provided in _provided(sources, wanted))
    return {name: value for found in given for name, value in found.items() if name in wanted and value is not None}


def random_code(length: int) -> str:
    """A random code whose last sign checks the others: one mistyped sign is noticed."""
    body = "".join(secrets.choice(CODE_ALPHABET) for _ in range(length - 1))
    return body + str(luhn.calc_check_digit(body, CODE_ALPHABET))
