"""What a service corrects in answer to a query: the questions it is pinned to, and what follows from them.

Whatever else is posted is left alone. What follows: a question that is asked only now, and the other side of a rule
that the correction has broken (a total, of which one part was asked about).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.engine.findings import Finding
from questionari.usecases.house import House
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import Author, Writer
from questionari.usecases.responding.lookups import looked_up
from questionari.usecases.responding.merging import Form, posted_reasons, read_posted
from questionari.usecases.responding.pages import PageState, page_state
from questionari.usecases.responding.points import UNPOSTED, is_pending
from questionari.usecases.responding.pressing import NO_BUTTON, Pressed, acted, pressed_in
from questionari.usecases.responding.saving import with_changes, with_reasons
from questionari.usecases.responding.units import candidates, resolved


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page posted, by whom, when."""

    form: Form
    who: Writer
    at: datetime


@dataclass(frozen=True, slots=True)
class Amendment:
    """A submission, and the same with what was typed. ``open``: the questions that may be changed, in order.

    ``pressed``: whether a button of a question was pressed, which sends nothing.
    """

    before: Case
    after: Case
    open: tuple[str, ...]
    changed: tuple[str, ...]
    pressed: bool

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What stands in the way of sending it, and did not before."""
        return tuple(_broken(self.before, self.after))

    @property
    def drawn(self) -> frozenset[str]:
        """What its page shows: the questions that may be changed with their headings, and what is told of others."""
        questions = self.after.definition.questions
        told = {code for finding in self.broken for code in finding.fields if self.after.path.asked(code)}
        shown = pinned(self.after.definition, {*self.open, *told})
        return shown | {parent for code in shown if (parent := questions[code].parent)}


def pinned(definition: Questionnaire, codes: Collection[str]) -> frozenset[str]:
    """The questions of a query with the details of their options."""
    details = (q.code for q in definition.questions.values() if q.detail_of and q.detail_of[0] in codes)
    return frozenset(codes).intersection(definition.questions) | frozenset(details)


def amend(session: Session, house: House, before: Case, codes: Collection[str], typed: Typed) -> Amendment:
    """The submission with what was posted for the questions of a query and for what follows from them."""
    opened = pinned(before.definition, codes)
    while True:
        after, changed, pressed = _changed(session, house, before, opened, typed)
        more = opened | _follows(before, after)
        if more == opened:
            break
        opened = more
    order = tuple(code for code in before.definition.questions if code in opened and after.path.asked(code))
    return Amendment(before, after, order, changed, pressed is not NO_BUTTON)


def _changed(
    session: Session, house: House, before: Case, codes: frozenset[str], typed: Typed
) -> tuple[Case, tuple[str, ...], Pressed]:
    asking = frozenset(code for code in codes if before.definition.questions[code].type not in UNPOSTED)
    pressed = pressed_in(typed.form, asking)
    read = read_posted(before, asking, typed.form, pressed.code)
    posted = acted(before, resolved(session, before, typed.at, read), pressed)
    changed = {code: raw for code, raw in posted.fields.items() if raw != before.draft(code).raw}
    written = with_changes(before, changed, Author(typed.who, typed.at))
    after, _ = with_reasons(looked_up(session, house, before, written)[0], posted_reasons(typed.form))
    return after, tuple(changed), pressed


def _broken(before: Case, after: Case) -> Iterator[Finding]:
    known = {finding.key for finding in before.findings if is_pending(finding)}
    return (finding for finding in after.findings if is_pending(finding) and finding.key not in known)


def _follows(before: Case, after: Case) -> frozenset[str]:
    """The questions asked only now, and those of rules that hold no more."""
    questions, path = after.definition.questions, after.path
    new = (code for code in questions if path.asked(code) and not before.path.asked(code))
    concerned = (code for finding in _broken(before, after) for code in finding.fields)
    found = {code for code in (*new, *concerned) if code in questions and path.asked(code)}
    writable = {code for code in found if questions[code].type not in UNPOSTED}
    return frozenset(writable | pinned(after.definition, writable))


def pages_of(session: Session, found: Amendment, now: datetime, reader: Writer) -> Iterator[PageState]:
    """The pages that hold its questions, each with those alone, and with what is to be said of them."""
    told = {finding.key for finding in found.broken}
    for page in found.after.definition.pages():
        codes = found.drawn.intersection(page.questions)
        if not codes:
            continue
        state = page_state(found.after, page, now, reader)
        said = tuple(f for f in state.findings if f.key in told or set(f.fields) <= codes)
        shown = tuple(code for code in state.shown if code in codes)
        typed = {code: state.drafts[code].raw for code in shown if state.drafts[code].version}
        offered = candidates(session, found.after, now, typed)
        yield replace(state, shown=shown, findings=said, candidates=offered)
