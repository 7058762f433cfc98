"""References to services of the census: equal by code, read by name, two columns in the dataset."""

import pytest

from questionari.engine.answer_types import answer_type, decoder
from questionari.engine.columns import export_row, layout
from questionari.engine.path import find_path
from questionari.engine.values import NO_CONTEXT, Named, Reserved
from tests.engine.answer_types.questions import question
from tests.engine.builders import codes, stored

OPEN, CENSUS = question("unit_ref"), question("unit_ref", units_only=True)
DESK = Named("BA-005", "Sportello Aurora")


def test_a_service_is_stored_by_code_with_the_name_it_had_and_shown_by_name() -> None:
    kind = answer_type(OPEN)
    data = kind.to_json(OPEN, DESK)
    assert data == {"code": "BA-005", "name": "Sportello Aurora"}
    again = decoder(OPEN)(data)
    assert again == "BA-005" and kind.text(OPEN, again) == "Sportello Aurora"
    assert kind.raw(OPEN, DESK) == {"": ("Sportello Aurora [BA-005]",), "code": ("BA-005",)}


def test_a_text_is_free_unless_only_services_are_asked() -> None:
    assert answer_type(OPEN).read(OPEN, {"": ["Parrocchia"]}).value == "Parrocchia"
    refused = answer_type(CENSUS).read(CENSUS, {"": ["Parrocchia"]})
    assert refused.value is None and refused.problem and refused.problem.code == "unknown_unit"
    assert answer_type(CENSUS).from_json(CENSUS, "BA-005").value == DESK


def test_a_free_text_is_stored_and_said_as_it_is() -> None:
    kind = answer_type(OPEN)
    free = kind.from_json(OPEN, "Parrocchia").value
    assert free == "Parrocchia" and not isinstance(free, Named)
    assert (kind.to_json(OPEN, "Parrocchia"), kind.text(OPEN, "Parrocchia")) == ("Parrocchia", "Parrocchia")


def test_a_field_left_blank_is_no_service_whatever_code_is_left_behind() -> None:
    for of in (OPEN, CENSUS):
        reading = answer_type(of).read(of, {"": [" "], "code": ["BA-005"]})
        assert (reading.value, reading.problem) == (None, None)


def test_a_code_has_forty_characters_at_most() -> None:
    read = [answer_type(OPEN).from_json(OPEN, {"code": "x" * length, "name": "Sportello"}) for length in (40, 41)]
    assert [(r.value, r.problem and r.problem.code) for r in read] == [("x" * 40, None), (None, "shape")]


@pytest.mark.parametrize(
    "data",
    [
        {"code": "BA-005"},
        {"code": "BA-005", "name": "Sportello", "note": "x"},
        {"code": 5, "name": "Sportello"},
        {"code": "BA-005", "name": 5},
        {"code": "BA-005", "name": " "},
        {"code": " ", "name": "Sportello"},
    ],
)
def test_a_service_of_another_shape_is_refused_whole(data: object) -> None:
    reading = answer_type(OPEN).from_json(OPEN, data)
    assert reading.value is None and reading.problem and reading.problem.code == "shape"


def test_two_references_are_compared_by_code_whatever_their_names() -> None:
    of = stored("units")
    one, other = {"code": "BA-005", "name": "Sportello Aurora"}, {"code": "BA-005", "name": "Sportello Alba"}
    assert codes(of, {"Q1": one, "Q3": other}) == ["Q3.diverso"]
    assert codes(of, {"Q1": one, "Q3": {**other, "code": "BA-006"}}) == []


def test_the_dataset_has_code_and_name_where_services_are_offered() -> None:
    of = stored("units")
    assert [column.name for column in layout(of).wide] == ["Q1", "Q1_nome", "Q3"]
    assert [column.name for column in layout(of).long["Q2"]] == ["riga", "Q2_servizio", "Q2_servizio_nome", "Q2_ore"]
    answers = {"Q1": DESK, "Q2": ({"servizio": DESK}, {"servizio": "Parrocchia"}), "Q3": DESK}
    row = export_row(of, answers, find_path(of, answers, NO_CONTEXT))
    assert row.values == {"Q1": "BA-005", "Q1_nome": "Sportello Aurora", "Q3": "BA-005"}
    rows = [{name: line[name] for name in ("Q2_servizio", "Q2_servizio_nome")} for line in row.long["Q2"]]
    named = {"Q2_servizio": "BA-005", "Q2_servizio_nome": "Sportello Aurora"}
    assert rows == [named, {"Q2_servizio": None, "Q2_servizio_nome": "Parrocchia"}]
    free = export_row(of, {"Q1": "Parrocchia"}, find_path(of, {"Q1": "Parrocchia"}, NO_CONTEXT))
    assert free.stati["Q1"] == Reserved.NOT_APPLICABLE and free.values["Q1_nome"] == "Parrocchia"
