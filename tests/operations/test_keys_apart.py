"""An older backup opens with the newest keys, but for what was erased since; nothing else can be lost by it."""

import json
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from questionari import cli
from questionari.store import response_keys
from questionari.store.models.access import AuditEvent
from questionari.store.models.redactions import Redaction
from questionari.store.models.responses import DraftCell, Response, ResponseKey
from questionari.store.session import Database
from questionari.usecases import backup, helping, keys, lost_keys, responding
from questionari.usecases.house import Actor, House
from tests import factories
from tests.usecases.responding_acts import COMPLETE, NOW, Respondent

pytestmark = pytest.mark.engine("sqlite")
STAFF = Actor("staff", "rossi.m")


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    return factories.house_of(factories.settings_for(database_url, tmp_path))


@pytest.fixture
def services(database: Database, house: House) -> tuple[Respondent, Respondent]:
    """Two services that have saved a page; one has asked for help about it."""
    with database.writing() as session:
        keys.ensure_canary(session, house, NOW)
        round_ = factories.add_round(session, factories.publish(session))
        invited = [factories.invite(session, round_, name) for name in ("Centro Uno", "Centro Due")]
    found = tuple(Respondent(database, house, one) for one in invited)
    for one in found:
        one.save("P1", COMPLETE["P1"])
    with database.writing() as session:
        helping.ask(session, house, NOW, found[0].public_id, "Q3", ("Va bene così?", True))
    return found[0], found[1]


def back_up(database: Database, file: Path) -> None:
    with database.reading() as session:
        backup.write(session, file, NOW)


def erase(service: Respondent, code: str) -> None:
    with service.database.writing() as session:
        row = responding_id(service)
        responding.redact(session, service.house, NOW + timedelta(hours=1), STAFF, row, code)


def responding_id(service: Respondent) -> object:
    with service.database.reading() as session:
        return session.scalars(select(Response.id).where(Response.invitation_id == service.invited.invitation_id)).one()


@pytest.fixture
def run(other_database: Database, house: House) -> Callable[..., object]:
    """Commands on the database that is restored into."""
    app = Flask("commands")
    app.extensions.update(house=house, database=other_database)
    cli.register(app)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])


@pytest.fixture
def old(services: tuple[Respondent, Respondent], database: Database, tmp_path: Path) -> Path:
    """A backup of before an erasure; the keys beside it are those of after."""
    back_up(database, tmp_path / "monday.tar.gz")
    erase(services[0], "Q3")
    back_up(database, tmp_path / "tuesday.tar.gz")
    return tmp_path / "monday.tar.gz"


def test_the_file_of_the_data_holds_no_key(old: Path) -> None:
    with tarfile.open(old) as data, tarfile.open(backup.keys_beside(old)) as apart:
        assert not {f"{name}.jsonl" for name in backup.APART} & set(data.getnames())
        assert {f"{name}.jsonl" for name in backup.APART} < set(apart.getnames())
    assert backup.keys_beside(old).stat().st_mode & 0o777 == 0o600


def test_an_older_backup_is_refused_until_what_is_lost_is_given_up(
    old: Path, run: Callable[..., object], other_database: Database
) -> None:
    refused = run("restore", old)
    assert refused.exit_code == 1
    assert "no key opens the answers of" in refused.stderr
    with other_database.reading() as session:
        assert session.scalars(select(Response.id)).first() is None, "nothing was restored"
    done = run("restore", old, "--give-up-lost")
    assert done.exit_code == 0, done.stderr
    assert run("key", "check").exit_code == 0


def test_of_an_older_backup_all_opens_but_what_was_erased_since(
    old: Path, run: Callable[..., object], other_database: Database, services: tuple[Respondent, Respondent]
) -> None:
    run("restore", old, "--give-up-lost")
    lost, kept = services
    with other_database.reading() as session:
        page = responding.load_page(session, kept.house, NOW, kept.public_id, "P1")
        blank = responding.load_page(session, lost.house, NOW, lost.public_id, "P1")
        assert page.case.answers["Q3"] == "Sportello Aurora"
        assert blank.case.answers == {}
        assert len(session.scalars(select(Redaction.code)).all()) == 1, "what was erased since is known"
        assert session.scalars(select(AuditEvent.action).where(AuditEvent.action == "response.lost")).all()
        of_lost = session.scalars(select(DraftCell).where(DraftCell.response_id == blank.case.response_id)).all()
        assert of_lost == []
    again = Respondent(other_database, lost.house, lost.invited)
    again.save("P1", COMPLETE["P1"])
    assert again.page("P1").case.answers["Q3"] == "Sportello Aurora"


def test_the_newest_backup_with_its_keys_loses_nothing(
    old: Path, run: Callable[..., object], services: tuple[Respondent, Respondent]
) -> None:
    assert run("restore", old.with_name("tuesday.tar.gz")).exit_code == 0


def test_the_key_that_opened_the_older_copy_is_in_no_file(old: Path) -> None:
    wanted, kept = column(old, "response", "key_id"), column(backup.keys_beside(old), "response_key", "key_id")
    assert (len(wanted), len(wanted & kept)) == (2, 1)


def column(file: Path, table: str, name: str) -> set[str]:
    """The values of a column in a backup."""
    with tarfile.open(file) as archive:
        manifest, lines = archive.extractfile("manifest.json"), archive.extractfile(f"{table}.jsonl")
        assert manifest is not None and lines is not None
        place = json.load(manifest)["tables"][table]["columns"].index(name)
        return {json.loads(line)[place] for line in lines}


def test_keys_of_another_database_are_not_overwritten(
    old: Path, other_database: Database, services: tuple[Respondent, Respondent]
) -> None:
    with pytest.raises(backup.BadBackup, match="--keys"):
        back_up(other_database, old.with_name("wednesday.tar.gz"))
    assert not old.with_name("wednesday.tar.gz").exists()


def test_the_two_files_are_not_taken_one_for_the_other(old: Path) -> None:
    with pytest.raises(backup.BadBackup, match="not the data"):
        backup.read_manifest(backup.keys_beside(old))


def test_a_dump_without_the_table_of_the_keys_is_named_by_key_check(
    services: tuple[Respondent, Respondent], database: Database, house: House
) -> None:
    """As `pg_dump --exclude-table-data=response_key` leaves it."""
    with database.writing() as session:
        session.delete(session.get_one(ResponseKey, responding_id(services[0])))
    with database.writing() as session:
        found = lost_keys.lost(session)
        assert [one.response_id for one in found] == [responding_id(services[0])]
        lost_keys.give_up(session, house, NOW, found)
        assert lost_keys.lost(session) == ()
        assert lost_keys.unwrap_all(session, house) == 2
        assert response_keys.of(session, found[0].response_id)[1] == 1
