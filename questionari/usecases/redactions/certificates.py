"""The certificate of an erasure: a canonical statement without the value, signed once the traces on disk are gone."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.canonical import canonical
from questionari.store import redactions as store, signing
from questionari.store.models.redactions import Redaction
from questionari.store.traces import Traces
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM, House, NotFound, Refused
from questionari.usecases.redactions.words import ROLES

KIND = "questionari/redaction/1"
NOT_READY = Refused("not_ready", "Il certificato è in preparazione: di solito è pronto entro un minuto.")
#: Tables of PostgreSQL whose former rows held the key, or a plain value, by what was treated.
ALWAYS_WRITTEN_ANEW = ("response_key",)
WRITTEN_ANEW: Mapping[str, tuple[str, ...]] = {
    "notices": ("variation",),
    "messages": ("outbox", "letter"),
    "reasons": ("handover",),
    "imports": ("response_import",),
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was signed, and by what it is verified. ``seal``: (number, hash) of the audit trail over the act, later."""

    code: str
    statement: bytes
    signature: bytes
    public_key: bytes
    seal: tuple[int, str] | None


def waiting(session: Session) -> tuple[frozenset[uuid.UUID], frozenset[str]]:
    """The erasures whose traces are to be removed, and the tables that held them."""
    rows = store.unswept(session)
    treated = {place for row in rows for place, number in row.facts["places"].items() if number}
    tables = {table for place in treated & WRITTEN_ANEW.keys() for table in WRITTEN_ANEW[place]}
    return frozenset(row.id for row in rows), frozenset({*ALWAYS_WRITTEN_ANEW, *tables})


def issue(
    session: Session,
    house: House,
    now: datetime,
    ids: Collection[uuid.UUID],
    traces: Traces,
    drill: Mapping[str, Any] | None = None,
) -> int:
    """Sign the certificates of these erasures; how many. Running twice adds nothing."""
    rows = [row for row in store.unswept(session) if row.id in ids]
    for row in rows:
        statement = canonical(_statement(session, house, now, row, traces, drill))
        row.statement, row.swept_at = statement.decode(), now
        row.signature = signing.sign(house.keyring, statement)
        row.public_key = signing.public_key(house.keyring)
        audit.record(session, now, SYSTEM, "redaction.certified", ("redaction", row.id), code=row.code)
    return len(rows)


def _statement(
    session: Session, house: House, now: datetime, row: Redaction, traces: Traces, drill: Mapping[str, Any] | None
) -> dict[str, Any]:
    number, digest = store.last_seal(session)
    return {
        "kind": KIND,
        "site": house.settings.base_url,
        "code": row.code,
        "response": {name: row.facts[name] for name in ("round", "service", "record", "receipts")},
        "question": row.question,
        "erased_at": row.at.isoformat(),
        "by": ROLES[row.actor_kind],
        "keys_destroyed": row.facts["keys"],
        "places": row.facts["places"],
        "copies_taken_before": row.facts["copies"],
        "disk": {"database": traces.database, "cleaned": ["files", *traces.cleaned], "left": list(traces.left)},
        "drill": dict(drill) if drill else None,
        "audit": {"event": str(row.event_id), "last_seal_before": {"number": number, "hash": digest}},
        "issued_at": now.isoformat(),
        "public_key": signing.public_key(house.keyring).hex(),
    }


def certificate(session: Session, code: str, response_id: uuid.UUID | None = None) -> Certificate:
    """A certificate by its code; of that response alone where one is given. Raises NotFound, Refused "not_ready"."""
    row = store.by_code(session, code)
    if row is None or (response_id is not None and row.response_id != response_id):
        raise NotFound("certificato")
    if row.statement is None or row.signature is None or row.public_key is None:
        raise NOT_READY
    statement = row.statement.encode()
    return Certificate(code, statement, row.signature, row.public_key, store.seal_of(session, row.event_id))
