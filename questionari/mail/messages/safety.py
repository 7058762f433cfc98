"""What may enter a header, and what the frozen bytes must look like (reliability.md 7, ASVS 1.3.11, CVE-2024-6923)."""

import re
import unicodedata

MAX_HEADER_VALUE = 300
MAX_LINE = 998  # RFC 5322, 2.1.1
EXPECTED_HEADERS = frozenset(
    {
        b"subject",
        b"from",
        b"to",
        b"date",
        b"message-id",
        b"reply-to",
        b"auto-submitted",
        b"content-language",
        b"content-type",
        b"mime-version",
    }
)
HEADER_LINE = re.compile(rb"([!-9;-~]+):[ \t]?.*")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class MessageFault(Exception):
    """A message cannot be made safely: the text says which value and why. It never quotes the value itself."""


def fault_in_header(value: str) -> str | None:
    """Why a value may not enter a header, or None: control characters, `=?` before encoding, undue length."""
    # What is printable holds none of these; looking at each character is for the rest.
    if not value.isprintable() and any(
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in value
    ):
        return "control character"
    if "=?" in value:
        return "encoded word (=?)"
    return "too long" if len(value) > MAX_HEADER_VALUE else None


def header_value(name: str, value: str) -> str:
    """The value, if it may enter that header. Raises MessageFault."""
    fault = fault_in_header(value)
    if fault:
        raise MessageFault(f"{name}: {fault} refused")
    return value


def address(name: str, value: str) -> str:
    """A bare e-mail address for a header and the envelope. Raises MessageFault."""
    if not ADDRESS.fullmatch(header_value(name, value)) or "=?" in value or len(value) > 254:
        raise MessageFault(f"{name}: not an e-mail address in ASCII form")
    return value


def check_raw(raw: bytes) -> bytes:
    """The bytes, if they hold exactly the expected headers and no bare CR, LF or NUL. Raises MessageFault."""
    if not raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n") or b"\0" in raw:
        raise MessageFault("frozen message: bare CR, LF or NUL")
    if max(map(len, raw.split(b"\r\n"))) > MAX_LINE:
        raise MessageFault(f"frozen message: a line over {MAX_LINE} bytes")
    names = _header_names(raw.partition(b"\r\n\r\n")[0])
    if len(names) != len(set(names)) or set(names) != EXPECTED_HEADERS:
        strange = sorted(name.decode() for name in set(names) ^ EXPECTED_HEADERS)
        raise MessageFault(f"frozen message: unexpected set of headers ({', '.join(strange) or 'one is repeated'})")
    return raw


def _header_names(block: bytes) -> list[bytes]:
    lines = [line for line in block.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    matches = [HEADER_LINE.fullmatch(line) for line in lines]
    if not all(matches):
        raise MessageFault("frozen message: a header line without a name")
    return [match[1].lower() for match in matches if match]
