"""The list of sections with their progress, and the review before submission: everything missing or inconsistent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.findings import submittable
from questionari.engine.values import Reserved
from questionari.store import responses
from questionari.usecases.house import House, NotFound
from questionari.usecases.responding.cases import Case, load_case, open_case
from questionari.usecases.responding.counting import Tally, tally
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.responding.outline import SectionSummary, minutes_left, sections_of
from questionari.usecases.responding.points import is_pending
from questionari.usecases.responding.records import RecordList, list_of
from questionari.usecases.responding.standing import Standing, closing, standing


@dataclass(frozen=True, slots=True)
class Review:
    """The whole response at a glance. ``resume`` is the page to go on from; ``reserved`` counts "non disponibile"."""

    case: Case
    sections: tuple[SectionSummary, ...]
    tally: Tally
    reserved: int
    ready: bool
    resume: str | None
    standing: Standing
    closes_at: datetime
    minutes_left: int

    @property
    def answered(self) -> int:
        """Required questions answered."""
        return self.tally.answered

    @property
    def required(self) -> int:
        """Required questions on the path."""
        return self.tally.required

    @property
    def untouched(self) -> int:
        """How many pages of the path ask something and were never filled, not even in part."""
        return sum(page.untouched for summary in self.sections for page in summary.pages)


def review(session: Session, house: House, now: datetime, public_id: str) -> Review:
    """The state of a response, in one statement. Raises NotFound, Refused (never entered)."""
    return _review(load_case(session, house, now, public_id), now)


def home(session: Session, house: House, now: datetime, public_id: str, page: int = 1) -> Review | RecordList:
    """What an address opens: a response at a glance, or the list of records. Raises NotFound, Refused."""
    found = responses.with_cells(session, public_id)
    if found is None or found[0].revoked_at is not None:
        raise NotFound("questionario")
    definition = definition_of(session, found[0].questionnaire_sha256)
    if is_list(found[0], definition):
        return list_of(session, house, now, found[0], definition, page)
    return _review(open_case(session, house, now, *found), now)


def records_list(session: Session, house: House, now: datetime, public_id: str) -> RecordList:
    """The list of records behind an address, its first page. Raises NotFound, Refused."""
    header = responses.by_public_id(session, public_id)
    definition = definition_of(session, header.questionnaire_sha256) if header else None
    if header is None or definition is None or header.revoked_at is not None or not is_list(header, definition):
        raise NotFound("elenco")
    return list_of(session, house, now, header, definition)


def _review(case: Case, now: datetime) -> Review:
    sections = sections_of(case)
    return Review(
        case=case,
        sections=sections,
        tally=tally(case),
        reserved=sum(reserved_count(case.answers[c]) for c in case.answers if case.path.asked(c)),
        ready=submittable(case.findings),
        resume=_resume(case, sections),
        standing=standing(case.header, now),
        closes_at=closing(case.header),
        minutes_left=minutes_left(case),
    )


def _resume(case: Case, sections: tuple[SectionSummary, ...]) -> str | None:
    """The first page that nobody has begun; else the first with something to complete."""
    pages = [page for summary in sections for page in summary.pages]
    blank = (p.page.code for p in pages if p.asked and p.state == "blank")
    pending = (p.page.code for p in pages if any(map(is_pending, (*p.errors, *p.warnings))))
    return next(blank, None) or next(pending, None) or next(iter(case.path.pages), None)


def reserved_count(value: object) -> int:
    """How many reserved answers a value holds: itself, the cells of a table, the fields of a row."""
    if isinstance(value, Reserved):
        return 1
    if isinstance(value, Mapping):
        return sum(reserved_count(inner) for inner in value.values())
    return sum(reserved_count(inner) for inner in value) if isinstance(value, tuple) else 0
