"""A link is bound to its recipient: whoever is a service's contact no more opens nothing, however that came about."""

import pytest
from sqlalchemy.orm import Session

from questionari.store import census, responses
from questionari.store.models.census import Atr, Unit
from questionari.store.session import Database
from questionari.store.types import new_id
from questionari.usecases import links
from questionari.usecases.census.importing import import_census
from questionari.usecases.census.reading import SourceRow
from questionari.usecases.house import SYSTEM
from tests import factories
from tests.factories import NOW, Invited

pytestmark = pytest.mark.engine("sqlite")


def imported(session: Session, service: Invited, email: str, dry_run: bool = False) -> None:
    """The service once more, by a file that gives it this address."""
    unit = session.get_one(Unit, service.unit_id)
    row = {"codice": unit.code, "denominazione": unit.name, "tipologia": "01", "email": email}
    report = import_census(session, NOW, SYSTEM, [SourceRow(2, row)], "072", dry_run)
    assert report.ok, report.faults


def opens(session: Session, service: Invited) -> bool:
    return responses.by_token(session, links.token_sha256(service.token)) is not None


def test_an_import_that_changes_the_contact_ends_the_links_of_the_earlier_one(database: Database) -> None:
    with database.writing() as session:
        service, other = factories.invited(session), factories.invited(session)
        session.add(Atr(id=new_id(), code="072", name="Provincia di Bari", kind="provincia"))
        session.flush()
        own = census.open_contacts(session, [service.unit_id])[service.unit_id][1].email
        imported(session, service, own.upper())
        assert opens(session, service)
        imported(session, service, "nuova@servizio.example", dry_run=True)
        assert opens(session, service)
        imported(session, service, "nuova@servizio.example")
        assert not opens(session, service) and opens(session, other)
