"""Dry run: everybody asked in a round judged, none written to."""

from time import process_time

from sqlalchemy import text, update

from bench import crowd
from bench.lines.opening import CHOICE
from bench.place import Place, Run, Sample, Stopwatch
from bench.site import database_of, site
from questionari.settings import MailSettings
from questionari.store.models.rounds import Invitation
from questionari.usecases.house import SYSTEM
from questionari.usecases.rounds import dry_run, opening
from tests import factories


def prepare(place: Place, size: int) -> Run:
    """One run: whom a reminder would reach in an open round of that many units."""
    app, _ = site(place)
    database, mail = database_of(app), MailSettings(per_hour=1_000, per_day=10_000)
    with database.writing() as session:
        crowd.census(session, size)
        row = factories.add_round(session, factories.publish(session), stored_state="draft", selection=CHOICE)
        round_id, left = row.id, 1
        opening.open_round(session, factories.NOW, SYSTEM, round_id)
    while left:
        with database.writing() as session:
            left = opening.continue_opening(session, factories.NOW, round_id)
    with database.writing() as session:
        session.execute(update(Invitation).values(delivery="sent"))

    def run() -> Sample:
        begun = process_time()
        with database.reading() as session:
            plain = "SELECT i.*, u.* FROM invitation i JOIN unit u ON u.id = i.unit_id"
            rows = len(session.execute(text(plain)).all())
        baseline, watch = process_time() - begun, Stopwatch()
        with database.reading() as session, watch.running():
            found = dry_run.dry_run(session, factories.NOW, mail, round_id, "sollecito")
        return Sample(watch.cpu_s, baseline, {"rows": rows, "receive": found.receive, "wall_s": watch.wall_s})

    return run
