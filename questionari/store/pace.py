"""The pace of mail, one row a domain, locked while a claim takes its share of it. Nothing here commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from questionari.store.among import by_list, run
from questionari.store.models.messages import MailPace
from questionari.store.rows import added, updated, write


@dataclass(frozen=True, slots=True)
class Level:
    """How many mails might have left for a domain at an instant."""

    mails: float
    at: datetime


BEGIN = added(MailPace.domain, MailPace.level, MailPace.at, or_left=True)
KEEP = updated(MailPace.domain, MailPace.level, at=bindparam("now"))
#: In order of name, so that two claims never wait for each other crosswise.
LOCK = by_list(
    MailPace.domain,
    "domains",
    lambda listed: (
        select(MailPace.domain, MailPace.level, MailPace.at).where(listed).order_by(MailPace.domain).with_for_update()
    ),
)


def locked(session: Session, domains: Collection[str], fresh: Level) -> dict[str, Level]:
    """The levels of some domains, ours until the end of the transaction; a new domain begins with `fresh`."""
    names = sorted(set(domains))
    write(session, BEGIN, [{"domain": name, "level": fresh.mails, "at": fresh.at} for name in names])
    return {row.domain: Level(row.level, row.at) for row in run(session, LOCK, {"domains": names})}


def keep(session: Session, levels: Mapping[str, float], now: datetime) -> None:
    """Write what is left now."""
    rows = [{"domain": name, "level": mails} for name, mails in sorted(levels.items())]
    write(session, KEEP, rows, now=now)
