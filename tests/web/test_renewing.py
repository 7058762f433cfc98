"""Next year's round from this year's: proposed dates, the newest version, the differences among the services."""

import re
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import select

from questionari.engine.moving import working_days_between
from questionari.store import census
from questionari.store.models.census import Contact, Unit, UnitAtr
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases.census import editing, succession
from questionari.usecases.house import Actor
from tests import factories
from tests.web.browser import Browser
from tests.web.managing import ROUND, audited, mails, send, words

NEXT = "/gestione/tornate/2026-2"
STAFF = Actor("staff", "lenove.2")


def renewed(staff: Browser, **values: str | list[str]) -> int:
    staff.get(f"/gestione/tornate/nuova?da={ROUND.rpartition('/')[2]}")
    return staff.post("/gestione/tornate/nuova", {**staff.fields(), **values}).status_code


def merge(store: Database, old: str, new: str) -> None:
    with store.writing() as session:
        unit = census.units_by_code(session, [old])[old]
        values = {"kind": "merged", "codes": new, "day": "23/11/2026", "reason": "delibera"}
        succession.succeed(session, factories.NOW, STAFF, editing.Seen(old, editing.version_of(unit)), values)


def differing(staff: Browser) -> list[str]:
    """The lines of the page, under their headings."""
    found = re.findall(r'<h3>(.*?)</h3>|<li class="mb-2">(.*?)</li>', staff.text, re.S)
    return [words(heading or line) for heading, line in found]


def test_the_form_proposes_the_period_after_and_the_same_distances(centres: Browser) -> None:
    centres.get(ROUND)
    assert "Prepara la prossima tornata da questa" in centres.text
    centres.get("/gestione/tornate/nuova?da=2026-1")
    found = {name: values[0] for name, values in centres.fields().items() if values}
    assert (found["period_start"], found["period_end"]) == ("2026-07-01", "2026-12-31")
    assert found["title"] == "Secondo semestre 2026" and found["previous"] == "2026-1"
    days = [date.fromisoformat(found[name]) for name in ("period_end", "opens", "deadline", "closes")]
    before = [date(2026, 6, 30), date(2026, 11, 22), date(2026, 12, 13), date(2026, 12, 20)]
    assert [working_days_between(*two) for two in pairwise(days)] == [
        working_days_between(*two) for two in pairwise(before)
    ]
    assert "non ha versioni più nuove" in centres.text


def test_a_draft_is_no_round_to_begin_from(staff: Browser, centres: Browser) -> None:
    assert renewed(centres) == 200
    assert centres.get("/gestione/tornate/nuova?da=2026-2").status_code == 400
    assert centres.get("/gestione/tornate/nuova?da=NO").status_code == 404


def test_nothing_has_changed_and_the_round_opens_once_that_was_confirmed(centres: Browser, store: Database) -> None:
    assert renewed(centres, opens="23/11/2026", deadline="30/12/2026", closes="10/01/2027") == 200
    assert centres.path == f"{NEXT}/differenze" and "Nessuna differenza" in centres.text
    before = len(mails(store))
    assert send(centres, f"{NEXT}/apri") == 422
    assert "non sono confermate" in centres.text
    assert send(centres, f"{NEXT}/differenze") == 200
    assert "sono confermate" in centres.text and centres.path == f"{NEXT}/anteprima"
    assert send(centres, f"{NEXT}/apri") == 200
    assert len(mails(store)) == before + 3
    assert "round.differences_agreed" in audited(store)


@pytest.fixture
def changed(centres: Browser, store: Database) -> Browser:
    """Of three centres one is merged, one has gone to another territory and address; a fourth is new."""
    with store.writing() as session:
        units = census.units_by_code(session, ["BA-006", "BA-008", "BA-009"])
        contact = census.open_contacts(session, [units["BA-006"].id])[units["BA-006"].id][1]
        session.get_one(Contact, contact.id).email = "nuova@rete.example"
        other = next(atr for code, atr in census.atrs_by_code(session).items() if code != "072")
        member = session.scalars(select(UnitAtr).where(UnitAtr.unit_id == units["BA-006"].id)).one()
        member.valid_to = date(2026, 11, 1)
        session.add(UnitAtr(unit_id=units["BA-006"].id, atr_id=other.id, valid_from=date(2026, 11, 2)))
        units["BA-008"].type_code = "01"
    merge(store, "BA-007", "BA-005")
    assert renewed(centres, code="2027", opens="23/11/2026", deadline="30/12/2026", closes="10/01/2027") == 200
    return centres


def test_each_difference_stands_under_its_heading(changed: Browser) -> None:
    found = differing(changed)
    assert found[0] == "Uniti ad altri (1)" and "unito a" in found[1] and "(BA-005) dal 23/11/2026" in found[1]
    assert found[2].startswith("Nuovi") and "(BA-008)" in found[3]
    assert found[4] == "Passati a un altro territorio (1)" and "da Provincia di Bari a" in found[5]
    assert found[6] == "Con un altro recapito (1)"
    assert found[7].endswith(": da servizio06@rete-bari.example a nuova@rete.example")
    assert len(found) == 8 and "1 servizio è come allora" in words(changed.text)


def test_an_address_that_was_said_to_be_wrong_and_still_stands_is_told(centres: Browser, store: Database) -> None:
    with store.writing() as session:
        for code in ("BA-005", "BA-006"):
            one = session.scalars(select(Invitation).join(Unit).where(Unit.code == code)).one()
            one.disposition = "wrong_contact"
        unit = census.units_by_code(session, ["BA-006"])["BA-006"]
        session.get_one(Contact, census.open_contacts(session, [unit.id])[unit.id][1].id).email = "altra@rete.example"
    assert renewed(centres, opens="23/11/2026", deadline="30/12/2026", closes="10/01/2027") == 200
    found = differing(centres)
    assert found[0].startswith("Avevano segnalato un recapito sbagliato") and "(BA-005)" in found[1]
    assert found[2] == "Con un altro recapito (1)" and len(found) == 4
    assert send(centres, f"{NEXT}/differenze", left_out="BA-005") == 200
    assert "lasciato fuori preparando la tornata" in centres.text


def test_who_is_new_may_be_left_out_and_stays_so_when_the_draft_is_changed(changed: Browser, store: Database) -> None:
    place = "/gestione/tornate/2027"
    assert send(changed, f"{place}/differenze", left_out="BA-008") == 200
    assert "lasciato fuori preparando la tornata" in changed.text
    assert send(changed, f"{place}/modifica", title="Un altro titolo") == 200
    assert "lasciato fuori" in changed.text and "Apri la tornata" in changed.text
    assert send(changed, f"{place}/apri") == 200
    with store.reading() as session:
        query = select(Unit.code).join(Invitation).join(Round).where(Round.code == "2027").order_by(Unit.code)
        assert session.scalars(query).all() == ["BA-005", "BA-006"]


def test_what_changes_after_the_confirmation_is_to_be_confirmed_again(changed: Browser, store: Database) -> None:
    place = "/gestione/tornate/2027"
    changed.get(f"{place}/differenze")
    fields = changed.fields()
    with store.writing() as session:
        census.units_by_code(session, ["BA-005"])["BA-005"].active_to = date(2026, 11, 1)
    changed.post(f"{place}/differenze", fields)
    assert "guardi di nuovo le differenze" in changed.text
    assert send(changed, f"{place}/differenze") == 200
    with store.writing() as session:
        census.units_by_code(session, ["BA-005"])["BA-005"].active_to = None
    changed.get(f"{place}/anteprima")
    assert "dopo l'ultima conferma qualcosa è cambiato" in words(changed.text)
    assert send(changed, f"{place}/apri") == 422


def test_who_is_missing_is_brought_in_and_nobody_else_can_be(changed: Browser, store: Database) -> None:
    place = "/gestione/tornate/2027"
    with store.writing() as session:
        census.units_by_code(session, ["BA-005"])["BA-005"].type_code = "20"
    changed.get(f"{place}/differenze")
    assert any(line.startswith("La tornata precedente li aveva chiamati") for line in differing(changed))
    changed.post(f"{place}/differenze", {**changed.fields(), "brought_in": ["BA-005", "BA-030"]})
    with store.reading() as session:
        row = session.scalars(select(Round).where(Round.code == "2027")).one()
        assert row.selection["units"] == ["BA-005"]
