"""Two versions compared: what is one question, what changed in it, what it does to the data."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from questionari.catalogue import SCHEMI
from questionari.engine.comparing import COMPARABILITY, Kind, QuestionChange, as_json, compare
from questionari.engine.comparing.marking import MOST_PAIRS, marked
from questionari.engine.definition import Questionnaire
from tests.engine.builders import DOCUMENTS, compiled, definition, document, question

Raw = dict[str, Any]
A: Raw = json.loads((SCHEMI / "questionari" / "A" / "2026.1.json").read_bytes())
OPTIONS = [{"code": code, "text": {"it": words}} for code, words in (("1", "Uno"), ("2", "Due"), ("3", "Tre"))]
MORE = {"code": "4", "text": {"it": "Quattro"}}
CHECK = {"code": "c", "severity": "note", "require": "Q1 > 1", "message": {"it": "No."}}
LATER = "today > date('2026-01-01')"
ROWS = [{"code": "r1", "text": {"it": "Prima"}}, {"code": "r2", "text": {"it": "Seconda"}}]


def base() -> Raw:
    """Every shape of question, each with a neighbour that its condition reads."""
    return document(
        question("Q1", "integer", min=0, max=10, concept="test.first"),
        question("Q2", "choice", options=copy.deepcopy(OPTIONS), help={"it": "La spiegazione."}),
        question("Q3", "multi", options=copy.deepcopy(OPTIONS), visible_if="Q1 > 2"),
        question("Q4", "matrix", rows=copy.deepcopy(ROWS), cell="integer"),
        question("Q5", "roster", max_rows=2, questions=[question("nome"), question("ore", "integer")]),
        question("Q6", "computed", expression="Q1 * 2"),
    )


def at(raw: Raw, place: int) -> Raw:
    found: Raw = raw["sections"][0]["pages"][0]["questions"][place]
    return found


def changed(edit: Callable[[Raw], object]) -> tuple[Questionnaire, Questionnaire]:
    new = base()
    edit(new)
    return compiled(base()), compiled({**new, "version": "2027.1"})


def change(edit: Callable[[Raw], object], code: str) -> QuestionChange:
    """What is said of the question that bears (or bore) a code."""
    questions = compare(*changed(edit)).questions
    return next(one for one in questions if code in (one.new_code, one.old_code))


def drop(raw: Raw, place: int) -> None:
    del raw["sections"][0]["pages"][0]["questions"][place]


EDITS: list[tuple[str, str, Callable[[Raw], object], str]] = [
    ("nothing", "Q1", lambda raw: None, "identical"),
    ("a new text", "Q1", lambda raw: at(raw, 0)["text"].update(it="Altre parole"), "reworded"),
    ("a new explanation", "Q2", lambda raw: at(raw, 1)["help"].update(it="Un'altra."), "reworded"),
    ("spaces alone", "Q1", lambda raw: at(raw, 0)["text"].update(it="Domanda  Q1 "), "identical"),
    ("an option more", "Q2", lambda raw: at(raw, 1)["options"].append(MORE), "options_added"),
    ("an option less", "Q2", lambda raw: at(raw, 1)["options"].pop(), "options_removed"),
    ("another code", "Q2", lambda raw: at(raw, 1)["options"][0].update(code="9"), "options_recoded"),
    ("another wording of an option", "Q2", lambda raw: at(raw, 1)["options"][0]["text"].update(it="Primo"), "reworded"),
    ("options in another order", "Q2", lambda raw: at(raw, 1)["options"].reverse(), "options_reordered"),
    ("a row more", "Q4", lambda raw: at(raw, 3)["rows"].append(MORE), "options_added"),
    ("another type", "Q1", lambda raw: at(raw, 0).update(type="decimal"), "type_changed"),
    ("another cell", "Q4", lambda raw: at(raw, 3).update(cell="yes_no"), "type_changed"),
    ("another condition", "Q3", lambda raw: at(raw, 2).update(visible_if="Q1 > 3"), "routing_changed"),
    ("the same condition, written otherwise", "Q3", lambda raw: at(raw, 2).update(visible_if="(Q1>2)"), "identical"),
    ("a condition of the page", "Q5.ore", lambda raw: raw["sections"][0].update(visible_if=LATER), "routing_changed"),
    ("a condition of a row", "Q4", lambda raw: at(raw, 3)["rows"][0].update(visible_if="Q1 > 1"), "routing_changed"),
    ("a closed cell", "Q4", lambda raw: at(raw, 3).update(blocked=[["r1", "n"]]), "routing_changed"),
    ("a lower limit", "Q1", lambda raw: at(raw, 0).update(min=1), "rules_changed"),
    ("no limit", "Q1", lambda raw: at(raw, 0).pop("min"), "rules_changed"),
    ("required", "Q2", lambda raw: at(raw, 1).update(required=True), "rules_changed"),
    ("a check", "Q1", lambda raw: at(raw, 0).update(checks=[CHECK]), "rules_changed"),
    ("another sum", "Q6", lambda raw: at(raw, 5).update(expression="Q1 * 3"), "recalculated"),
    ("a child gone", "Q5.nome", lambda raw: at(raw, 4)["questions"].pop(0), "dropped"),
    ("a question gone", "Q5", lambda raw: drop(raw, 4), "dropped"),
    ("a new question", "Q9", lambda raw: raw["sections"][0]["pages"][0]["questions"].append(question("Q9")), "new"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edit", "kind"), [edit[1:] for edit in EDITS], ids=[edit[0] for edit in EDITS])
def test_an_edit_has_its_class(code: str, edit: Callable[[Raw], object], kind: str) -> None:
    assert change(edit, code).kind == kind


def test_every_class_has_an_example_and_a_word_on_comparability() -> None:
    shown = {edit[3] for edit in EDITS} | {"moved"}  # see below
    assert shown == {kind.value for kind in Kind} == {kind.value for kind in COMPARABILITY}


def test_a_question_may_have_several_classes_and_the_strongest_counts() -> None:
    found = change(lambda raw: at(raw, 1).update(text={"it": "Altro"}, options=OPTIONS[:2], required=True), "Q2")
    assert found.kinds == (Kind.OPTIONS_REMOVED, Kind.RULES, Kind.REWORDED)


def test_a_concept_makes_one_question_of_two_codes_and_its_readers_stay_as_they_were() -> None:
    def rename(raw: Raw) -> None:
        at(raw, 0).update(code="Q1_01")
        at(raw, 2).update(visible_if="Q1_01 > 2")
        at(raw, 5).update(expression="Q1_01 * 2")

    comparison = compare(*changed(rename))
    assert [one.kind for one in comparison.questions] == [Kind.IDENTICAL] * len(comparison.questions)
    assert (comparison.questions[0].old_code, comparison.questions[0].matched_by) == ("Q1", "concept")
    assert [(one.acts, one.old_name, one.new_name) for one in comparison.columns] == [(("renamed",), "Q1", "Q1_01")]


def test_children_follow_a_roster_that_is_renamed() -> None:
    old = definition(question("R1", "roster", concept="test.list", questions=[question("nome")]))
    new = definition(question("R2", "roster", concept="test.list", questions=[question("nome")]), version="2027.1")
    comparison = compare(old, new)
    assert [(one.old_code, one.new_code, one.matched_by) for one in comparison.questions] == [
        ("R1", "R2", "concept"),
        ("R1.nome", "R2.nome", "parent"),
    ]
    assert {one.acts for one in comparison.columns} == {("renamed",)}


def test_details_follow_an_option_whose_code_changes() -> None:
    other = {"code": "98", "text": {"it": "Altro"}, "detail": {"text": {"it": "Quale"}}}
    old = definition(question("Q1", "choice", options=[*OPTIONS, other]))
    new = definition(question("Q1", "choice", options=[*OPTIONS, {**other, "code": "99"}]), version="2027.1")
    found = compare(old, new)
    assert [(one.old_code, one.new_code) for one in found.questions] == [("Q1", "Q1"), ("Q1.98", "Q1.99")]
    assert [(one.acts, one.codes) for one in found.columns] == [(("recoded",), {"98": "99"}), (("renamed",), {})]


def test_a_detail_that_stands_where_it_stood_is_matched_by_its_code() -> None:
    other = {"code": "98", "text": {"it": "Altro"}, "detail": {"text": {"it": "Quale"}}}
    asked = question("Q1", "choice", options=[*OPTIONS, other])
    found = compare(definition(asked), definition(asked, version="2027.1"))
    assert [(one.new_code, one.matched_by) for one in found.questions] == [("Q1", "code"), ("Q1.98", "code")]


def columns(old: Raw, new: Raw) -> list[tuple[tuple[str, ...], str | None, str | None]]:
    """What becomes of the columns of a question that changes."""
    found = compare(definition(old), definition(new, version="2027.1")).columns
    return [(one.acts, one.old_name, one.new_name) for one in found]


def test_rows_that_get_titles_keep_their_numbers_and_titled_rows_follow_their_titles() -> None:
    rows = [{"code": code, "text": {"it": f"Titolo {code}"}} for code in ("a", "b")]
    opened = question("R1", "roster", max_rows=2, questions=[question("ore", "integer")])
    fixed = question("R1", "roster", fixed_rows=rows, questions=[question("ore", "integer")])
    assert columns(opened, fixed) == columns(fixed, opened) == []
    assert columns(fixed, {**fixed, "fixed_rows": rows[::-1]}) == [
        (("renamed",), "R1_2", "R1_1"),
        (("renamed",), "R1_1", "R1_2"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        question("Q1", "roster", max_rows=2, questions=[question("ore", "integer")]),
        question("Q1", "matrix", rows=copy.deepcopy(ROWS), cell="integer"),
        question("Q1", "multi", options=copy.deepcopy(OPTIONS)),
    ],
    ids=["roster", "matrix", "multi"],
)
def test_a_question_that_takes_another_shape_loses_its_columns_and_gains_others(other: Raw) -> None:
    number = question("Q1", "integer")
    assert {act for acts, *_ in columns(number, other) for act in acts} == {"lost", "gained"}
    assert {act for acts, *_ in columns(other, number) for act in acts} == {"lost", "gained"}
    (lost,) = [one for one in compare(definition(number), definition(other)).columns if one.acts == ("lost",)]
    assert (lost.old_name, lost.old_kind, lost.new_name) == ("Q1", "integer", None)


def test_swapped_codes_are_a_recoding_not_two_new_wordings() -> None:
    def swap(raw: Raw) -> None:
        at(raw, 1)["options"][0]["code"], at(raw, 1)["options"][1]["code"] = "2", "1"

    comparison = compare(*changed(swap))
    assert comparison.questions[1].kinds == (Kind.OPTIONS_RECODED,)
    assert [one.codes for one in comparison.columns] == [{"1": "2", "2": "1"}]


def test_the_fewest_questions_are_said_to_have_moved() -> None:
    def to_the_front(raw: Raw) -> None:
        questions = raw["sections"][0]["pages"][0]["questions"]
        questions.insert(0, questions.pop(3))

    comparison = compare(*changed(to_the_front))
    assert [one.new_code for one in comparison.questions if one.kind == Kind.MOVED] == ["Q4"]


def test_a_dropped_question_stands_where_it_stood() -> None:
    codes = [one.new_code or f"-{one.old_code}" for one in compare(*changed(lambda raw: drop(raw, 1))).questions]
    assert codes[:3] == ["Q1", "-Q2", "Q3"]


def test_columns_come_and_go_with_options_rows_and_types() -> None:
    def edit(raw: Raw) -> None:
        at(raw, 2)["options"][2].update(code="7")
        at(raw, 3)["rows"].pop(0)
        at(raw, 0).update(type="decimal")

    found = {(one.acts, one.old_name, one.new_name) for one in compare(*changed(edit)).columns}
    assert found == {
        (("retyped",), "Q1", "Q1"),
        (("renamed",), "Q3_3", "Q3_7"),
        (("lost",), "Q4_r1", None),
    }


def test_the_author_s_notes_are_shown_with_what_they_are_about() -> None:
    def note(raw: Raw) -> None:
        raw["change_note"] = "Dopo la prova."
        at(raw, 0)["change_note"] = "Nessuno capiva la domanda."

    comparison = compare(*changed(note))
    assert (comparison.note, comparison.questions[0].note) == ("Dopo la prova.", "Nessuno capiva la domanda.")


def test_what_surrounds_the_questions_is_compared_too() -> None:
    def edit(raw: Raw) -> None:
        raw["title"] = {"it": "Prova nuova"}
        raw["sections"][0]["pages"][0]["title"] = {"it": "Pagina nuova"}
        raw["checks"] = [{**CHECK, "code": "tutti", "fields": ["Q1"]}]

    found = {(one.what, one.place) for one in compare(*changed(edit)).document}
    assert found == {("title", ""), ("page_title", "P1"), ("check", "tutti")}


@pytest.mark.parametrize("path", sorted((DOCUMENTS / "valid").glob("*.json")), ids=lambda path: path.stem)
def test_a_document_compared_with_itself_is_identical(path: Any) -> None:
    found = compiled(json.loads(path.read_bytes()))
    comparison = compare(found, found)
    assert comparison.identical and not comparison.document and not comparison.columns
    assert {one.kind for one in comparison.questions} == {Kind.IDENTICAL}


def test_instrument_a_against_an_edited_copy() -> None:
    new = copy.deepcopy(A)
    pages = [page for section in new["sections"] for page in section["pages"]]
    first = pages[0]["questions"]
    first[0]["text"] = {"it": f"{first[0]['text']['it']} (al 31 dicembre)"}
    gone = pages[2]["questions"].pop()
    new["version"] = "2027.1"
    comparison = compare(compiled(A), compiled(new))
    kinds = {one.new_code or one.old_code: one.kind for one in comparison.questions if one.kind != Kind.IDENTICAL}
    assert kinds[first[0]["code"]] == Kind.REWORDED
    assert kinds[gone["code"]] == Kind.DROPPED
    assert {code.partition(".")[0] for code in kinds if code} == {first[0]["code"], gone["code"]}
    assert {act for column in comparison.columns for act in column.acts} == {"lost"}
    assert json.dumps(as_json(comparison), ensure_ascii=False)


words = st.lists(st.sampled_from(["una", "donna", "accolta,", "nel", "2026", "«sì»"]), max_size=12).map(" ".join)


@given(words, words)
@settings(max_examples=60, deadline=None)
def test_a_marked_text_holds_the_old_and_the_new(old: str, new: str) -> None:
    pieces = marked(old, new)
    for text, left in ((old, "+"), (new, "-")):
        kept = "".join(piece for sign, piece in pieces if sign != left)
        assert "".join(kept.split()) == "".join(text.split())


def test_only_what_changed_is_marked() -> None:
    assert marked("Quante donne ha accolto?", "Quante persone ha accolto?") == (
        ("=", "Quante "),
        ("-", "donne "),
        ("+", "persone "),
        ("=", "ha accolto?"),
    )


def test_texts_too_long_to_be_compared_are_shown_whole() -> None:
    old, new = "a " * int(MOST_PAIRS**0.5 + 1), "b " * int(MOST_PAIRS**0.5 + 1)
    assert marked(old, new) == (("-", old), ("+", new))


def test_a_check_of_a_question_or_of_a_child_is_told_there_alone_and_the_document_s_own_in_the_document() -> None:
    def version(limit: int) -> Questionnaire:
        child = question("n", "integer", checks=[{**CHECK, "code": "child", "require": f"row.n > {limit}"}])
        return definition(
            question("Q1", "integer", checks=[{**CHECK, "code": "own", "require": f"Q1 > {limit}"}]),
            question("R", "roster", max_rows=2, questions=[child]),
            checks=[{**CHECK, "require": f"Q1 > {limit + 5}", "fields": ["Q1"]}],
        )

    found = compare(version(1), version(2))
    assert [one.place for one in found.document] == ["c"]
    assert {one.new_code: [told.place for told in one.differences] for one in found.questions} == {
        "Q1": ["own"],
        "R": [],
        "R.n": ["child"],
    }
