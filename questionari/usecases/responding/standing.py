"""Where a case stands at an instant: may it be opened, written, read? Dates are UTC, ends exclusive."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from questionari.clock import local_day
from questionari.engine.states import Disposition
from questionari.store.headers import Header
from questionari.store.responses import WRITABLE
from questionari.usecases.house import Refused


class Standing(StrEnum):
    """What a person can do with her link."""

    NOT_YET = "not_yet"
    OPEN = "open"
    AWAITING = "awaiting"  # an approval: it may be read, and taken back
    SUBMITTED = "submitted"
    CLOSED = "closed"
    EXCLUDED = "excluded"


MESSAGES: Mapping[Standing, tuple[str, str]] = {
    Standing.NOT_YET: (
        "round_not_open",
        "La rilevazione non è ancora aperta: può tornare a questo collegamento dal giorno di apertura.",
    ),
    Standing.SUBMITTED: ("already_submitted", "Questo questionario risulta già inviato: non si può più modificare."),
    Standing.AWAITING: (
        "awaiting_approval",
        "Il questionario è in attesa del visto del responsabile: per cambiarlo lo riprenda dall'elenco delle sezioni.",
    ),
    Standing.CLOSED: (
        "round_closed",
        "Il termine per rispondere è scaduto: non si può più salvare né inviare. Per una proroga chiami l'assistenza.",
    ),
    Standing.EXCLUDED: ("excluded", "Questo servizio è stato escluso dalla rilevazione: non occorre rispondere."),
}


TAKEN_OVER = Refused(
    "taken_over",
    "Il servizio ha ripreso la compilazione: da qui le sue risposte non si leggono e non si scrivono più.",
)


def closing(header: Header) -> datetime:
    """The instant from which nothing can be written: the round's closing, or the unit's own later deadline."""
    return max(header.closes_at, header.own_deadline_at or header.closes_at)


def deadline(header: Header) -> datetime:
    """The deadline shown: the round's, or the unit's own where it is later."""
    return max(header.deadline_at, header.own_deadline_at or header.deadline_at)


def last_day(header: Header) -> date:
    """The last local day to answer (the deadline itself is the first instant of the next)."""
    return local_day(deadline(header) - timedelta(microseconds=1))


def standing(header: Header, now: datetime) -> Standing:
    """Where the case stands."""
    rules = (
        (header.state is not None and header.state not in WRITABLE, Standing.SUBMITTED),
        (header.disposition == Disposition.EXCLUDED, Standing.EXCLUDED),
        (header.stored_state == "draft" or now < header.opens_at, Standing.NOT_YET),
        (header.stored_state == "archived" or now >= closing(header), Standing.CLOSED),
        (header.awaiting_at is not None, Standing.AWAITING),
    )
    return next((state for holds, state in rules if holds), Standing.OPEN)


def require_open(header: Header, now: datetime) -> None:
    """Raise Refused, with a message that says what to do, unless the case may be written now."""
    state = standing(header, now)
    if state is not Standing.OPEN:
        raise Refused(*MESSAGES[state])


def require_held(header: Header, staff: bool) -> None:
    """Raise Refused "taken_over" where staff would write, or read, what its service has written."""
    if staff and header.entered_by is None:
        raise TAKEN_OVER
