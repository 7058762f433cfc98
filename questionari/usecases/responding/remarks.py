"""Comments on questions in a field trial: written beside the answers, read by the staff, never part of the data.

Each session of a browser has one comment a question, so that two people never write over one another. They are sealed
with the response's key and go with its answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Page
from questionari.store import records, remarks as store
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import UNKNOWN, Writer
from questionari.usecases.responding.merging import Form

NOTE = "_note:"
LONGEST = 2000
ROOM = 2 * LONGEST  # line ends count twice in a form: nothing that a browser lets her type is cut


@dataclass(frozen=True, slots=True)
class Remarks:
    """What this browser wrote about a question, and what others did before."""

    own: str = ""
    others: tuple[str, ...] = ()


def page_remarks(session: Session, case: Case, page: Page, who: Writer = UNKNOWN) -> Mapping[str, Remarks]:
    """Question -> comments, of every question of a page of a field trial; nothing, and no statement, elsewhere."""
    if not case.header.pilot:
        return {}
    found = dict.fromkeys(page.questions, Remarks())
    for row in store.of_response(session, case.response_id):
        if row.code in found:
            text, known = store.text_of(case.key, row), found[row.code]
            mine = row.mark == who.mark
            found[row.code] = Remarks(text, known.others) if mine else Remarks(known.own, (*known.others, text))
    return found


def keep_remarks(session: Session, case: Case, page: Page, form: Form, who: Writer, now: datetime) -> None:
    """Store the comments that a page posted. One that is blank stays as it was, unless it is all that was touched:
    a page sent whole may be older than what stands there.
    """
    typed = _typed(case, page, form)
    if not typed:
        return
    records.lock(session, case.header.public_id)  # two saves of one browser at the same instant
    own = {row.code: row for row in store.of_response(session, case.response_id) if row.mark == who.mark}
    touched = len(typed) == 1
    for code, text in typed.items():
        row = own.get(code)
        if not text and row is not None and touched:
            session.delete(row)
        elif text and (row is None or store.text_of(case.key, row) != text):
            store.put(session, case.key, row or store.begun(case.response_id, code, who.mark, now), text)


def _typed(case: Case, page: Page, form: Form) -> Mapping[str, str]:
    if not case.header.pilot:
        return {}
    posted = {code: "\n".join(form.get(NOTE + code, ())) for code in page.questions if NOTE + code in form}
    return {code: text.replace("\r\n", "\n").strip()[:ROOM] for code, text in posted.items()}
