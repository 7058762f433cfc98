"""How many requests a process works on at once, and how many wait; the others are told at once to come back.

More than a processor can do does not become quicker by being begun: everybody would wait until all gave up, saves among
them. So a few are worked on, some wait their turn, and the rest get 503 with `Retry-After` and what they typed, which
costs a tenth of a save (reliability.md, F12). Pages to look at have half of the room: work in hand goes first. Nobody
fills the room alone: one client has at most half of it, so that whoever comes after a flood of one still waits, for a
time that the other half bounds. A client is an address as the trusted proxies tell it, of IPv6 its network.
"""

import logging
import secrets
import threading
from collections import Counter
from ipaddress import ip_address, ip_network

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

from questionari.web.requests import UNSPOKEN

PATIENCE_S = 10.0  # for a turn; whoever does not get it by then is told to come back
AGAIN_S, SPREAD_S = 10, 20  # not all at the same instant
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
NETWORK = 64  # bits of an IPv6 address that tell one house from another
log = logging.getLogger(__name__)


class Gate:
    """At most `at_once` inside and `waiting` before the door; 0 inside: no door."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once, self.room = at_once, waiting
        self._turns, self._lock, self._waiting = threading.Semaphore(at_once), threading.Lock(), 0
        self._of = Counter[str]()  # how many of each client wait

    def enter(self, only_looks: bool, client: str = "") -> bool:
        """Wait for a turn, where there is room to wait; False: come back later. `leave` follows a True.

        ``client``: whose request it is; "" has no share to exceed.
        """
        if not self._waiting and self._turns.acquire(blocking=False):
            return True
        with self._lock:
            if not self._has_room(only_looks, client):
                return False
            self._waiting += 1
            self._of[client] += 1
        try:
            return self._turns.acquire(timeout=PATIENCE_S)
        finally:
            with self._lock:
                self._waiting -= 1
                self._of[client] -= 1
                self._of += Counter()  # those of nobody go

    def _has_room(self, only_looks: bool, client: str) -> bool:
        free = self._waiting < (self.room // 2 if only_looks else self.room)
        return free and (not client or self._of[client] < max(1, self.room // 2))

    @property
    def crowd(self) -> int:
        """How many wait."""
        return self._waiting

    def leave(self) -> None:
        """Let the next one in."""
        self._turns.release()


def client_of(address: str | None) -> str:
    """Who is meant by an address; "" of this machine itself, and of what is no address."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    if known.is_loopback:
        return ""
    return str(known if known.version == 4 else ip_network((known, NETWORK), strict=False))


def _enter() -> None:
    if request.endpoint in UNSPOKEN:
        return
    gate: Gate = current_app.extensions["gate"]
    if not gate.enter(request.method in LOOKING, client_of(request.remote_addr)):
        log.warning("too many requests at once: one was told to come back")
        raise ServiceUnavailable(retry_after=AGAIN_S + secrets.randbelow(SPREAD_S))
    g.entered = gate


def _leave(_error: BaseException | None) -> None:
    gate: Gate | None = g.pop("entered", None)
    if gate is not None:
        gate.leave()


def init_app(app: Flask, at_once: int, waiting: int) -> None:
    """Stand before every hook that costs something."""
    app.extensions["gate"] = Gate(at_once, waiting)
    if at_once:
        app.before_request(_enter)
        app.teardown_request(_leave)
