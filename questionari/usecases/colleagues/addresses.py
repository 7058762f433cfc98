"""To whom a service may have us write: who, how often, and which addresses need the staff's yes.

A mail of ours must serve nobody who wishes to send his own: the text is fixed, and of the names only those that could
be names are taken. At most five a unit and day, so that no box is filled with mail of ours.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.settings import ROOT
from questionari.store import approvals, census, delegations, handovers
from questionari.usecases import fields
from questionari.usecases.fields import FieldError
from questionari.usecases.house import Refused

MOST_A_DAY = 5
DAY = timedelta(days=1)
LONGEST_NAME = 60
#: Letters, apostrophes and hyphens, at most six words: neither an address nor a sentence fits.
_WORD = r"(?:(?i:dott\.ssa|prof\.ssa|sig\.ra)|[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?\.?)"
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,5}}")
#: Where anybody has a box: that a contact of the body has one there says nothing of the others.
EVERYBODYS = frozenset((ROOT / "schemi" / "elenchi" / "poste_di_tutti.txt").read_text().split())
TOO_MANY = Refused(
    "too_many",
    "Oggi da questo servizio sono già partite cinque richieste: ne può fare altre domani, o chiami l'assistenza.",
)
NAME_MISSING = "Scriva nome e cognome."
BY_MISSING = "Scriva il Suo nome e cognome."
NAME_WRONG = "Scriva nome e cognome con sole lettere, al massimo 60 caratteri: senza cifre, indirizzi o frasi."
EMAIL_WRONG = "Scriva un indirizzo e-mail completo, ad esempio nome.cognome@ente.it."


class Faults(Refused):
    """Several at once, in the order of the form; code and message are those of the first."""

    def __init__(self, faults: Sequence[Refused]) -> None:
        super().__init__(faults[0].code, faults[0].message)
        self.faults = tuple(faults)


def judge(*readings: Callable[[], object]) -> None:
    """Try every reading of a form. Raises Faults with all that is wrong."""
    faults = [fault for reading in readings for fault in _faults(reading)]
    if faults:
        raise Faults(faults)


def _faults(reading: Callable[[], object]) -> tuple[Refused, ...]:
    try:
        reading()
    except Refused as refusal:
        return faults_of(refusal)
    return ()


def faults_of(refusal: Refused) -> tuple[Refused, ...]:
    """All that a refusal says is wrong."""
    return refusal.faults if isinstance(refusal, Faults) else (refusal,)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be written to."""

    name: str
    email: str


def person(values: Mapping[str, str]) -> Person:
    """Who is meant, from "name" and "email" of a form. Raises Faults "name_wrong", "email_wrong"."""
    name, email = values.get("name", ""), values.get("email", "").strip()
    judge(lambda: name_of(name, "name_wrong"), lambda: _email_of(email))
    return Person(name_of(name, "name_wrong"), _email_of(email))


def _email_of(typed: str) -> str:
    try:
        return str(fields.required(fields.email)(typed))
    except FieldError as error:
        raise Refused("email_wrong", EMAIL_WRONG) from error


def name_of(typed: str, code: str) -> str:
    """A name as people bear it. Raises Refused with that code."""
    name = " ".join(typed.split())
    if not name:
        raise Refused(code, BY_MISSING if code == "by_wrong" else NAME_MISSING)
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise Refused(code, NAME_WRONG)
    return name


def is_known(session: Session, unit_id: uuid.UUID, email: str) -> bool:
    """Whether an address, or at least where it is, belongs to the body of a unit, as far as the census says."""
    wanted = email.lower()
    approvers = [one.email for one in approvals.approvers(session, unit_id)]
    known = {address.lower() for address in (*census.addresses_of_body(session, unit_id), *approvers)}
    return wanted in known or domain(wanted) in {domain(address) for address in known} - EVERYBODYS


def domain(email: str) -> str:
    """What stands behind the sign."""
    return email.rpartition("@")[2].lower()


def require_room(session: Session, now: datetime, unit_id: uuid.UUID) -> None:
    """Raise Refused "too_many" where a unit has had its mails of a day; whoever asks comes one at a time from here."""
    delegations.lock_unit(session, unit_id)
    asked = (source.asked_since(session, unit_id, now - DAY) for source in (delegations, handovers))
    if sum(asked) >= MOST_A_DAY:
        raise TOO_MANY
