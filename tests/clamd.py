"""A daemon that speaks clamd's INSTREAM over a socket of its own, and finds what is named after the mark in a file."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = b"CE-PROVA-VIRUS"


class _Exchange(socketserver.StreamRequestHandler):
    server: "_Unix | _Tcp"

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b"".join(self._chunks())
        self.server.seen.append(content)
        self.wfile.write((self.server.says or ("stream: Prova FOUND" if MARK in content else "stream: OK")).encode())
        self.wfile.write(b"\0")

    def _chunks(self) -> Iterator[bytes]:
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            yield self.rfile.read(size)


class _Unix(socketserver.ThreadingUnixStreamServer):
    says, seen = "", list[bytes]()


class _Tcp(socketserver.ThreadingTCPServer):
    says, seen = "", list[bytes]()


@contextmanager
def clamd(place: Path | None, says: str = "") -> Iterator[tuple[str, list[bytes]]]:
    """The daemon's address and what it was shown: on a socket of that path, or on a port of this machine.

    ``says`` is what it answers to any file.
    """
    server = _Tcp(("127.0.0.1", 0), _Exchange) if place is None else _Unix(str(place), _Exchange)
    server.says, server.seen = says, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield (str(place) if place else f"127.0.0.1:{server.server_address[1]}"), server.seen
    finally:
        server.shutdown()
        thread.join(30)
        server.server_close()
