"""Frozen settings of mail: how it leaves, where what comes back is read, how both sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MOST_CONNECTIONS = 20  # what a mail server may take of one client, and a kill may repeat
LOCAL = ("127.0.0.1", "localhost", "::1")
TLS = ("none", "starttls", "tls")
PORTS = {"none": 143, "starttls": 143, "tls": 993}


class SettingsError(Exception):
    """A setting is missing or wrong: the message names the variable and the way out."""


@dataclass(frozen=True, slots=True)
class OAuth:
    """Where an access token is asked for (RFC 6749): by a refresh token where there is one, else by the client's own
    credentials."""

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves: server, credentials, TLS ("none" | "starttls" | "tls") and the sender.

    ``oauth``: signs in by XOAUTH2 instead of the password.
    """

    host: str = "127.0.0.1"
    port: int = 25
    tls: str = "none"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    sender_name: str = "Rete Nazionale Antiviolenza"
    sender: str = "monitoraggio@rete.example"
    reply_to: str = "assistenza@rete.example"
    timeout_s: float = 60.0
    connections: int = 4  # messages on their way at once; a killed worker may repeat as many
    oauth: OAuth | None = None
    certified: bool = False  # the sender is a PEC mailbox: receipts say what arrived, nothing in doubt is repeated soon


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """The mailbox in which what comes back arrives: that of the sender, and of Reply-To where they differ."""

    host: str
    username: str
    port: int = PORTS["tls"]
    tls: str = "tls"
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    timeout_s: float = 20.0  # the timer's other entries wait meanwhile
    oauth: OAuth | None = None

    @property
    def name(self) -> str:
        """What it is known by in the database: another server, account or folder is another mailbox."""
        return f"{self.username}@{self.host}/{self.folder}"[:300]


def integer(env: Mapping[str, str], name: str, default: int) -> int:
    """A whole number of the environment. Raises SettingsError."""
    try:
        return int(env.get(name, default))
    except ValueError as error:
        raise SettingsError(f"{name} must be a whole number") from error


def mail_settings(env: Mapping[str, str], production: bool) -> MailSettings:
    """How mail leaves. Raises SettingsError."""
    base = MailSettings()
    tls = _tls(env, "MAIL_TLS", "starttls" if production else "none")
    found = MailSettings(
        host=env.get("MAIL_HOST", base.host),
        port=integer(env, "MAIL_PORT", base.port),
        tls=tls,
        username=env.get("MAIL_USERNAME"),
        password=env.get("MAIL_PASSWORD"),
        sender_name=env.get("MAIL_SENDER_NAME", base.sender_name),
        sender=env.get("MAIL_SENDER", base.sender),
        reply_to=env.get("MAIL_REPLY_TO", env.get("MAIL_SENDER", base.reply_to)),
        timeout_s=float(integer(env, "MAIL_TIMEOUT", int(base.timeout_s))),
        connections=_connections(env, base.connections),
        oauth=_oauth(env, "MAIL_AUTH"),
        certified=integer(env, "MAIL_PEC", 0) > 0,
    )
    if production or found.username:
        refuse_clear(env, "MAIL", found.host, tls)
    if found.oauth and not found.username:
        raise SettingsError("MAIL_AUTH=xoauth2 needs MAIL_USERNAME: the address that signs in")
    if found.certified and (found.username or "").lower() != found.sender.lower():
        raise SettingsError("MAIL_PEC=1 needs MAIL_USERNAME = MAIL_SENDER: a PEC mailbox writes for itself alone")
    return found


def mailbox_settings(env: Mapping[str, str]) -> MailboxSettings | None:
    """Where what comes back is read; None where IMAP_HOST is not set. Raises SettingsError."""
    host = env.get("IMAP_HOST", "").strip()
    if not host:
        return None
    tls, oauth = _tls(env, "IMAP_TLS", "tls"), _oauth(env, "IMAP_AUTH")
    username, password = env.get("IMAP_USER", ""), env.get("IMAP_PASSWORD", "")
    if not username or not (password or oauth):
        raise SettingsError("IMAP_HOST needs IMAP_USER, and IMAP_PASSWORD or IMAP_AUTH=xoauth2 (docs/operations.md)")
    refuse_clear(env, "IMAP", host, tls)
    port = integer(env, "IMAP_PORT", PORTS[tls])
    return MailboxSettings(host, username, port, tls, password, _folder(env), oauth=oauth)


def _folder(env: Mapping[str, str]) -> str:
    found = env.get("IMAP_FOLDER", "INBOX")
    if not found.isascii() or not found.isprintable() or set('"\\') & set(found) or not 0 < len(found) <= 100:
        raise SettingsError("IMAP_FOLDER: the name as the server lists it, ASCII (modified UTF-7), without quotes")
    return found


def _tls(env: Mapping[str, str], name: str, usual: str) -> str:
    found = env.get(name, usual)
    if found not in TLS:
        raise SettingsError(f"{name} must be none, starttls or tls")
    return found


def refuse_clear(env: Mapping[str, str], which: str, host: str, tls: str) -> None:
    """Passwords and personal links travel over TLS, but within this machine. Raises SettingsError."""
    if tls == "none" and host not in LOCAL and env.get(f"{which}_IN_CLEAR") != "1":
        message = f"{which}_TLS=none is allowed towards this machine only: use starttls or tls"
        raise SettingsError(f"{message} ({which}_IN_CLEAR=1 takes the risk)")


def _connections(env: Mapping[str, str], usual: int) -> int:
    found = integer(env, "MAIL_CONNECTIONS", usual)
    if not 1 <= found <= MOST_CONNECTIONS:
        raise SettingsError(f"MAIL_CONNECTIONS must be between 1 and {MOST_CONNECTIONS}")
    return found


def _oauth(env: Mapping[str, str], name: str) -> OAuth | None:
    """What XOAUTH2 needs, where that setting asks for it; SMTP and IMAP share the client."""
    way = env.get(name, "password")
    if way not in ("password", "xoauth2"):
        raise SettingsError(f"{name} must be password or xoauth2")
    if way == "password":
        return None
    url, client = env.get("OAUTH_TOKEN_URL", ""), env.get("OAUTH_CLIENT_ID", "")
    parts = urlsplit(url)
    if not client or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
        raise SettingsError(f"{name}=xoauth2 needs OAUTH_TOKEN_URL (https://…) and OAUTH_CLIENT_ID")
    secret, refresh = env.get("OAUTH_CLIENT_SECRET", ""), env.get("OAUTH_REFRESH_TOKEN", "")
    if not secret and not refresh:
        raise SettingsError(f"{name}=xoauth2 needs OAUTH_REFRESH_TOKEN or OAUTH_CLIENT_SECRET")
    return OAuth(url, client, secret, refresh, env.get("OAUTH_SCOPE", ""))
