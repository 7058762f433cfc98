"""Access tokens for SMTP and IMAP (XOAUTH2, as Microsoft 365 and Google ask it), fetched once and kept until they end.

The token endpoint is asked by a refresh token or by the client's own credentials (RFC 6749, 6 and 4.4). No redirect is
followed, TLS is verified, and no error shows what was sent.
"""

import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

from questionari import clock
from questionari.mail_settings import OAuth

TIMEOUT_S = 20.0
LARGEST = 64 * 1024
EARLY = timedelta(minutes=2)  # a token about to end is not begun with
USUAL = 3600  # seconds a token lives where the server does not say


class TokenError(Exception):
    """No token could be had: the text says what the server answered, never what it was asked."""


@dataclass(slots=True)
class Tokens:
    """The token of one client; several threads may ask for it at once."""

    oauth: OAuth
    clock: Callable[[], datetime] = clock.utc_now
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    token: str = field(default="", repr=False)
    ends: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def get(self) -> str:
        """A token that still holds. Raises TokenError."""
        with self.lock:
            now = self.clock()
            if self.ends is None or now >= self.ends - EARLY:
                said = self._ask()
                self.token = said["access_token"]
                self.ends = now + timedelta(seconds=_seconds(said.get("expires_in")))
            return self.token

    def forget(self) -> None:
        """The server has refused it: the next call asks for another."""
        with self.lock:
            self.token, self.ends = "", None

    def _ask(self) -> Mapping[str, Any]:
        url = urlsplit(self.oauth.token_url)
        head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        connection = self._connection(url.hostname or "", url.port, url.scheme == "https")
        try:
            connection.request("POST", url.path or "/", urlencode(_form(self.oauth)), head)
            reply = connection.getresponse()
            return _told(reply.status, reply.read(LARGEST))
        except (OSError, http.client.HTTPException) as error:
            raise TokenError(f"{url.hostname}: {type(error).__name__}") from error
        finally:
            connection.close()

    def _connection(self, host: str, port: int | None, secure: bool) -> http.client.HTTPConnection:
        if secure:
            return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=self.tls)
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)


def _form(oauth: OAuth) -> Mapping[str, str]:
    grant = (
        {"grant_type": "refresh_token", "refresh_token": oauth.refresh_token}
        if oauth.refresh_token
        else {"grant_type": "client_credentials"}
    )
    known = {"client_id": oauth.client_id, "client_secret": oauth.client_secret, "scope": oauth.scope}
    return grant | {name: value for name, value in known.items() if value}


def _told(status: int, body: bytes) -> Mapping[str, Any]:
    """What the endpoint answered, if it is a token."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = {}
    token = said.get("access_token") if isinstance(said, dict) else None
    if status == http.client.OK and isinstance(token, str) and token.isascii() and token.isprintable() and token:
        return said  # type: ignore[no-any-return]  # a dict, as was just looked at
    fault = said.get("error", "") if isinstance(said, dict) else ""
    words = "".join(sign for sign in str(fault) if sign.isascii() and sign.isprintable())[:80]
    raise TokenError(f"the token endpoint answered {status} {words}".strip())


def _seconds(value: object) -> int:
    return min(value, 86_400) if isinstance(value, int) and value > 0 else USUAL


@lru_cache(maxsize=8)
def tokens_for(oauth: OAuth) -> Tokens:
    """The tokens of a client, common to all connections of this process."""
    return Tokens(oauth)


def xoauth2(username: str, token: str) -> str:
    """What a client says first (developers.google.com/gmail/imap/xoauth2-protocol); the library encodes it."""
    return f"user={username}\x01auth=Bearer {token}\x01\x01"
