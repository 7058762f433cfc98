"""A document's texts as a translator's rows, and the document with her words: nothing is said that she did not say."""

from typing import Any

import pytest

from questionari.engine.translations import (
    INCOMPLETE,
    NAMELESS,
    NO_ORIGINAL,
    UNFIT,
    TextRow,
    Translated,
    TranslationError,
    placed,
    signed,
    text_rows,
    with_translation,
)
from tests.engine.builders import document, question

Raw = dict[str, Any]
SIGNED = {"state": "reviewed", "reviewer": "Chi rivede", "on": "2026-01-31"}
FIRST, SECOND = "/sections/0/pages/0/questions/0/text", "/sections/0/pages/0/questions/1/text"


def two() -> Raw:
    return document(question("Q1"), question("Q2"))


def translated(raw: Raw, *without: str) -> Translated:
    """Every text in German but some."""
    rows = text_rows(raw, "de")
    words = {row.place: "" if row.place in without else f"{row.original} (de)" for row in rows}
    return with_translation(raw, "de", [TextRow(row.place, row.original, words[row.place]) for row in rows])


def test_a_complete_translation_is_declared_and_to_be_reviewed() -> None:
    made = translated(two())
    assert made.complete and made.texts == len(text_rows(two(), "de")) == 5
    assert made.document["languages"] == ["it", "de"]
    assert made.document["translations"] == {"de": {"state": "to_review"}}
    assert list(made.document)[list(made.document).index("languages") + 1] == "translations"
    assert {row.translated for row in text_rows(made.document, "de")} == {
        f"{row.original} (de)" for row in text_rows(two(), "de")
    }


def test_an_incomplete_one_keeps_its_words_and_is_not_declared() -> None:
    made = translated(two(), SECOND)
    assert (made.complete, made.missing) == (False, (SECOND,))
    assert made.document["languages"] == ["it"] and "translations" not in made.document
    assert {row.place for row in text_rows(made.document, "de") if not row.translated} == {SECOND}


def test_words_that_change_take_the_signature_away_and_the_same_words_leave_it() -> None:
    of = signed(translated(two()).document, "de", " Chi rivede ", "2026-01-31")
    assert of["translations"] == {"de": SIGNED}
    rows = text_rows(of, "de")
    assert with_translation(of, "de", rows).document["translations"] == {"de": SIGNED}
    spaced = [TextRow(row.place, f" {row.original} ", f" {row.translated} ") for row in rows]
    assert with_translation(of, "de", spaced).document["translations"] == {"de": SIGNED}
    other = [TextRow(FIRST, rows[3].original, "Anders")]
    assert rows[3].place == FIRST
    assert with_translation(of, "de", other).document["translations"] == {"de": {"state": "to_review"}}


def test_a_signature_leaves_those_of_other_languages() -> None:
    of = translated(two()).document
    of["translations"]["fr"] = SIGNED
    assert signed(of, "de", "Chi rivede", "2026-01-31")["translations"] == {"de": SIGNED, "fr": SIGNED}


def test_a_language_that_loses_a_text_is_declared_no_more_and_the_others_stay() -> None:
    of = translated(two()).document
    of["translations"]["fr"] = SIGNED
    gone = with_translation(of, "de", [TextRow(FIRST, "Domanda Q1", "  ")])
    assert (gone.missing, gone.document["languages"]) == ((FIRST,), ["it"])
    assert gone.document["translations"] == {"fr": SIGNED}
    assert "de" not in gone.document["sections"][0]["pages"][0]["questions"][0]["text"]


def test_the_document_given_is_left_alone() -> None:
    raw = two()
    translated(raw)
    assert raw == two()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([TextRow("/nowhere", "x", "y")], "row 2: the document has no text"),
        ([TextRow(FIRST, "Domanda Q1", "y"), TextRow(FIRST, "Domanda Q1", "z")], "row 3: .* stands in two rows"),
        ([TextRow(FIRST, "Domanda di prima", "y")], "row 2: the Italian text .* has changed"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_its_number(rows: list[TextRow], message: str) -> None:
    with pytest.raises(TranslationError, match=message) as refused:
        with_translation(two(), "de", rows)
    assert refused.value.italian == UNFIT


def test_italian_is_no_translation_and_only_a_complete_one_is_signed_by_somebody() -> None:
    of = translated(two()).document
    for act, italian in (
        (lambda: text_rows(of, "it"), NO_ORIGINAL),
        (lambda: signed(of, "it", "Chi rivede", "2026-01-31"), INCOMPLETE),
        (lambda: signed(of, "fr", "Chi rivede", "2026-01-31"), INCOMPLETE),
        (lambda: signed(of, "de", "  ", "2026-01-31"), NAMELESS),
    ):
        with pytest.raises(TranslationError) as refused:
            act()
        assert refused.value.italian == italian


def test_an_older_sheet_is_placed_where_its_very_words_stand_today() -> None:
    sheet = [TextRow(FIRST, "Domanda Q1", "Frage 1"), TextRow(SECOND, "Domanda Q2", "Frage 2")]
    grown = document(question("Q0"), question("Q1"), question("Q2"))
    found = placed(grown, "de", sheet)
    third = "/sections/0/pages/0/questions/2/text"
    assert found.rows == (TextRow(SECOND, "Domanda Q1", "Frage 1"), TextRow(third, "Domanda Q2", "Frage 2"))
    assert found.lost == ()


def test_words_stand_at_their_own_place_first_and_never_over_a_translation() -> None:
    twice = document(question("Q1"), {**question("Q2"), "text": {"it": "Domanda Q1", "de": "Schon da"}})
    sheet = [TextRow(FIRST, "Domanda Q1", "Frage 1")]
    assert placed(twice, "de", sheet).rows == (TextRow(FIRST, "Domanda Q1", "Frage 1"),)
    del twice["sections"][0]["pages"][0]["questions"][1]["text"]["de"]
    assert [(row.place, row.translated) for row in placed(twice, "de", sheet).rows] == [
        (FIRST, "Frage 1"),
        (SECOND, "Frage 1"),
    ]


def test_words_whose_italian_is_gone_are_told_and_rows_without_words_are_not() -> None:
    sheet = [TextRow(FIRST, "Domanda di prima", "Frage"), TextRow(SECOND, "Altra di prima", " ")]
    found = placed(two(), "de", sheet)
    assert (found.rows, found.lost) == ((), (sheet[0],))
