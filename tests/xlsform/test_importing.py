"""Each feature of a form on a form of its own."""

import pytest

from questionari.engine.headless import run
from questionari.xlsform.findings import FormError
from questionari.xlsform.importing import import_xlsform
from tests.xlsform.forms import TODAY, compiled, form, questions, told


def test_each_type_has_its_counterpart() -> None:
    types = {
        "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
        "time": "time", "dateTime": "datetime", "note": "note", "acknowledge": "choice", "barcode": "text",
        "geopoint": "text", "audio": "note", "image": "attachment", "file": "attachment",
        "select_one yn": "choice", "select one from yn": "choice",
        "select_multiple yn": "multi", "select all that apply from yn": "multi", "rank yn": "ordered",
    }  # fmt: skip
    rows = "\n".join(f"{spelt} | q{number} | Domanda {number}" for number, spelt in enumerate(types))
    made = form(f"type | name | label\n{rows}")
    assert [question["type"] for question in questions(made).values()] == list(types.values())
    assert [code for code, _, _ in told(made, "warning", "error")] == ["type.changed"] * 2
    compiled(made)


def test_a_file_is_attached_a_picture_as_a_picture_and_a_row_takes_none() -> None:
    made = form("""
type | name | label | required | relevant | default
file | statuto | Lo statuto | yes | |
photo | sede | La sede | | | sede.jpg
text | perche | Perché non c'è? | | ${sede} = '' |
begin repeat | stanze | Le stanze | | |
text | nome | Nome | | |
image | vista | Veduta | | |
end repeat | | | | |
""")
    asked = questions(made)
    assert asked["statuto"] == {"code": "statuto", "type": "attachment", "text": {"it": "Lo statuto"}, "required": True}
    assert asked["sede"]["file_types"] == ["jpg", "png"]
    assert asked["perche"]["visible_if"] == "!known(sede)"
    assert [child["code"] for child in asked["stanze"]["questions"]] == ["nome"]
    assert [(code, row) for code, _, row in told(made, "warning")] == [("default.lost", 3), ("type.changed", 7)]
    compiled(made)


def test_groups_are_sections_and_pages_with_their_conditions() -> None:
    made = form("""
type | name | label | relevant | appearance
begin group | sede | La sede | |
select_one yn | aperta | È aperta? | |
begin group | orari | Gli orari | ${aperta} = 'si' | field-list
integer | ore | Quante ore? | |
begin group | notte | Di notte | ${ore} > 10 |
integer | notti | Quante notti? | ${ore} > 12 |
end group | | | |
end group | | | |
text | altro | Altro | |
end group | | | |
text | fine | Osservazioni | |
""")
    first, second = made.document["sections"]
    assert [page["title"]["it"] for page in first["pages"]] == ["La sede", "Gli orari", "La sede"]
    assert first["pages"][1]["visible_if"] == "aperta == 'si'"
    inner = {question["code"]: question for question in first["pages"][1]["questions"]}
    assert inner["notte"] == {"code": "notte", "type": "note", "text": {"it": "Di notte"}, "visible_if": "ore > 10"}
    assert inner["notti"]["visible_if"] == "ore > 10 && ore > 12"
    assert [question["code"] for question in second["pages"][0]["questions"]] == ["fine"]
    compiled(made)


def test_a_repeat_is_a_roster_that_counts_and_checks_its_rows() -> None:
    made = form("""
type | name | label | repeat_count | relevant | constraint | constraint_message
integer | quanti | Quanti figli? | | | |
begin repeat | figli | I figli | ${quanti} | | |
integer | eta | Età | | | . < 18 | Solo minori
text | scuola | Scuola | | ${eta} > 5 | |
end repeat | | | | | |
note | somma | In tutto più di un anno | | sum(${eta}) > 1 | |
""")
    roster = questions(made)["figli"]
    age, school = roster["questions"]
    assert roster["checks"][0]["require"] == "rows(figli) == quanti"
    assert (age["checks"][0]["require"], age["checks"][0]["message"]) == ("row.eta < 18", {"it": "Solo minori"})
    assert school["visible_if"] == "row.eta > 5"
    assert questions(made)["somma"]["visible_if"] == "sum(figli.eta) > 1"
    report = run(compiled(made), {"quanti": 2, "figli": [{"eta": 3}, {"eta": 20}]}, {})
    assert [(error["code"], error["row"]) for error in report["errors"]] == [("eta.vincolo", "2")]


def test_a_repeat_in_a_repeat_is_a_roster_in_the_rows_of_another() -> None:
    made = form("""
type | name | label | repeat_count | relevant | constraint | calculation
begin repeat | casa | Le case | | | |
integer | letti | Letti | | | |
begin repeat | ospite | Gli ospiti | ${letti} | | |
integer | eta | Età | | | . < 100 |
text | scuola | Scuola | | ${eta} > 5 and ${letti} > 1 | |
end repeat | | | | | |
note | pochi | Troppi | | count(${ospite}) > 2 | |
text | perche | Perché | | sum(${eta}) > 50 | |
end repeat | | | | | |
calculate | anni | | | | | sum(${eta})
note | tanti | Tanti anni | | ${anni} > 200 | |
""")
    house = questions(made)["casa"]
    _, guests, why = house["questions"]
    assert [guests["type"], guests["code"], *(child["code"] for child in guests["questions"])] == [
        "roster", "ospite", "eta", "scuola"
    ]  # fmt: skip
    assert guests["checks"][0]["require"] == "rows(row.ospite) == row.letti"
    assert guests["questions"][0]["checks"][0]["require"] == "row.eta < 100"
    assert guests["questions"][1]["visible_if"] == "row.eta > 5 && outer.letti > 1"
    assert why["visible_if"] == "sum(row.ospite.eta) > 50"
    assert questions(made)["anni"]["expression"] == "sum(casa.ospite.eta)"
    answers = [{"letti": 2, "ospite": [{"eta": 3}, {"eta": 120}]}, {"letti": 1, "ospite": [{"eta": 90}]}]
    report = run(compiled(made), {"casa": answers}, {})
    assert [(error["code"], error["row"]) for error in report["errors"]] == [("eta.vincolo", "1.2")]
    assert report["computed"] == {"anni": 213}


def test_a_third_repeat_is_told_and_its_questions_are_asked_once() -> None:
    made = form("""
type | name | label
begin repeat | a | A
begin repeat | b | B
begin repeat | c | C
integer | n | N
end repeat | |
end repeat | |
end repeat | |
""")
    assert [(code, row) for code, _, row in told(made, "error")] == [("form.structure", 4)]
    (inner,) = questions(made)["a"]["questions"]
    assert [child["code"] for child in inner["questions"]] == ["n"]


def test_choices_are_filtered_one_by_one_and_may_stand_twice_where_the_form_allows() -> None:
    made = form(
        """
type | name | label | choice_filter
select_one regione | regione | Regione |
select_one provincia | provincia | Provincia | reg = ${regione}
""",
        """| choices |
| | list_name | name | label | reg |
| | regione | ven | Veneto | |
| | regione | pug | Puglia | |
| | provincia | vr | Verona | ven |
| | provincia | altra | Altra | ven |
| | provincia | altra | Altra | pug |
""",
        "| settings |\n| | allow_choice_duplicates |\n| | yes |",
    )
    options = questions(made)["provincia"]["options"]
    conditions = {option["code"]: option["visible_if"] for option in options}
    assert conditions == {"vr": "regione == 'ven'", "altra": "regione == 'ven' || regione == 'pug'"}
    compiled(made)


def test_a_choice_twice_is_an_error_and_both_are_kept() -> None:
    made = form(
        "type | name | label\nselect_one a | q | Domanda",
        """| choices |
| | list_name | name | label |
| | a | 1 | Uno |
| | a | 1 | Un altro |
""",
    )
    assert told(made, "error") == [("form.duplicate", "choices", 3)]
    assert [option["code"] for option in questions(made)["q"]["options"]] == ["1", "1_2"]


def test_other_is_specified_and_a_scale_has_its_steps() -> None:
    made = form("""
type | name | label | parameters
select_one yn or_other | q | Domanda |
range | r | Voto | start=1 end=5 step=0.5
""")
    other = questions(made)["q"]["options"][-1]
    assert (other["code"], other["detail"]["text"]["it"]) == ("other", "Specificare")
    scale = questions(made)["r"]
    assert (scale["type"], scale["min"], scale["max"]) == ("decimal", 1, 5)
    definition = compiled(made)
    wrong = run(definition, {"r": "1,25"}, {})["errors"]
    assert ([error["code"] for error in wrong], run(definition, {"r": "1,5"}, {})["errors"]) == (["r.passo"], [])


def test_a_calculation_is_computed_and_a_day_is_worked_out_where_it_is_read() -> None:
    made = form("""
type | name | label | calculation | relevant
date | a | Primo giorno | |
date | b | Secondo giorno | |
calculate | ultimo | | if(${b} > ${a}, ${b}, ${a}) |
calculate | giorni | | ${ultimo} - ${a} |
calculate | tardi | | if(${giorni} > 10, 'si', 'no') |
note | nota | Sono {giorni} giorni, cioè ${giorni} | | ${tardi} = 'si'
""")
    asked = questions(made)
    assert asked["giorni"]["expression"] == "days(value_or(b > a, false) ? b : a, a)"
    assert (asked["tardi"]["type"], asked["nota"]["visible_if"]) == ("computed_text", "tardi == 'si'")
    assert asked["nota"]["text"]["it"] == "Sono {{giorni}} giorni, cioè {giorni}"
    assert told(made, "warning") == [("type.changed", "survey", 4)]
    report = run(compiled(made), {"a": "2026-01-01", "b": "2026-01-31"}, {})
    assert report["computed"] == {"giorni": 30, "tardi": "si"}


def test_defaults_are_proposed_and_what_is_required_is_required() -> None:
    made = form("""
type | name | label | default | required
integer | n | Numero | 3 | yes
text | t | Testo | ciao | ${n} > 2
date | d | Giorno | today() | no
select_one yn | s | Scelta | si | true()
select_multiple yn | m | Scelte | si no |
""")
    asked = questions(made)
    proposed = {code: question.get("suggest") for code, question in asked.items()}
    assert proposed == {"n": "3", "t": "'ciao'", "d": "today", "s": "'si'", "m": None}
    assert told(made, "warning") == [("default.lost", "survey", 6)]
    assert [asked["n"].get("required"), asked["t"].get("required_if"), asked["d"].get("required")] == [
        True,
        "n > 2",
        None,
    ]
    compiled(made)


def test_languages_of_columns_are_languages_of_the_document() -> None:
    head = "type | name | label::Deutsch (de) | label::Italiano (it) | label::English | hint"
    made = form(f"{head}\ntext | q | Wer? | Chi? | Who? |", "")
    assert questions(made)["q"]["text"] == {"it": "Chi?", "de": "Wer?"}
    assert (made.document["languages"], told(made, "warning")) == (["it", "de"], [("language.lost", "survey", 1)])


def test_a_form_without_italian_says_so_and_an_incomplete_language_is_not_declared() -> None:
    rows = "type | name | label::English (en) | label::French (fr) | hint\ntext | q | Who? | Qui ? | x\n"
    made = form(f"{rows}text | r | When? |", "")
    assert [question["text"]["it"] for question in questions(made).values()] == ["Who?", "When?"]
    assert made.document["languages"] == ["it"]
    codes = [finding.code for finding in made.findings]
    assert {"language.italian", "language.incomplete"} <= set(codes) and "language.lost" not in codes


def test_texts_lose_their_html_their_scripts_and_what_cannot_be_seen() -> None:
    label = "<h4>Il</h4> <b>nome</b><script>alert(1)</script> di\u200b {lei} <span style='color:red'>qui</span>"
    made = form(f"type | name | label\ntext | q | {label}", "")
    assert questions(made)["q"]["text"]["it"] == "Il\n**nome** di {{lei}} qui"
    compiled(made)


def test_names_are_kept_wherever_they_can_be() -> None:
    made = form("""
type | name | label | relevant
integer | _1 | Primo |
integer | row | Secondo |
text | un-nome.lungo | Terzo | ${_1} > ${row}
""")
    assert list(questions(made)) == ["q_1", "q_row", "un_nome_lungo"]
    assert questions(made)["un_nome_lungo"]["visible_if"] == "q_1 > q_row"
    assert told(made, "warning") == [("name.changed", "survey", row) for row in (2, 3, 4)]


def test_loops_are_written_out() -> None:
    made = form("type | name | label\nbegin loop over yn | giro | Giro\ninteger | n | Quanti %(label)s?\nend loop | |")
    assert {code: q["text"]["it"] for code, q in questions(made).items()} == {
        "si_n": "Quanti Sì?",
        "no_n": "Quanti No?",
    }


@pytest.mark.parametrize(
    ("survey", "finding"),
    [
        ("type | name | label\ntext | q | A\ntext | q | B", ("form.duplicate", "survey", 3)),
        ("type | name | label\ntext | | A", ("form.missing", "survey", 2)),
        ("type | name | label\ncalculate | c |\ntext | q | A", ("form.missing", "survey", 2)),
        ("type | name | label\nbegin group | g | G\ntext | q | A", ("form.structure", "survey", 2)),
        ("type | name | label\ntext | q | A\nend group | |", ("form.structure", "survey", 3)),
        ("type | name | label\nselect_one manca | q | A", ("form.list", "survey", 2)),
        ("type | name | label\nteletrasporto | q | A", ("form.type", "survey", 2)),
        ("type | name | label | label\ntext | q | A | B", ("form.structure", "survey", 1)),
    ],
)
def test_a_faulty_form_is_refused_with_sheet_and_row_and_kept_by_a_lenient_import(
    survey: str, finding: tuple[str, str, int]
) -> None:
    made = form(survey)
    assert (finding in told(made, "error"), made.refused) == (True, True)
    assert made.document["sections"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"PK\x03\x04 nothing", b"\x00\x01", b"| choices |\n| | a |", b"{}"]
)
def test_what_is_no_form_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(FormError):
        import_xlsform(content, TODAY)
