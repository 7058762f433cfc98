"""Opening a round: the frozen list, then invitations with their outbox rows in batches."""

from itertools import count
from time import process_time
from typing import Any

from sqlalchemy import insert

from bench import crowd
from bench.place import Place, Run, Sample, Stopwatch
from bench.site import database_of, site
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.session import Database
from questionari.store.types import new_id
from questionari.usecases.house import SYSTEM
from questionari.usecases.rounds import opening
from tests import factories

CHOICE: dict[str, Any] = {"atrs": [], "types": [], "units": [], "test_recipient": None}


def bulk(database: Database, size: int) -> float:
    """CPU seconds of inserting three rows a unit, as plainly as SQLAlchemy can; nothing of it stays."""
    ids = [(new_id(), new_id()) for _ in range(size)]
    begun = process_time()
    with database.write() as session:
        rows = [
            {"id": u, "code": f"X{u.hex}", "name": "X", "type_code": "01", "updated_at": factories.NOW} for u, _ in ids
        ]
        session.execute(insert(Unit), rows)
        session.execute(insert(Contact), [{"id": c, "name": "", "email": f"{c.hex}@m.example"} for _, c in ids])
        session.execute(
            insert(UnitContact),
            [{"id": new_id(), "unit_id": u, "contact_id": c, "valid_from": factories.NOW} for u, c in ids],
        )
        session.rollback()
    return process_time() - begun


def prepare(place: Place, size: int) -> Run:
    """One run: a draft round of that many units is opened and all its invitations are made."""
    app, _ = site(place)
    database, numbers = database_of(app), count()
    with database.writing() as session:
        crowd.census(session, size)
        sha256 = factories.publish(session)

    def run() -> Sample:
        with database.writing() as session:
            row = factories.add_round(session, sha256, code=f"B{next(numbers)}", stored_state="draft", selection=CHOICE)
            round_id = row.id
        watch, left, batches = Stopwatch(), 1, 0
        with watch.running():
            with database.writing() as session:
                opening.open_round(session, factories.NOW, SYSTEM, round_id)
            while left:
                with database.writing() as session:
                    left, batches = opening.continue_opening(session, factories.NOW, round_id), batches + 1
        return Sample(watch.cpu_s, bulk(database, size), {"batches": batches})

    return run
