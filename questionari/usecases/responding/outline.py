"""The questionnaire at a glance: sections with one state each, and an honest word on the time that is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from questionari.engine.burden import input_count
from questionari.engine.definition import Page, Question, Section
from questionari.engine.expressions.evaluate import truth
from questionari.engine.findings import Finding
from questionari.engine.requirements import is_required, missing_cells
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.points import SILENT, is_missing, is_pending

STEP = 5  # minutes: a finer estimate would be a lie


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A page on the path: how many of its questions are answered, and what there is to say about it."""

    page: Page
    answered: int
    asked: int
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    untouched: bool = False  # it asks something, and nothing of it has ever been saved
    register: bool = False  # some answers come from the service's register

    @property
    def open_warnings(self) -> tuple[Finding, ...]:
        """The warnings that stand in the way."""
        return tuple(f for f in self.warnings if f.confirmed is None)

    @property
    def confirmed(self) -> tuple[Finding, ...]:
        """The warnings confirmed with a reason."""
        return tuple(f for f in self.warnings if f.confirmed is not None)

    @property
    def missing(self) -> int:
        """How many required answers are still to be given."""
        return sum(map(is_missing, self.errors))

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
    """A section with the pages of it that are on the path; ``number``: its place among the sections on the path."""

    section: Section
    pages: tuple[PageSummary, ...]
    number: int

    @property
    def register(self) -> bool:
        """Whether some answers come from the register."""
        return any(page.register for page in self.pages)

    @property
    def missing(self) -> int:
        """How many required answers are still to be given."""
        return sum(page.missing for page in self.pages)

    @property
    def state(self) -> str:
        """ "complete" | "check" | "begun" | "blank"."""
        states = {p.state for p in self.pages if p.asked} or {"complete"}
        mixed = next((state for state in ("check", "begun") if state in states), "begun")
        return states.pop() if len(states) == 1 else mixed

    @property
    def begin(self) -> str:
        """The page to open: the first that is not complete, else the first."""
        return next((p.page.code for p in self.pages if p.state != "complete"), self.pages[0].page.code)


def sections_of(case: Case) -> tuple[SectionSummary, ...]:
    """The sections on the path that are hers to see."""
    found = ((s, tuple(_page(case, p) for p in s.pages if p.code in case.path.pages)) for s in case.definition.sections)
    shown = (pair for pair in found if pair[1])
    numbered = (SectionSummary(section, pages, number) for number, (section, pages) in enumerate(shown, 1))
    return tuple(summary for summary in numbered if case.shows(summary.pages[0].page.code))


def _asked(case: Case, page: Page) -> Iterator[Question]:
    questions = (case.definition.questions[code] for code in page.questions if case.path.asked(code))
    return (question for question in questions if question.type not in SILENT)


def _page(case: Case, page: Page) -> PageSummary:
    asked = tuple(_asked(case, page))
    found = [f for f in case.findings if f.page == page.code]
    return PageSummary(
        page,
        sum(bool(case.draft(question.code).raw) for question in asked),
        len(asked),
        tuple(f for f in found if f.severity == "error"),
        tuple(f for f in found if f.severity == "warning"),
        tuple(f for f in found if f.severity == "note"),
        bool(asked) and not any(question.code in case.drafts for question in asked),
        any(_may_need_register(case, code) for code in page.questions),
    )


def _may_need_register(case: Case, code: str) -> bool:
    """Whether the register is needed for a question, asked now or as soon as an answer before it opens it."""
    question = case.definition.questions[code]
    open_still = question.visible_if is None or truth(question.visible_if, case.path.scope) is not False
    return question.needs_register and open_still


def minutes_left(case: Case) -> int:
    """The declared minutes (the longer estimate) in the share of fields still blank, rounded up to five, never more
    than declared; 0 at the end. Who was given some sections alone is told of those: their share of the whole.

    Fields that need no answer count as done once their page has been begun: nobody has to come back to them.
    """
    counts = {p.code: _inputs(case, p.questions) for p in case.definition.pages() if p.code in case.path.pages}
    total = sum(count for count, _ in counts.values())
    left = sum(blank for page, (_, blank) in counts.items() if case.shows(page))
    most = case.definition.minutes[1]
    return min(most, STEP * ceil(most * left / total / STEP)) if total else 0


def _inputs(case: Case, codes: tuple[str, ...]) -> tuple[int, int]:
    """The fields of a page: all, and those still to be filled."""
    asked = [case.definition.questions[c] for c in codes if case.path.asked(c)]
    begun = any(case.draft(question.code).raw for question in asked)
    counts = [(input_count(case.definition, case.path, q.code), _blank(case, q, begun)) for q in asked]
    return sum(count for count, _ in counts), sum(min(blank, count) for count, blank in counts)


def _blank(case: Case, question: Question, begun: bool) -> int:
    if begun and not is_required(question, case.path):
        return 0
    if not case.draft(question.code).raw:
        return input_count(case.definition, case.path, question.code)
    return len(missing_cells(question, case.answers.get(question.code), case.path))
