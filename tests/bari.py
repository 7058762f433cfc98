"""The census of the pilot: read from its files once in a process; into the next empty database its rows are copied.

An import asks and writes service by service, as it must where a census is in use: 0.2 CPU s, for a hundred tests.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from questionari.store.models.access import AuditEvent
from questionari.store.models.base import Base
from questionari.store.models.census import Atr, CensusChange, Contact, Unit, UnitAtr, UnitContact, UnitPart

FILES = Path("questionari/demo/data")
#: All that an import writes, in the order of their keys.
WRITTEN: Sequence[type[Base]] = (Atr, Unit, Contact, UnitContact, UnitAtr, UnitPart, CensusChange, AuditEvent)
_kept: dict[type[Base], list[Mapping[str, Any]]] = {}


def fill(session: Session, import_files: Callable[[bytes, bytes], None]) -> None:
    """Import the territories and the services, or copy what the first import wrote."""
    new = all(session.execute(select(model.__table__).limit(1)).first() is None for model in WRITTEN)
    if new and _kept:
        for model, rows in _kept.items():
            session.execute(insert(model.__table__), rows)
        return
    import_files(*((FILES / name).read_bytes() for name in ("territori_pilota.csv", "rete_bari.csv")))
    if new:
        session.flush()
        found = {model: session.execute(select(model.__table__)).mappings().all() for model in WRITTEN}
        _kept.update({model: [dict(row) for row in rows] for model, rows in found.items() if rows})
