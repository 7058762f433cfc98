"""The drill: marked values are written through the product, erased, and looked for wherever they may have stayed.

Expected after it: no plain byte of them anywhere, and no key that is left opens a ciphertext of them. The same search
before it, and a file planted on purpose, show that it can fail. What a running process has in memory is not searched.
"""

import json
import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from questionari.application import create_app
from questionari.jobs.exports import drain_exports
from questionari.jobs.redactions import sweep
from questionari.store import response_keys
from questionari.store.models import Base
from questionari.store.models.helping import HelpThread
from questionari.store.models.responses import Response, ResponseKey
from questionari.store.session import Database
from questionari.usecases import backup, exports, helping, responding
from questionari.usecases.house import Actor, House
from questionari.usecases.rounds import sending
from tests import factories
from tests.faults.ledger import FIGURES
from tests.faults.searching import MARK, Places, holds, needles, opens, remaining, window, windows
from tests.faults.sizes import FULL, size
from tests.services import run, valkey
from tests.usecases.responding_acts import COMPLETE, NOW, Respondent
from tests.web.browser import Browser

pytestmark = pytest.mark.faults
STAFF = Actor("staff", "rossi.m")
ERASED = ("L1", "Q3", "C1", "Q4.98")
VALUES = size(8, 1_000)


@dataclass
class Drill:
    """The house in which it is done, and what is looked for."""

    app: Flask
    database: Database
    house: House
    folder: Path
    places: Places
    services: list[Respondent] = field(default_factory=list)
    blobs: dict[int, bytes] = field(default_factory=dict)  # ciphertexts that held a marked value, by their window
    keys: dict[int, tuple[str, bytes, int]] = field(default_factory=dict)  # wrapped keys of before


def marked(number: int, code: str) -> str:
    """A value that stands nowhere else."""
    return f"{MARK}{number:04d}-{code}"


@pytest.fixture
def drill(
    database_url: str, tmp_path: Path, own_redis: valkey.OwnServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Drill]:
    """The product with a queue server, a log and a folder of temporary files of its own."""
    folders = {name: tmp_path / name for name in ("instance", "backups", "logs", "temp")}
    for folder in folders.values():
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folders["temp"]))
    to_file = logging.FileHandler(folders["logs"] / "log", encoding="utf-8")
    logging.getLogger().addHandler(to_file)
    settings = factories.settings_for(
        database_url, folders["instance"], REDIS_URL=own_redis.url, BASE_URL="https://localhost"
    )
    app = create_app(settings)
    database: Database = app.extensions["database"]
    places = Places({**folders, "queue": own_redis.folder, "database": data_folder(database_url)})
    with app.app_context():
        yield Drill(app, database, app.extensions["house"], tmp_path, places)
    logging.getLogger().removeHandler(to_file)
    database.dispose()


def data_folder(url: str) -> Path:
    """Where the database keeps its bytes: of a server, this database's folder; its log is searched at full size."""
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).parent
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_recycle = off")  # as operations.md asks: a segment given up is gone
        connection.execute("SELECT pg_reload_conf()")
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    data = run.run_folder() / "pg" / "data"
    return data if FULL else data / "base" / str(row[0] if row else "")


def write(drill: Drill) -> None:
    """Every value is written twice, sent, quoted in a reason and a request of help, put in a dataset and a backup."""
    with drill.database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        invited = [factories.invite(session, round_, f"Servizio {n}") for n in range(VALUES // len(ERASED))]
    for number, one in enumerate(invited):
        drill.services.append(answered(drill, number, one))
    with drill.database.writing() as session:
        exports.request(session, NOW, STAFF, invited[0].round_id)
    drain_exports()
    for number, service in enumerate(drill.services):
        give_back(drill, number, service)
    settle(drill)
    with drill.database.reading() as session:
        backup.write(session, drill.folder / "backups" / "old.tar.gz", NOW)
        note_ciphertexts(drill, session)


def answered(drill: Drill, number: int, invited: factories.Invited) -> Respondent:
    """A service that has sent its answers."""
    service = Respondent(drill.database, drill.house, invited)
    service.fill()
    for turn in ("", "-corretto"):
        service.save("P1", {"Q3": [marked(number, "Q3") + turn], "Q4": ["98"], "Q4.98": [marked(number, "Q4") + turn]})
        mail = f"{marked(number, 'C1')}{turn}@servizio.example"
        service.save("P3", {"L1": [f"Una persona: {marked(number, 'L1')}{turn}"], "C1": [mail]})
    service.submit()
    return service


def give_back(drill: Drill, number: int, service: Respondent) -> None:
    """Staff quote a value in their reason, the service in a request of help, staff again in their answer."""
    quoted = f"Una persona: {marked(number, 'L1')}-corretto"
    with drill.database.writing() as session:
        row = response_of(session, service)
        responding.reopen(session, drill.house, NOW, STAFF, row.id, f"Tolga «{quoted}»")
        sending.ask_again(session, NOW + timedelta(seconds=number), service.invited.invitation_id)
        helping.ask(session, drill.house, NOW, service.public_id, "Q1", (f"Ho scritto {quoted}, va bene?", False))
    with drill.database.writing() as session:
        own = HelpThread.response_id == response_of(session, service).id
        thread = session.scalars(select(HelpThread).where(own, HelpThread.code == "Q1")).one()
        given = {"text": f"No: {quoted} va tolto.", "mark": "1"}
        helping.answer(session, drill.house, NOW, STAFF, thread.id, given)
    service.save("P2", COMPLETE["P2"])


def response_of(session: Session, service: Respondent) -> Response:
    own = Response.invitation_id == service.invited.invitation_id
    return session.scalars(select(Response).where(own)).one()


def note_ciphertexts(drill: Drill, session: Session) -> None:
    """Every ciphertext that one of today's keys opens to a marked value, and every wrapped key."""
    held = keys_of(drill, session)
    for blob in stored(session):
        for shown in (blob, blob[1:]):  # small secrets of the instance begin with the version of its key
            if any(MARK.encode() in opens(key, shown) for key in held):
                drill.blobs[window(shown)] = shown
    for row in session.scalars(select(ResponseKey)):
        drill.keys[window(row.wrapped)] = (str(row.response_id), row.wrapped, row.version)


def keys_of(drill: Drill, session: Session) -> list[bytes]:
    """Every key there is: the instance's, each response's."""
    keyring = drill.house.keyring
    ids = session.scalars(select(Response.id)).all()
    own = [keyring.data_key(f"response:{one}", *response_keys.of(session, one)) for one in ids]
    return [*keyring.keys.values(), *own]


def stored(session: Session) -> Iterator[bytes]:
    """Every binary value of every table."""
    for table in Base.metadata.sorted_tables:
        for column in (one for one in table.columns if isinstance(one.type, LargeBinary)):
            yield from (bytes(blob) for blob in session.scalars(select(column).where(column.is_not(None))))


def erase(drill: Drill) -> None:
    """The first service by its own page, the others as the pages do it."""
    first, *others = drill.services
    browser = Browser(drill.app)
    browser.enter(first.invited.token)
    place = f"/rispondi/{first.public_id}/dati-personali"
    for code in ERASED:
        browser.get(place)
        assert browser.post(place, {**browser.fields(), "question": code}).status_code == 200
    for service in others:
        for code in ERASED:
            with drill.database.writing() as session:
                responding.redact(session, drill.house, NOW, STAFF, response_of(session, service).id, code)
    sweep()
    settle(drill)
    with drill.database.reading() as session:
        backup.write(session, drill.folder / "backups" / "new.tar.gz", NOW)


def settle(drill: Drill) -> None:
    """What the database has in memory is on its disk from here on."""
    drill.database.dispose()
    if drill.database.write_engine.dialect.name == "postgresql":
        url = drill.house.settings.database_url.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


@dataclass(frozen=True)
class Found:
    """Where plain bytes are, how many marked ciphertexts are left, how many of them a key that is left opens."""

    plain: frozenset[str]
    ciphertexts: int
    openable: int

    @property
    def told(self) -> str:
        """In figures."""
        return f"{len(self.plain)} places in clear, {self.ciphertexts} ciphertexts left, {self.openable} open"


def search(drill: Drill) -> Found:
    """Look everywhere, with every key there is: those in use, those of before that lie anywhere still."""
    plain, left, known = set[str](), set[int](), needles()
    wanted = windows((*drill.blobs.values(), *(wrapped for _, wrapped, _ in drill.keys.values())))
    for where, piece in drill.places.pieces():
        left |= remaining(piece, wanted)
        plain |= {where} if holds(piece, known) else set()
    with drill.database.reading() as session:
        held = keys_of(drill, session)
        blobs = [shown for blob in stored(session) for shown in (blob, blob[1:])]
    old = [drill.keys[number] for number in left & drill.keys.keys()]
    held += [drill.house.keyring.data_key(f"response:{owner}", key, version) for owner, key, version in old]
    ciphertexts = [drill.blobs[number] for number in left & drill.blobs.keys()]
    mark = MARK.encode()
    opened = sum(any(mark in opens(key, blob) for key in held) for blob in (*ciphertexts, *blobs))
    return Found(frozenset(plain), len(ciphertexts), opened)


def test_of_erased_values_nothing_is_found_and_nothing_opens(drill: Drill) -> None:
    write(drill)
    before = search(drill)
    assert any(where.startswith("instance/") for where in before.plain), "a dataset holds them in clear"
    assert before.openable >= VALUES, "every one is found and opened before"
    erase(drill)
    after = search(drill)
    engine = drill.database.write_engine.dialect.name
    FIGURES.append(f"drill, {engine}: {VALUES} values; before {before.told}; after {after.told}")
    assert (after.plain, after.openable) == (frozenset(), 0)
    planted = drill.folder / "temp" / "planted"
    planted.write_bytes(b"..." + marked(0, "L1").encode("utf-16-le"))
    assert "temp/planted" in search(drill).plain
    keep(drill, after)


def keep(drill: Drill, found: Found) -> None:
    """Write what was found where it is asked for: certificates of the instance in which it lies quote it."""
    wanted = os.environ.get("DRILL_RESULT")
    if wanted:
        at = drill.database.write_engine.dialect.name
        told = {"at": NOW.isoformat(), "database": at, "values": VALUES, "found": len(found.plain) + found.openable}
        Path(wanted).write_text(json.dumps(told))
