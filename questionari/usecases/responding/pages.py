"""A page as it stands: what is asked on it, what is typed or proposed, what there is to say about it. Reads only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Page, Question, Section
from questionari.engine.findings import Finding, page_findings
from questionari.engine.path import Path, next_page, previous_page
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.cells import UNKNOWN, Draft, Writer, drafted
from questionari.usecases.responding.counting import Tally, tally
from questionari.usecases.responding.offers import Offer, offers
from questionari.usecases.responding.presence import others_in
from questionari.usecases.responding.proposals import proposal
from questionari.usecases.responding.remarks import Remarks, page_remarks
from questionari.usecases.responding.standing import Standing, closing, standing
from questionari.usecases.responding.telling import Told, told
from questionari.usecases.responding.units import Candidates, candidates

NOTHING: Mapping[str, Raw] = {}


@dataclass(frozen=True, slots=True)
class PageState:
    """One page of one response. ``shown`` are the codes drawn, in order; ``drafts`` hold what their fields show.

    ``proposed`` are the codes whose fields show a proposal, ``told`` what the previous round was told; ``reader``
    looks at it; ``unsaved`` what she typed that could not be written (`Saved.unsaved`).
    """

    case: Case
    page: Page
    section: Section
    shown: tuple[str, ...]
    drafts: Mapping[str, Draft]
    proposed: frozenset[str]
    told: Mapping[str, Told]
    findings: tuple[Finding, ...]
    previous: str | None
    following: str | None
    position: tuple[int, int]
    tally: Tally
    standing: Standing
    closes_at: datetime
    reader: Writer = UNKNOWN
    others: bool = False  # somebody else is at work in this section
    unsaved: Mapping[str, Raw] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)  # code -> the service of the body whose answer is proposed
    candidates: Candidates = field(default_factory=dict)  # field -> the services that its text may mean
    remarks: Mapping[str, Remarks] = field(default_factory=dict)  # of a field trial alone: question -> comments


def find_page(case: Case, code: str) -> Page:
    """The page, if it is on the path. Raises NotFound (there is none, or it is not hers to see), Refused "off_path"."""
    page = case.definition.page(code)
    if page is None or not case.shows(code):
        raise NotFound("pagina")
    if code not in case.path.pages:
        raise Refused("off_path", "In base alle risposte date, quella pagina non fa più parte del questionario.")
    return page


def shown_codes(case: Case, page: Page) -> tuple[str, ...]:
    """What the page draws: the questions asked, and the details of every visible option (they stand beside it)."""
    return tuple(code for code in page.questions if _is_shown(case, case.definition.questions[code]))


def _is_shown(case: Case, question: Question) -> bool:
    if question.detail_of is None:
        return case.path.asked(question.code)
    parent, option = case.definition.questions[question.detail_of[0]], question.detail_of[1]
    return _is_shown(case, parent) and any(o.code == option for o in case.path.options(parent))


def page_state(
    case: Case,
    page: Page,
    now: datetime,
    reader: Writer = UNKNOWN,
    unsaved: Mapping[str, Raw] = NOTHING,
) -> PageState:
    """The page of a case."""
    shown = shown_codes(case, page)
    proposals = _proposals(case, shown)
    section = next(s for s in case.definition.sections if s.code == case.definition.section_of[page.code])
    return PageState(
        case=case,
        page=page,
        section=section,
        shown=shown,
        drafts={code: proposals.get(code) or case.draft(code) for code in shown},
        proposed=frozenset(proposals),
        told=told(case, shown),
        findings=page_findings(case.findings, page.code),
        previous=page_before(case, page.code),
        following=page_after(case, page.code),
        tally=tally(case),
        position=_position(case, page.code),
        standing=standing(case.header, now),
        closes_at=closing(case.header),
        reader=reader,
        others=others_in(case.header.present, reader, section.code, now),
        unsaved={code: raw for code, raw in unsaved.items() if code in shown},
    )


def page_after(case: Case, code: str) -> str | None:
    """The next page that is hers to see."""
    return _walk(case, code, next_page)


def page_before(case: Case, code: str) -> str | None:
    """The page before that is hers to see."""
    return _walk(case, code, previous_page)


def _walk(case: Case, code: str, step: Callable[[Path, str], str | None]) -> str | None:
    found = step(case.path, code)
    while found is not None and not case.shows(found):
        found = step(case.path, found)
    return found


def _position(case: Case, code: str) -> tuple[int, int]:
    """Which of the pages on the path it is, and of how many."""
    order = tuple(filter(case.shows, case.path.pages))
    return order.index(code) + 1, len(order)


def _proposals(case: Case, shown: tuple[str, ...]) -> dict[str, Draft]:
    """What is proposed where nothing is stored."""
    questions = [case.definition.questions[code] for code in shown if code not in case.drafts]
    fields = ((question, proposal(case, question)) for question in questions)
    return {question.code: drafted(question, 0, raw) for question, raw in fields if raw}


def load_page(
    session: Session,
    house: House,
    now: datetime,
    public_id: str,
    page: str,
    reader: Writer = UNKNOWN,
    unsaved: Mapping[str, Raw] = NOTHING,
) -> PageState:
    """One page, in one statement; comments of a field trial, services to be named cost one more.

    Raises NotFound (unknown address, revoked, unknown page or not the reader's to see),
    Refused (never entered, page not on the path).
    """
    case = load_case(session, house, now, public_id, reader)
    state = page_state(case, find_page(case, page), now, reader, unsaved)
    if not reader.staff:
        state = _with_offers(state, offers(session, house, now, case, state.shown))
    typed = {code: draft.raw for code, draft in state.drafts.items() if draft.version}
    written = page_remarks(session, case, state.page, reader)
    return replace(state, candidates=candidates(session, case, now, typed), remarks=written)


def _with_offers(state: PageState, found: Mapping[str, Offer]) -> PageState:
    """The page with what other services of the body have answered, where nothing else is proposed."""
    fresh = {code: offer for code, offer in found.items() if code not in state.proposed}
    if not fresh:
        return state
    questions = state.case.definition.questions
    drafts = {code: drafted(questions[code], 0, offer.raw) for code, offer in fresh.items()}
    named = {code: offer.unit_name for code, offer in fresh.items()}
    proposed = state.proposed | frozenset(fresh)
    return replace(state, drafts={**state.drafts, **drafts}, proposed=proposed, offered=named)


def in_words(question: Question, draft: Draft, language: str) -> str:
    """An answer as people read it; what was typed where it could not be understood."""
    if draft.problem is None and draft.value is not None:
        return answer_type(question).text(question, draft.value, language)
    return " ".join(value for values in draft.raw.values() for value in values)
