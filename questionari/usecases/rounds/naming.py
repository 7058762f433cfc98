"""Which service of the census is meant: by its code, or by its whole name where it alone bears it."""

from sqlalchemy.orm import Session

from questionari.store import census, unit_search
from questionari.store.models.census import Unit
from questionari.usecases.fields import refuse

LONGEST = 200  # characters of what is typed that are looked for
SHOWN = 6  # services named beside their codes when the words are not enough


def unit_called(session: Session, field: str, text: str) -> Unit:
    """The service of a code or of a whole name. Part of a name asks nobody: it is answered with the codes it may mean.

    Raises Invalid, at the form's field.
    """
    alike = unit_search.of_census(session, text[:LONGEST], SHOWN + 1)
    own = [found.code for found in alike if text.casefold() in (found.code.casefold(), found.name.casefold())]
    units = census.units_by_code(session, own or [text])
    if len(units) == 1:
        return next(iter(units.values()))
    if not alike:
        raise refuse(field, f"Nessun servizio del censimento ha il codice o il nome «{text}».")
    known = "; ".join(f"{found.name}: {found.code}" for found in alike[:SHOWN])
    more = " Ce ne sono altri: scriva più parole del nome." if len(alike) > SHOWN else ""
    raise refuse(field, f"Quale servizio? Ne scriva il codice. {known}.{more}")
