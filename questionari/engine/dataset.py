"""What a use-case hands over to become a dataset: the round, and its submitted responses one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from questionari.engine.definition import Questionnaire
from questionari.engine.roles import parts
from questionari.engine.states import Mode
from questionari.engine.values import Context, Value

#: (who answers, how often) -> what a row of a dataset stands for.
UNITS_OF_ANALYSIS: Mapping[tuple[str, str], str] = {
    ("service", "one"): "servizio nella tornata",
    ("atr", "one"): "territorio (ATR) nella tornata",
    ("service", "many"): "scheda di un servizio (contatto, chiamata o caso)",
    ("atr", "many"): "scheda di un territorio (ATR)",
}

IN_PARTS = "scheda in più parti: la prima, con quella che la segue dove è stata inviata"


def unit_of_analysis(definition: Questionnaire) -> str:
    """What a row of the dataset stands for, in words."""
    if parts(definition) is not None:
        return IN_PARTS
    return UNITS_OF_ANALYSIS[definition.unit, definition.cardinality]


def stays_with_service(definition: Questionnaire) -> bool:
    """Whether single records never leave the service that wrote them: no answer of theirs may be made public.

    Rule of the reception record (D): towards the network only aggregated tables, with a threshold.
    """
    told = (question.export for question in definition.questions.values() if question.type != "note")
    return definition.cardinality == "many" and all(rule in ("never", "not_public") for rule in told)


@dataclass(frozen=True, slots=True)
class DatasetRound:
    """The round a dataset is made of. ``provisional``: services may still answer; days are local, Europe/Rome."""

    code: str
    title: str
    period_start: date
    period_end: date
    deadline: date
    provisional: bool
    definition: Questionnaire
    asked: int
    submitted: int
    excluded: int  # submitted, but taken out of the round by staff: not among the rows
    reopened: int = 0  # given back to the service and not sent again yet: not among the rows
    versions: tuple[str, ...] = ()  # every version asked in it, in order; the last is that of ``definition``


@dataclass(frozen=True, slots=True)
class Submission:
    """One submitted response with what identifies its service: codes only, never a contact, never an hour."""

    response_id: str  # of the dataset's own, the same in every file and export
    service: str
    type_code: str
    province: str
    atrs: tuple[str, ...]
    day: date
    state: str
    language: str
    confirmed: int  # warnings confirmed with a reason
    answers: Mapping[str, Value]
    context: Context
    version: str = ""  # of the questionnaire she answered; "" for that of the round
    record: int = 0  # its number in the list of its service, where each contact or call has one
    second_service: str = ""  # of a record in parts: who filled in the one that follows …
    second_day: date | None = None  # … and the day it was sent
    mode: str = Mode.WEB.value  # how it came in
