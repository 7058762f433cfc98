"""Saving a page: three statements, nothing typed refused, nobody's answer lost (decisions.md 19–24)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.answer_types.fields import RESERVED_KEY, Raw
from questionari.engine.definition import Page
from questionari.engine.findings import Confirmation, Finding, page_findings
from questionari.engine.path import next_page, previous_page
from questionari.engine.validation import progress
from questionari.store import responses
from questionari.store.responses import Cell
from questionari.usecases.house import House, Refused
from questionari.usecases.responding.actions import ACTIONS
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.cells import WHY, Reason, drafted, sealed
from questionari.usecases.responding.merging import Form, Merge, Posted, merge, posted_reasons, read_posted
from questionari.usecases.responding.pages import find_page, shown_codes
from questionari.usecases.responding.points import SILENT, UNPOSTED, is_missing, is_pending
from questionari.usecases.responding.standing import require_open
from questionari.usecases.responding.units import resolved

GO = "_go"
DO = "_do"
SEEN = "_seen"
TAKE_BACK = "mine"
ATTEMPTS = 5
BUSY = Refused("busy", "Un'altra persona sta salvando lo stesso questionario. Prema di nuovo «Salva».")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. ``page`` None: on to the list of sections (``review`` where the path has ended).

    ``saved_on`` is the page that was saved. ``stays`` says why it is shown again: "new" questions, "findings" to look
    at, "missing" answers, "action", "conflict"; ``missing`` are required answers still to be given, told once;
    ``anchor`` is the question to go to. ``conflicts`` are questions that another person had answered meanwhile;
    ``unsaved`` what she typed where the version she saw is gone: it is not written, and must be shown back to her.
    """

    page: str | None
    saved_on: str
    review: bool
    stays: str | None
    anchor: str | None
    saved_at: datetime
    changed: tuple[str, ...]
    new: tuple[str, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    conflicts: tuple[str, ...]
    unsaved: Mapping[str, Raw]


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


def save_page(session: Session, house: House, now: datetime, public_id: str, page: str, form: Form) -> Saved:
    """Save what a page posted and say where to go.

    Raises NotFound; Refused when nothing may be written any more (the view shows the typed text back).
    """
    return _result(write_page(session, house, now, public_id, page, form), form, now)


def write_page(session: Session, house: House, now: datetime, public_id: str, page: str, form: Form) -> Write:
    """Store what a page posted; again where somebody else's save came between. Raises as `save_page` does."""
    for attempt in range(ATTEMPTS):
        write = _prepare(session, house, now, public_id, page, form)
        nothing_to_write = not write.cells and attempt == 0
        if nothing_to_write or _store(session, write, now):
            return write
    raise BUSY


def write_answer(session: Session, case: Case, page: Page, code: str, raw: Raw, now: datetime) -> None:
    """Store one answer that no page posts. Raises Refused "busy" where another save came between."""
    after, changed = with_changes(case, {code: raw}), {code: raw}
    cells, nothing = _cells(after, changed, ()), Posted({}, {}, {})
    write = Write(case, after, page, nothing, Merge(changed, (), {}), cells, None, {})
    if not _store(session, write, now):
        raise BUSY


def _prepare(session: Session, house: House, now: datetime, public_id: str, page: str, form: Form) -> Write:
    case = load_case(session, house, now, public_id)
    require_open(case.header, now)
    found = find_page(case, page)
    asking = frozenset(c for c in found.questions if case.definition.questions[c].type not in UNPOSTED)
    pressed = _pressed(form, asking)
    posted = resolved(session, case, now, read_posted(case, asking, form, pressed.code if pressed else None))
    acted_on = pressed.code if pressed and pressed.code in posted.fields else None
    acted = _acted(case, posted, pressed) if pressed and acted_on else posted
    merged = merge(session, case, acted)
    after = with_changes(case, merged.changed)
    after, reasons = _with_reasons(after, posted_reasons(form))
    cells = _cells(after, merged.changed, reasons)
    return Write(case, after, found, posted, merged, cells, acted_on, _taken(posted, acted))


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button of a question that was pressed: "<action>/<code>/<argument>"."""

    action: str
    code: str
    argument: str


def _pressed(form: Form, questions: Container[str]) -> Pressed | None:
    for value in form.get(DO, ()):
        action, code, argument = (*value.split("/", 2), "", "")[:3]
        if action in (*ACTIONS, TAKE_BACK) and code in questions:
            return Pressed(action, code, argument)
    return None


def _acted(case: Case, posted: Posted, pressed: Pressed) -> Posted:
    """What was posted, with the fields of the question as its button makes them."""
    code, typed = pressed.code, posted.fields[pressed.code]
    if pressed.action == TAKE_BACK:
        fields = posted.mine.get(code, typed)
    else:
        fields = ACTIONS[pressed.action](case.definition.questions[code], typed, case.path, pressed.argument)
    return replace(posted, fields={**posted.fields, code: fields})


def _taken(posted: Posted, acted: Posted) -> Mapping[str, Raw]:
    """What was typed in a table that a button has marked as not available as a whole."""
    marked = (code for code, raw in acted.fields.items() if RESERVED_KEY in raw and raw != posted.fields[code])
    typed = {code: {k: v for k, v in posted.fields[code].items() if k != RESERVED_KEY} for code in marked}
    return {code: raw for code, raw in typed.items() if raw}


def with_changes(case: Case, changed: Mapping[str, Raw]) -> Case:
    """The case with new versions of these drafts."""
    drafts = {
        code: drafted(case.definition.questions[code], case.next_version(code), raw) for code, raw in changed.items()
    }
    return replace(case, drafts={**case.drafts, **drafts})


def _with_reasons(case: Case, typed: Mapping[str, str]) -> tuple[Case, tuple[str, ...]]:
    """The case with the reasons typed for warnings that stand, and the keys of those that changed."""
    if not typed:
        return case, ()
    standing = {f.key: f.fingerprint for f in case.findings if f.severity == "warning"}
    given = {k: Confirmation(reason, standing[k]) for k, reason in typed.items() if k in standing}
    known = case.confirmed
    changed = tuple(k for k, c in given.items() if c != known.get(k) and (c.reason or k in known))
    last = {k: case.reasons[k].version if k in case.reasons else case.life for k in changed}
    reasons = {k: Reason(version + 1, given[k]) for k, version in last.items()}
    return replace(case, reasons={**case.reasons, **reasons}), changed


def _cells(case: Case, changed: Mapping[str, Raw], reasons: tuple[str, ...]) -> tuple[Cell, ...]:
    answers: list[tuple[str, int, Mapping[str, object]]] = [
        (c, case.drafts[c].version, {"raw": raw, "language": case.language}) for c, raw in changed.items()
    ]
    confirmations = [
        (WHY + key, r.version, {"reason": r.confirmation.reason, "fingerprint": r.confirmation.fingerprint})
        for key, r in ((key, case.reasons[key]) for key in reasons)
    ]
    return tuple(
        sealed(case.key, case.response_id, code, version, content)
        for code, version, content in (*answers, *confirmations)
    )


def _store(session: Session, write: Write, now: datetime) -> bool:
    """Write; False when a save, a submission or a redaction came between (then everything is read again)."""
    case = write.after
    answered, required = progress(case.definition, case.answers, case.path)
    state = "query_open" if case.header.state == "query_open" else "in_progress"
    stored = responses.update_if_writable(
        session,
        case.response_id,
        case.header.data_key,
        case.definition.sha256,
        state=state,
        saved_at=now,
        answered=answered,
        required=required,
        page=write.page.code,
    )
    return stored and not responses.add_cells(session, case.response_id, write.cells, now)


def _result(write: Write, form: Form, now: datetime) -> Saved:
    case, code = write.after, write.page.code
    go = next(iter(form.get(GO, ())), "continue")
    new = new_questions(write)
    findings = page_findings(case.findings, code)
    untold = _untold(form, findings)
    stays = _why_stay(write, go, new, findings, untold)
    overtaken = write.merged.conflicts
    anchors = {
        "action": write.acted_on,
        "new": next(iter(new), None),
        "conflict": next(iter(overtaken), None),
    }
    target = code if stays else _target(case, code, go)
    return Saved(
        page=target,
        saved_on=code,
        review=target is None and go in ("continue", "review"),
        stays=stays,
        anchor=anchors.get(stays or ""),
        saved_at=now,
        changed=tuple(write.merged.changed),
        new=new,
        findings=findings,
        missing=untold if stays in ("findings", "missing") else (),
        conflicts=overtaken,
        unsaved=write.unsaved,
    )


def _target(case: Case, page: str, go: str) -> str | None:
    """Where the pressed button leads: a page, or None for the list (or the review at the end of the path)."""
    targets = {"continue": next_page, "back": previous_page}
    return targets[go](case.path, page) if go in targets else None


def _untold(form: Form, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Required answers that are missing where «Salva e continua» is pressed, unless the page had told her of them."""
    told = " ".join(form.get(SEEN, ())).split()
    codes = dict.fromkeys(f.fields[0] for f in findings if is_missing(f))
    return tuple(code for code in codes if code not in told) if "continue" in form.get(GO, ()) else ()


def _why_stay(
    write: Write, go: str, new: tuple[str, ...], findings: tuple[Finding, ...], untold: tuple[str, ...]
) -> str | None:
    """Why the page is shown again; what she has seen once does not hold her a second time."""
    if write.acted_on:
        return "action"
    if write.merged.conflicts:
        return "conflict"
    if go != "continue":
        return None
    open_points = any(is_pending(f) and not is_missing(f) for f in findings)
    rules = (
        (bool(new), "new"),
        (bool(write.merged.changed) and open_points, "findings"),
        (bool(untold), "missing"),
    )
    return next((why for holds, why in rules if holds), None)


def new_questions(write: Write) -> tuple[str, ...]:
    """Unanswered questions that this save made appear on this page (decisions.md 23)."""
    seen = frozenset(shown_codes(write.before, write.page))
    return tuple(
        code
        for code in shown_codes(write.after, write.page)
        if code not in seen
        and not write.after.draft(code).raw
        and write.after.definition.questions[code].type not in SILENT
    )
