"""How each answer is written by hand, and what a form cut for a type of service still asks."""

from typing import Any

import pytest

from questionari.engine.paper import PaperForm, PaperQuestion, paper_form
from questionari.engine.paper.model import Grid
from tests.engine.builders import compiled, definition, document, question

Raw = dict[str, Any]
ROWS = [{"code": "a", "text": {"it": "Prima"}}, {"code": "b", "text": {"it": "Seconda"}}]


def options(count: int) -> list[Raw]:
    return [{"code": str(place), "text": {"it": f"Voce {place}"}} for place in range(1, count + 1)]


def shown(*asked: Raw, language: str = "it", **keys: Any) -> dict[str, PaperQuestion]:
    """The questions of a form by their codes."""
    form = paper_form(definition(*asked, **keys), language=language)
    found = [one for section in form.sections for page in section.pages for one in page.questions]
    return {one.code: one for each in found for one in (each, *each.inner)}


def one(kind: str, **keys: Any) -> PaperQuestion:
    """The only question of a form."""
    return shown(question("Q1", kind, **keys))["Q1"]


@pytest.mark.parametrize(
    ("kind", "keys", "hint", "blank", "lines"),
    [
        ("date", {}, "", "giorno ………  mese ………  anno ……………", 0),
        ("month", {}, "", "mese ………  anno ……………", 0),
        ("time", {}, "", "ore ………  minuti ………", 0),
        ("datetime", {}, "", "giorno ………  mese ………  anno ……………  ore ………  minuti ………", 0),
        ("currency", {}, "importo in euro", "………………………… euro", 0),
        ("percent", {}, "percentuale", "………………………… %", 0),
        ("integer", {"unit_label": {"it": "ore"}}, "numero intero", "………………………… ore", 0),
        ("integer", {}, "numero intero", "…………………………", 0),
        ("long_text", {}, "testo", "", 4),
        ("long_text", {"max_length": 1200}, "testo, al massimo 1.200 caratteri", "", 4),
        ("comune", {"within": "'072'"}, "comune della provincia indicata", "", 1),
        ("computed", {"expression": "1 + 1"}, "lo calcola il sistema: non si compila", "", 0),
        ("note", {}, "", "", 0),
        ("choice", {"options": options(40)}, "una sola risposta", "", 0),
        ("choice", {"options": options(41)}, "una sola risposta: la scriva", "", 1),
        ("multi", {"options": options(3), "min_picks": 2}, "anche più risposte, almeno 2", "", 0),
        ("multi", {"options": options(3), "max_picks": 2}, "anche più risposte, al massimo 2", "", 0),
        ("multi", {"options": options(41)}, "anche più risposte", "", 3),
        ("ordered", {"options": options(3)}, "scriva 1, 2, 3 … in ordine di importanza", "", 0),
    ],
)  # fmt: skip
def test_each_type_has_its_space(kind: str, keys: Raw, hint: str, blank: str, lines: int) -> None:
    found = one(kind, **keys)
    assert (found.hint, found.blank, found.lines, found.grid) == (hint, blank, lines, None)
    few = len(keys.get("options", ())) <= 40
    assert [box.text for box in found.boxes] == [o["text"]["it"] for o in keys.get("options", ()) if few]


def test_reserved_answers_have_boxes_of_their_own() -> None:
    assert one("integer", prefer_not=True).reserved == ("Dato non disponibile", "Preferisco non rispondere")
    assert one("integer", not_available=False).reserved == one("text").reserved == ()


def test_a_week_has_two_spans_a_day() -> None:
    grid = one("opening_hours").grid
    assert grid is not None and grid.headers == ("Giorno", "dalle", "alle", "dalle", "alle", "chiuso", "24 ore")
    assert [(name, len(cells)) for name, cells in grid.rows][::6] == [("lunedì", 6), ("domenica", 6)]


def test_a_table_shows_its_cells_but_the_blocked_ones() -> None:
    table = one(
        "matrix",
        rows=ROWS,
        columns=[{"code": "x", "text": {"it": "X"}}, {"code": "y", "text": {"it": "Y"}}],
        blocked=[["a", "y"]],
    )
    assert table.grid == Grid(("", "X", "Y"), (("Prima", (True, False)), ("Seconda", (True, True))), ())
    assert table.hint == "numero intero"
    chosen = one("matrix", rows=ROWS, cell="choice", options=options(2))
    assert chosen.grid == Grid(
        ("", "Risposta"), (("Prima", (True,)), ("Seconda", (True,))), ("1 = Voce 1", "2 = Voce 2")
    )
    assert chosen.hint == "in ogni casella scriva il codice della risposta"
    plain = one("matrix", rows=ROWS).grid
    assert plain is not None and plain.headers == ("", "Numero")


def test_the_rows_of_a_list_are_lines_or_where_there_are_many_questions_columns() -> None:
    def rows(count: int, **keys: Any) -> PaperQuestion:
        asked = [question(f"c{place}", "integer", unit_label={"it": "ore"}) for place in range(count)]
        return one("roster", questions=asked, **keys)

    titles, yes = tuple(f"Domanda c{place} (ore)" for place in range(6)), True
    assert rows(5).grid == Grid(("", *titles[:5]), tuple((str(n), (yes,) * 5) for n in range(1, 5)), ())
    assert rows(6, max_rows=2).grid == Grid(("", "1", "2"), tuple((title, (yes, yes)) for title in titles), ())
    assert rows(1, fixed_rows=ROWS).grid == Grid(("", titles[0]), (("Prima", (yes,)), ("Seconda", (yes,))), ())
    assert rows(1, fixed_rows=ROWS).hint == ""
    assert rows(1, min_rows=1, max_rows=9).hint == (
        "una voce per riga o colonna; almeno 1; al massimo 9; se non bastano, continui su un altro foglio"
    )


def test_a_list_tells_the_codes_of_its_choices_and_leaves_details_out() -> None:
    other = {"code": "98", "text": {"it": "Altro"}, "detail": {"text": {"it": "Quale"}}}
    found = one("roster", questions=[question("t", "choice", options=[*options(1), other])])
    assert found.grid is not None and found.grid.headers == ("", "Domanda t")
    assert found.grid.legend == ("Domanda t: 1 = Voce 1; 98 = Altro",)


@pytest.mark.parametrize(
    ("outer", "inner", "names"),
    [
        ({}, {}, ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2"]),
        ({"fixed_rows": ROWS}, {"max_rows": 1}, ["Prima, 1", "Seconda, 1"]),
        ({"max_rows": 1}, {"fixed_rows": ROWS}, ["1.Prima", "1.Seconda"]),
    ],
)
def test_a_list_in_the_rows_of_another_is_a_table_of_its_own(outer: Raw, inner: Raw, names: list[str]) -> None:
    below = question("S", "roster", questions=[question("n")], **inner)
    found = shown(question("R", "roster", questions=[question("m"), below], **outer))
    grid = found["R.S"].grid
    assert grid is not None and [name for name, _ in grid.rows] == names
    around = found["R"].grid
    assert around is not None and around.headers == ("", "Domanda m")


def test_options_taken_from_elsewhere_say_where() -> None:
    source = question("Q1", "multi", options=options(2))
    found = shown(source, question("Q2", "multi", options=options(2), options_from="Q1"))
    assert found["Q2"].hint == "anche più risposte, solo fra quelle indicate in Q1"


def test_what_is_required_says_so_and_when() -> None:
    found = shown(
        question("Q1", "yes_no", required=True),
        question("Q2", required_if="Q1 == '1'"),
        question("Q3"),
        question("G", "group", questions=[question("n")], help={"it": "Aiuto"}),
        question("N", "note"),
        question("Q5"),
    )
    assert [found[code].required for code in ("Q1", "Q2", "Q3")] == [
        "obbligatoria",
        "obbligatoria se «1. Domanda Q1» è «Sì»",
        "",
    ]
    assert (found["G"].number, found["G.n"].number, found["G"].help) == ("", "4", "Aiuto")
    assert (found["N"].number, found["Q5"].number) == ("", "5")


def test_a_box_says_its_detail_and_on_what_it_hangs() -> None:
    other = {"code": "98", "text": {"it": "Altro"}, "detail": {"text": {"it": "Quale"}}, "visible_if": "Q1 == '1'"}
    boxes = shown(question("Q1", "yes_no"), question("Q2", "choice", options=[*options(1), other]))["Q2"].boxes
    assert [(box.text, box.detail, box.condition) for box in boxes] == [
        ("Voce 1", "", ""),
        ("Altro", "Quale", "solo se «1. Domanda Q1» è «Sì»"),
    ]


def cut(kind: str) -> PaperForm:
    """Instrument of two sections, the second for the type 02 only, cut for a type."""
    types = [{"code": code, "text": {"it": f"Tipo {code}"}} for code in ("01", "02")]
    mine = {"code": "9", "text": {"it": "Solo 01"}, "visible_if": "T == '01'"}
    raw = document(
        question("T", "choice", options=types, prefill="type"),
        question("Q1", "choice", options=[*options(2), mine]),
        question("Q2", visible_if="T == '02'"),
        question("Q3", visible_if="T != '02'"),
        title={"it": "Prova"},
    )
    pages = [{"code": "P2", "title": {"it": "Altra"}, "questions": [question("Q4")]}]
    raw["sections"].append({"code": "S2", "title": {"it": "Seconda"}, "visible_if": "T == '02'", "pages": pages})
    return paper_form(compiled(raw), kind, f"Tipo {kind}")


def test_a_form_cut_for_a_type_says_neither_what_is_not_asked_nor_what_holds_anyway() -> None:
    whole, first, second, other = (
        {one.code: one for section in form.sections for page in section.pages for one in page.questions}
        for form in (cut(""), cut("01"), cut("02"), cut("77"))
    )
    assert list(whole) == list(other) == ["T", "Q1", "Q2", "Q3", "Q4"]
    assert (list(first), list(second)) == (["T", "Q1", "Q3"], ["T", "Q1", "Q2", "Q4"])
    assert (whole["Q2"].condition, second["Q2"].condition) == ("Risponda solo se «1. Domanda T» è «Tipo 02».", "")
    assert [len(found["Q1"].boxes) for found in (whole, first, second)] == [3, 3, 2]
    assert [first["Q1"].boxes[2].condition, whole["Q1"].boxes[2].condition] == [
        "",
        "solo se «1. Domanda T» è «Tipo 01»",
    ]
    assert [section.condition for section in cut("").sections] == ["", "Risponda solo se «1. Domanda T» è «Tipo 02»."]
    assert [box.goto for box in whole["T"].boxes] == ["", ""]


def test_what_only_seems_to_hold_while_nothing_is_answered_is_said_on_the_form_of_a_type_too() -> None:
    types = [{"code": code, "text": {"it": f"Tipo {code}"}} for code in ("01", "02")]
    of = definition(
        question("T", "choice", options=types, prefill="type"),
        question("Q1"),
        question("Q2", visible_if="T == '01' && !answered(Q1)"),
        question("Q3", visible_if="!answered(Q1)"),
    )
    form = paper_form(of, "01", "Tipo 01")
    said = {one.code: one.condition for one in form.sections[0].pages[0].questions}
    assert said["Q3"] == "Risponda solo se non è data alcuna risposta a «2. Domanda Q1»."
    assert said["Q2"].endswith("non è data alcuna risposta a «2. Domanda Q1».")


def test_arrows_lead_from_choices_alone_and_never_over_what_may_be_asked() -> None:
    found = shown(
        question("Q1", "yes_no_na"),
        question("Q2", visible_if="Q1 == '1'"),
        question("Q3", "multi", options=options(2)),
        question("Q4", visible_if="'1' in Q3"),
        question("Q5", "choice", options=options(2)),
        question("Q6", visible_if="Q5 == '1'"),
        question("Q7", visible_if="Q5 == '1' && value_or(Q2, '') != ''"),
        question("M", "matrix", rows=ROWS),
        question("Q8", "yes_no"),
        question("Q9", visible_if="Q8 == '1' && sum(M) > 3"),
        question("Q10", "yes_no"),
        question("Q11", visible_if="Q10 == '1' || census.type == '01'"),
    )
    assert [box.goto for box in found["Q1"].boxes] == ["", "vada alla domanda 3", ""]
    assert [box.goto for box in found["Q3"].boxes] == ["", ""]
    assert [box.goto for box in found["Q5"].boxes] == ["", "vada alla domanda 7"]
    assert [box.goto for box in found["Q8"].boxes] == ["", "vada alla domanda 11"]
    assert [box.goto for box in found["Q10"].boxes] == ["", ""]


def test_a_type_that_the_register_knows_cuts_the_form_too_and_what_else_is_asked_is_said() -> None:
    of = definition(
        question("T", "choice", options=[{"code": "01", "text": {"it": "Tipo 01"}}], prefill="type"),
        question("Q1", "yes_no"),
        question("Q2", visible_if="census.type == '02'"),
        question("Q3", visible_if="census.type == '01'"),
        question("Q4", visible_if="T == '01' && Q1 == '1'"),
    )
    said = {one.code: one.condition for one in paper_form(of, "01", "Tipo 01").sections[0].pages[0].questions}
    assert list(said) == ["T", "Q1", "Q3", "Q4"]
    assert said["Q3"] == ""
    assert "«2. Domanda Q1» è «Sì»" in said["Q4"]


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (60, 120, "1–2 ore, anche in più volte"),
        (60, 90, "60–90 minuti"),
        (45, 60, "45–60 minuti"),
        (5, 9, "5–9 minuti"),
    ],
)
def test_the_time_it_takes_is_said_in_hours_where_they_are_whole(least: int, most: int, said: str) -> None:
    form = paper_form(definition(question("Q1"), minutes={"min": least, "max": most}))
    assert form.subtitle.startswith("Modulo intero – T, versione 2026.1 – ") and said in form.subtitle
