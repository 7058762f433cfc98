"""Which keys sign for this house. What stands in the database alone proves nothing: a key is ours when the instance's
keys give it, or when one that is ours has signed that it came before it. So a rotation breaks no signature of before,
and a key that somebody put into a table is foreign.
"""

import json
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.canonical import canonical
from questionari.store import signing
from questionari.store.models.access import SigningKey
from questionari.usecases.house import House

KIND = "questionari/signing-key/1"


def known_keys(session: Session, house: House) -> tuple[bytes, ...]:
    """Every public key that signs, or once signed, for this house; today's first."""
    known = [signing.public_key(house.keyring, version) for version in sorted(house.keyring.keys, reverse=True)]
    rows = session.scalars(select(SigningKey).order_by(SigningKey.public_key)).all()
    for key in known:  # it grows: each may vouch for one before it
        before = [bytes.fromhex(row.public_key) for row in rows if _holds(row, key)]
        known += [one for one in before if one not in known]
    return tuple(known)


def _holds(row: SigningKey, key: bytes) -> bool:
    """Whether a key has signed that the one of a row came before it."""
    if row.next_key != key.hex() or not signing.holds(key, row.signature, row.statement.encode()):
        return False
    told = json.loads(row.statement)
    return (told["kind"], told.get("former"), told.get("next")) == (KIND, row.public_key, row.next_key)


def vouch(session: Session, house: House, now: datetime) -> int:
    """Sign, by the key of each version, that the one of the version before is ours; how many were not vouched for yet.

    While both stand in ENCRYPTION_KEYS: afterwards nobody could.
    """
    ring, made = house.keyring, 0
    for former, following in pairwise(sorted(ring.keys)):
        pair = [signing.public_key(ring, version).hex() for version in (former, following)]
        row = session.get(SigningKey, pair[0])
        if row is not None and _holds(row, bytes.fromhex(pair[1])):
            continue
        told = {"kind": KIND, "site": house.settings.base_url, "former": pair[0], "next": pair[1]}
        statement = canonical({**told, "made_at": now.isoformat()})
        signature = signing.sign(ring, statement, following)
        session.merge(
            SigningKey(public_key=pair[0], next_key=pair[1], statement=statement.decode(), signature=signature)
        )
        made += 1
    session.flush()
    return made
