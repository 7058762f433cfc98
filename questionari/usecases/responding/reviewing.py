"""The list of sections with their progress, and the review before submission: everything missing or inconsistent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Page, Section
from questionari.engine.findings import Finding, submittable
from questionari.engine.validation import progress
from questionari.engine.values import Reserved
from questionari.usecases.house import House
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.pages import SILENT
from questionari.usecases.responding.points import is_missing, is_pending
from questionari.usecases.responding.standing import Standing, closing, standing


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A page on the path: how many of its questions are answered, and what there is to say about it."""

    page: Page
    answered: int
    asked: int
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """ "complete" | "check" | "begun" | "blank"."""
        if self.answered == 0:
            return "blank"
        pending = [f for f in (*self.errors, *self.warnings) if is_pending(f)]
        faults = any(not is_missing(f) for f in pending)
        return "check" if faults else "begun" if pending else "complete"


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """A section with the pages of it that are on the path."""

    section: Section
    pages: tuple[PageSummary, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The whole response at a glance. ``resume`` is the page to go on from; ``reserved`` counts "non disponibile"."""

    case: Case
    sections: tuple[SectionSummary, ...]
    answered: int
    required: int
    reserved: int
    ready: bool
    resume: str | None
    standing: Standing
    closes_at: datetime


def review(session: Session, house: House, now: datetime, public_id: str) -> Review:
    """The state of a response, in one statement. Raises NotFound, Refused (never entered)."""
    case = load_case(session, house, now, public_id)
    sections = tuple(s for s in (_section(case, section) for section in case.definition.sections) if s.pages)
    answered, required = progress(case.definition, case.answers, case.path)
    return Review(
        case=case,
        sections=sections,
        answered=answered,
        required=required,
        reserved=sum(reserved_count(case.answers[c]) for c in case.answers if case.path.asked(c)),
        ready=submittable(case.findings),
        resume=_resume(case, sections),
        standing=standing(case.header, now),
        closes_at=closing(case.header),
    )


def _section(case: Case, section: Section) -> SectionSummary:
    return SectionSummary(section, tuple(_page(case, p) for p in section.pages if p.code in case.path.pages))


def _page(case: Case, page: Page) -> PageSummary:
    asked = [c for c in page.questions if case.path.asked(c) and case.definition.questions[c].type not in SILENT]
    found = [f for f in case.findings if f.page == page.code]
    return PageSummary(
        page,
        sum(bool(case.draft(code).raw) for code in asked),
        len(asked),
        tuple(f for f in found if f.severity == "error"),
        tuple(f for f in found if f.severity == "warning"),
        tuple(f for f in found if f.severity == "note"),
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
