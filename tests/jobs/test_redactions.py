"""After an erasure the disk is cleaned and a certificate signed, which anybody verifies without us."""

import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from esportazioni import certificate as printing
from questionari import clock
from questionari.application import create_app
from questionari.jobs.redactions import DRILL, sweep
from questionari.store import signing
from questionari.store.models.redactions import Redaction
from questionari.store.models.responses import Response
from questionari.store.session import Database
from questionari.usecases import audit_chain, exports, responding, signing_keys
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.receipt_check import check_receipt
from questionari.usecases.redactions import certificates, packing, verifying
from questionari.usecases.redactions.printed import printed
from tests import factories
from tests.pdf_text import text_of
from tests.services.run import PATIENCE_S
from tests.usecases.responding_acts import NOW, Respondent

STAFF = Actor("staff", "rossi.m")
WORDS = "La signora abita in via Roma."


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application in its context."""
    app = create_app(factories.settings_for(database_url, tmp_path))
    with app.app_context():
        yield app
    app.extensions["database"].dispose()


@pytest.fixture
def service(app: Flask) -> Respondent:
    """A service that has sent personal data in L1."""
    database: Database = app.extensions["database"]
    with database.writing() as session:
        invited = factories.invited(session)
    found = Respondent(database, app.extensions["house"], invited)
    found.fill()
    found.save("P3", {"L1": [WORDS]})
    found.submit()
    return found


def erase(service: Respondent, code: str = "L1") -> str:
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        return responding.redact(session, service.house, NOW + timedelta(days=1), STAFF, response_id, code)


def file_of(service: Respondent, code: str) -> bytes:
    with service.database.reading() as session:
        found = certificates.certificate(session, code)
    return packing.packed(found, service.house.settings.base_url, b"%PDF")


def judged(service: Respondent, file: bytes, house: House | None = None) -> verifying.Verdict:
    with service.database.reading() as session:
        return verifying.verify(session, house or service.house, file)


def test_the_statement_says_what_was_done_and_not_what_was_written(service: Respondent) -> None:
    with service.database.writing() as session:
        request_id = exports.request(session, NOW, STAFF, service.invited.round_id)
        session.execute(text("UPDATE export_request SET state = 'done', file_name = 'x.zip', ended_at = created_at"))
    old = service.key()
    (path := exports.file_of(service.house, request_id)).parent.mkdir(exist_ok=True)
    path.write_bytes(b"a dataset")
    code = erase(service)
    (service.house.settings.instance / DRILL).write_text(
        json.dumps({"at": NOW.isoformat(), "values": 1000, "found": 0})
    )
    sweep()
    assert not path.exists()
    with service.database.reading() as session:
        told = json.loads(certificates.certificate(session, code).statement)
        row = session.scalars(select(Redaction)).one()
    assert (told["question"], told["by"], told["response"]["receipts"]) == ("L1", "LeNove", [service.receipt_number()])
    assert len(told["keys_destroyed"]) == 1 and told["places"]["datasets"] == 1
    assert told["drill"]["found"] == 0
    assert "pages" in told["disk"]["cleaned"]
    everything = json.dumps([told, row.facts, row.statement])
    assert "Roma" not in everything and old.hex() not in everything


@pytest.mark.engine("sqlite")
def test_a_certificate_is_verified_by_openssl_alone(service: Respondent, tmp_path: Path) -> None:
    code = erase(service)
    sweep()
    folder = tmp_path / "certificate"
    with zipfile.ZipFile(io.BytesIO(file_of(service, code))) as archive:
        archive.extractall(folder)
    command = next(line for line in (folder / packing.README).read_text().splitlines() if "openssl" in line).split()
    assert "Signature Verified Successfully" in output_of(command, folder)
    (folder / packing.STATEMENT).write_bytes((folder / packing.STATEMENT).read_bytes().replace(b"L1", b"L2"))
    assert "Signature Verification Failure" in output_of(command, folder)


def output_of(command: list[str], folder: Path) -> str:
    """What a command says, the words of the certificate's own file."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    return done.stdout + done.stderr


@pytest.mark.engine("sqlite")
def test_what_is_altered_foreign_or_not_in_the_register_is_not_valid(service: Respondent) -> None:
    code = erase(service)
    sweep()
    with service.database.reading() as session:
        found = certificates.certificate(session, code)
    assert judged(service, file_of(service, code)).valid
    altered = replace(found, statement=found.statement.replace(b'"L1"', b'"Q3"'))
    verdict = judged(service, packing.packed(altered, "", b""))
    assert (verdict.signed, verdict.ours, verdict.listed) == (False, True, False)
    other = factories.house_of(replace(service.house.settings, encryption_keys={1: b"x" * 32}))
    told = {**json.loads(found.statement), "public_key": signing.public_key(other.keyring).hex()}
    forged = json.dumps(told).encode()
    made = replace(found, statement=forged, signature=signing.sign(other.keyring, forged))
    verdict = judged(service, packing.packed(made, "", b""))
    assert (verdict.signed, verdict.ours, verdict.listed) == (True, False, False)


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("file", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"x" * 2_000_000])
def test_what_is_no_certificate_is_refused(service: Respondent, file: bytes) -> None:
    with pytest.raises(Refused, match="non è un certificato"):
        judged(service, file)


@pytest.mark.engine("sqlite")
def test_a_certificate_holds_after_a_rotation_of_keys_and_is_sealed_by_night(service: Respondent) -> None:
    code = erase(service)
    sweep()
    assert judged(service, file_of(service, code)).seal is None
    with service.database.writing() as session:
        audit_chain.seal(session, clock.utc_now() + timedelta(days=2))
    newer = factories.house_of(replace(service.house.settings, encryption_keys={2: b"n" * 32}))
    verdict = judged(service, file_of(service, code), newer)
    assert (verdict.signed, verdict.ours) == (True, False), "what stands in the tables alone proves nothing"
    keys = {**service.house.keyring.keys, 2: b"n" * 32}
    both = factories.house_of(replace(service.house.settings, encryption_keys=keys))
    with service.database.writing() as session:
        assert [signing_keys.vouch(session, both, NOW) for _ in range(2)] == [1, 0]
    verdict = judged(service, file_of(service, code), newer)
    assert verdict.valid
    assert verdict.seal is not None


@pytest.mark.engine("sqlite")
def test_a_second_turn_signs_nothing_anew_and_one_under_way_is_waited_for(service: Respondent) -> None:
    code = erase(service)
    with service.database.reading() as session, pytest.raises(Refused, match="in preparazione"):
        certificates.certificate(session, code)
    sweep()
    first = file_of(service, code)
    sweep()
    assert file_of(service, code) == first
    with service.database.reading() as session:
        with pytest.raises(NotFound):
            certificates.certificate(session, code, service.invited.invitation_id)
        with pytest.raises(NotFound):
            certificates.certificate(session, "K7QM-2XHD-9V")


@pytest.mark.engine("sqlite")
def test_the_certificate_is_printed(service: Respondent) -> None:
    code = erase(service)
    sweep()
    with service.database.reading() as session:
        words = text_of(printing.pdf(printed(certificates.certificate(session, code))))
    for expected in (code, "L1", "LeNove", service.receipt_number(), "openssl pkeyutl", "Chiavi distrutte"):
        assert expected in words


@pytest.mark.engine("sqlite")
def test_the_receipt_goes_on_proving_what_was_sent_and_says_that_an_answer_was_erased(service: Respondent) -> None:
    with service.database.reading() as session:
        row = session.scalars(select(Response)).one()
        assert check_receipt(session, row.receipt_number or "", row.receipt_hash or "").redacted is None
    erase(service)
    with service.database.reading() as session:
        checked = check_receipt(session, row.receipt_number or "", row.receipt_hash or "")
    assert checked is not None
    assert checked.redacted == clock.local_day(NOW + timedelta(days=1))


@pytest.mark.engine("sqlite")
def test_what_was_sent_is_erased_by_whoever_may_read_it_alone(service: Respondent) -> None:
    wish = responding.Wish("L1")
    with service.database.writing() as session:
        found = responding.erasable(session, service.house, NOW, service.public_id)
        assert (found.submitted, found.locked, found.answers) == (True, True, ())
        with pytest.raises(Refused) as refusal:
            responding.erase(session, service.house, NOW, service.public_id, wish)
        assert refusal.value.code == "code_needed"
    proof = responding.Proof(receipt=service.receipt_number())
    with service.database.writing() as session:
        found = responding.erasable(session, service.house, NOW, service.public_id, proof)
        assert WORDS in [one.words for one in found.answers]
        responding.erase(session, service.house, NOW, service.public_id, wish, proof)
    assert "L1" not in service.document()["answers"]
    with service.database.reading() as session:
        found = responding.erasable(session, service.house, NOW, service.public_id, proof)
    assert [one.question for one in found.done] == ["L1"]
    assert WORDS not in [one.words for one in found.answers]
