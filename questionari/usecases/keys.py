"""The encryption key proves itself: a canary stored beside it, a recovery sheet printed once (decisions.md 40)."""

from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from questionari.settings import SettingsError
from questionari.store.models.access import KeyCanary, User
from questionari.store.models.responses import ResponseKey
from questionari.store.sealing import WrongKey
from questionari.store.session import Database
from questionari.usecases import audit, signing_keys
from questionari.usecases.house import SYSTEM, House

CANARY = b"questionari: this key opens this database"


def ensure_canary(session: Session, house: House, now: datetime) -> None:
    """Store a canary for today's key version if there is none, and vouch for the key that signed before it; refuse a
    wrong key first. Raises SettingsError.
    """
    check(session, house)
    version = house.keyring.version
    if session.get(KeyCanary, version) is None:
        _try_on_answers(session, house, version)
        sealed = house.keyring.seal(CANARY, f"key_canary:{version}")
        session.add(KeyCanary(version=version, sealed=sealed, created_at=now))
        audit.record(session, now, SYSTEM, "key.canary", ("key", version))
    if signing_keys.vouch(session, house, now):
        audit.record(session, now, SYSTEM, "key.vouched", ("key", version))


def _try_on_answers(session: Session, house: House, version: int) -> None:
    """A database without its canary may hold answers already: a wrong key must not be declared the right one."""
    row = session.scalars(select(ResponseKey).where(ResponseKey.version == version).limit(1)).first()
    try:
        if row is not None:
            house.keyring.data_key(f"response:{row.response_id}", row.wrapped, version)
    except WrongKey as error:
        raise SettingsError(
            f"ENCRYPTION_KEYS: version {version} does not open the answers of this database ({error}). "
            "Put back the key printed on the recovery sheet; nothing was changed."
        ) from error


def check(session: Session, house: House) -> list[int]:
    """Open every canary; the versions found. Raises SettingsError naming the version that does not open."""
    found = []
    for row in session.scalars(select(KeyCanary).order_by(KeyCanary.version)):
        try:
            house.keyring.unseal(row.sealed, f"key_canary:{row.version}")
        except WrongKey as error:
            raise SettingsError(
                f"ENCRYPTION_KEYS: version {row.version} is not the key this database was sealed with ({error}). "
                "Put back the key printed on the recovery sheet; nothing was changed."
            ) from error
        found.append(row.version)
    return found


def check_at_start(database: Database, house: House) -> None:
    """Refuse to serve with a wrong key; a database not migrated yet has nothing to protect. Raises SettingsError.

    In production a key without a canary is refused too, once there are accounts: it would seal answers unproved.
    """
    with database.reading() as session:
        if not inspect(session.connection()).has_table(KeyCanary.__tablename__):
            return
        proved = house.keyring.version in check(session, house)
        if house.settings.mode == "production" and not proved and session.scalar(select(User.id).limit(1)):
            raise SettingsError(f"key version {house.keyring.version} has no canary yet: run `flask key check` once")


def confirm_sheet(session: Session, now: datetime) -> None:
    """A person says that the recovery sheet was printed and put away."""
    for row in session.scalars(select(KeyCanary).where(KeyCanary.recovery_confirmed_at.is_(None))):
        row.recovery_confirmed_at = now
        audit.record(session, now, SYSTEM, "key.sheet_confirmed", ("key", row.version))


def sheet(house: House) -> str:
    """The recovery sheet: text to print and keep away from the machine."""
    lines = [f"  version {v}: {key.hex()}" for v, key in sorted(house.keyring.keys.items())]
    return "\n".join(
        (
            "QUESTIONARI - ENCRYPTION KEY RECOVERY SHEET",
            f"Site: {house.settings.base_url}",
            "Without these keys the answers cannot be read, not even from a backup.",
            "Print, put in a sealed envelope, keep away from the server and from the backups.",
            "",
            *lines,
            "",
            "To restore: ENCRYPTION_KEYS=" + ",".join(f"{v}:<key {v}>" for v in sorted(house.keyring.keys)),
        )
    )
