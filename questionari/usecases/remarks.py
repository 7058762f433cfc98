"""What the services of a field trial said of the questions, as the staff who prepare the questionnaire read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire, say
from questionari.engine.wording import ITALIAN
from questionari.store import remarks as store
from questionari.store.remarks import Commented
from questionari.usecases import audit, questionnaires
from questionari.usecases.house import Actor, House
from questionari.usecases.rounds.basics import round_of_code


@dataclass(frozen=True, slots=True)
class Said:
    """A comment: whose service (with the number of its record, 0 for none), when, what it says."""

    unit_name: str
    number: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OnQuestion:
    """The comments on one question, the oldest first."""

    code: str
    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Comments:
    """What was said in a round, in the order of the questionnaire."""

    questions: tuple[OnQuestion, ...]
    services: int

    @property
    def total(self) -> int:
        """How many comments there are."""
        return sum(len(one.said) for one in self.questions)


def comments(session: Session, house: House, now: datetime, actor: Actor, code: str) -> Comments:
    """The comments of a round; that they were read is recorded. Raises NotFound."""
    row = round_of_code(session, code)
    definition = questionnaires.definition_of(session, row.questionnaire_sha256)
    found = store.of_round(session, row.id)
    if found:
        audit.record(session, now, actor, "remarks.read", ("round", row.id), comments=len(found))
    services = len({one.unit_id for one in found})
    return Comments(tuple(_by_question(house, definition, found)), services)


def _by_question(house: House, definition: Questionnaire, found: Sequence[Commented]) -> Iterator[OnQuestion]:
    order: Mapping[str, int] = {code: place for place, code in enumerate(definition.questions)}
    last = len(order)
    ranked = sorted(found, key=lambda one: (order.get(one.row.code, last), one.row.code))
    for code, group in groupby(ranked, key=lambda one: one.row.code):
        known = definition.questions.get(code)
        title = say(known.text, ITALIAN) if known is not None else "domanda di un'altra versione"
        yield OnQuestion(code, title, tuple(_said(house, one) for one in group))


def _said(house: House, one: Commented) -> Said:
    key = house.keyring.data_key(f"response:{one.row.response_id}", one.data_key, one.key_version)
    return Said(one.unit_name, one.number, one.row.at, store.text_of(key, one.row))
