"""Who may approve what a service answers ("visto"): a name and an address of the census, with its history."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from questionari.store import approvals, census as store
from questionari.store.models.approvals import UnitApprover
from questionari.store.models.census import Unit
from questionari.usecases import fields
from questionari.usecases.census.history import By, FieldChange, record
from questionari.usecases.fields import Reader, read_fields
from questionari.usecases.house import NotFound

READERS: Mapping[str, Reader] = {"email": fields.optional(fields.email), "name": fields.line(100)}


@dataclass(frozen=True, slots=True)
class ApproverView:
    """The approver of a service, "" where the census names none."""

    unit_code: str
    unit_name: str
    name: str = ""
    email: str = ""


def approver_of(session: Session, code: str) -> ApproverView:
    """The approver of a service. Raises NotFound."""
    unit = _unit(session, code)
    known = approvals.approver_of(session, unit.id)
    return ApproverView(unit.code, unit.name, known.name, known.email) if known else ApproverView(unit.code, unit.name)


def name_approver(session: Session, code: str, values: Mapping[str, str], by: By) -> None:
    """Name the approver of a service, or none with a blank address. Raises NotFound, Invalid."""
    unit, read = _unit(session, code), read_fields(values, READERS)
    known = approvals.approver_of(session, unit.id)
    old, new = known.email if known else None, read["email"]
    if new is None and known is not None:
        session.delete(known)
    elif known is not None:
        known.email, known.name, known.set_at, known.set_by = new, read["name"], by.now, by.name
    elif new is not None:
        session.add(UnitApprover(unit_id=unit.id, email=new, name=read["name"], set_at=by.now, set_by=by.name))
    if old != new:
        unit.updated_at = by.now
        record(session, unit.id, by, FieldChange("approver", old, new))


def _unit(session: Session, code: str) -> Unit:
    unit = store.units_by_code(session, [code]).get(code)
    if unit is None:
        raise NotFound("servizio")
    return unit
