"""The example of the demonstration: the real census of Bari, a second territory, one round some days old."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from questionari import clock
from questionari.clock import local_day
from questionari.demo.credentials import create_accounts
from questionari.demo.stories import act_out
from questionari.mail.transport import connections
from questionari.settings import ROOT
from questionari.store.migrate import upgrade
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases import keys, questionnaires
from questionari.usecases.census.importing import import_census, import_territories
from questionari.usecases.census.reading import read_table
from questionari.usecases.house import SYSTEM, House
from questionari.usecases.outbox.drain import drain
from questionari.usecases.outbox.limits import Limits
from questionari.usecases.rounds.drafting import RoundForm, create_round
from questionari.usecases.rounds.opening import continue_opening, open_round

Say = Callable[[str], None]
DATA = Path(__file__).parent / "data"
INSTRUMENTS = sorted((ROOT / "schemi" / "questionari").glob("*/*.json"))
AGE_DAYS = 6  # the round was opened so long ago
DEADLINE_DAYS, CLOSING_DAYS = 21, 35  # from today
ROUND_CODE = "2026-S1"
RECORDS_CODE = "2026-SCHEDE"
RECORDS_AGE_DAYS = 3  # the round of records was opened later, to the three centres that keep them
RECORD_UNITS = ("BA-005", "BA-018", "TE-001")


def fill(app: Flask, database: Database, house: House, say: Say) -> bool:
    """Migrate, then fill an empty database; False when it was filled before. A half-filled one is refused."""
    upgrade(database)
    with database.reading() as session:
        if session.scalar(select(func.count()).select_from(Round)):
            return False
    with clock.shifted(-timedelta(days=AGE_DAYS)):
        _prepare(database, house)
        say("census, questionnaires, accounts: done")
        _open(database, _half_year())
        send(app, database, house)
    with clock.shifted(-timedelta(days=RECORDS_AGE_DAYS)):
        _open(database, _records())
        send(app, database, house)
    act_out(app, database, house, say, lambda: send(app, database, house))
    return True


def send(app: Flask, database: Database, house: House) -> None:
    """Deliver what is due to the demo's mail server."""
    with app.app_context():
        report = drain(database, house, connections(house.settings.mail), clock.utc_now, Limits())
    if report.unreachable:
        raise OSError(f"the demo's mail server does not answer: {report.unreachable}")


def _prepare(database: Database, house: House) -> None:
    now = clock.utc_now()
    with database.writing() as session:
        keys.ensure_canary(session, house, now)
        import_territories(session, now, SYSTEM, read_table((DATA / "territori_pilota.csv").read_bytes()).rows)
        for name in ("rete_bari.csv", "rete_teramo.csv"):
            report = import_census(session, now, SYSTEM, read_table((DATA / name).read_bytes()).rows)
            if not report.ok:
                raise ValueError(f"{name}: {report.faults[0].text()}")
        create_accounts(session, house, now)
        for document in INSTRUMENTS:
            questionnaires.publish(session, now, SYSTEM, document.read_bytes())


def _half_year() -> RoundForm:
    values = _days(AGE_DAYS)
    title = f"Primo semestre {values['period_end'][:4]}"
    return RoundForm({**values, "code": ROUND_CODE, "title": title, "questionnaire": "A"}, atrs=("072", "067"))


def _records() -> RoundForm:
    """One contact, one record: the reception record, asked of some centres."""
    values = _days(RECORDS_AGE_DAYS)
    title = f"Schede di accoglienza {values['period_end'][:4]}"
    return RoundForm({**values, "code": RECORDS_CODE, "title": title, "questionnaire": "D"}, units=RECORD_UNITS)


def _days(age: int) -> dict[str, str]:
    """The days of a round that opens now, so many days ago."""
    opened = local_day(clock.utc_now())
    today = opened + timedelta(days=age)
    days = {
        "period_start": today.replace(month=1, day=1),
        "period_end": today.replace(month=6, day=30),
        "opens": opened,
        "deadline": today + timedelta(days=DEADLINE_DAYS),
        "closes": today + timedelta(days=CLOSING_DAYS),
    }
    return {name: day.isoformat() for name, day in days.items()}


def _open(database: Database, form: RoundForm) -> None:
    now = clock.utc_now()
    with database.writing() as session:
        round_id = create_round(session, now, SYSTEM, form)
        open_round(session, now, SYSTEM, round_id)
    with database.writing() as session:
        continue_opening(session, now, round_id)
