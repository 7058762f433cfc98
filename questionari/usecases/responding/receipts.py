"""Receipts: a short number to read on the telephone, and a hash that proves what was sent (decisions.md 35)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.canonical import canonical
from questionari.engine.definition import Questionnaire
from questionari.engine.wording import ITALIAN
from questionari.store import records
from questionari.store.headers import Header
from questionari.store.responses import by_public_id
from questionari.usecases.house import NotFound
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.short_codes import new_code

NUMBER_SIGNS = 8
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the respondent keeps. ``salt`` and ``hash`` in hexadecimal; ``first`` False when it had been sent before."""

    public_id: str
    definition: Questionnaire
    round_title: str
    unit_name: str
    number: str
    hash: str
    salt: str
    submitted_at: datetime
    language: str
    record: int  # number of the record, 0 of a response or a list
    first: bool = False
    records: int | None = None  # sent, where it is the receipt of a list
    entered: str = ""  # how the answers came to the staff who entered them all; "" where the service wrote


def new_number() -> str:
    """A receipt number: "K7QM-2XHD-9V"."""
    return new_code(NUMBER_SIGNS)


def receipt_hash(salt: bytes, document: Mapping[str, Any]) -> str:
    """SHA-256 of the salt followed by the canonical document, in hexadecimal."""
    return hashlib.sha256(salt + canonical(document)).hexdigest()


def receipt_of(header: Header, definition: Questionnaire, first: bool = False) -> Receipt:
    """The receipt of a submitted response. Raises NotFound before submission."""
    if header.receipt_number is None or header.receipt_hash is None or header.submitted_at is None or not header.salt:
        raise NotFound("ricevuta")
    return Receipt(
        header.public_id,
        definition,
        header.round_title,
        str(header.census.get("name", "")),
        header.receipt_number,
        header.receipt_hash,
        header.salt.hex(),
        header.submitted_at,
        header.language or ITALIAN,
        header.number,
        first,
        entered=(header.mode or "") if header.entered_by else "",
    )


def receipt_header(session: Session, public_id: str) -> Header:
    """The case whose receipt an address asks for. Raises NotFound (unknown, revoked)."""
    header = by_public_id(session, public_id)
    if header is None or header.revoked_at is not None:
        raise NotFound("ricevuta")
    return header


def load_receipt(session: Session, header: Header) -> Receipt:
    """The receipt of a case. Raises NotFound (not submitted)."""
    definition = definition_of(session, header.questionnaire_sha256)
    receipt = receipt_of(header, definition)
    if not is_list(header, definition):
        return receipt
    return replace(receipt, records=records.sent_until(session, header.invitation_id, receipt.submitted_at))
