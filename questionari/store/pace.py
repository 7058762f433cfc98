"""The pace of mail, one row a domain, locked while a claim takes its share of it. Nothing here commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from questionari.store.models.messages import MailPace


@dataclass(frozen=True, slots=True)
class Level:
    """How many mails might have left for a domain at an instant."""

    mails: float
    at: datetime


_TABLE = MailPace.metadata.tables[MailPace.__tablename__]
_BEGIN: Mapping[str, Any] = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
}
#: In order of name, so that two claims never wait for each other crosswise.
_LOCK = (
    select(_TABLE)
    .where(_TABLE.c.domain.in_(bindparam("domains", expanding=True)))
    .order_by(_TABLE.c.domain)
    .with_for_update()
)
_KEEP = update(_TABLE).where(_TABLE.c.domain == bindparam("of")).values(level=bindparam("mails"), at=bindparam("now"))


def locked(session: Session, domains: Collection[str], fresh: Level) -> dict[str, Level]:
    """The levels of some domains, ours until the end of the transaction; a new domain begins with `fresh`."""
    connection, names = session.connection(), sorted(set(domains))
    begin = [{"domain": name, "level": fresh.mails, "at": fresh.at} for name in names]
    connection.execute(_BEGIN[connection.dialect.name], begin)
    return {row.domain: Level(row.level, row.at) for row in connection.execute(_LOCK, {"domains": names})}


def keep(session: Session, levels: Mapping[str, Level]) -> None:
    """Write what is left."""
    rows = [{"of": name, "mails": level.mails, "now": level.at} for name, level in sorted(levels.items())]
    session.connection().execute(_KEEP, rows)
