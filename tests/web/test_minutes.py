"""The signed record of a closing: who, when, outcomes, rates; verified here, on paper and without us."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.store import signing
from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases.house import Refused
from questionari.usecases.rounds import closing, minutes
from tests.pdf_text import text_of
from tests.web.browser import Browser
from tests.web.managing import ROUND, invitation_path, send, submitted, words


@pytest.fixture
def signed(centres: Browser, store: Database) -> Browser:
    with store.writing() as session:
        found = {unit.code: one for one, unit in session.execute(select(Invitation, Unit).join(Unit))}
        session.add(submitted(found["BA-005"]))
        found["BA-006"].disposition = "closed_service"
        found["BA-007"].disposition = "declined"
    assert send(centres, f"{ROUND}/chiudi", confirm="2026-1") == 200
    return centres


def test_the_record_says_what_became_of_everybody_and_is_signed(signed: Browser) -> None:
    signed.get(f"{ROUND}/verbale")
    page = words(signed.text)
    for said in ("La firma è valida", "da lenove.1", "ha risposto 1", "ha rifiutato 1", "non doveva rispondere 1"):
        assert said in page, said
    assert "tasso di risposta, RR1) 50,0 %" in page and "Servizi chiamati a rispondere 3" in page


@pytest.mark.engine("sqlite")
def test_the_file_is_verified_without_us_and_by_us_alone_as_it_is(app: Flask, signed: Browser, store: Database) -> None:
    whole = signed.get(f"{ROUND}/verbale.zip").data
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        statement, signature = archive.read("verbale.json"), archive.read("firma.bin")
        names = archive.namelist()
    told = json.loads(statement)
    assert signing.holds(bytes.fromhex(told["public_key"]), signature, statement)
    assert (told["atrs"]["072"]["rate"], told["outcomes"]["complete"]) == (50, 1)
    forged = io.BytesIO()
    with zipfile.ZipFile(forged, "w") as archive:
        archive.writestr("verbale.json", statement.replace(b'"answered":1', b'"answered":3'))
        archive.writestr("firma.bin", signature)
    house = app.extensions["house"]
    with store.reading() as session:
        assert set(minutes.verify(session, house, whole).values()) == {True}
        found = minutes.verify(session, house, forged.getvalue())
        with pytest.raises(Refused):
            minutes.verify(session, house, b"PK no")
    assert found == {"signature": False, "key": True, "register": False}
    assert "chiave-pubblica.pem" in names and "LEGGIMI.txt" in names


@pytest.mark.engine("sqlite")
def test_it_is_printed(signed: Browser) -> None:
    printed = text_of(signed.get(f"{ROUND}/verbale.pdf").data)
    assert "Verbale di chiusura della tornata" in printed and "Provincia di Bari" in printed


@pytest.mark.engine("sqlite")
def test_a_record_that_was_changed_is_told_from_one_that_was_signed(signed: Browser, store: Database) -> None:
    with store.writing() as session:
        row = session.scalars(select(Round)).one()
        row.closing = {**(row.closing or {}), "answered": 3}
    signed.get(f"{ROUND}/verbale")
    assert "La firma non corrisponde" in signed.text


@pytest.mark.engine("sqlite")
def test_a_record_that_somebody_signed_with_a_key_of_her_own_is_not_ours(
    app: Flask, signed: Browser, store: Database
) -> None:
    house = app.extensions["house"]
    stranger = replace(house, keyring=replace(house.keyring, keys={1: bytes(32)}))
    with store.writing() as session:
        row = session.scalars(select(Round)).one()
        said = json.loads(closing.statement_of(row.closing or {}))
        said |= {"answered": 3, "public_key": signing.public_key(stranger.keyring).hex()}
        row.closing = closing.signed(stranger, said)
    signed.get(f"{ROUND}/verbale")
    assert "La firma non corrisponde" in signed.text
    with store.reading() as session:
        found = minutes.verify(session, house, signed.get(f"{ROUND}/verbale.zip").data)
    assert found == {"signature": True, "key": False, "register": True}


def test_who_was_to_answer_stays_as_it_was_signed(signed: Browser, store: Database) -> None:
    place = invitation_path(store)
    assert send(signed, f"{place}/escludi", reason="doppione") == 422
    assert "è firmato" in signed.text
    assert send(signed, f"{invitation_path(store, 'BA-006')}/riammetti") == 422


@pytest.mark.engine("sqlite")
def test_there_is_no_record_before_it_is_signed(centres: Browser) -> None:
    assert centres.get(f"{ROUND}/verbale").status_code == 404
