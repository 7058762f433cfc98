"""The work on a response shared with others: sections entrusted to colleagues, who may be written to."""

from questionari.store.delegations import WAITING
from questionari.usecases.colleagues.delegating import (
    WHOLE,
    Colleagues,
    Request,
    colleagues,
    entrust,
    preview,
    withdraw,
)
from questionari.usecases.colleagues.seats import (
    ENDED,
    Part,
    Seat,
    enter_part,
    is_seat,
    note_work,
    open_part,
    part,
    seat,
)
from questionari.usecases.colleagues.settling import Concerned, concerned, settle, waiting

__all__ = [
    "ENDED",
    "WAITING",
    "WHOLE",
    "Colleagues",
    "Concerned",
    "Part",
    "Request",
    "Seat",
    "colleagues",
    "concerned",
    "enter_part",
    "entrust",
    "is_seat",
    "note_work",
    "open_part",
    "part",
    "preview",
    "seat",
    "settle",
    "waiting",
    "withdraw",
]
