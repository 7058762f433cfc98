"""Files of strangers shown to ClamAV before they are kept: the INSTREAM exchange of clamd, over its socket.

Source: the manual of clamd(8). The file travels whole over the socket: the daemon needs no right on any folder of ours.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 20.0  # of each word of the exchange; a web worker waits for 60
CHUNK = 64 * 1024
LONGEST_REPLY = 4096


class Unreachable(Exception):
    """The scanner does not answer, or says that it could not look at the file."""


def found_in(address: str, content: bytes) -> str:
    """The name of what the scanner finds in a file, "" for nothing.

    ``address``: the path of clamd's socket, or "host:port". Raises Unreachable.
    """
    try:
        with _connected(address) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                clamd.sendall(struct.pack("!L", len(part)) + part)
            clamd.sendall(struct.pack("!L", 0))
            return _verdict(_reply(clamd))
    except OSError as error:
        raise Unreachable(f"CLAMAV_SOCKET {address}: {error}") from error


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    host, _, port = address.rpartition(":")
    family, place = (socket.AF_UNIX, address) if address.startswith("/") else (socket.AF_INET, (host, int(port)))
    with socket.socket(family, socket.SOCK_STREAM) as clamd:
        clamd.settimeout(PATIENCE_S)
        clamd.connect(place)
        yield clamd


def _reply(clamd: socket.socket) -> str:
    """What the daemon says before it hangs up."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_REPLY and (part := clamd.recv(LONGEST_REPLY)):
        said += part
    return said.rstrip(b"\0").decode(errors="replace")


def _verdict(reply: str) -> str:
    """ "stream: OK", "stream: NAME FOUND"; anything else is no verdict, and no file passes without one."""
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise Unreachable(f"clamd said {reply[:200]!r}")
