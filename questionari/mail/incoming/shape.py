"""Bytes -> a message of the standard library, unless its structure would cost more than a mail is worth.

The parser of the standard library nests one generator for each level and reads parameters of headers in quadratic time;
so the bytes are looked at first, in linear time. What is too large, too deep or too odd keeps its headers and the
beginning of its text: it is still shown to a person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from hashlib import sha256
from itertools import islice

LARGEST = 512 * 1024  # bytes read of a mail; a report with our own message in it has some fifty thousand
HEADERS = 64 * 1024
MOST_CONTAINERS = 20  # boundaries and enclosed messages
MOST_PARTS = 100
LONGEST_FIELD = 4_000
LONGEST_VALUE = 1_000
CONTAINERS = re.compile(rb"boundary\*?\d*\*?[ \t]*=|content-type:\s*message/", re.I)
#: A header field of any part, with its folded lines.
FIELD = re.compile(rb"(?im)^content-[a-z-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
NAMING = ("message-id", "date", "from", "subject")


@dataclass(frozen=True, slots=True)
class Shape:
    """A parsed mail; ``whole`` is False where only its headers were parsed, ``body`` being what follows them."""

    message: Message
    body: bytes
    whole: bool
    fingerprint: str


def parse(raw: bytes) -> Shape:
    """The mail, in full where that is cheap. Never raises."""
    cut = raw[:LARGEST]
    ends = END_OF_HEADERS.search(cut)
    head, body = (cut[: ends.start()], cut[ends.end() :]) if ends else (cut, b"")
    top = BytesHeaderParser().parsebytes(head[:HEADERS])
    mark = sha256(body)
    for name in NAMING:
        mark.update(b"\0" + str(top.get(name, ""))[:LONGEST_FIELD].encode(errors="replace"))
    whole = len(raw) <= LARGEST and len(head) <= HEADERS and _is_plain(cut)
    message = _in_full(cut) if whole else None
    return Shape(message or top, body, message is not None, mark.hexdigest())


def _is_plain(raw: bytes) -> bool:
    """Whether the structure is one that a mail program would make."""
    containers = sum(1 for _ in islice(CONTAINERS.finditer(raw), MOST_CONTAINERS + 1))
    return containers <= MOST_CONTAINERS and all(len(one[0]) <= LONGEST_FIELD for one in FIELD.finditer(raw))


def _in_full(raw: bytes) -> Message | None:
    try:
        return BytesParser().parsebytes(raw)
    except (RecursionError, ValueError, LookupError, AssertionError, TypeError, AttributeError):
        return None  # what the parser itself trips over, in whatever way, is read as one that is too odd


def parts(message: Message) -> Iterator[Message]:
    """The message and what is in it, down every level, in order; at most MOST_PARTS."""
    return islice(message.walk(), MOST_PARTS)


def header(message: Message, name: str) -> str:
    """A header as a reader sees it: decoded, on one line, shortened; "" where there is none."""
    raw = str(message.get(name, ""))[:LONGEST_VALUE]
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        text = raw
    return " ".join(clean(text).split())[:LONGEST_VALUE]


def clean(text: str) -> str:
    """A text without characters that are no text, or turn its direction."""
    return CONTROL.sub(" ", text.encode(errors="replace").decode())
