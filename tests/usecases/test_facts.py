"""Facts that a response begins with: its territory, what other instruments were told of it, codes of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum import luhn

from questionari.catalogue import SCHEMI
from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Reading
from questionari.engine.definition import Question
from questionari.store.models.census import Atr, Unit, UnitAtr
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr
from questionari.store.session import Database
from questionari.store.types import new_id
from questionari.usecases import figures, responding
from questionari.usecases.house import Actor, House
from questionari.usecases.responding.facts import CODE_ALPHABET, random_code
from tests import factories
from tests.instruments.example import example
from tests.usecases.responding_acts import NOW, Respondent

DAY = date(2026, 1, 1)
STAFF = Actor("staff", "lenove.1")


@dataclass(frozen=True, slots=True)
class World:
    """A territory with its office, a centre and a shelter."""

    database: Database
    house: House
    atr_id: Any

    def begin(self, code: str, name: str = "Ufficio pari opportunità") -> Respondent:
        """A unit of the territory that has entered an instrument."""
        path = SCHEMI / "questionari" / code / "2026.1.json"
        with self.database.writing() as session:
            invited = factories.invited(session, path)
            unit = session.get_one(Unit, invited.unit_id)
            unit.name = name
            invitation = session.get_one(Invitation, invited.invitation_id)
            invitation.census = {**invitation.census, "name": name}
            session.add(InvitationAtr(invitation_id=invited.invitation_id, atr_id=self.atr_id))
            session.add(UnitAtr(unit_id=unit.id, atr_id=self.atr_id, valid_from=DAY))
        return Respondent(self.database, self.house, invited)


@pytest.fixture
def world(database: Database, house: House) -> Iterator[World]:
    with database.writing() as session:
        atr = Atr(id=new_id(), code="072", name="Bari", kind="provincia", pec="atr@pec.rete.example")
        session.add(atr)
        session.flush()
        for code, kind, comune in (("S1", "01", "072006"), ("S2", "01", None), ("S3", "02", None)):
            _service(session, atr, code, kind, comune)
    yield World(database, house, atr.id)


def _service(session: Session, atr: Atr, code: str, kind: str, comune: str | None) -> None:
    unit = Unit(id=new_id(), code=code, name=f"Servizio {code}", type_code=kind, comune=comune, updated_at=NOW)
    session.add(unit)
    session.flush()
    session.add(UnitAtr(unit_id=unit.id, atr_id=atr.id, valid_from=DAY))


def linked(service: Respondent, page: str) -> dict[str, Any]:
    return dict(service.page(page).case.context.linked or {})


def proposed(service: Respondent, page: str, code: str) -> Reading:
    state = service.page(page)
    question = state.case.definition.questions[code]
    return answer_type(question).read(question, {k: list(v) for k, v in state.drafts[code].raw.items()})


def typed(question: Question, data: Any) -> dict[str, list[str]]:
    """The form fields of an answer in the command line's shape."""
    kind = answer_type(question)
    value = kind.from_json(question, data).value
    fields = {} if value is None else kind.raw(question, value)
    return {f"{question.code}:{key}" if key else question.code: list(texts) for key, texts in fields.items()}


def answer(service: Respondent, instrument: str) -> None:
    """Every page of an instrument with its example; what a page newly asks is answered when it is saved again."""
    answers = example(instrument)["answers"]
    for page in [p.code for p in service.page(f"{instrument}1a").case.definition.pages()]:
        before: tuple[str, ...] = ()
        while (state := service.page(page)).shown != before:
            before = state.shown
            shown = [state.case.definition.questions[code] for code in before if code in answers]
            questions = [q for q in shown if not (q.prefill and q.children)]  # its rows are proposed
            service.save(page, {k: v for q in questions for k, v in typed(q, answers[q.code]).items()})


def test_a_territory_s_form_begins_with_what_the_census_knows(world: World) -> None:
    office = world.begin("B")
    assert proposed(office, "B1a", "B1_01").value == "Bari"
    rows = proposed(office, "B2a", "B2_01").value
    assert isinstance(rows, tuple) and len(rows) == 41
    assert {"comune": "072006"} in rows
    table = proposed(office, "B5a", "B5_01").value
    assert isinstance(table, dict)
    assert (table["01", "b"], table["02", "b"], table["05", "b"]) == (3, 1, 0)  # the invited office counts too
    uncovered = proposed(office, "B5b", "B5_03").value
    assert isinstance(uncovered, tuple) and len(uncovered) == 40


def test_what_is_proposed_is_no_answer_until_it_is_saved(world: World) -> None:
    assert dict(world.begin("B").page("B1a").case.answers) == {}


def test_a_service_that_nobody_names_has_no_fact(world: World) -> None:
    assert linked(world.begin("A"), "A0a") == {}


def test_what_a_territory_said_of_the_referent_meets_what_the_service_says(world: World) -> None:
    office = world.begin("B")
    answer(office, "B")
    assert [f.code for f in office.page("B1a").case.findings if f.severity == "error"] == []
    office.submit()
    roles = [linked(world.begin("A", unit), "A0a")["referent_1522"] for unit in ("CAV01", "CAV02", "CAV03")]
    assert roles == ["2", "2", "3"]  # there is a substitute, so nobody is the only one
    centre = world.begin("A", "CAV02")
    centre.save("A0b", {"A0_04": ["1"], "A0_07": ["1"], "A0_08": ["1"]})
    centre.save("A8a", {"A8_02": ["3"]})
    assert "A8_02.scheda_territorio" in {finding.code for finding in centre.page("A8a").case.findings}
    again = world.begin("B", "Altro ufficio")
    assert linked(again, "B1a")["referent_unit"] == "CAV01"
    assert "referent_valid_to" not in linked(again, "B1a")
    with world.database.writing() as session:
        own = select(Response.id).where(Response.invitation_id == office.invited.invitation_id)
        responding.redact(session, world.house, NOW, STAFF, session.scalars(own).one(), "B6_01")
    assert "referent_unit" not in linked(again, "B1a")  # an erased answer is not known elsewhere either
    assert linked(again, "B1a")["similar_names"]


def test_the_stalking_services_of_a_territory_begin_the_list_of_its_report(world: World) -> None:
    assert proposed(world.begin("C", "Prima"), "C6", "C6_01").value is None
    office = world.begin("B")
    answer(office, "B")
    office.submit()
    report = world.begin("C", "Ufficio della relazione")
    rows = proposed(report, "C6", "C6_01").value
    assert isinstance(rows, tuple)
    asked = {"denominazione", "stato", "data_prevista", "aderisce"}
    told = [{code: value for code, value in row.items() if code in asked} for row in example("B")["answers"]["B7_01"]]
    assert [row["denominazione"] for row in rows if isinstance(row, dict)] == [row["denominazione"] for row in told]
    assert all(set(row) <= asked for row in rows if isinstance(row, dict))
    with world.database.writing() as session:
        own = select(Response.id).where(Response.invitation_id == office.invited.invitation_id)
        responding.redact(session, world.house, NOW, STAFF, session.scalars(own).one(), "B7_01")
    assert proposed(report, "C6", "C6_01").value is None  # an erased answer is not known elsewhere either


def test_a_reopened_form_goes_on_knowing_what_it_began_with(world: World) -> None:
    office = world.begin("B")
    before = linked(office, "B1a")
    answer(office, "B")
    office.submit()
    with world.database.writing() as session:
        response = session.scalars(select(Response.id)).one()
        responding.reopen(session, world.house, NOW, STAFF, response, "Manca un allegato.")
    assert linked(office, "B1a") == before
    assert before["similar_names"]


def test_a_record_has_a_random_code_that_stays(world: World) -> None:
    first, second = world.begin("D", "Primo").record(), world.begin("D", "Secondo").record()
    codes = [linked(service, "D1")["D1_01"] for service in (first, second, first)]
    assert codes[0] == codes[2] != codes[1]
    assert first.page("D1").case.path.computed["D1_01"] == codes[0]


@pytest.mark.parametrize("length", [8, 20])
def test_a_random_code_tells_one_mistyped_sign(length: int) -> None:
    code = random_code(length)
    assert len(code) == length and set(code) <= set(CODE_ALPHABET)
    assert luhn.is_valid(code, CODE_ALPHABET)
    other = CODE_ALPHABET[(CODE_ALPHABET.index(code[0]) + 1) % len(CODE_ALPHABET)]
    assert not luhn.is_valid(other + code[1:], CODE_ALPHABET)


def test_figures_that_others_counted_are_shown_with_their_source_and_no_others(world: World) -> None:
    rows = (
        "072;popolazione_residente;2019;1230000;vecchia",
        "072;popolazione_residente;2025;1218191;ISTAT",
        "072;donne_16_70;2025;420000;ISTAT",
        "072;popolazione_residente;2027;1;dopo la tornata",
        "072;donne_in_contatto;2026;310;LeNove, relazione",
        "072;invii;2025;9;un altro anno",
        "072;forme_di_violenza;2026;psicologica e fisica;LeNove, relazione",
    )
    with world.database.writing() as session:
        figures.take(session, NOW, STAFF, "\n".join(("territorio;dato;anno;valore;fonte", *rows)).encode())
    of_territory = linked(world.begin("B"), "B1a")
    assert {name: str(of_territory[name]) for name in of_territory if name.startswith(("pop", "women"))} == {
        "population": "1218191", "population_source": "ISTAT", "population_year": "2025", "women_16_70": "420000",
    }  # fmt: skip
    of_report = linked(world.begin("C"), "C1a")
    assert (str(of_report["women"]), of_report["forms"]) == ("310", "psicologica e fisica")
    assert of_report["summary_source"] == "LeNove, relazione"
    assert "referrals" not in of_report
