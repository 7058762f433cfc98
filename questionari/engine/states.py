"""States of deliveries, responses, dispositions, rounds and mails, and the transitions allowed (decisions.md 28)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum


class Delivery(StrEnum):
    """What became of the messages to a unit."""

    NONE = "none"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"


class ResponseState(StrEnum):
    """How far the answering has come."""

    NOT_STARTED = "not_started"
    OPENED = "opened"
    IN_PROGRESS = "in_progress"
    AWAITING = "awaiting"  # being filled in, and read by whoever must approve it: shown, never stored
    SUBMITTED = "submitted"
    QUERY_OPEN = "query_open"
    VALIDATED = "validated"
    DISCARDED = "discarded"  # a record deleted before it was sent: its answers are gone, its number is not used again


class Mode(StrEnum):
    """How a response came in. Staff enter one on behalf of its service from paper, by telephone, in some other way."""

    WEB = "web"
    PAPER = "paper"
    TELEPHONE = "telephone"
    OTHER = "other"
    MIXED = "mixed"  # begun by staff, taken over by the service
    IMPORTED = "imported"  # from a file of earlier responses


class Disposition(StrEnum):
    """Why a unit will not answer."""

    NONE = "none"
    DECLINED = "declined"
    CLOSED_SERVICE = "closed_service"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    WRONG_CONTACT = "wrong_contact"
    EXCLUDED = "excluded"


class RoundState(StrEnum):
    """Draft and archived are stored; the others are computed from the dates of a launched round."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    EXTENDED = "extended"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Outbox(StrEnum):
    """States of a mail (reliability.md). An end state is left only by a staff act that makes a new row."""

    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    PEC_ACCEPTED = "pec_accepted"
    PEC_DELIVERED = "pec_delivered"
    PERMANENT_FAILURE = "permanent_failure"
    TECHNICAL_FAILURE = "technical_failure"
    CANCELLED = "cancelled"


class Query(StrEnum):
    """States of a query: what staff ask to verify in a response that was sent."""

    ASKED = "asked"  # it waits for the service
    CONFIRMED = "confirmed"  # the service says that what it sent is right, and why
    CORRECTED = "corrected"  # the service has sent the response anew
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Job(StrEnum):
    """States of an export request, drained like the outbox."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


#: What a report that came back may say of a mail that has left.
TOLD = frozenset({Outbox.DELIVERED, Outbox.BOUNCED, Outbox.PEC_ACCEPTED, Outbox.PEC_DELIVERED})

OUTBOX_TRANSITIONS: Mapping[Outbox, frozenset[Outbox]] = {
    Outbox.QUEUED: frozenset({Outbox.SENDING, Outbox.CANCELLED}),
    Outbox.DEFERRED: frozenset({Outbox.SENDING, Outbox.CANCELLED, Outbox.PERMANENT_FAILURE}),
    Outbox.SENDING: frozenset(
        {
            Outbox.QUEUED,  # given back unused: sends were stopped, or its turn did not come
            Outbox.SENT,
            Outbox.DEFERRED,
            Outbox.PERMANENT_FAILURE,
            Outbox.UNCERTAIN,
            Outbox.TECHNICAL_FAILURE,
            Outbox.CANCELLED,
        }
    ),
    Outbox.UNCERTAIN: frozenset({Outbox.SENDING, Outbox.SENT, Outbox.TECHNICAL_FAILURE}) | TOLD,  # a report settles it
    Outbox.SENT: TOLD,
    Outbox.DELIVERED: frozenset({Outbox.BOUNCED}),
    Outbox.PEC_ACCEPTED: frozenset({Outbox.PEC_DELIVERED, Outbox.BOUNCED}),
    Outbox.PEC_DELIVERED: frozenset(),
    Outbox.BOUNCED: frozenset(),
    Outbox.PERMANENT_FAILURE: frozenset(),
    Outbox.TECHNICAL_FAILURE: frozenset(),
    Outbox.CANCELLED: frozenset(),
}

RESPONSE_TRANSITIONS: Mapping[ResponseState, frozenset[ResponseState]] = {
    ResponseState.NOT_STARTED: frozenset({ResponseState.OPENED}),
    ResponseState.OPENED: frozenset(
        {ResponseState.IN_PROGRESS, ResponseState.AWAITING, ResponseState.SUBMITTED, ResponseState.DISCARDED}
    ),
    ResponseState.IN_PROGRESS: frozenset({ResponseState.AWAITING, ResponseState.SUBMITTED, ResponseState.DISCARDED}),
    ResponseState.AWAITING: frozenset(
        {ResponseState.OPENED, ResponseState.IN_PROGRESS, ResponseState.QUERY_OPEN, ResponseState.SUBMITTED}
    ),
    ResponseState.SUBMITTED: frozenset({ResponseState.QUERY_OPEN, ResponseState.VALIDATED}),
    ResponseState.QUERY_OPEN: frozenset({ResponseState.AWAITING, ResponseState.SUBMITTED}),
    ResponseState.VALIDATED: frozenset({ResponseState.QUERY_OPEN, ResponseState.SUBMITTED}),
    ResponseState.DISCARDED: frozenset(),
}

#: What staff may say of how the answers reached them, in words that stand alone.
ENTRY_MODES: Mapping[str, str] = {Mode.PAPER: "modulo di carta", Mode.TELEPHONE: "telefono", Mode.OTHER: "altro modo"}
MODE_LABELS: Mapping[str, str] = {
    Mode.WEB: "in rete, dal servizio",
    **{mode: f"inserita dall'assistenza: {words}" for mode, words in ENTRY_MODES.items()},
    Mode.MIXED: "cominciata dall'assistenza, continuata dal servizio",
    Mode.IMPORTED: "importata da un file",
}

#: An answer is accepted, or insisted upon: then the query waits for the service again.
QUERY_TRANSITIONS: Mapping[Query, frozenset[Query]] = {
    Query.ASKED: frozenset({Query.CONFIRMED, Query.CORRECTED, Query.WITHDRAWN}),
    Query.CONFIRMED: frozenset({Query.ASKED, Query.ACCEPTED, Query.WITHDRAWN}),
    Query.CORRECTED: frozenset({Query.ASKED, Query.ACCEPTED, Query.WITHDRAWN}),
    Query.ACCEPTED: frozenset(),
    Query.WITHDRAWN: frozenset(),
}

QUERY_LABELS: Mapping[Query, str] = {
    Query.ASKED: "in attesa del servizio",
    Query.CONFIRMED: "risposte confermate dal servizio",
    Query.CORRECTED: "risposte corrette dal servizio",
    Query.ACCEPTED: "chiusa",
    Query.WITHDRAWN: "ritirata",
}

DISPOSITION_LABELS: Mapping[Disposition, str] = {
    Disposition.DECLINED: "rifiuto",
    Disposition.CLOSED_SERVICE: "servizio sospeso o cessato",
    Disposition.ANSWERED_ELSEWHERE: "già risposto altrove",
    Disposition.WRONG_CONTACT: "recapito da correggere",
    Disposition.EXCLUDED: "esclusa",
}

RESPONSE_LABELS: Mapping[ResponseState, str] = {
    ResponseState.OPENED: "aperta",
    ResponseState.IN_PROGRESS: "in compilazione",
    ResponseState.AWAITING: "in attesa di visto",
    ResponseState.SUBMITTED: "inviata",
    ResponseState.QUERY_OPEN: "da integrare",
    ResponseState.VALIDATED: "validata",
    ResponseState.DISCARDED: "eliminata",
}

DELIVERY_LABELS: Mapping[Delivery, str] = {
    Delivery.NONE: "da invitare",
    Delivery.QUEUED: "invito in coda",
    Delivery.SENT: "invitata",
    Delivery.DELIVERED: "invitata",
    Delivery.BOUNCED: "recapito da correggere",
}

ROUND_LABELS: Mapping[RoundState, str] = {
    RoundState.DRAFT: "bozza",
    RoundState.SCHEDULED: "programmata",
    RoundState.OPEN: "aperta",
    RoundState.EXTENDED: "prorogata",
    RoundState.CLOSED: "chiusa",
    RoundState.ARCHIVED: "archiviata",
}


def label(delivery: Delivery, response: ResponseState, disposition: Disposition) -> str:
    """The Italian state shown to staff and ATR: left out by staff; what the service did; what the mail did."""
    if disposition is Disposition.EXCLUDED:
        return DISPOSITION_LABELS[disposition]
    if response in (ResponseState.SUBMITTED, ResponseState.QUERY_OPEN, ResponseState.VALIDATED):
        return RESPONSE_LABELS[response]
    if disposition is not Disposition.NONE:
        return DISPOSITION_LABELS[disposition]
    return RESPONSE_LABELS.get(response) or DELIVERY_LABELS[delivery]


def round_state(
    stored: RoundState, opens_at: datetime, deadline_at: datetime, closes_at: datetime, now: datetime
) -> RoundState:
    """The state of a round at `now`: stored draft/archived hold, a launched round's follows its dates.

    `deadline_at` and `closes_at` are exclusive bounds in UTC (end of the local day, Europe/Rome).
    """
    if stored in (RoundState.DRAFT, RoundState.ARCHIVED):
        return stored
    steps = ((opens_at, RoundState.SCHEDULED), (deadline_at, RoundState.OPEN), (closes_at, RoundState.EXTENDED))
    return next((state for until, state in steps if now < until), RoundState.CLOSED)
