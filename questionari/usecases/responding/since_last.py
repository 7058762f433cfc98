"""After the submission: the service's own numbers beside those it sent in the round before. Nobody else's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.definition import Questionnaire
from questionari.engine.earlier import months
from questionari.engine.since import Compared, since
from questionari.engine.values import Context
from questionari.engine.wording import ITALIAN
from questionari.store import linked
from questionari.store.headers import Header
from questionari.usecases import audit
from questionari.usecases.house import House
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.fact_sources import Asked, answers_before
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.rereading import readable
from questionari.usecases.responding.sent import sent_of


@dataclass(frozen=True, slots=True)
class SinceLast:
    """The numbers of both rounds, with their titles and lengths in months (equal: they are compared as they are)."""

    unit_name: str
    round_title: str
    previous_title: str
    months_then: int
    months_now: int
    rows: tuple[Compared, ...]
    language: str

    @property
    def monthly(self) -> bool:
        """Whether numbers are compared per month."""
        return self.months_then != self.months_now


def comparable(session: Session, header: Header) -> bool:
    """Whether there may be something to compare: the questionnaire compares numbers, the round before was answered."""
    if not _compares(definition := definition_of(session, header.questionnaire_sha256)):
        return False
    found = linked.round_before(session, definition.code, header.unit_id, header.period, header.rehearsal)
    return found is not None and found.sealed is not None


def _compares(definition: Questionnaire) -> bool:
    numbers = (question.compare_previous for question in definition.questions.values())
    own = any(numbers) or any(indicator.level == "record" for indicator in definition.indicators)
    return definition.cardinality == "one" and own


def since_last(
    session: Session, house: House, now: datetime, public_id: str, number: str = "", spent: str = ""
) -> SinceLast | None:
    """The comparison, for whoever may read the answers now (`rereading.readable`); None where there is none.

    Raises NotFound, Refused "code_needed".
    """
    header = readable(session, now, public_id, number, spent)
    sent, language = sent_of(session, house, header), header.language or ITALIAN
    asked = Asked(session, house, header, (), local_day(now))
    codes = frozenset(sent.definition.questions)
    before = answers_before(asked, sent.definition, codes) if _compares(sent.definition) else None
    if before is None:
        return None
    audit.record(session, now, respondent(header), "response.compare", ("response", required_id(header)))
    context: Context = sent.found.context
    rows = since(sent.definition, sent.found.answers, context, before, language)
    then, this = months(Context(round=context.round, previous_round=before[1]))
    return SinceLast(_name(header), header.round_title, before[1].title, int(then), int(this), rows, language)


def _name(header: Header) -> str:
    return str(header.census.get("name", ""))
