"""One row of a file as a response: judged as typed answers are, then kept as submitted. A row is one transaction."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.columns import layout
from questionari.engine.columns.build import exported
from questionari.engine.columns.intake import intake
from questionari.engine.definition import Questionnaire
from questionari.engine.findings import Confirmation, Finding as Said
from questionari.engine.states import Disposition, Mode
from questionari.engine.wording import ITALIAN
from questionari.store import census, responses
from questionari.store.headers import Header
from questionari.store.models.responses import Response, ResponseImport
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases import audit
from questionari.usecases.house import Actor, House
from questionari.usecases.intake.tables import Finding, SourceRow
from questionari.usecases.responding.beginning import begin
from questionari.usecases.responding.cases import Case, open_case
from questionari.usecases.responding.cells import FACTS, Author, Reason
from questionari.usecases.responding.lookups import looked_up
from questionari.usecases.responding.merging import NOTHING_POSTED
from questionari.usecases.responding.saving import with_changes
from questionari.usecases.responding.submitting import queue_receipt, settle_drafts, store_submission
from questionari.usecases.responding.units import resolved
from questionari.usecases.rounds.opening import ask_silently

ONCE = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """What is imported where; ``reason``: why warnings are confirmed; ``receipts``: whether they are mailed."""

    round: Round
    definition: Questionnaire
    import_id: uuid.UUID
    reason: str = ""
    receipts: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: "imported", "unchanged" (it was there already), "refused"."""

    row: int
    unit: str
    done: str
    findings: tuple[Finding, ...]


class Wrong(Exception):
    """A row that cannot be imported."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


def import_row(session: Session, house: House, now: datetime, actor: Actor, plan: Plan, row: SourceRow) -> Outcome:
    """Import one row. Where it is "refused" the caller takes the transaction back."""
    try:
        header, notes = _asked(session, now, plan, row), tuple(_notes(plan, row))
        marks = _marks(house, plan, row)
        if header.response_id is not None:
            return _again(session, header, row, marks)
        begin(session, house, now, header, once=marks[0])
        _sign(session, header.invitation_id, plan, row)
        case, said = _judged(session, house, now, plan, row, header)
    except Wrong as wrong:
        return Outcome(row.number, row.unit, "refused", wrong.findings)
    if any(one.severity == "error" for one in said):
        told = (one for one in said if one.severity != "note")  # what follows from an error would only hide it
        return Outcome(row.number, row.unit, "refused", (*notes, *told))
    _keep(session, now, actor, plan, case)
    return Outcome(row.number, row.unit, "imported", (*notes, *said))


def _asked(session: Session, now: datetime, plan: Plan, row: SourceRow) -> Header:
    """The invitation of the service, locked; a round made for earlier responses takes any service. Raises Wrong."""
    unit = census.units_by_code(session, [row.unit]).get(row.unit) if row.unit else None
    if unit is None:
        raise Wrong(_error(row, "servizio", f"«{row.unit}» non è un codice del censimento: lo corregga."))
    own = select(Invitation).where(Invitation.round_id == plan.round.id, Invitation.unit_id == unit.id)
    found = session.scalars(own.with_for_update()).first()
    if found is None and not plan.round.historic:
        raise Wrong(_error(row, "servizio", f"«{unit.name}» non fa parte della tornata: prima lo aggiunga."))
    if found is not None and found.disposition != Disposition.NONE:
        raise Wrong(_error(row, "servizio", f"«{unit.name}» risulta fra chi non risponde: prima lo riammetta."))
    invitation_id = found.id if found else ask_silently(session, now, plan.round, unit.id)
    header = responses.by_invitation(session, invitation_id)
    if header is None:
        raise Wrong(_error(row, "servizio", "Il servizio non è nella tornata."))
    return header


def _again(session: Session, header: Header, row: SourceRow, marks: Sequence[str]) -> Outcome:
    """A row imported before is left as it is; what a service has begun, or sent, is never written over."""
    own = select(Response.once).where(Response.id == header.response_id, Response.mode == Mode.IMPORTED)
    if session.scalar(own) in marks:
        return Outcome(row.number, row.unit, "unchanged", ())
    raise Wrong(_error(row, "servizio", "Il servizio ha già una risposta in questa tornata: non viene sostituita."))


def _marks(house: House, plan: Plan, row: SourceRow) -> tuple[str, ...]:
    """What tells whether a row is the same, by each key: nobody guesses from it what the row holds."""
    wide = {name: str(cell) for name, cell in row.wide.items()}
    said = json.dumps([plan.definition.sha256, row.unit, wide, row.long], sort_keys=True, default=dict)
    return tuple(mark[:ONCE] for mark in house.keyring.marks(said, f"import:{plan.round.id}"))


def _sign(session: Session, invitation_id: uuid.UUID, plan: Plan, row: SourceRow) -> None:
    language = row.language if row.language in (ITALIAN, *plan.definition.reviewed) else ITALIAN
    values = {"mode": Mode.IMPORTED.value, "import_id": plan.import_id, "language": language}
    own = update(Response).where(Response.invitation_id == invitation_id).values(values)
    session.execute(own.execution_options(synchronize_session="fetch"))


def _judged(
    session: Session, house: House, now: datetime, plan: Plan, row: SourceRow, asked: Header
) -> tuple[Case, tuple[Finding, ...]]:
    """The response as these answers make it, and all that is to be said of it."""
    header = responses.by_invitation(session, asked.invitation_id) or asked
    cells = responses.versions(session, header.response_id or uuid.UUID(int=0), [(FACTS, 1)])
    blank = open_case(session, house, now, header, tuple(cells.values()))
    typed = _typed(session, blank, now, plan, row)
    before = with_changes(blank, typed, Author(at=now))
    case, _ = looked_up(session, house, blank, before)
    confirmed = _confirmed(case, plan.reason)
    asides = (code for code in typed if not confirmed.path.asked(code) and typed[code])
    return confirmed, (*_said(plan, row, confirmed), *(_aside(plan, row, code) for code in asides))


def _typed(session: Session, case: Case, now: datetime, plan: Plan, row: SourceRow) -> Mapping[str, Raw]:
    """The fields as they would have been typed. Raises Wrong for what has no field."""
    questions, fields, wrong = plan.definition.questions, dict[str, Raw](), []
    for code, data in intake(plan.definition, row.wide, row.long).items():
        reading = answer_type(questions[code]).from_json(questions[code], data)
        if reading.problem is not None and not reading.raw:
            wrong.append(_error(row, _column(plan, code), reading.problem.message["it"]))
        fields[code] = reading.raw
    if wrong:
        raise Wrong(*wrong)
    return resolved(session, case, now, replace(NOTHING_POSTED, fields=fields)).fields


def _confirmed(case: Case, reason: str) -> Case:
    """With every warning that stands confirmed by the one reason, where there is one."""
    if not reason:
        return case
    standing = {one.key: Confirmation(reason, one.fingerprint) for one in case.findings if one.severity == "warning"}
    return replace(case, reasons={key: Reason(1, given) for key, given in standing.items()})


def _said(plan: Plan, row: SourceRow, case: Case) -> Iterator[Finding]:
    """Errors refuse the row; so does a warning that nobody has confirmed.

    What is kept apart from the answers has no column anywhere: a row that lacks it is whole without it.
    """
    questions = plan.definition.questions
    told = (one for one in case.findings if exported(plan.definition, questions[one.fields[0]]))
    for one in told:
        if one.severity == "error":
            yield _error(row, _column(plan, one.fields[0], one), one.message)
        elif one.severity == "warning":
            waits = "" if one.confirmed else " Lo corregga, o scriva un motivo per confermare gli avvisi."
            severity = "warning" if one.confirmed else "error"
            yield Finding(row.number, _column(plan, one.fields[0], one), severity, one.message + waits)


def _aside(plan: Plan, row: SourceRow, code: str) -> Finding:
    said = "Con queste risposte la domanda non viene posta: il valore resta da parte e non entra nei dati."
    return Finding(row.number, _column(plan, code), "note", said)


def _notes(plan: Plan, row: SourceRow) -> Iterator[Finding]:
    if row.version and row.version != plan.definition.version:
        said = f"La riga è della versione {row.version}; viene letta come {plan.definition.version}."
        yield Finding(row.number, "versione", "note", said)


def _column(plan: Plan, code: str, said: Said | None = None) -> str:
    """The column of a question; where the finding names a place in it, that one's."""
    columns = [column for column in layout(plan.definition).wide if column.question == code]
    key = next(iter(said.keys), "") if said else ""
    exact = (column.name for column in columns if key and ":".join(column.key) == key)
    return next(exact, None) or next((column.name for column in columns), code)


def _error(row: SourceRow, column: str, message: str) -> Finding:
    return Finding(row.number, column, "error", message)


def _keep(session: Session, now: datetime, actor: Actor, plan: Plan, case: Case) -> None:
    """Submitted, with its receipt; no notice of a variation, and no mail unless it was asked for."""
    receipt = store_submission(session, case, now)
    settle_drafts(session, case, now)
    if plan.receipts and not plan.round.historic:
        queue_receipt(session, case.header, receipt, now)
    audit.record(session, now, actor, "response.import", ("response", case.response_id), of=str(plan.import_id))
    session.get_one(ResponseImport, plan.import_id).rows += 1
