"""Frozen settings of mail: how it leaves, where what comes back is read, how both sign in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

MOST_CONNECTIONS = 20  # what a mail server may take of one client, and a kill may repeat
SELECTOR = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?")
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
class Hours:
    """Local hours of a working day between which campaigns leave: from the full hour `begin` until `end`."""

    begin: int
    end: int


DAYTIME = Hours(8, 19)
ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Dkim:
    """With what we sign our mails ourselves: a key (PEM, RSA) whose public half is in the DNS under the selector."""

    selector: str
    domain: str
    key: str = field(repr=False)


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
    per_hour: int = 0  # messages that the provider takes in an hour, and in a day; 0: as many as there are
    per_day: int = 0
    hours: Hours | None = None  # in which invitations and reminders leave; None: at any hour
    dkim: Dkim | None = None  # None: signing is the mail server's work
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
    """How ordinary mail leaves. Raises SettingsError."""
    usual = MailSettings(tls="starttls" if production else "none", certified=integer(env, "MAIL_PEC", 0) > 0)
    usual = replace(usual, hours=_hours(env, DAYTIME if production else None))
    found = _leaving(env, "MAIL", replace(usual, reply_to=env.get("MAIL_SENDER", usual.reply_to)), production)
    return replace(found, dkim=_dkim(env, found.sender))


def _dkim(env: Mapping[str, str], sender: str) -> Dkim | None:
    """What signs ordinary mail, where a key is named; a PEC is signed by its provider."""
    path, selector = env.get("DKIM_KEY_FILE", ""), env.get("DKIM_SELECTOR", "")
    if not path and not selector:
        return None
    domain, of_sender = env.get("DKIM_DOMAIN") or sender.rpartition("@")[2], sender.rpartition("@")[2].lower()
    if not SELECTOR.fullmatch(selector) or not f".{of_sender}".endswith(f".{domain.lower()}"):
        raise SettingsError("DKIM_KEY_FILE needs DKIM_SELECTOR, and DKIM_DOMAIN the domain of MAIL_SENDER or above it")
    return Dkim(selector, domain.lower(), _private_key(path))


def _private_key(path: str) -> str:
    try:
        text = Path(path).read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise SettingsError(f"DKIM_KEY_FILE cannot be read: {type(error).__name__}") from error
    if "PRIVATE KEY-----" not in text or "ENCRYPTED" in text:
        raise SettingsError("DKIM_KEY_FILE: a private RSA key in PEM form without a passphrase")
    return text


def pec_settings(env: Mapping[str, str], production: bool) -> MailSettings | None:
    """How mail to PEC addresses leaves, from a mailbox of its own; None where PEC_HOST is not set. Raises
    SettingsError.
    """
    if not env.get("PEC_HOST", "").strip():
        return None
    sender = env.get("PEC_SENDER") or env.get("PEC_USERNAME") or ""
    usual = MailSettings(port=465, tls="tls", sender=sender, reply_to=sender, connections=1, certified=True)
    mail = mail_settings(env, production)
    return _leaving(env, "PEC", replace(usual, sender_name=mail.sender_name, hours=mail.hours), production)


def _leaving(env: Mapping[str, str], which: str, usual: MailSettings, production: bool) -> MailSettings:
    """A way out, by the variables that begin so."""
    tls = _tls(env, f"{which}_TLS", usual.tls)
    found = replace(
        usual,
        host=env.get(f"{which}_HOST", usual.host),
        port=integer(env, f"{which}_PORT", usual.port),
        tls=tls,
        username=env.get(f"{which}_USERNAME"),
        password=env.get(f"{which}_PASSWORD"),
        sender_name=env.get(f"{which}_SENDER_NAME", usual.sender_name),
        sender=env.get(f"{which}_SENDER", usual.sender),
        reply_to=env.get(f"{which}_REPLY_TO", usual.reply_to),
        timeout_s=float(integer(env, f"{which}_TIMEOUT", int(usual.timeout_s))),
        connections=_connections(env, which, usual.connections),
        oauth=_oauth(env, f"{which}_AUTH"),
        per_hour=_many(env, f"{which}_PER_HOUR"),
        per_day=_many(env, f"{which}_PER_DAY"),
    )
    if production or found.username:
        refuse_clear(env, which, found.host, tls)
    if found.oauth and not found.username:
        raise SettingsError(f"{which}_AUTH=xoauth2 needs {which}_USERNAME: the address that signs in")
    if found.certified:
        _one_mailbox(which, found)
    return found


def _many(env: Mapping[str, str], name: str) -> int:
    found = integer(env, name, 0)
    if found < 0:
        raise SettingsError(f"{name} must be 0 (no limit) or more")
    return found


def _hours(env: Mapping[str, str], usual: Hours | None) -> Hours | None:
    text = env.get("MAIL_HOURS", "").strip()
    if not text:
        return usual
    begin, _, end = text.partition("-")
    if text == ALWAYS:
        return None
    if not (begin.isdigit() and end.isdigit() and int(begin) < int(end) <= 24):
        raise SettingsError("MAIL_HOURS: write the hours as 8-19, or always")
    return Hours(int(begin), int(end))


def _one_mailbox(which: str, found: MailSettings) -> None:
    """What a PEC mailbox asks of whoever writes from it (RFC 6109, 3.1.1: the envelope's sender is the mailbox)."""
    named = "MAIL_PEC=1" if which == "MAIL" else f"{which}_HOST"
    if (found.username or "").lower() != found.sender.lower():
        raise SettingsError(f"{named} needs {which}_USERNAME = {which}_SENDER: a PEC mailbox writes for itself alone")
    if which == "PEC" and not (found.password or found.oauth):
        raise SettingsError("PEC_HOST needs PEC_USERNAME, and PEC_PASSWORD or PEC_AUTH=xoauth2 (docs/operations.md)")


def mailbox_settings(env: Mapping[str, str], which: str = "IMAP", fallback: str = "") -> MailboxSettings | None:
    """Where what comes back is read, by the variables that begin so; None where no server is named. ``fallback``: of
    whose variables account and password are, where it has none of its own. Raises SettingsError.
    """
    host = env.get(f"{which}_HOST", "").strip()
    if not host:
        return None
    tls, oauth = _tls(env, f"{which}_TLS", "tls"), _oauth(env, f"{which}_AUTH")
    username = env.get(f"{which}_USER") or env.get(f"{fallback}_USERNAME") or ""
    password = env.get(f"{which}_PASSWORD") or env.get(f"{fallback}_PASSWORD") or ""
    if not username or not (password or oauth):
        asked = f"{which}_HOST needs {which}_USER, and {which}_PASSWORD or {which}_AUTH=xoauth2"
        raise SettingsError(f"{asked} (docs/operations.md)")
    refuse_clear(env, which, host, tls)
    port = integer(env, f"{which}_PORT", PORTS[tls])
    return MailboxSettings(host, username, port, tls, password, _folder(env, which), oauth=oauth)


def pec_mailbox_settings(env: Mapping[str, str], production: bool) -> MailboxSettings | None:
    """Where the receipts of the PEC mailbox are read; None where no PEC leaves. Raises SettingsError: in production PEC
    without its receipts would leave everybody in doubt.
    """
    found = mailbox_settings(env, "PEC_IMAP", "PEC") if env.get("PEC_HOST", "").strip() else None
    if production and found is None and env.get("PEC_HOST", "").strip():
        raise SettingsError("PEC_HOST needs PEC_IMAP_HOST: only the receipts say what became of a message")
    return found


def _folder(env: Mapping[str, str], which: str) -> str:
    found = env.get(f"{which}_FOLDER", "INBOX")
    if not found.isascii() or not found.isprintable() or set('"\\') & set(found) or not 0 < len(found) <= 100:
        raise SettingsError(f"{which}_FOLDER: the name as the server lists it, ASCII (modified UTF-7), without quotes")
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


def _connections(env: Mapping[str, str], which: str, usual: int) -> int:
    found = integer(env, f"{which}_CONNECTIONS", usual)
    if not 1 <= found <= MOST_CONNECTIONS:
        raise SettingsError(f"{which}_CONNECTIONS must be between 1 and {MOST_CONNECTIONS}")
    return found


def _oauth(env: Mapping[str, str], name: str) -> OAuth | None:
    """What XOAUTH2 needs, where that setting asks for it; SMTP and IMAP share the client, PEC may have its own."""
    way = env.get(name, "password")
    if way not in ("password", "xoauth2"):
        raise SettingsError(f"{name} must be password or xoauth2")
    if way == "password":
        return None
    own = "PEC_" if name.startswith("PEC_") and env.get("PEC_OAUTH_TOKEN_URL") else ""
    url, client = env.get(f"{own}OAUTH_TOKEN_URL", ""), env.get(f"{own}OAUTH_CLIENT_ID", "")
    parts = urlsplit(url)
    if not client or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
        raise SettingsError(f"{name}=xoauth2 needs OAUTH_TOKEN_URL (https://…) and OAUTH_CLIENT_ID")
    secret, refresh = env.get(f"{own}OAUTH_CLIENT_SECRET", ""), env.get(f"{own}OAUTH_REFRESH_TOKEN", "")
    if not secret and not refresh:
        raise SettingsError(f"{name}=xoauth2 needs OAUTH_REFRESH_TOKEN or OAUTH_CLIENT_SECRET")
    return OAuth(url, client, secret, refresh, env.get(f"{own}OAUTH_SCOPE", ""))
