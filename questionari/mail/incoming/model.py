"""A mail that came back, as a value."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mail is."""

    REPORT = "report"  # of a machine about a message: a notification of RFC 3464, a PEC receipt
    AUTOMATIC = "automatic"  # out of office, newsletters: written by no person to us
    CHALLENGE = "challenge"  # a filter wants somebody to confirm that we wrote
    LETTER = "letter"  # anything else: a person wrote


class Fate(StrEnum):
    """What a report says became of a message."""

    DELIVERED = "delivered"
    PEC_ACCEPTED = "pec_accepted"  # taken by the sender's PEC provider
    PEC_DELIVERED = "pec_delivered"
    DELAYED = "delayed"  # not yet: the server goes on trying
    FULL = "full"  # given up for a reason that passes: a full mailbox, a server that is down
    REFUSED = "refused"  # for a reason that is not the address
    NO_ADDRESS = "no_address"  # the address does not exist, or takes no mail any more


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one of our messages. ``message_id`` is without angle brackets; ``code``: "5.1.1", or "".

    ``about``: the addresses that its recipient had, first and last, in small letters; empty where none is named.
    """

    message_id: str
    fate: Fate
    code: str = ""
    text: str = ""
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something attached, never opened: its declared type and its size in bytes as it travels."""

    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail. ``references``: the ids it answers to, the nearest first; ``fingerprint``: the same mail again has it."""

    kind: Kind
    fingerprint: str
    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    reports: tuple[Report, ...] = ()
    complete: bool = True  # False: too large or too tangled, only its beginning was read
