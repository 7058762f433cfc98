"""Personal links: bearer tokens for one invitation, kept as hashes (decisions.md 30; ASVS 11.5.1, 6.5.2).

A printed letter bears a second one, short enough to be typed. Whoever read a table of plain hashes could try all codes
of that length, so a code is kept as a hash that only the instance's keys can make.
"""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.store.models.rounds import Link
from questionari.store.rows import added, write
from questionari.store.sealing import Keyring
from questionari.store.types import new_id
from questionari.usecases.short_codes import new_code, read_code

CODE_SIGNS = 10  # random ones, 48 bits: nobody guesses one on a page that answers ten times a minute
PLACE = "link_code"
LETTER = "letter"  # kind of the link that a letter holds
LETTER_CODE = "letter_code"  # of the code beside it
MOST_SHARED = 20  # invitations that one token may open: as many as a browser keeps open
NEW = added(Link.id, Link.invitation_id, Link.token_sha256, Link.kind, Link.issued_at)
Row = dict[str, Any]  # a link by its columns


def token_sha256(token: str) -> str:
    """The form in which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def mint(session: Session, invitation_id: uuid.UUID, kind: str, now: datetime) -> str:
    """A new link of an invitation for one message; the token is returned once and never stored in clear."""
    rows = list[Row]()
    token = mint_into(rows, invitation_id, kind, now)
    session.add_all(Link(**row) for row in rows)
    return token


def mint_into(rows: list[Row], invitation_id: uuid.UUID, kind: str, now: datetime) -> str:
    """As `mint`, for many at once: the row waits among others for `keep`."""
    token = secrets.token_urlsafe(32)
    rows.append(
        {
            "id": new_id(),
            "invitation_id": invitation_id,
            "token_sha256": token_sha256(token),
            "kind": kind,
            "issued_at": now,
        }
    )
    return token


def shares(token: str) -> tuple[str, ...]:
    """The tokens of the invitations that one token stands for: each a link of its own, that dies by itself."""
    return tuple(hashlib.sha256(f"{token}:{number}".encode()).hexdigest() for number in range(MOST_SHARED))


def mint_shared(rows: list[Row], invitation_ids: Sequence[uuid.UUID], kind: str, now: datetime) -> str:
    """One token for several invitations, `MOST_SHARED` at most; what is stored of it are the links of each."""
    token = secrets.token_urlsafe(32)
    for invitation_id, share in zip(invitation_ids, shares(token), strict=False):
        about = {"invitation_id": invitation_id, "kind": kind, "issued_at": now}
        rows.append({"id": new_id(), "token_sha256": token_sha256(share), **about})
    return token


def keep(session: Session, rows: Sequence[Row]) -> None:
    """Write new links of invitations that are in the database."""
    write(session, NEW, rows)


def mint_code(session: Session, keyring: Keyring, invitation_id: uuid.UUID, now: datetime) -> str:
    """A link short enough to be typed ("K7QM-2XHD-9V3R"); returned once and never stored in clear."""
    code = new_code(CODE_SIGNS)
    (newest, *_) = keyring.marks(code, PLACE)
    session.add(Link(invitation_id=invitation_id, token_sha256=newest, kind=LETTER_CODE, issued_at=now))
    return code


def typed_code(typed: str) -> str | None:
    """A typed code as `mint_code` gave it, None if it was misread."""
    return read_code(typed, CODE_SIGNS)


def stored_forms(keyring: Keyring, token: str) -> tuple[str, ...]:
    """The forms in which a token of a link, or a code, may be stored."""
    code = typed_code(token)
    return keyring.marks(code, PLACE) if code else (token_sha256(token),)
