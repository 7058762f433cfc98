"""Saving a page: three statements, nothing typed refused, nobody's answer lost (decisions.md 19–24)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Page
from questionari.engine.findings import Confirmation, page_findings
from questionari.engine.validation import progress
from questionari.store import records, responses
from questionari.store.responses import Cell
from questionari.usecases.house import House, Refused
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.cells import (
    HELD,
    MET,
    UNKNOWN,
    WHY,
    Author,
    Met,
    Reason,
    Writer,
    drafted,
    sealed,
    written,
)
from questionari.usecases.responding.holding import content_of
from questionari.usecases.responding.lookups import looked_up
from questionari.usecases.responding.merging import (
    NOTHING_POSTED,
    Form,
    Merge,
    Posted,
    merge,
    posted_reasons,
    read_posted,
)
from questionari.usecases.responding.pages import find_page
from questionari.usecases.responding.points import UNPOSTED, is_missing
from questionari.usecases.responding.presence import noted
from questionari.usecases.responding.pressing import acted, pressed_in, taken_away
from questionari.usecases.responding.remarks import keep_remarks
from questionari.usecases.responding.settling import Settling
from questionari.usecases.responding.standing import require_held, require_open
from questionari.usecases.responding.units import resolved

ATTEMPTS = 5
BUSY = Refused("busy", "Un'altra persona sta salvando lo stesso questionario. Prema di nuovo «Salva».")


@dataclass(frozen=True, slots=True)
class Write:
    """One attempt: the case before and after, what it changes."""

    before: Case
    after: Case
    page: Page
    posted: Posted
    merged: Merge
    cells: tuple[Cell, ...]
    acted_on: str | None
    taken: Mapping[str, Raw]

    @property
    def unsaved(self) -> Mapping[str, Raw]:
        """What she gets back: of this save, and of an earlier one while a button keeps her on the page.

        Numbers that «Dato non disponibile per tutta la tabella» takes away are among it: a button is easily missed.
        """
        kept = {c: raw for c, raw in self.posted.mine.items() if self.acted_on and c != self.acted_on}
        return {**kept, **self.taken, **self.merged.unsaved}


def write_page(
    session: Session, house: House, now: datetime, public_id: str, page: str, form: Form, who: Writer = UNKNOWN
) -> Write:
    """Store what a page posted; again where somebody else's save came between. Raises as `save_page` does."""
    for attempt in range(ATTEMPTS):
        if attempt:
            records.lock(session, public_id)  # however many save at once, from here it is her turn
        case = load_case(session, house, now, public_id, who)
        require_open(case.header, now)
        require_held(case.header, who.staff)
        write = _looked_up(session, house, case, _prepare(session, case, find_page(case, page), form, who, now))
        write = _with_errors(write) if house.settings.paradata and not who.staff else write
        nothing_to_write = not write.cells and attempt == 0
        if nothing_to_write or _store(session, write, who, now):
            keep_remarks(session, case, write.page, form, who, now)
            return write
    raise BUSY


def write_answer(
    session: Session, now: datetime, case: Case, page: Page, changed: Mapping[str, Raw], who: Writer = UNKNOWN
) -> None:
    """Store one answer that no page posts. Raises Refused "busy" where another save came between, "taken_over"."""
    require_held(case.header, who.staff)
    after = with_changes(case, changed, Author(who, now))
    cells = _cells(after, changed, (), ())
    if not _store(session, Write(case, after, page, NOTHING_POSTED, Merge(changed), cells, None, {}), who, now):
        raise BUSY


def _prepare(session: Session, case: Case, page: Page, form: Form, who: Writer, now: datetime) -> Write:
    asking = frozenset(c for c in page.questions if case.definition.questions[c].type not in UNPOSTED)
    pressed = pressed_in(form, asking)
    author, posted = Author(who, now), resolved(session, case, now, read_posted(case, asking, form, pressed.code))
    made = acted(case, posted, pressed)
    merged = merge(session, case, made)
    after = with_changes(case, merged.changed, author)
    waiting = Settling(case, after, made, merged, pressed, author).waiting()
    after, reasons = with_reasons(replace(after, held={**case.held, **waiting}), posted_reasons(form))
    cells = _cells(after, merged.changed, reasons, waiting)
    acted_on = pressed.code if pressed.code in posted.fields else None
    return Write(case, after, page, posted, merged, cells, acted_on, taken_away(posted, made))


def _looked_up(session: Session, house: House, case: Case, write: Write) -> Write:
    """The same with what its answers make known of the world."""
    after, cells = looked_up(session, house, case, write.after)
    return replace(write, after=after, cells=(*write.cells, *cells)) if cells else write


def _with_errors(write: Write) -> Write:
    """The same with a note of the questions at which what was typed met an error (`paradata.counted`)."""
    case, changed = write.after, write.merged.changed
    wrong = (f for f in page_findings(case.findings, write.page.code) if f.severity == "error" and not is_missing(f))
    new = {f.fields[0] for f in wrong if f.fields and not changed.keys().isdisjoint(f.fields)} - case.met.codes
    if not new:
        return write
    met = Met(case.met.version + 1, case.met.codes | new)
    cell = sealed(case.key, case.response_id, MET, met.version, {"codes": sorted(met.codes)})
    return replace(write, cells=(*write.cells, cell))


def with_changes(case: Case, changed: Mapping[str, Raw], author: Author) -> Case:
    """The case with new versions of these drafts."""
    questions = case.definition.questions
    contents = {code: written(raw, _language(case, code, raw), author) for code, raw in changed.items()}
    drafts = {
        code: drafted(questions[code], case.next_version(code), raw, contents[code]) for code, raw in changed.items()
    }
    return replace(case, drafts={**case.drafts, **drafts})


def _language(case: Case, code: str, raw: Raw) -> str:
    """In which an answer is written: what waited for a choice was written before it, perhaps in another."""
    return next((held.language for held in case.waiting(code).entries if held.raw == raw), case.language)


def with_reasons(case: Case, typed: Mapping[str, str]) -> tuple[Case, tuple[str, ...]]:
    """The case with the reasons typed for warnings that stand, and the keys of those that changed."""
    if not typed:
        return case, ()
    standing = {f.key: f.fingerprint for f in case.findings if f.severity == "warning" and case.shows(f.page)}
    given = {k: Confirmation(reason, standing[k]) for k, reason in typed.items() if k in standing}
    known = case.confirmed
    changed = tuple(k for k, c in given.items() if c != known.get(k) and (c.reason or k in known))
    last = {k: case.reasons[k].version if k in case.reasons else case.life for k in changed}
    reasons = {k: Reason(version + 1, given[k]) for k, version in last.items()}
    return replace(case, reasons={**case.reasons, **reasons}), changed


def _cells(case: Case, changed: Iterable[str], reasons: Iterable[str], waiting: Iterable[str]) -> tuple[Cell, ...]:
    answers = [(c, case.drafts[c].version, case.drafts[c].content) for c in changed]
    held = [(HELD + c, case.held[c].version, content_of(case.held[c])) for c in waiting]
    confirmations = [
        (WHY + key, r.version, {"reason": r.confirmation.reason, "fingerprint": r.confirmation.fingerprint})
        for key, r in ((key, case.reasons[key]) for key in reasons)
    ]
    return tuple(
        sealed(case.key, case.response_id, code, version, content)
        for code, version, content in (*answers, *confirmations, *held)
    )


def _store(session: Session, write: Write, who: Writer, now: datetime) -> bool:
    """Write; False when a save, a submission or a redaction came between (then everything is read again)."""
    case = write.after
    answered, required = progress(case.definition, case.answers, case.path)
    state = "query_open" if case.header.state == "query_open" else "in_progress"
    stored = responses.update_if_writable(
        session,
        case.response_id,
        case.header.key_id,
        case.definition.sha256,
        case.header.saves,
        who.staff,
        state=state,
        saved_at=now,
        answered=answered,
        required=required,
        page=write.page.code,
        present=noted(case.header.present, who, case.definition.section_of[write.page.code], now),
    )
    return stored and not responses.add_cells(session, case.response_id, write.cells, now)
