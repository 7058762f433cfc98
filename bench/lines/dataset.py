"""The dataset of submitted responses from the database: read, unsealed, decoded, written."""

import uuid
from itertools import count

from sqlalchemy.orm import Session

from bench.answers import DOCUMENT, answers, definition
from bench.lines.export import rewritten, wide_file
from bench.place import Place, Run, Sample, Stopwatch
from bench.site import database_of, site
from esportazioni.export import export_csv
from questionari.demo.walker import Walker
from questionari.store import response_keys
from questionari.store.models.responses import Response
from questionari.usecases import datasets
from questionari.usecases.house import House
from questionari.usecases.responding import documents
from tests import factories

COPIED = ("round_id", "state", "language", "answered", "required", "opened_at", "submitted_at", "receipt_hash", "salt")


def copied(session: Session, house: House, model: Response, round_: factories.Round, number: int) -> None:
    """One more response with the answers of the model, sealed under a key of its own."""
    invited = factories.invite(session, round_, f"Servizio {number}")
    known = house.keyring.data_key(f"response:{model.id}", *response_keys.of(session, model.id))
    found = documents.open_document(known, model.id, model.receipt_number or "", model.document or b"")
    response_id, receipt = uuid.uuid4(), f"B{number}"
    fresh = house.keyring.new_data_key(f"response:{response_id}")
    sealed = documents.seal_document(fresh.key, response_id, receipt, found)
    values = {name: getattr(model, name) for name in COPIED}
    session.add(
        Response(
            **values,
            id=response_id,
            invitation_id=invited.invitation_id,
            key_id=fresh.id,
            receipt_number=receipt,
            document=sealed,
        )
    )
    session.flush()
    response_keys.add(session, response_id, fresh)


def prepare(place: Place, size: int) -> Run:
    """One response through the pages, copied until there are that many; a run exports them."""
    app, timed = site(place)
    database, house, questionnaire, numbers = database_of(app), app.extensions["house"], definition(), count()
    with database.writing() as session:
        invited = factories.invited(session, DOCUMENT)
    walker = Walker(timed.client(), f"/q/{invited.token}", questionnaire, answers(1))
    walker.open()
    walker.fill()
    walker.submit()
    with database.writing() as session:
        model = session.query(Response).one()
        round_ = session.get_one(factories.Round, invited.round_id)
        for number in range(1, size):
            copied(session, house, model, round_, number)

    def run() -> Sample:
        folder, watch = place.folder / f"dataset{next(numbers)}", Stopwatch()
        with watch.running(), database.reading() as session:
            around = datasets.dataset_round(session, factories.NOW, invited.round_id)
            rows = datasets.submissions(session, house, factories.NOW, invited.round_id)
            export_csv(around, rows, folder, factories.NOW)
        return Sample(watch.cpu_s, rewritten(wide_file(folder), place.folder / "again.csv"))

    return run
