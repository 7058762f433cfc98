"""A wrong encryption key never writes, whether or not the database has its canary already."""

from dataclasses import replace

import pytest

from questionari.settings import Settings, SettingsError
from questionari.store.session import Database
from questionari.usecases import keys
from questionari.usecases.house import House
from tests import factories
from tests.usecases.responding_acts import Respondent


def in_production(house: House) -> House:
    settings: Settings = replace(house.settings, mode="production")
    return factories.house_of(settings)


def with_another_key(house: House) -> House:
    return factories.house_of(replace(house.settings, encryption_keys={1: b"\x01" * 32}))


def test_production_does_not_start_on_a_key_that_nobody_proved(database: Database, house: House) -> None:
    with database.writing() as session:
        factories.staff_session(session)
    with pytest.raises(SettingsError, match="flask key check"):
        keys.check_at_start(database, in_production(house))


def test_production_starts_once_the_key_is_proved_and_refuses_an_unproved_new_version(
    database: Database, house: House
) -> None:
    with database.writing() as session:
        factories.staff_session(session)
        keys.ensure_canary(session, house, factories.NOW)
    keys.check_at_start(database, in_production(house))
    both = {**house.settings.encryption_keys, 2: b"\x02" * 32}
    rotated = factories.house_of(replace(house.settings, encryption_keys=both))
    with pytest.raises(SettingsError, match="version 2"):
        keys.check_at_start(database, in_production(rotated))


def test_an_empty_database_waits_for_its_restore(database: Database, house: House) -> None:
    keys.check_at_start(database, in_production(house))


def test_a_wrong_key_is_not_declared_the_right_one(service: Respondent) -> None:
    with pytest.raises(SettingsError, match="does not open"), service.database.writing() as session:
        keys.ensure_canary(session, with_another_key(service.house), factories.NOW)
    with service.database.writing() as session:
        keys.ensure_canary(session, service.house, factories.NOW)
