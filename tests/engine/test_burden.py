"""What a questionnaire asks of people, profile by profile."""

from dataclasses import replace

from questionari.engine.burden import burdens
from tests.engine.builders import definition, question

MATRIX = question(
    "Q3",
    "matrix",
    rows=[{"text": {"it": "uno"}}, {"text": {"it": "due"}}],
    columns=[{"code": "a", "text": {"it": "a"}}, {"code": "b", "text": {"it": "b"}, "visible_if": "Q1 == '2'"}],
    required=True,
)


def profile(code: str, assume: dict[str, object], **limits: int) -> dict[str, object]:
    return {"code": code, "title": {"it": code}, "census": {"type": "01"}, "assume": assume, **limits}


def test_items_inputs_and_required_inputs_follow_the_path_of_the_profile() -> None:
    of = definition(
        question("Q0", "note"),
        question("Q1", "yes_no", required=True),
        question("Q2", visible_if="Q1 == '1'"),
        MATRIX,
        question("Q4", visible_if="census.type == '02'", required=True),
        question("Q5", visible_if="census.type == '01'"),
        burden=[profile("si", {"Q1": "1"}), profile("no", {"Q1": "2"}, max_inputs=10, max_required=9)],
    )
    loads = {load.profile.code: (load.items, load.inputs, load.required) for load in burdens(of)}
    assert loads == {"si": (4, 5, 3), "no": (3, 6, 5)}


def test_a_limit_is_exceeded_only_beyond_it() -> None:
    of = definition(question("Q1", "yes_no", required=True), burden=[profile("p", {}, max_inputs=1, max_required=1)])
    (load,) = burdens(of)
    assert not load.over_inputs and not load.over_required


def test_one_beyond_a_limit_exceeds_it_and_without_limits_nothing_does() -> None:
    of = definition(
        question("Q1", "yes_no", required=True),
        burden=[profile("p", {}, max_inputs=1, max_required=1), profile("free", {})],
    )
    beyond = [replace(load, inputs=2, required=2) for load in burdens(of)]
    assert [(load.over_inputs, load.over_required) for load in beyond] == [(True, True), (False, False)]


def test_what_is_only_shown_is_no_item() -> None:
    shown = [
        question("Q1", "note"),
        question("Q2", "group", questions=[question("a")]),
        question("Q3", "computed", expression="1 + Q4"),
        question("Q4", "integer"),
        question("Q5", "computed_text", expression="Q4 > 1 ? 'a' : 'b'"),
        question("Q6", "generated", max_length=8),
    ]
    (load,) = burdens(definition(*shown, burden=[profile("p", {})]))
    assert (load.items, load.inputs, load.required) == (2, 2, 0)
