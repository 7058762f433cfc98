"""What the DNS says, as texts: asked only by `flask mail check`, never while the site works."""

from collections.abc import Sequence

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, NoResolverConfiguration, Resolver

PATIENCE_S = 5.0


def lookup(name: str, kind: str) -> Sequence[str]:
    """The records of a name. Raises LookupError where there are none, OSError where nobody answers."""
    try:
        answer = Resolver().resolve(name, kind, lifetime=PATIENCE_S)
    except (NXDOMAIN, NoAnswer) as error:
        raise LookupError(name) from error
    except (NoResolverConfiguration, DNSException) as error:
        raise OSError(type(error).__name__) from error
    return [_text(record) for record in answer]


def _text(record: object) -> str:
    """A TXT record comes in pieces; of any other, what it points to."""
    pieces = getattr(record, "strings", None)
    return b"".join(pieces).decode(errors="replace") if pieces else str(record).rpartition(" ")[2].rstrip(".")
