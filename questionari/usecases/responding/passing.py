"""Parts of a record: the code that the first yields is told to another service, and begins the part that follows.

The code is never in a log, an address or a mail: its receipt shows it, a keyed hash finds it again, within its round.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sqlalchemy.orm import Session
from stdnum import luhn
from stdnum.exceptions import ValidationError

from questionari.engine.definition import Questionnaire, Section
from questionari.engine.path import find_path
from questionari.engine.roles import Parts, facts_of_others, parts, read_of_others
from questionari.store import passing as store
from questionari.store.headers import Header
from questionari.store.models.responses import Response
from questionari.store.passing import First
from questionari.usecases.house import House, Refused
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.facts import CODE_ALPHABET, random_code

MISREAD = Refused(
    "pass_misread", "Il codice non è completo o ha un segno sbagliato: lo controlli con chi lo ha comunicato."
)
UNKNOWN = Refused(
    "pass_unknown",
    "Con questo codice non c'è una scheda da completare. Se Le è stato appena comunicato, forse l'altra parte non è"
    " ancora stata inviata: riprovi più tardi. Se è già stato usato, o il problema resta, chiami l'assistenza.",
)
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a new record to another: the code it yields, or the part that it follows; facts it begins with."""

    linked: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PassOn:
    """The code to tell, to whoever fills in that section; ``used``: it was typed there already."""

    code: str
    section: Section
    used: bool


def follows(header: Header, definition: Questionnaire) -> Parts | None:
    """The tie, where this service's part begins by a code; None where it begins by itself."""
    tied = parts(definition)
    return tied if tied is not None and header.role == tied.following else None


def place_of(round_id: uuid.UUID) -> str:
    """What the hashes of the codes of a round are bound to."""
    return f"response_pass:{round_id}"


def sealed_place(response_id: uuid.UUID) -> str:
    """The associated data of a code that is sealed beside its hash."""
    return f"response_pass_sealed:{response_id}"


def yielding(session: Session, house: House, header: Header, definition: Questionnaire, response_id: uuid.UUID) -> Tie:
    """What a new record begins with: a code that its round does not have yet, where it is a first part."""
    tied = parts(definition)
    if tied is None or header.role != tied.first:
        return Tie()
    drawn = (random_code(tied.length) for _ in count())
    hashed = ((code, house.keyring.marks(code, place_of(header.round_id))) for code in drawn)
    code, hashes = next(pair for pair in hashed if not store.known(session, header.round_id, pair[1]))
    sealed = house.keyring.seal(code.encode(), sealed_place(response_id))
    return Tie({tied.code: code}, {}, {"pass_hash": hashes[0], "pass_sealed": sealed})


def typed(text: str, length: int) -> str:
    """The code that was typed: letters in any case, spaces and hyphens left out. Raises Refused "pass_misread"."""
    code = "".join(text.split()).replace("-", "").upper()
    try:
        luhn.validate(code, CODE_ALPHABET)
    except ValidationError:
        raise MISREAD from None
    if len(code) != length:
        raise MISREAD
    return code


def found(session: Session, house: House, header: Header, code: str) -> First:
    """The first part behind a code of this round, locked. Raises Refused: of unknown codes nothing more is said."""
    hashes = house.keyring.marks(code, place_of(header.round_id))
    first = store.first_of(session, header.round_id, hashes)
    if first is None:
        raise UNKNOWN
    return first


def following(house: House, header: Header, definition: Questionnaire, first: First) -> Tie:
    """What the part that follows begins with: of the first only what it reads. Raises WrongKey."""
    key = house.keyring.data_key(f"response:{first.response_id}", first.data_key, first.key_version)
    document = documents.open_document(key, first.response_id, first.receipt_number, first.document)
    wanted, facts = read_of_others(definition, header.role or ""), facts_of_others(definition, header.role or "")
    linked = document["context"].get("linked", {})
    return Tie(
        {name: value for name, value in linked.items() if name in facts},
        {code: value for code, value in document["answers"].items() if code in wanted},
        {"first_id": first.response_id},
    )


def awaits(case: Case) -> bool:
    """Whether another part is to follow these answers: its pages are on the path of the whole record."""
    tied = parts(case.definition)
    if tied is None or case.header.role != tied.first:
        return False
    whole = find_path(case.definition, case.answers, replace(case.context, role=None))
    sections = (section for section in case.definition.sections if section.role == tied.following)
    return any(page.code in whole.pages for section in sections for page in section.pages)


def code_to_pass(session: Session, house: House, header: Header) -> PassOn | None:
    """The code that a first part yields, once it was sent and where another is to follow; None for any other."""
    definition = definition_of(session, header.questionnaire_sha256)
    tied = parts(definition)
    row = session.get(Response, header.response_id) if tied is not None and header.response_id else None
    if row is None or tied is None or not row.awaits or row.pass_sealed is None:
        return None
    code = house.keyring.unseal(row.pass_sealed, sealed_place(row.id)).decode()
    section = next(section for section in definition.sections if section.role == tied.following)
    return PassOn(code, section, store.following(session, row.id) is not None)
