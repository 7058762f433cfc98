"""What a use-case hands over to become a dataset: the round, and its submitted responses one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from questionari.engine.definition import Questionnaire
from questionari.engine.values import Context, Value


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

    response_id: str
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
