"""Which addresses the census holds as certified mail (PEC): contacts' and territories'."""

from collections.abc import Collection

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from questionari.store.among import among
from questionari.store.models.census import Atr, Contact


def certified_among(session: Session, addresses: Collection[str]) -> frozenset[str]:
    """Those of the addresses that are somebody's PEC, as they were asked for."""
    if not addresses:
        return frozenset()
    asked = {*addresses, *(address.lower() for address in addresses)}
    known = union(
        select(Contact.pec).where(among(session, Contact.pec, asked)),
        select(Atr.pec).where(among(session, Atr.pec, asked)),
    )
    found = {str(pec).lower() for pec in session.scalars(known)}
    return frozenset(address for address in addresses if address.lower() in found)
