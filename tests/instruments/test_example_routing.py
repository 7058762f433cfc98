"""What instruments B, C, D, E ask on which path: the conditions of the outline, on the complete examples."""

from typing import Any

import pytest

from questionari.engine.headless import InputError, run
from questionari.engine.roles import pages_of, roles
from tests.instruments.example import Data, asked, example, fired, instrument, report

#: Instrument, changes of the example, what is asked then, what is not.
PATHS: tuple[tuple[str, Data, set[str], set[str]], ...] = (
    ("B", {"B1_02": "1"}, {"B1_03.comune"}, {"B1_03.provincia", "B1_03.regione"}),
    ("B", {"B1_02": "4"}, {"B1_03.provincia"}, {"B1_03.comune", "B1_03.regione"}),
    ("B", {"B1_02": "5"}, {"B1_03.regione"}, {"B1_03.provincia", "B1_03.comune"}),
    ("B", {"B3_01": "5"}, {"B3_05"}, {"B3_02", "B3_02.data", "B3_03", "B3_04"}),
    ("B", {"B3_06a": "2"}, {"B3_07"}, {"B3_06"}),
    ("B", {"B3_09": "2"}, {"B3_09"}, {"B3_09.1"}),
    ("B", {"B6_01": None}, {"B6_01"}, {"B6_02", "B6_03", "B6_04", "B6_05", "B6_06", "B6_07a", "B6_07b"}),
    ("B", {"B7_01a": "2"}, {"B7_02"}, {"B7_01"}),
    ("C", {"C1_04": ["5"]}, {"C1_04"}, {"C1_04t"}),
    ("C", {"C1_04": None}, {"C1_04"}, {"C1_04t"}),
    ("C", {"C7_02": "2", "C7_02.1": None}, {"C7_02.2"}, {"C7_02.1"}),
    ("C", {"C7_02": "3"}, {"C7_03"}, {"C7_02.1", "C7_02.2"}),
    ("C", {"C9_01a": "2"}, {"C10_01"}, {"C9_01"}),
    ("D", {"D1_05": "2"}, {"D1_06"}, set()),
    ("D", {"D1_05": "9"}, {"D1_05"}, {"D1_06"}),
    ("D", {"D1_07": "2"}, {"D3_03"}, {"D3_01", "D3_02"}),
    ("D", {"D1_07": "5"}, {"D3_01", "D3_02"}, set()),
    ("D", {"D3_01": ["99"]}, {"D3_01"}, {"D3_02"}),
    ("D", {"D2_05": "0"}, {"D3_06"}, {"D3_07"}),
    ("D", {"D2_05": "9"}, {"D3_06"}, {"D3_07"}),
    ("D", {"D5_01": "1"}, {"D5_03"}, {"D5_02"}),
    ("D", {"D5_04": "2"}, {"D5_06"}, {"D5_05"}),
    ("D", {"D5_06": ["1"]}, {"D5_08"}, {"D5_07"}),
    ("E", {"E1_03": "98"}, {"E1_04"}, {"E1_03.1"}),
    ("E", {"E1_04": "1"}, {"E1_13"}, {"E1_05", "E1_06", "E1_07", "E1_08", "E1_09", "E1_10", "E1_11", "E1_12"}),
    ("E", {"E1_05": "2"}, {"E1_06", "E1_08", "E1_12"}, {"E1_07", "E1_09", "E1_10"}),
    ("E", {"E1_05": "3"}, {"E1_06"}, {"E1_07", "E1_09", "E1_12"}),
    ("E", {}, {"E1_09", "E1_10"}, {"E1_12", "E1_09.6"}),
    ("E", {"E1_09": "2"}, {"E1_10", "E1_12"}, set()),
    ("E", {"E1_09": "4"}, {"E1_12"}, {"E1_10"}),
    ("E", {"E1_09": "6"}, {"E1_09.6", "E1_12"}, {"E1_10"}),
    ("E", {"E2_02": "2"}, {"E2_06"}, {"E2_03", "E2_04", "E2_05"}),
    ("E", {"E2_03": "1"}, {"E2_07"}, {"E2_04", "E2_05"}),
    ("E", {"E2_03": "3"}, {"E2_04", "E2_05"}, set()),
)


@pytest.mark.parametrize(("code", "changes", "shown", "hidden"), PATHS, ids=[f"{p[0]} {p[1]}" for p in PATHS])
def test_a_path_is_that_of_the_outline(code: str, changes: Data, shown: set[str], hidden: set[str]) -> None:
    found = asked(report(code, changes))
    assert (shown - found, hidden & found) == (set(), set())


def test_out_of_hours_an_alternative_is_asked_even_of_a_call_that_was_taken() -> None:
    assert "E1_12" in asked(report("E", linked={"in_hours": "2"}))
    assert "E1_12" not in asked(report("E", linked={"in_hours": "3"}))


def test_the_main_form_of_violence_is_one_of_those_reported() -> None:
    found = report("D", {"D3_02": "05"})
    assert [error["code"] for error in found["errors"]] == ["D3_02.not_offered"]


def test_a_commitment_asks_what_was_done_and_what_is_missing_by_its_state() -> None:
    answers = [{"C2_01": state} for state in ("1", "2", "3", "4", "9", "1", "9", "9", "9", "9", "9")]
    wrong = {(e["row"], e["keys"][0].split(":")[1]) for e in report("C", {"C2": answers})["errors"]}
    assert wrong == {
        ("1", "C2_02"),
        ("2", "C2_02"),
        ("3", "C2_02"),
        ("3", "C2_03"),
        ("4", "C2_03"),
        ("6", "C2_02"),
        ("12", "C2_01"),
    }


def test_a_referent_is_required_only_while_the_protocol_is_in_force() -> None:
    assert "B6_01.required" in {e["code"] for e in report("B", {"B6_01": None})["errors"]}
    assert report("B", {"B6_01": None, "B1_07": "4"})["errors"] == []


def test_a_planned_service_needs_its_date() -> None:
    service = {"denominazione": "Servizio di prova", "stato": "2"}
    assert [e["code"] for e in report("B", {"B7_01": [service]})["errors"]] == ["B7_01.data_prevista.required"]
    assert report("B", {"B7_01": [{**service, "stato": "3"}]})["errors"] == []


def test_no_more_than_three_reasons_and_five_problems() -> None:
    four = report("D", {"D5_02": ["1", "2", "3", "4"]})
    six = report("C", {"C11_01": ["01", "02", "03", "04", "05", "06"]})
    assert [e["code"] for found in (four, six) for e in found["errors"]] == ["D5_02.max_picks", "C11_01.max_picks"]


FIRST, SECOND = ({"E2_01", "E2_02", "E2_03", "E2_04", "E2_05", "E2_06", "E2_07", "E3_01", "E3_02"}, {"E3_01", "E3_02"})


def part(role: str, without: set[str], **changes: object) -> dict[str, Any]:
    """The run of one part of a transfer."""
    given = {**example("E")["answers"], **dict.fromkeys(without), **changes}
    answers = {code: answer for code, answer in given.items() if answer is not None}
    return run(instrument("E"), answers, {**example("E")["context"], "role": role})


def test_a_transfer_has_three_parts_with_a_role_each() -> None:
    assert [(s.code, s.role) for s in instrument("E").sections] == [
        ("E1", "1522"),
        ("E2", "referente"),
        ("E3", "lenove"),
    ]
    assert roles(instrument("E")) == ("1522", "referente", "lenove")
    assert pages_of(instrument("E"), "referente") == {"E2"}


def test_the_operator_s_part_is_complete_before_the_service_answers() -> None:
    first = part("1522", FIRST)
    assert (first["submittable"], first["missing"]) == (True, [])
    assert [page["code"] for page in first["pages"]] == ["E1a", "E1b"]
    assert report("E", dict.fromkeys(FIRST))["submittable"] is False


def test_the_service_s_part_is_tied_to_the_operator_s_by_the_code() -> None:
    second = part("referente", SECOND)
    assert (second["submittable"], [page["code"] for page in second["pages"]]) == (True, ["E2"])
    assert second["progress"] == {"answered": 3, "required": 3}
    wrong = part("referente", SECOND, E2_01="K7M3Q9XA")
    assert [error["code"] for error in wrong["errors"]] == ["E2_01.esistente"]


def test_each_part_is_told_only_its_own_faults() -> None:
    faulty = {"E1_10": 301, "E2_02": "3"}
    told = {role: fired(part(role, {"E3_01"}, **faulty)) for role in ("1522", "referente", "lenove")}
    assert told == {"1522": {"E1_10.attesa"}, "referente": {"E2_02.contrasto"}, "lenove": set()}


def test_a_role_that_nobody_has_is_refused() -> None:
    with pytest.raises(InputError, match="1522, referente, lenove"):
        part("prefettura", set())
