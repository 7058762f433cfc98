"""The work on a response shared with others: sections entrusted to colleagues, who may be written to."""

from questionari.store import delegations, handovers
from questionari.usecases.colleagues.addresses import faults_of
from questionari.usecases.colleagues.delegating import (
    WHOLE,
    Colleagues,
    Request,
    colleagues,
    entrust,
    preview,
    withdraw,
)
from questionari.usecases.colleagues.handing import (
    HANDOVER,
    Passing,
    answer,
    open_handover,
    propose,
    propose_instead,
    staff_settle,
)
from questionari.usecases.colleagues.mine import Mine, MyQuestionnaires, my_questionnaires, send_my_links
from questionari.usecases.colleagues.pending import asked_at, withdraw_handover
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
from questionari.usecases.colleagues.settling import Concerned, Proposed, concerned, proposed, settle, waiting

#: How many persons wait for the staff's word, as a column of any statement.
WAITING = delegations.WAITING + handovers.WAITING

__all__ = [
    "ENDED",
    "HANDOVER",
    "WAITING",
    "WHOLE",
    "Colleagues",
    "Concerned",
    "Mine",
    "MyQuestionnaires",
    "Part",
    "Passing",
    "Proposed",
    "Request",
    "Seat",
    "answer",
    "asked_at",
    "colleagues",
    "concerned",
    "enter_part",
    "entrust",
    "faults_of",
    "is_seat",
    "my_questionnaires",
    "note_work",
    "open_handover",
    "open_part",
    "part",
    "preview",
    "propose",
    "propose_instead",
    "proposed",
    "seat",
    "send_my_links",
    "settle",
    "staff_settle",
    "waiting",
    "withdraw",
    "withdraw_handover",
]
