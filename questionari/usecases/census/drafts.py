"""What a person, or a row of a file, says about a service and its contact: values already read and judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from questionari.usecases import fields
from questionari.usecases.census import vocabulary
from questionari.usecases.fields import FieldError, Reader, read_fields, refuse


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """The census fields of a service. ``comune`` and ``province`` are ISTAT codes."""

    code: str
    name: str
    type_code: str
    owner: str
    manager: str
    nature: str
    sector: str
    comune: str | None
    province: str | None
    note: str
    active_from: date | None
    active_to: date | None


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """Who receives the links of a service."""

    email: str
    name: str = ""
    pec: str | None = None
    phone: str | None = None


#: field of a form -> its reader; place and dates are settled together afterwards
UNIT_READERS: Mapping[str, Reader] = {
    "code": fields.code,
    "name": fields.line(required=True),
    "type_code": fields.required(vocabulary.service_type),
    "owner": fields.line(),
    "manager": fields.line(),
    "nature": lambda text: vocabulary.nature(fields.line(40)(text)),
    "sector": fields.one_of(vocabulary.SECTORS, required=False),
    "comune": fields.line(),
    "province": fields.line(),
    "note": fields.paragraphs(2000),
    "active_from": fields.optional(fields.day),
    "active_to": fields.optional(fields.day),
}
CONTACT_READERS: Mapping[str, Reader] = {
    "email": fields.required(fields.email),
    "name": fields.line(),
    "pec": fields.optional(fields.pec),
    "phone": fields.optional(fields.phone),
}


def unit_draft(values: Mapping[str, str]) -> UnitDraft:
    """A service from the texts of a form. Raises Invalid with every fault."""
    read = read_fields(values, UNIT_READERS)
    try:
        seat = vocabulary.seat(read["type_code"], read["comune"], read["province"])
    except FieldError as error:
        raise refuse("comune", str(error)) from error
    if read["active_from"] and read["active_to"] and read["active_to"] < read["active_from"]:
        raise refuse("active_to", "La fine dell'attività viene prima dell'inizio: corregga una delle due date.")
    return UnitDraft(**{**read, "comune": seat.comune, "province": seat.province})


def contact_draft(values: Mapping[str, str]) -> ContactDraft:
    """A contact from the texts of a form. Raises Invalid with every fault."""
    return ContactDraft(**read_fields(values, CONTACT_READERS))
