"""Fixtures of the respondent's use-cases: a service that has entered, and one that has answered everything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from questionari.store.session import Database, open_database
from questionari.usecases.house import House
from tests import factories
from tests.usecases.parts_acts import Transfers, open_round
from tests.usecases.responding_acts import Respondent


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    """The surroundings of use-cases."""
    return factories.house_of(factories.settings_for(database_url, tmp_path))


@pytest.fixture
def service(database: Database, house: House) -> Respondent:
    """A service that has entered its questionnaire."""
    with database.writing() as session:
        invited = factories.invited(session)
    return Respondent(database, house, invited)


@pytest.fixture
def finished(service: Respondent) -> Respondent:
    """A service that has answered everything."""
    service.fill()
    return service


@pytest.fixture
def sqlite_service(sqlite_url: str, tmp_path: Path) -> Iterator[Respondent]:
    """A service on SQLite alone, for tests of many examples."""
    opened = open_database(sqlite_url)
    with opened.writing() as session:
        invited = factories.invited(session)
    yield Respondent(opened, factories.house_of(factories.settings_for(sqlite_url, tmp_path)), invited)
    opened.dispose()


@pytest.fixture
def transfers(database: Database, house: House) -> Transfers:
    """A round of instrument E that staff have opened."""
    with database.writing() as session:
        open_round(session)
    return Transfers(database, house)
