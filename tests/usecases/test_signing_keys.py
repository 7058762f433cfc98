"""Which keys sign for this house: those of its settings, and those that one of these vouches for."""

from dataclasses import replace
from pathlib import Path

import pytest

from questionari.engine.canonical import canonical
from questionari.store import signing
from questionari.store.models.access import SigningKey
from questionari.store.session import Database
from questionari.usecases import signing_keys
from questionari.usecases.house import House
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.engine("sqlite")
KEYS = {1: b"1" * 32, 2: b"2" * 32, 3: b"3" * 32}


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    return factories.house_of(factories.settings_for(database_url, tmp_path))


def holding(house: House, *versions: int) -> House:
    return factories.house_of(replace(house.settings, encryption_keys={one: KEYS[one] for one in versions}))


def public(house: House) -> bytes:
    return signing.public_key(house.keyring)


def test_a_chain_of_rotations_is_known_by_its_newest_key_alone(database: Database, house: House) -> None:
    with database.writing() as session:
        for pair in ((1, 2), (2, 3)):
            assert [signing_keys.vouch(session, holding(house, *pair), NOW) for _ in range(2)] == [1, 0]
        known = signing_keys.known_keys(session, holding(house, 3))
        assert known == tuple(public(holding(house, one)) for one in (3, 2, 1))
        assert signing_keys.known_keys(session, holding(house, 2)) == known[1:]


def test_a_key_that_somebody_put_into_the_table_is_foreign(database: Database, house: House) -> None:
    ours = holding(house, 3)
    stranger = replace(house, keyring=replace(house.keyring, keys={1: b"x" * 32}))
    told = {"kind": signing_keys.KIND, "former": public(stranger).hex(), "next": public(ours).hex()}
    forged = canonical(told)
    row = SigningKey(public_key=told["former"], next_key=told["next"], statement=forged.decode())
    row.signature = signing.sign(stranger.keyring, forged)
    with database.writing() as session:
        session.add(row)
        session.flush()
        assert signing_keys.known_keys(session, ours) == (public(ours),)
        other = canonical({**told, "kind": "questionari/closing/1"})
        row.statement, row.signature = other.decode(), signing.sign(ours.keyring, other)
        session.flush()
        assert signing_keys.known_keys(session, ours) == (public(ours),), "signed by us, but another statement"
        signing_keys.vouch(session, holding(house, 2, 3), NOW)
        assert len(signing_keys.known_keys(session, ours)) == 2
