"""What the compiler makes of a document: defaults, details, groups, lists, codes, dependencies."""

from decimal import Decimal

import pytest

from tests.engine.builders import compiled, definition, document, question, stored


@pytest.mark.parametrize("kind", ["integer", "decimal", "currency", "percent"])
def test_numbers_offer_not_available_unless_told_otherwise(kind: str) -> None:
    of = definition(question("Q1", kind), question("Q2", kind, not_available=False))
    assert [of.questions[code].not_available for code in ("Q1", "Q2")] == [True, False]


def test_numeric_matrices_offer_not_available_and_choice_matrices_do_not() -> None:
    of = stored("matrix")
    assert [of.questions[code].not_available for code in ("Q2", "Q4")] == [True, False]


def test_long_texts_look_for_personal_data_and_short_ones_do_not() -> None:
    of = definition(question("Q1", "long_text"), question("Q2", "text"))
    assert [of.questions[code].sensitive_text for code in ("Q1", "Q2")] == [True, False]


def test_yes_no_has_its_options_and_the_third_is_reserved() -> None:
    of = definition(question("Q1", "yes_no"), question("Q2", "yes_no_na"))
    assert [o.code for o in of.questions["Q1"].options] == ["1", "2"]
    assert [(o.code, o.reserved) for o in of.questions["Q2"].options] == [("1", None), ("2", None), ("7", -7)]


def test_a_detail_becomes_a_question_of_its_own_after_its_parent() -> None:
    of = stored("details")
    detail = of.questions["Q1.98"]
    assert (detail.type, detail.parent, detail.detail_of, detail.required) == ("text", "Q1", ("Q1", "98"), True)
    assert of.pages()[0].questions[:2] == ("Q1", "Q1.98")
    assert of.questions["Q1"].option("77") is None
    option = of.questions["Q1"].option("98")
    assert option is not None and option.detail == "Q1.98"


def test_children_of_a_group_are_questions_with_the_group_as_parent() -> None:
    of = stored("group")
    assert of.pages()[0].questions == ("Q1", "Q2", "Q2.titolo", "Q2.anno", "Q3")
    assert of.questions["Q2.anno"].parent == "Q2"


def test_the_detail_of_a_rosters_child_stands_in_the_row() -> None:
    children = stored("roster").questions["Q1"].children
    assert [(c.code, c.detail_of) for c in children[:2]] == [("tipo", None), ("tipo.98", ("tipo", "98"))]


def test_rows_without_codes_are_numbered_in_order() -> None:
    shape = stored("matrix").questions["Q3"].matrix
    assert shape is not None
    assert ([r.code for r in shape.rows], [c.code for c in shape.columns]) == (["1", "2"], ["n"])


def test_only_without_and_plus_choose_options_of_a_list() -> None:
    of = stored("lists")
    assert [o.code for o in of.questions["Q1"].options] == ["01", "02", "98"]
    assert [o.code for o in of.questions["Q2"].options] == ["1", "2", "98"]
    assert "Q2.98" in of.questions


def test_numbers_of_the_document_are_exact() -> None:
    of = definition(question("Q1", "decimal", max=0.1, compare_previous={"relative": 0.5, "absolute": 10}))
    compared = of.questions["Q1"].compare_previous
    assert of.questions["Q1"].max == Decimal("0.1")
    assert compared is not None and compared.relative == Decimal("0.5")


def test_introductions_are_kept() -> None:
    raw = document(question("Q1", "integer"))
    raw["sections"][0]["intro"] = {"it": "Sezione"}
    raw["sections"][0]["pages"][0]["intro"] = {"it": "Pagina"}
    of = compiled(raw)
    assert (of.sections[0].intro, of.pages()[0].intro) == ({"it": "Sezione"}, {"it": "Pagina"})


def test_a_question_knows_its_page_and_a_page_its_section() -> None:
    raw = document(question("Q1", "integer"), question("Q2", "integer"))
    pages = [{"code": "P2", "title": {"it": "Due"}, "visible_if": "Q1 > 1", "questions": [question("Q3")]}]
    pages.append({"code": "P3", "title": {"it": "Tre"}, "questions": [question("Q4")]})
    raw["sections"].append({"code": "S2", "title": {"it": "Due"}, "visible_if": "Q2 > 1", "pages": pages})
    of = compiled(raw)
    assert (of.page_of["Q3"], of.section_of["P3"]) == ("P2", "S2")


def test_a_checks_fields_default_to_the_question_it_stands_in() -> None:
    assert {check.code: check.fields for check in stored("checks").checks} == {
        "Q2.contatti": ("Q2", "Q1"),
        "Q2.alto": ("Q2",),
        "Q2.nota": ("Q2",),
        "T.tutto": ("Q1", "Q2"),
    }


def test_what_a_document_says_of_itself_is_kept() -> None:
    said = definition(
        question("Q1", "integer"),
        intro={"it": "Benvenuti"},
        notice={"version": "3", "text": {"it": "Informativa"}},
        minutes={"min": 5, "max": 9},
        change_note="Nuova",
        checks=[{"code": "c", "severity": "note", "require": "Q1 > 1", "message": {"it": "No."}, "fields": ["Q1"]}],
    )
    assert (said.code, said.version, said.title, said.unit, said.cardinality) == (
        "T",
        "2026.1",
        {"it": "Prova"},
        "service",
        "one",
    )
    assert (said.intro, said.notice_version, said.notice) == ({"it": "Benvenuti"}, "3", {"it": "Informativa"})
    assert (said.minutes, said.change_note, [check.code for check in said.checks]) == ((5, 9), "Nuova", ["c"])


def test_what_a_document_does_not_say_of_itself_is_empty() -> None:
    silent = definition(question("Q1"))
    assert (silent.intro, silent.notice_version, silent.notice) == ({"it": ""}, "", {"it": ""})
    assert (silent.minutes, silent.change_note, silent.checks, silent.reviewed) == ((1, 1), "", (), ())
    assert (silent.effects, silent.indicators, silent.burden, silent.preparation) == ((), (), (), ())


def test_only_a_signed_translation_counts_as_reviewed() -> None:
    def of(*languages: str, **states: str) -> tuple[str, ...]:
        said = {
            language: {"state": state, "reviewer": "Chi rivede", "on": "2026-01-31"}
            for language, state in states.items()
        }
        both = {language: "x" for language in languages}
        asked = {**question("Q1"), "text": both}
        raw = document(asked, languages=list(languages), title=both, translations=said)
        raw["sections"][0]["title"] = raw["sections"][0]["pages"][0]["title"] = both
        return compiled(raw).reviewed

    assert of("it", "de", "fr", de="reviewed", fr="to_review") == ("de",)
    assert of("it", "de") == ()


def test_effects_indicators_limits_and_preparation_are_read_whole() -> None:
    said = definition(
        question("Q1", "integer"),
        effects=[{"kind": "invite", "when": "Q1 > 1", "fields": ["Q1"], "text": {"it": "Avviso"}}],
        indicators=[
            {"code": "I1", "title": {"it": "Uno"}, "level": "record", "expression": "Q1 / 2", "unit": {"it": "donne"}},
            {"code": "I2", "title": {"it": "Due"}, "level": "dataset", "numerator": "Q1 > 0", "method": "share"},
        ],
        burden=[{"code": "b", "title": {"it": "Chi"}, "census": {"type": "01"}, "assume": {"Q1": 1}, "max_inputs": 9}],
        preparation=[{"text": {"it": "Il registro"}, "when": "census.type == '01'", "questions": ["Q1"]}],
    )
    (effect,), (first, second), (limit,), (line,) = said.effects, said.indicators, said.burden, said.preparation
    assert (effect.kind, effect.when.source, effect.fields, effect.text) == (
        "invite",
        "Q1 > 1",
        ("Q1",),
        {"it": "Avviso"},
    )
    assert first.expression is not None and (first.expression.source, first.unit) == ("Q1 / 2", {"it": "donne"})
    assert (second.expression, second.level, second.numerator, second.method) == (None, "dataset", "Q1 > 0", "share")
    assert (limit.census, limit.assume, limit.max_inputs, limit.max_required) == ({"type": "01"}, {"Q1": 1}, 9, None)
    assert line.when is not None and (line.text, line.questions) == ({"it": "Il registro"}, ("Q1",))


def test_a_table_is_read_whole() -> None:
    axis = [{"code": "a", "text": {"it": "A"}, "visible_if": "Q1 > 1"}, {"text": {"it": "B"}}]
    rules = [{"row": "a", "column": "y", "visible_if": "Q1 > 2"}]
    columns = [{"code": code, "text": {"it": code}} for code in ("x", "y")]
    table = question("Q2", "matrix", rows=axis, columns=columns, blocked=[["2", "x"]], cell_rules=rules)
    said = definition(
        question("Q1", "integer"),
        {**table, "row_totals": True},
        question("Q3", "matrix", rows=axis[1:], column_totals=True, cell="decimal"),
    )
    shape, plain = said.questions["Q2"].matrix, said.questions["Q3"].matrix
    assert shape is not None and plain is not None
    assert [row.code for row in shape.rows] == ["a", "2"]
    assert [row.visible_if and row.visible_if.source for row in shape.rows] == ["Q1 > 1", None]
    assert (shape.cell, shape.blocked, shape.row_totals, shape.column_totals) == ("integer", {("2", "x")}, True, False)
    assert (plain.cell, plain.row_totals, plain.column_totals) == ("decimal", False, True)
    assert {place: rule.source for place, rule in shape.cell_rules.items()} == {("a", "y"): "Q1 > 2"}
    assert plain.columns[0].text == {"it": "Numero", "de": "Anzahl", "fr": "Nombre", "sl": "Število"}


def test_a_question_is_read_whole() -> None:
    said = definition(
        question(
            "Q1", "decimal", places=1, min=1, max=9.5, required_if="Q2 == '1'", suggest="1 + 1", prefill="previous"
        ),
        question("Q2", "choice", options=[{"code": "1", "text": {"it": "Uno"}, "score": 0.1, "exclusive": True}]),
        question("Q3", "unit_ref", unit_types=["01"], units_from="network", units_only=True),
        question("Q4", "attachment", file_types=["pdf"], max_mb=3),
        question("Q5", "comune", prefill="comune"),
    ).questions
    assert (said["Q1"].min, said["Q1"].max) == (Decimal(1), Decimal("9.5"))
    assert (said["Q1"].from_previous, said["Q1"].prefill) == (True, None)
    assert (said["Q5"].from_previous, said["Q5"].prefill) == (False, "comune")
    assert said["Q1"].required_if is not None and said["Q1"].suggest is not None
    assert (said["Q2"].options[0].score, said["Q2"].options[0].exclusive) == (Decimal("0.1"), True)
    assert (said["Q3"].unit_types, said["Q3"].units_from, said["Q3"].units_only) == (("01",), "network", True)
    assert (said["Q4"].file_types, said["Q4"].max_mb) == (("pdf",), 3)


def test_fixed_options_are_said_in_every_language() -> None:
    options = definition(question("Q1", "yes_no_na")).questions["Q1"].options
    assert [set(option.text) for option in options] == [{"it", "de", "fr", "sl"}] * 3


def test_what_stands_in_a_roster_knows_whose_rows_it_reads() -> None:
    inner = question("S", "roster", questions=[question("n", "integer", visible_if="outer.tipo == '1'")])
    tipo = question("tipo", "choice", options=[{"code": "1", "text": {"it": "Uno"}}])
    check = {"code": "R.c", "severity": "note", "require": "row.ore > 1", "message": {"it": "No."}}
    said = definition(question("R", "roster", questions=[tipo, question("ore", "integer", checks=[check]), inner]))
    (of_row,) = said.checks
    assert (of_row.foreach, of_row.fields) == ("R", ("R",))
    child = said.questions["R"].children[2].children[0]
    assert (child.parent, said.questions["R"].children[0].parent) == ("R.S", "R")
