"""What became of a save: where the pressed button leads, and what she is to be told first (decisions.md 23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.answer_types.fields import Raw
from questionari.engine.findings import Finding, page_findings
from questionari.usecases.house import House
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import UNKNOWN, Writer
from questionari.usecases.responding.merging import Form
from questionari.usecases.responding.pages import page_after, page_before, shown_codes
from questionari.usecases.responding.points import SILENT, is_missing, is_pending
from questionari.usecases.responding.saving import Write, write_page

GO = "_go"
SEEN = "_seen"


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


def save_page(
    session: Session, house: House, now: datetime, public_id: str, page: str, form: Form, who: Writer = UNKNOWN
) -> Saved:
    """Save what a page posted and say where to go.

    Raises NotFound; Refused when nothing may be written any more (the view shows the typed text back).
    """
    return _result(write_page(session, house, now, public_id, page, form, who), form, now)


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
    targets = {"continue": page_after, "back": page_before}
    return targets[go](case, page) if go in targets else None


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
