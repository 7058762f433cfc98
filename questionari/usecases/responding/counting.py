"""How far she is, and whether there is an honest total yet: it depends on the answers that open whole sections."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Section
from questionari.engine.expressions.evaluate import truth
from questionari.engine.requirements import is_complete, progress, required_questions
from questionari.store.models.responses import Response
from questionari.store.responses import WRITABLE, with_cells
from questionari.usecases.house import House
from questionari.usecases.responding.cases import Case, open_case


@dataclass(frozen=True, slots=True)
class Tally:
    """Required questions on the path: answered, and in all.

    ``settled``: most sections are decided, so that the total will not run away. ``waits_for`` are the sections whose
    blank answers decide about others.
    """

    answered: int
    required: int
    settled: bool
    waits_for: tuple[Section, ...]


def tally(case: Case) -> Tally:
    """The count of a case; to whom a part was given, of that part."""
    if case.only is not None:
        return _of_part(case)
    answered, required = progress(case.definition, case.answers, case.path)
    sections = case.definition.sections
    undecided = [deciding for section in sections if (deciding := _blank(case, section))]
    codes = frozenset[str]().union(*undecided)
    waits_for = tuple(s for s in sections if any(codes.intersection(page.questions) for page in s.pages))
    return Tally(answered, required, 2 * len(undecided) <= len(sections), waits_for)


def _of_part(case: Case) -> Tally:
    own = [q for q in required_questions(case.definition, case.path) if case.shows(case.definition.page_of.get(q.code))]
    answered = sum(is_complete(question, case.answers.get(question.code), case.path) for question in own)
    return Tally(answered, len(own), True, ())


def _blank(case: Case, section: Section) -> frozenset[str]:
    """The questions asked and still blank that decide whether a section is shown; none once it is decided."""
    condition = section.visible_if
    if condition is None or truth(condition, case.path.scope) is not None:
        return frozenset()
    return frozenset(_unanswered(case, condition.names))


def _unanswered(case: Case, names: frozenset[str]) -> Iterator[str]:
    return (code for code in names if case.path.asked(code) and code not in case.answers)


def recount(session: Session, house: House, now: datetime, row: Response, public_id: str) -> None:
    """Of a draft, the progress that staff and ATR see: an answer erased meanwhile may have been a required one.

    A list of records counts those (records.py).
    """
    found = with_cells(session, public_id) if row.state in WRITABLE and row.records is None else None
    if found is not None:
        case = open_case(session, house, now, *found)
        row.answered, row.required = progress(case.definition, case.answers, case.path)
