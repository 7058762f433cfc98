"""What a posted page changes: only marked questions, only real changes, and nobody's answer wiped by a stale page.

The marker of a question is "<code>@<version its fields were drawn from>". Where another save came between, the three
texts are compared: what she did not touch stays as the other person left it, what both touched at different places of
a table is brought together, and where they disagree the first answer counts and hers waits for a choice (holding.py;
decisions.md 20; reliability.md, F8). Where the version she saw is gone (erased, or of before a re-opening) nothing is
written, since the page may still show what was erased; she gets it back beside the answer that counts, with a button
that takes it: its fields travel under the key MINE.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from questionari.engine.answer_types.fields import Raw, below, group_form
from questionari.engine.merging import merge_fields
from questionari.store import responses
from questionari.usecases.responding.actions import without_blank_rows
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import WHY, opened, raw_of, tidy
from questionari.usecases.responding.proposals import proposal

MARKER = "_q"
MINE = "_mine"
SHEET = "_sheet"
SHEET_LENGTH = 20
Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page posted: typed fields of each marked question, and the version they were drawn from.

    ``mine``: what had been given back to her unsaved, where the page still holds it. ``sheet`` names this one drawing
    of the page, "" where it does not say.
    """

    fields: Mapping[str, Raw]
    drawn_from: Mapping[str, int]
    mine: Mapping[str, Raw]
    sheet: str = ""


NOTHING_POSTED = Posted({}, {}, {})


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be written, where somebody else's later answer stands against it, what must be given back instead.

    ``contested``: the questions at which hers has to wait, with the parts of it (engine/merging.py).
    """

    changed: Mapping[str, Raw]
    conflicts: tuple[str, ...] = ()
    unsaved: Mapping[str, Raw] = field(default_factory=dict)
    contested: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_posted(case: Case, questions: Iterable[str], form: Form, acted_on: str | None = None) -> Posted:
    """The marked questions of a page; whatever else was posted is left alone.

    Rows that nobody filled are dropped, but for the roster whose button was pressed: there they were just asked for.
    """
    known = frozenset(questions)
    marks = (mark.rpartition("@") for mark in form.get(MARKER, ()))
    drawn_from = {code: int(v) if v.isdecimal() and len(v) < 9 else 0 for code, _, v in marks if code in known}
    items = ((name, value) for name, values in form.items() for value in values)
    grouped = group_form(drawn_from, items)
    whole = {code: tidy({key: tuple(v) for key, v in keys.items()}) for code, keys in grouped.items()}
    mine = {code: given for code, raw in whole.items() if (given := below(raw, MINE))}
    tidied = {code: {k: v for k, v in raw.items() if k.split(":")[0] != MINE} for code, raw in whole.items()}
    questions_of = case.definition.questions
    fields = {
        code: raw if code == acted_on else without_blank_rows(questions_of[code], raw) for code, raw in tidied.items()
    }
    return Posted(fields, drawn_from, mine, next(iter(form.get(SHEET, ())), "")[:SHEET_LENGTH])


def merge(session: Session, case: Case, posted: Posted) -> Merge:
    """Compare what was posted with what is stored."""
    different = {code: raw for code, raw in posted.fields.items() if raw != case.draft(code).raw}
    overtaken = {c: posted.drawn_from[c] for c in different if posted.drawn_from[c] != case.draft(c).version}
    if not overtaken:
        return Merge(different)
    bases = _bases(session, case, overtaken)
    moved = {code: different[code] for code in overtaken if different[code] != bases[code]}
    # A version that was drawn and is gone was redacted: a page that still shows the value must not bring it back.
    erased = {code: raw for code, raw in moved.items() if bases[code] is None}
    questions, changed = case.definition.questions, {c: raw for c, raw in different.items() if c not in overtaken}
    contested: dict[str, tuple[str, ...]] = {}
    for code, base in bases.items():
        if base is None or code not in moved:
            continue
        stored = case.draft(code).raw
        met = merge_fields(questions[code], base, stored, moved[code])
        changed |= {code: met.raw} if met.raw != stored else {}
        contested |= {code: met.contested} if met.contested else {}
    conflicts = tuple(code for code in moved if code in erased or code in contested)
    return Merge(changed, conflicts, {code: raw for code, raw in erased.items() if raw}, contested)


def _bases(session: Session, case: Case, overtaken: Mapping[str, int]) -> dict[str, Raw | None]:
    """The fields as the stale page had drawn them; version 0 was a proposal, None is a version that is gone."""
    stored = responses.versions(session, case.response_id, overtaken.items())
    bases: dict[str, Raw | None] = {
        code: tidy(raw_of(opened(case.key, case.response_id, cell))) for code, cell in stored.items()
    }
    proposals = {c: proposal(case, case.definition.questions[c]) for c, version in overtaken.items() if not version}
    return dict.fromkeys(overtaken) | bases | proposals


def posted_reasons(form: Form) -> dict[str, str]:
    """The reasons typed beside warnings: check code -> text."""
    return {name.removeprefix(WHY): " ".join(values).strip() for name, values in form.items() if name.startswith(WHY)}
