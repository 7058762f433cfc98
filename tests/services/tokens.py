"""A token endpoint (RFC 6749) on this machine: it keeps what it is asked and answers what it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from questionari.settings import OAuth


@dataclass
class Endpoint:
    """What it answers, and every form it was sent."""

    port: int = 0
    status: int = 200
    answer: object = field(default_factory=lambda: {"access_token": "token-1", "expires_in": 3600})
    asked: list[dict[str, str]] = field(default_factory=list)

    def oauth(self, **changes: str) -> OAuth:
        """What a client needs to ask it. Each call makes another client, so that no token is kept from elsewhere."""
        usual = {"client_id": f"client-{id(self)}", "refresh_token": "refresh-1", "scope": "mail"}
        return OAuth(f"http://127.0.0.1:{self.port}/token", **usual | changes)


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """An endpoint until the end of the block."""
    state = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        """Answers as told."""

        def do_POST(self) -> None:
            """Keep the form, answer."""
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            state.asked.append(dict(parse_qsl(form)))
            body = state.answer if isinstance(state.answer, bytes) else json.dumps(state.answer).encode()
            self.send_response(state.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
