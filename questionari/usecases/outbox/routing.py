"""Which way a message leaves: ordinary mail, or certified mail (PEC) from a mailbox of its own.

The address decides, when the message is queued: one that the census holds as PEC, or whose domain says that it is one.
Each way out has its own drain, connections, pace and mailbox of receipts; where no PEC is set up, its messages leave as
ordinary mail, or wait where a setting says so.
"""

from dataclasses import dataclass

from questionari.settings import MailboxSettings, MailSettings, Settings
from questionari.store.outbox_routes import Known

MAIL, PEC = "mail", "pec"
#: Names in a domain that only certified mail has. Wrong about an ordinary mailbox, a PEC reaches it all the same.
TELLING = frozenset({"pec", "postacert", "legalmail", "arubapec", "postecert", "pecimprese", "cert-posta"})


@dataclass(frozen=True, slots=True)
class Route:
    """A way out. ``takes``: the messages that leave by it, by what was decided when they were queued."""

    name: str
    mail: MailSettings
    mailbox: MailboxSettings | None  # where what it sends is told of
    takes: tuple[str, ...]


def routes(settings: Settings) -> tuple[Route, ...]:
    """Every way out that is set up, that of ordinary mail first."""
    if settings.pec is None:
        takes = (MAIL,) if settings.pec_required else (MAIL, PEC)
        return (Route(MAIL, settings.mail, settings.mailbox, takes),)
    ordinary = Route(MAIL, settings.mail, settings.mailbox, (MAIL,))
    return ordinary, Route(PEC, settings.pec, settings.pec_mailbox, (PEC,))


def route_named(settings: Settings, name: str) -> Route | None:
    """The way out of that name; None where it is not set up."""
    return next((one for one in routes(settings) if one.name == name), None)


def mail_of(settings: Settings, route: str) -> MailSettings:
    """The sender of a message that takes that way."""
    return settings.pec if route == PEC and settings.pec is not None else settings.mail


def way(known: Known, recipient: str) -> str:
    """By which way a message to an address leaves."""
    return PEC if says_so(recipient) or recipient in known.certified else MAIL


def says_so(address: str) -> bool:
    """Whether the domain of an address tells that it is PEC."""
    return not TELLING.isdisjoint(address.rpartition("@")[2].lower().split("."))
