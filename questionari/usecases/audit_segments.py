"""The oldest months of the audit trail, dropped whole before a signed checkpoint (decisions.md 39).

The checkpoint says what went: how many events, of when, between which hashes. It is signed as certificates of erasures
are (store/signing.py), so that who has the database alone cannot put one in place of events that still matter.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from questionari.engine.canonical import canonical
from questionari.store import signing
from questionari.store.models.access import AuditCheckpoint, AuditEvent, AuditSeal
from questionari.usecases.audit_chain import beginning, verify
from questionari.usecases.house import House, Refused
from questionari.usecases.signing_keys import known_keys

KIND = "questionari/audit-checkpoint/1"
_MAY = text("SELECT has_table_privilege(current_user, 'audit_event', 'DELETE')")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint: what it says, and whether it is signed by a key of this house and says what its row does."""

    seq: int
    made_at: datetime
    statement: str
    holds: bool


def due(session: Session, before: datetime, _limit: int) -> Sequence[uuid.UUID]:
    """The events of the oldest month, if it ended before an instant: all of them, however many.

    None where the role of the database may not delete them (grants): then the owner's does.
    """
    first = session.execute(_sealed().order_by(AuditSeal.seq).limit(1)).first()
    if first is None or not _may(session) or _next_month(first.at) > before:
        return ()
    later = _sealed().where(AuditEvent.at >= _next_month(first.at)).order_by(AuditSeal.seq).limit(1)
    kept = session.execute(later).first()
    query = select(AuditSeal.event_id).order_by(AuditSeal.seq)
    return session.scalars(query.where(AuditSeal.seq < kept.seq) if kept else query).all()


def _sealed() -> Any:
    return select(AuditSeal.seq, AuditEvent.at).join(AuditEvent, AuditEvent.id == AuditSeal.event_id)


def _may(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite" or bool(session.scalar(_MAY))


def _next_month(at: datetime) -> datetime:
    begin = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (begin + timedelta(days=32)).replace(day=1)


def drop(session: Session, house: House, now: datetime, events: Sequence[uuid.UUID]) -> None:
    """Sign a checkpoint over these events, the first of the chain, and delete them with their seals.

    Raises Refused "chain_broken": what does not hold is evidence, and stays.
    """
    last = session.scalars(select(AuditSeal).where(AuditSeal.event_id == events[-1])).one()
    seq, digest = last.seq, last.hash
    report = verify(session, seq)
    if not report.whole:
        raise Refused("chain_broken", f"the audit trail does not hold at seal {report.broken_at}: nothing is dropped")
    statement = canonical(_statement(session, house, now, seq, digest))
    signed = {"signature": signing.sign(house.keyring, statement), "public_key": signing.public_key(house.keyring)}
    session.add(AuditCheckpoint(seq=seq, hash=digest, made_at=now, statement=statement.decode(), **signed))
    session.flush()
    own = select(AuditSeal.event_id).where(AuditSeal.seq <= seq)
    at_once = {"synchronize_session": False}
    session.execute(delete(AuditEvent).where(AuditEvent.id.in_(own)).execution_options(**at_once))
    session.execute(delete(AuditSeal).where(AuditSeal.seq <= seq).execution_options(**at_once))


def _statement(session: Session, house: House, now: datetime, seq: int, digest: str) -> dict[str, Any]:
    before = beginning(session)
    own = select(func.min(AuditEvent.at), func.max(AuditEvent.at)).join(AuditSeal, AuditSeal.event_id == AuditEvent.id)
    first, last = session.execute(own.where(AuditSeal.seq <= seq)).one()
    return {
        "kind": KIND,
        "site": house.settings.base_url,
        "before": {"number": before[0], "hash": before[1]},
        "last": {"number": seq, "hash": digest},
        "events": seq - before[0],
        "from": first.isoformat(),
        "to": last.isoformat(),
        "made_at": now.isoformat(),
        "public_key": signing.public_key(house.keyring).hex(),
    }


def checkpoints(session: Session, house: House) -> tuple[Checkpoint, ...]:
    """Every checkpoint, the oldest first: each must go on from the one before.

    One that was signed by a key given up since holds where the next one, which holds, goes on from its hash.
    """
    known, found, named = known_keys(session, house), list[Checkpoint](), dict[str, Any]()
    rows = session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.seq)).all()
    for place, row in reversed([*enumerate(rows)]):
        said, own = json.loads(row.statement), {"number": row.seq, "hash": row.hash}
        signed = signing.holds(row.public_key, row.signature, row.statement.encode())
        ours = row.public_key in known or named == own
        same = (said["last"], said["before"]["number"]) == (own, rows[place - 1].seq if place else 0)
        found.append(Checkpoint(row.seq, row.made_at, row.statement, signed and ours and same))
        named = said["before"] if found[-1].holds else {}
    return tuple(reversed(found))
