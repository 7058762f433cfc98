"""Filling a questionnaire: what a save writes, keeps, proposes, refuses."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, select

from questionari.store.models.responses import DraftCell, Response
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding import saving
from tests import factories
from tests.usecases.responding_acts import NOW, Respondent


def count(service: Respondent, code: str) -> int:
    with service.database.reading() as session:
        return session.scalar(select(func.count()).select_from(DraftCell).where(DraftCell.code == code)) or 0


def test_entering_twice_makes_one_response(service: Respondent) -> None:
    with service.database.writing() as session:
        responding.enter(session, service.house, NOW, service.invited.token)
    with service.database.reading() as session:
        assert len(session.scalars(select(Response)).all()) == 1


def test_the_census_is_proposed_and_becomes_an_answer_only_when_saved(service: Respondent) -> None:
    state = service.page("P1")
    assert state.proposed == {"Q3"}
    assert "Q3" not in state.case.answers
    service.save("P1", {"Q1": ["2"]})
    assert service.page("P1").case.answers["Q3"] == "Sportello Aurora"


def test_a_new_question_on_the_page_brings_back_to_it(service: Respondent) -> None:
    saved = service.save("P1", {"Q1": ["1"]})
    assert (saved.page, saved.stays, saved.anchor, saved.new) == ("P1", "new", "Q2", ("Q2",))
    assert service.save("P1", {"Q2": ["3"]}).page == "P2"


def test_what_was_seen_once_does_not_hold_a_second_time(service: Respondent) -> None:
    service.save("P1", {"Q1": ["1"]})
    assert service.save("P1", {"Q2": ["tanti"]}).stays == "findings"
    assert service.save("P1", {}).page == "P2"


def test_a_hidden_answer_is_kept_and_comes_back(service: Respondent) -> None:
    service.save("P1", {"Q1": ["1"]})
    service.save("P1", {"Q2": ["3"]})
    service.save("P1", {"Q1": ["2"]})
    assert "Q2" not in service.page("P1").shown
    service.save("P1", {"Q1": ["1"]})
    assert service.page("P1").drafts["Q2"].raw == {"": ("3",)}


def test_each_change_is_a_version_and_no_change_is_none(service: Respondent) -> None:
    for text in ("Uno", "Due", "Due"):
        service.save("P1", {"Q3": [text]})
    assert count(service, "Q3") == 2


def test_a_confirmed_warning_falls_when_its_value_changes(service: Respondent) -> None:
    service.save("P1", {"Q1": ["1"]})
    service.save("P1", {"Q2": ["1200"]})
    saved = service.save("P1", {"_why:Q2.molte": ["Vero"]})
    assert [f.confirmed for f in saved.findings] == ["Vero"]
    saved = service.save("P1", {"Q2": ["1300"]})
    assert [f.confirmed for f in saved.findings] == [None]


def test_a_reason_for_no_standing_warning_is_not_stored(service: Respondent) -> None:
    service.save("P1", {"Q1": ["2"], "_why:Q2.molte": ["?"], "_why:altro": ["?"]})
    assert count(service, "_why:Q2.molte") == count(service, "_why:altro") == 0


def test_a_save_that_lost_a_race_is_merged(service: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    from_stale = service.page("P1").case
    service.save("P1", {"Q3": ["Di un'altra"]})
    original = saving.load_case
    loads = iter([lambda *_: from_stale])
    monkeypatch.setattr(saving, "load_case", lambda *a: next(loads, original)(*a))
    saved = service.post("P1", {"_q": ["Q3@0", "Q4@0"], "Q3": ["Mia"], "Q4": ["2"]})
    assert saved.conflicts == ("Q3",)
    case = service.page("P1").case
    assert (case.answers["Q3"], case.answers["Q4"]) == ("Di un'altra", "2")
    assert [held.raw for held in case.waiting("Q3").entries] == [{"": ("Mia",)}]


def test_what_she_did_not_touch_stays_as_another_person_left_it(service: Respondent) -> None:
    service.save("P1", {"Q3": ["Di un'altra"], "Q4": ["1"]})
    saved = service.post("P1", {"_q": ["Q3@0", "Q4@0"], "Q3": ["Sportello Aurora"], "Q4": ["2"]})
    assert saved.conflicts == ("Q4",)
    answers = service.page("P1").case.answers
    assert (answers["Q3"], answers["Q4"]) == ("Di un'altra", "1")


@pytest.mark.parametrize(
    ("press", "typed", "expected"),
    [
        ("zero/M1", {"M1:1:a": ["5"]}, {"1:a": ("5",), "1:b": ("0",), "2:a": ("0",), "2:b": ("0",)}),
        ("nd/M1", {"M1:1:a": ["5"]}, {"nd": ("-7",)}),
        ("copy/H1", {"H1:lun:1:from": ["9:00"], "H1:mar:closed": ["1"]}, None),
    ],
)
def test_the_buttons_of_a_table_work_without_javascript(
    service: Respondent, press: str, typed: dict[str, list[str]], expected: dict[str, tuple[str, ...]] | None
) -> None:
    service.save("P1", {"Q1": ["1"]})
    code = press.split("/")[1]
    saved = service.save("P2", typed, _do=[press])
    assert (saved.page, saved.stays, saved.anchor) == ("P2", "action", code)
    raw = service.page("P2").drafts[code].raw
    assert raw == expected if expected else sorted(raw) == sorted(f"{d}:1:from" for d in days())


def days() -> tuple[str, ...]:
    return ("lun", "mar", "mer", "gio", "ven", "sab", "dom")


def test_rows_are_added_and_removed_by_buttons(service: Respondent) -> None:
    service.save("P3", {"R1:0:comune": ["Bari"], "R1:0:_row": ["1"]}, _do=["add/R1"])
    assert service.page("P3").drafts["R1"].raw == {"0:comune": ("Bari",), "1:_row": ("1",)}
    service.save("P3", {"R1:1:comune": ["Bitonto"]}, _do=["del/R1/0"])
    assert service.page("P3").drafts["R1"].raw == {"0:comune": ("Bitonto",)}
    service.save("P3", {}, _do=["add/R1"])
    service.save("P3", {"R1:1:comune": [""]}, _do=["add/R1"])
    assert sorted(service.page("P3").drafts["R1"].raw) == ["0:comune", "1:_row", "2:_row"]
    service.save("P3", {}, _do=["add/R1"])
    assert max(int(key.split(":")[0]) for key in service.page("P3").drafts["R1"].raw) == 2
    service.save("P3", {"R1:1:comune": [" "], "R1:2:ore": ["4"]})
    assert service.page("P3").drafts["R1"].raw == {"0:comune": ("Bitonto",), "1:ore": ("4",)}


def test_unknown_pages_do_not_exist_and_pages_off_the_path_say_so(service: Respondent) -> None:
    with pytest.raises(NotFound):
        service.page("P9")
    with pytest.raises(Refused) as refusal:
        service.page("P2")
    assert refusal.value.code == "off_path"


def test_a_deadline_of_ones_own_counts(database: Database, house: House) -> None:
    with database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        invited = factories.invite(session, round_)
        later = factories.CLOSES + timedelta(days=3)
        session.get_one(factories.Invitation, invited.invitation_id).deadline_at = later
    service = Respondent(database, house, invited)
    assert service.save("P1", {"Q1": ["2"]}, factories.CLOSES + timedelta(days=1)).changed
    with pytest.raises(Refused, match="termine"):
        service.save("P1", {"Q1": ["1"]}, later)


def test_drafts_are_sealed_in_the_database(service: Respondent) -> None:
    service.save("P1", {"Q3": ["Un nome in chiaro"]})
    with service.database.reading() as session:
        cells = session.scalars(select(DraftCell)).all()
        response = session.scalars(select(Response)).one()
    assert cells
    assert all(b"chiaro" not in cell.sealed for cell in cells)
    assert (response.state, response.answered, response.required) == ("in_progress", 1, 2)


CODES = ["Q1", "Q2", "Q3", "Q4", "Q4.98", "Q5", "M1", "ZZ", ""]
ANYTHING = st.text(max_size=30) | st.sampled_from(
    ["1", "98", "add/R1", "del/M1/9", "zero/Q2", "copy/Q5/x", "\x00", "-7"]
)
NAMES = st.sampled_from(
    ["_q", "_do", "_go", "_why:Q2.molte", *CODES, "Q2:nd", "Q5:9", "R1:0:comune", "R1:99999:_row", "H1:lun:1:from"]
)
MARKS = st.builds(
    lambda code, version: f"{code}@{version}", st.sampled_from(CODES), st.integers() | st.text(max_size=4)
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, st.lists(ANYTHING, max_size=3), max_size=8), st.lists(MARKS, max_size=6))
def test_whatever_is_posted_is_saved_or_refused_in_words(
    sqlite_service: Respondent, form: dict[str, list[str]], marks: list[str]
) -> None:
    saved = sqlite_service.post("P1", {**form, "_q": [*form.get("_q", []), *marks]})
    assert saved.saved_at == NOW
    sqlite_service.page("P1")
