"""What tests begin from: a published questionnaire, a round, a service invited to it with its link."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.settings import Settings, load_settings
from questionari.store.models.access import User
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.rounds import Invitation, QuestionnaireVersion, Round
from questionari.store.sealing import Keyring
from questionari.store.types import new_id
from questionari.usecases import links, sessions
from questionari.usecases.census.importing import import_census, import_territories
from questionari.usecases.census.reading import read_table
from questionari.usecases.house import SYSTEM, House
from tests import bari

DOCUMENTS = Path(__file__).resolve().parent / "documents" / "valid"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 20, 23, 0, tzinfo=UTC)
KEY = "1:" + "ab" * 32


@dataclass(frozen=True, slots=True)
class Invited:
    """A service invited to a round."""

    invitation_id: uuid.UUID
    public_id: str
    token: str
    unit_id: uuid.UUID
    round_id: uuid.UUID


def settings_for(database_url: str, folder: Path, **env: str) -> Settings:
    """Settings of an application under test."""
    values = {
        "MODE": "test",
        "DATABASE_URL": database_url,
        "INSTANCE": str(folder),
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": KEY,
        "BASE_URL": "http://localhost",
    }
    return load_settings(values | env)


def house_of(settings: Settings) -> House:
    """The surroundings of use-cases."""
    return House(settings, Keyring(settings.encryption_keys))


def publish(session: Session, path: Path = DOCUMENTS / "respond.json", unit: str = "service") -> str:
    """Store a document as published; its hash."""
    prepared = catalogue.load_document(path.read_bytes())
    compiled = catalogue.compile_document(prepared)
    assert compiled.questionnaire is not None, compiled.findings
    if session.get(QuestionnaireVersion, prepared.sha256) is None:
        session.add(
            QuestionnaireVersion(
                sha256=prepared.sha256,
                code=compiled.questionnaire.code,
                version=compiled.questionnaire.version,
                title="Prova",
                unit=unit,
                document=catalogue.canonical_bytes(prepared),
                published_at=NOW,
                published_by="tests",
            )
        )
        session.flush()
    return prepared.sha256


def add_round(session: Session, sha256: str, **changes: Any) -> Round:
    """An open round."""
    values: dict[str, Any] = {
        "id": new_id(),
        "code": f"T{uuid.uuid4().hex[:8]}",
        "title": "Tornata di prova",
        "questionnaire_sha256": sha256,
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 6, 30),
        "opens_at": NOW - timedelta(days=1),
        "deadline_at": CLOSES - timedelta(days=6),
        "closes_at": CLOSES,
        "first_deadline_at": CLOSES - timedelta(days=6),
        "stored_state": "open",
        "selection": {},
        "texts": {},
        "closing": None,
        "created_at": NOW,
        "created_by": "tests",
    }
    found = Round(**values | changes)
    session.add(found)
    session.flush()
    return found


def invite(session: Session, round_: Round, name: str = "Sportello Aurora", **census: Any) -> Invited:
    """A service of the census with a contact, invited to the round, and its link."""
    code = uuid.uuid4().hex[:10]
    unit = Unit(id=new_id(), code=code, name=name, type_code="01", updated_at=NOW)
    contact = Contact(id=new_id(), email=f"{code}@servizio.example")
    session.add_all((unit, contact))
    session.flush()
    session.add(UnitContact(unit_id=unit.id, contact_id=contact.id, valid_from=NOW))
    invitation = Invitation(
        id=new_id(),
        public_id=uuid.uuid4().hex[:22],
        round_id=round_.id,
        unit_id=unit.id,
        contact_id=contact.id,
        type_code="01",
        census={"name": name, "type": "01", "owner": "Comune di Bari"} | census,
        verify_code=code[:8].upper(),
        created_at=NOW,
    )
    session.add(invitation)
    session.flush()
    token = links.mint(session, invitation.id, "invitation", NOW)
    session.flush()
    return Invited(invitation.id, invitation.public_id, token, unit.id, round_.id)


def invited(session: Session, path: Path = DOCUMENTS / "respond.json", **changes: Any) -> Invited:
    """Everything at once: a published document, an open round of it, one service invited."""
    return invite(session, add_round(session, publish(session, path), **changes))


def staff_session(session: Session, now: datetime = NOW, role: str = "staff", code: str = "lenove.1") -> str:
    """An account of the staff (or of an ATR) that has logged in; the token of its session."""
    user = User(
        id=new_id(), code=code, name=f"Account {code}", email=f"{code}@staff.example", role=role, created_at=now
    )
    session.add(user)
    session.flush()
    return sessions.start(session, user.id, now)


def census_of_bari(session: Session) -> None:
    """The pilot territories and the thirty services of the network of Bari."""

    def import_files(territories: bytes, services: bytes) -> None:
        import_territories(session, NOW, SYSTEM, read_table(territories).rows)
        session.flush()
        assert import_census(session, NOW, SYSTEM, read_table(services).rows).ok

    bari.fill(session, import_files)
