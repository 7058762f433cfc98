"""Import of a census file: all is judged first and every fault named at once; then all of it is written, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from marshmallow import Schema, ValidationError
from sqlalchemy.orm import Session

from questionari.store import census as store
from questionari.store.models.census import Atr, Unit
from questionari.usecases import audit
from questionari.usecases.census import contacts, memberships
from questionari.usecases.census.drafts import ContactDraft
from questionari.usecases.census.history import By, FieldChange, assign
from questionari.usecases.census.reading import TERRITORY_COLUMNS, UNIT_COLUMNS, Fault, SourceRow
from questionari.usecases.census.schema import CensusRowSchema, TerritoryRow, TerritoryRowSchema, UnitRow
from questionari.usecases.house import Actor
from questionari.usecases.querying.asking import pass_on
from questionari.usecases.rounds.invitations import end_links_of_former
from questionari.usecases.rounds.resending import resend_returned


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do: codes created, fields changed by code, codes left alone, notices, faults."""

    created: list[str] = field(default_factory=list)
    updated: dict[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the file could be taken."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A row that passed its schema, with its line."""

    line: int
    row: UnitRow


def import_census(
    session: Session,
    now: datetime,
    actor: Actor,
    rows: Sequence[SourceRow],
    atr_code: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Add and update services from the rows of a file; ``atr_code`` is the territory of the rows that name none.

    With faults, and in a dry run, nothing is written. Rows add memberships and never end one.
    """
    loaded, faults = _load(CensusRowSchema(), rows, UNIT_COLUMNS)
    parsed = [_Parsed(line, row) for line, row in loaded]
    faults += _repeated([(p.line, p.row.unit.code) for p in parsed], "codice")
    atrs = store.atrs_by_code(session)
    existing = store.units_by_code(session, [p.row.unit.code for p in parsed])
    faults += _unknown_atrs(parsed, atrs, atr_code) + _unknown_parts(session, parsed)
    if faults:
        return ImportReport(faults=tuple(sorted(faults, key=lambda fault: fault.line)))
    with session.begin_nested() as savepoint:
        by = By(actor, now, "importazione")
        report = _write(session, parsed, existing, by, {"": atrs[atr_code]} | dict(atrs) if atr_code else atrs)
        if dry_run:
            savepoint.rollback()
    if not dry_run:
        audit.record(session, now, actor, "census.imported", None, **_counts(report))
    return report


def import_territories(
    session: Session, now: datetime, actor: Actor, rows: Sequence[SourceRow], dry_run: bool = False
) -> ImportReport:
    """Add and update territories from the rows of a file. With faults, and in a dry run, nothing is written."""
    parsed, faults = _load(TerritoryRowSchema(), rows, TERRITORY_COLUMNS)
    faults += _repeated([(line, row.code) for line, row in parsed], "codice_istat")
    if faults:
        return ImportReport(faults=tuple(faults))
    report = ImportReport()
    existing = store.atrs_by_code(session)
    with session.begin_nested() as savepoint:
        for _, row in parsed:
            _note(report, row.code, *_write_territory(session, existing.get(row.code), row))
        if dry_run:
            savepoint.rollback()
    if not dry_run:
        audit.record(session, now, actor, "census.territories_imported", None, **_counts(report))
    return report


def _counts(report: ImportReport) -> dict[str, int]:
    return {"created": len(report.created), "updated": len(report.updated), "unchanged": len(report.unchanged)}


def _load(
    schema: Schema, rows: Sequence[SourceRow], columns: Iterable[str]
) -> tuple[list[tuple[int, Any]], list[Fault]]:
    """Rows that pass the schema with their lines, and the faults of the others."""
    blank = dict.fromkeys(columns, "")
    loaded, faults = [], []
    for row in rows:
        try:
            loaded.append((row.line, schema.load({**blank, **row.values})))
        except ValidationError as error:
            faults += _row_faults(row.line, error)
    return loaded, faults


def _row_faults(line: int, error: ValidationError) -> list[Fault]:
    messages = cast(Mapping[str, Sequence[str]], error.messages_dict)
    return [Fault(line, column, message) for column, texts in messages.items() for message in texts]


def _repeated(codes: Iterable[tuple[int, str]], column: str) -> list[Fault]:
    first: dict[str, int] = {}
    return [
        Fault(line, column, f"«{code}» è già alla riga {first[code]}: ogni codice compare una volta sola.")
        for line, code in codes
        if first.setdefault(code, line) != line
    ]


def _unknown_atrs(parsed: Sequence[_Parsed], atrs: Mapping[str, Atr], default: str | None) -> list[Fault]:
    advice = "importi prima il file dei territori, o corregga il codice."
    faults = [
        Fault(p.line, "atr", f"Il territorio «{code}» non è nel sistema: {advice}")
        for p in parsed
        for code in p.row.atrs
        if code not in atrs
    ]
    if default and default not in atrs:
        faults.append(Fault(0, "", f"Il territorio «{default}» non è nel sistema: {advice}"))
    return faults


def _unknown_parts(session: Session, parsed: Sequence[_Parsed]) -> list[Fault]:
    named = {code for p in parsed for code in p.row.comprises}
    known = {p.row.unit.code for p in parsed} | set(store.units_by_code(session, named))
    unknown = [
        Fault(p.line, "comprende", f"Il servizio «{code}» non è nel file né nel censimento: corregga il codice.")
        for p in parsed
        for code in p.row.comprises
        if code not in known
    ]
    return unknown or _circles(session, parsed)


def _circles(session: Session, parsed: Sequence[_Parsed]) -> list[Fault]:
    graph = memberships.part_codes(session) | {p.row.unit.code: frozenset(p.row.comprises) for p in parsed}
    return [
        Fault(p.line, "comprende", f"«{p.row.unit.code}» comprende un servizio che lo comprende: tolga uno dei due.")
        for p in parsed
        if p.row.unit.code in memberships.descendants(graph, p.row.unit.code)
    ]


def _write(
    session: Session, parsed: Sequence[_Parsed], existing: Mapping[str, Unit], by: By, atrs: Mapping[str, Atr]
) -> ImportReport:
    report = ImportReport()
    units = dict(existing)
    for p in parsed:
        code = p.row.unit.code
        units[code], created, changes = _write_unit(session, existing.get(code), p.row, by)
        wanted = [atrs[name] for name in p.row.atrs] or [atrs[""]] if p.row.atrs or "" in atrs else []
        changes += memberships.join(session, units[code], wanted, by)
        _note(report, code, created, changes)
        _notice(report, p)
    session.flush()
    for p in parsed:
        _comprise(session, report, units[p.row.unit.code], p.row.comprises, by)
    return report


def _write_unit(
    session: Session, unit: Unit | None, row: UnitRow, by: By
) -> tuple[Unit, bool, tuple[FieldChange, ...]]:
    created = unit is None
    unit = unit or memberships.new_unit(session, row.unit, by)
    draft = memberships.keep_dates(unit, row.unit)
    changes = () if created else assign(session, unit, draft, by)
    if row.contact:
        changes += _settle(session, unit, row.contact, by)
    return unit, created, changes


def _settle(session: Session, unit: Unit, draft: ContactDraft, by: By) -> tuple[FieldChange, ...]:
    """The contact of a row; as with a correction by hand, the links that an earlier one holds die."""
    changes = contacts.settle(session, unit, draft, by)
    if any(change.field == "email" and change.old for change in changes):
        _, holder = store.open_contacts(session, [unit.id])[unit.id]
        end_links_of_former(session, by.now, unit.id, holder.id)
        pass_on(session, by.now, unit.id, holder.id)
        resend_returned(session, by.now, unit.id)
    return changes


def _comprise(session: Session, report: ImportReport, unit: Unit, codes: Sequence[str], by: By) -> None:
    change = memberships.comprise(session, unit, codes, by)
    if change and unit.code not in report.created:
        report.updated[unit.code] = (*report.updated.get(unit.code, ()), change)
        report.unchanged = [code for code in report.unchanged if code != unit.code]


def _note(report: ImportReport, code: str, created: bool, changes: tuple[FieldChange, ...]) -> None:
    if created:
        report.created.append(code)
    elif changes:
        report.updated[code] = changes
    else:
        report.unchanged.append(code)


def _notice(report: ImportReport, p: _Parsed) -> None:
    if p.row.dropped_comune:
        report.notices.append(f"riga {p.line}: casa rifugio, il comune non è stato registrato (resta la provincia).")
    if p.row.contact is None:
        report.notices.append(f"riga {p.line}: nessuna e-mail, il servizio non potrà ricevere il collegamento.")


def _write_territory(session: Session, atr: Atr | None, row: TerritoryRow) -> tuple[bool, tuple[FieldChange, ...]]:
    created = atr is None
    if atr is None:
        atr = Atr(code=row.code)
        session.add(atr)
    changes = []
    for name in ("name", "kind", "languages", "email", "pec"):
        old, new = getattr(atr, name), getattr(row, name)
        if new and old != new:
            setattr(atr, name, new)
            changes.append(FieldChange(name, old, new))
    return created, tuple(changes)
