"""A TCP port for a server that is about to start."""

import secrets
import socket

#: Below the ports that systems hand to outgoing connections (32768 and up on Linux, 49152 and up by RFC 6335): one of
#: those may be taken by a browser or a client between the choice and the server's start.
PORTS = range(15_000, 32_000)
TRIES = 100


def free_port() -> int:
    """A port of this machine that nobody listens on just now; drawn, so that two who ask at once get two.

    Raises RuntimeError when a hundred ports in a row are taken.
    """
    for port in (secrets.choice(PORTS) for _ in range(TRIES)):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise RuntimeError(f"no free port found between {PORTS.start} and {PORTS.stop}")
