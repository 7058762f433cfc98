"""Frozen settings, read once from the environment. What production cannot do without, it refuses to start without."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from questionari.mail_settings import (
    Dkim,
    MailboxSettings,
    MailSettings,
    OAuth,
    SettingsError,
    integer,
    mail_settings,
    mailbox_settings,
    pec_mailbox_settings,
    pec_settings,
)

__all__ = ["Dkim", "HelpDesk", "MailSettings", "MailboxSettings", "OAuth", "Settings", "SettingsError", "load_settings"]

ROOT = Path(__file__).resolve().parent.parent
MODES = ("production", "demo", "development", "test")


@dataclass(frozen=True, slots=True)
class HelpDesk:
    """The assistance every page and mail names."""

    phone: str = "06 0000 0000"
    email: str = "assistenza@rete.example"
    hours: str = "dal lunedì al venerdì, 9.00–13.00"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the program takes from outside."""

    mode: str
    instance: Path
    database_url: str = field(repr=False)  # these four may hold passwords: no error message shows them
    redis_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    encryption_keys: Mapping[int, bytes] = field(repr=False)  # version -> 32 bytes; the highest version encrypts
    base_url: str
    trusted_hosts: tuple[str, ...]
    proxies: int = 0  # reverse proxies whose X-Forwarded-* are believed
    mail: MailSettings = field(default_factory=MailSettings)
    mailbox: MailboxSettings | None = None  # None: what comes back is not read
    pec: MailSettings | None = None  # None: mail to PEC addresses leaves as any other
    pec_mailbox: MailboxSettings | None = None  # where its receipts come
    pec_required: bool = False  # nothing goes to a PEC address as ordinary mail: it waits until PEC leaves
    help_desk: HelpDesk = field(default_factory=HelpDesk)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    two_to_publish: bool = False  # a questionnaire is published by two persons
    clamav_socket: str = ""  # path of clamd's socket, or "host:port": what is attached is shown to it first
    room: tuple[int, int] = (0, 24)  # requests a process works on (0: all), and waiting (web.gate)
    staff_digest: bool = True  # the staff's accounts are told by mail, once a day, what needs somebody
    metrics_token: str = field(default="", repr=False)  # blank: no figures are given to a monitor
    paradata: bool = True  # how questionnaires are filled in is counted, for all together
    unsigned_languages: tuple[str, ...] = ()  # offered although nobody has signed their interface (docs/languages.md)

    @property
    def demo(self) -> bool:
        """Whether the open doors of the demonstration exist."""
        return self.mode == "demo"

    @property
    def mailboxes(self) -> tuple[MailboxSettings, ...]:
        """Every mailbox that is read."""
        return tuple(box for box in (self.mailbox, self.pec_mailbox) if box is not None)

    @property
    def https(self) -> bool:
        """Whether the site is served over TLS: decides cookie prefix and Secure."""
        return self.base_url.startswith("https://")


def _secret_file(instance: Path, name: str, size: int) -> str:
    """A random secret kept in the instance folder, made at the first start (demo and development only)."""
    path = instance / name
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(size))
    return path.read_text().strip()


def _keys(text: str) -> dict[int, bytes]:
    """ "1:<64 hex>,2:<64 hex>" -> version -> key."""
    keys = {}
    for part in text.split(","):
        version, _, value = part.strip().partition(":")
        try:
            keys[int(version)] = bytes.fromhex(value)
        except ValueError as error:
            raise SettingsError("ENCRYPTION_KEYS: write VERSION:64 hexadecimal digits, separated by commas") from error
        if len(keys[int(version)]) != 32:
            raise SettingsError(f"ENCRYPTION_KEYS: key {version} must be 32 bytes (64 hexadecimal digits)")
    return keys


REQUIRED_IN_PRODUCTION = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "ENCRYPTION_KEYS",
    "BASE_URL",
    "TRUSTED_HOSTS",
    "MAIL_HOST",
    "MAIL_SENDER",
)


def _check_production(env: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED_IN_PRODUCTION if not env.get(name)]
    if missing:
        raise SettingsError(f"production needs {', '.join(missing)}: set them in the environment (docs/operations.md)")
    if not env["BASE_URL"].startswith("https://"):
        raise SettingsError("BASE_URL must begin with https:// in production: personal links travel in it")
    if len(env["SECRET_KEY"]) < 32:
        raise SettingsError("SECRET_KEY must have at least 32 characters")


def _metrics_token(env: Mapping[str, str]) -> str:
    token = env.get("METRICS_TOKEN", "")
    if token and (len(token) < 16 or not token.isascii()):
        raise SettingsError("METRICS_TOKEN must have at least 16 characters, ASCII")
    return token


def _clamav(env: Mapping[str, str]) -> str:
    address = env.get("CLAMAV_SOCKET", "").strip()
    host, _, port = address.rpartition(":")
    if address and not address.startswith("/") and not (host and port.isdigit()):
        raise SettingsError("CLAMAV_SOCKET: write the path of clamd's socket (/run/clamav/clamd.ctl) or HOST:PORT")
    return address


def normalise_database_url(url: str) -> str:
    """`postgres://` and `postgresql://` -> the psycopg 3 driver; anything else as it is."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _hosts(env: Mapping[str, str], base_url: str, production: bool) -> tuple[str, ...]:
    """The hosts answered to: those declared, else the site's own (and this machine's names outside production)."""
    declared = tuple(host.strip() for host in env.get("TRUSTED_HOSTS", "").split(",") if host.strip())
    own = urlsplit(base_url).hostname or "127.0.0.1"
    return declared or ((own,) if production else (own, "127.0.0.1", "localhost"))


def _help_desk(env: Mapping[str, str]) -> HelpDesk:
    base = HelpDesk()
    return HelpDesk(
        env.get("HELP_PHONE", base.phone), env.get("HELP_EMAIL", base.email), env.get("HELP_HOURS", base.hours)
    )


def _mail(env: Mapping[str, str], production: bool) -> dict[str, Any]:
    """How mail leaves and where what comes back is read, both ways."""
    return {
        "mail": mail_settings(env, production),
        "mailbox": mailbox_settings(env),
        "pec": pec_settings(env, production),
        "pec_mailbox": pec_mailbox_settings(env, production),
        "pec_required": integer(env, "PEC_REQUIRED", 0) > 0,
        "staff_digest": integer(env, "STAFF_DIGEST", 1) > 0,
    }


def _mode(env: Mapping[str, str]) -> str:
    mode = env.get("MODE", "development")
    if mode not in MODES:
        raise SettingsError(f"MODE must be one of {', '.join(MODES)}")
    return mode


def load_settings(env: Mapping[str, str]) -> Settings:
    """Settings from an environment mapping. Raises SettingsError naming what is missing."""
    mode = _mode(env)
    production = mode == "production"
    if production:
        _check_production(env)
    instance = Path(env.get("INSTANCE", ROOT / "instance")).resolve()
    base_url = env.get("BASE_URL", f"http://127.0.0.1:{env.get('PORT', '5000')}").rstrip("/")
    keys = env.get("ENCRYPTION_KEYS") or f"1:{_secret_file(instance, 'encryption_key', 32)}"
    return Settings(
        mode=mode,
        instance=instance,
        database_url=normalise_database_url(env.get("DATABASE_URL", f"sqlite:///{instance / 'questionari.db'}")),
        redis_url=env.get("REDIS_URL"),
        secret_key=env.get("SECRET_KEY") or _secret_file(instance, "secret_key", 32),
        encryption_keys=_keys(keys),
        base_url=base_url,
        trusted_hosts=_hosts(env, base_url, production),
        proxies=integer(env, "PROXIES", 0),
        **_mail(env, production),
        help_desk=_help_desk(env),
        secret_key_fallbacks=tuple(filter(None, env.get("SECRET_KEY_FALLBACKS", "").split(","))),
        two_to_publish=integer(env, "TWO_TO_PUBLISH", 0) > 0,
        clamav_socket=_clamav(env),
        room=(integer(env, "WEB_THREADS", 0), integer(env, "WEB_WAITING", 24)),
        metrics_token=_metrics_token(env),
        paradata=integer(env, "PARADATA", 1) > 0,
        unsigned_languages=tuple(filter(None, env.get("UNSIGNED_LANGUAGES", "").replace(" ", "").split(","))),
    )
