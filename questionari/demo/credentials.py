"""The demo's accounts: random passwords and second-factor secrets per instance, kept in a file only its owner reads."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyotp
from sqlalchemy.orm import Session

from questionari.usecases.accounts import credentials, second_factor
from questionari.usecases.house import SYSTEM, House

FILE = "credenziali.json"
WORDS = ("mare", "vento", "pietra", "ulivo", "luna", "bosco", "fiume", "neve", "sale", "porto", "grano", "lampo")


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: account code, what the button says, for whom."""

    code: str
    name: str
    title: str
    role: str
    atrs: tuple[str, ...] = ()


DOORS = (
    Door("lenove", "Redazione LeNove", "Entra come LeNove", "staff"),
    Door("atr-bari", "ATR Bari", "Entra come ATR Bari", "atr", ("072",)),
    Door("atr-teramo", "ATR Teramo", "Entra come ATR Teramo", "atr", ("067",)),
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person needs to try the ordinary login."""

    code: str
    password: str
    secret: str

    def typed_now(self, now: datetime) -> str:
        """The six digits valid at this instant."""
        return pyotp.TOTP(self.secret).at(now)


def create_accounts(session: Session, house: House, now: datetime) -> None:
    """The three accounts, with their second factor set up; writes the file of credentials."""
    kept = []
    for door in DOORS:
        email = f"{door.code}@questionari.example"
        user = credentials.create_user(session, now, SYSTEM, door.code, door.name, email, door.role, door.atrs)
        password = "-".join(secrets.choice(WORDS) for _ in range(4)) + f"-{secrets.randbelow(10_000):04}"
        credentials.set_password(session, now, credentials.mint(session, user.id, now), password)
        secret = second_factor.new_secret()
        second_factor.enrol(session, house.keyring, user, secret, 0)
        kept.append({"code": door.code, "password": password, "secret": secret})
    path = house.settings.instance / FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps(kept, indent=1))


def read_credentials(instance: Path) -> dict[str, Credentials]:
    """The accounts by code; empty before the set-up."""
    path = instance / FILE
    if not path.exists():
        return {}
    return {entry["code"]: Credentials(**entry) for entry in json.loads(path.read_text())}
