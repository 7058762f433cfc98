"""Conditions said in plain Italian, or given back as written."""

import pytest

from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.words import in_words

TEXTS = {
    "A1_02": "Tipologia",
    "census.type": "Tipologia nel censimento",
    "A5_02": "Donne in contatto",
    "A5_04": "Percorsi avviati",
    "A5_08": "Cittadinanza",
    "A7_01": "Invii",
    "A15_01": "Criticità",
    "A2_04": "Orario",
}
OPTIONS = {
    ("A1_02", "01"): "Centro antiviolenza",
    ("A1_02", "02"): "Casa rifugio",
    ("census.type", "02"): "Casa rifugio",
    ("A15_01", "16"): "Nessuna",
    ("A5_08", "2"): "Altro Paese UE",
    ("A7_01", "01"): "1522",
    ("A7_01", "a"): "giunte da",
}

CASES = [
    ("A5_02 > 0", "«Donne in contatto» è maggiore di 0"),
    ("!(A5_02 > 0.5)", "«Donne in contatto» è al massimo 0,5"),
    ("A1_02 == '02'", "«Tipologia» è «Casa rifugio»"),
    ("A1_02 != '02'", "«Tipologia» non è «Casa rifugio»"),
    ("A1_02 in ['01', '02']", "«Tipologia» è «Centro antiviolenza» oppure «Casa rifugio»"),
    ("!(A1_02 in ['01', '02'])", "«Tipologia» non è né «Centro antiviolenza» né «Casa rifugio»"),
    ("census.type in ['02']", "«Tipologia nel censimento» è «Casa rifugio»"),
    ("!(census.type in ['02'])", "«Tipologia nel censimento» non è «Casa rifugio»"),
    ("value_or(A1_02, '') != '02'", "«Tipologia» non è «Casa rifugio»"),
    (
        "value_or(A1_02, value_or(census.type, '')) == '02'",
        "«Tipologia» (se manca, «Tipologia nel censimento») è «Casa rifugio»",
    ),
    ("value_or(A5_02, 0) > 3", "«Donne in contatto» (se manca, 0) è maggiore di 3"),
    ("'16' in A15_01", "in «Criticità» è indicato «Nessuna»"),
    ("!('16' in A15_01)", "in «Criticità» non è indicato «Nessuna»"),
    ("A5_02 > 0 && A1_02 == '02'", "«Donne in contatto» è maggiore di 0 e «Tipologia» è «Casa rifugio»"),
    (
        "A1_02 == '02' && (A5_02 > 0 || A5_04 > 0)",
        "«Tipologia» è «Casa rifugio» e"
        " («Donne in contatto» è maggiore di 0 oppure «Percorsi avviati» è maggiore di 0)",
    ),
    (
        "!(A5_02 > 0 || !(A5_04 >= 1))",
        "«Donne in contatto» è al massimo 0 e «Percorsi avviati» è almeno 1",
    ),
    (
        "!(A1_02 == '02' || A5_02 > 0) || A5_04 > 0",
        "(«Tipologia» non è «Casa rifugio» e «Donne in contatto» è al massimo 0)"
        " oppure «Percorsi avviati» è maggiore di 0",
    ),
    ("sum(A5_08) == A5_02", "il totale di «Cittadinanza» è «Donne in contatto»"),
    ("A5_08['2'] > 0", "«Cittadinanza», riga «Altro Paese UE» è maggiore di 0"),
    ("A7_01['01'].a > 0", "«Invii», riga «1522», voce «giunte da» è maggiore di 0"),
    ("A5_02 + A5_04 < 3", "la somma di «Donne in contatto» e «Percorsi avviati» è minore di 3"),
    ("size(A15_01) > 0", "il numero di voci indicate in «Criticità» è maggiore di 0"),
    ("hours(A2_04) <= 168", "il totale delle ore di «Orario» è al massimo 168"),
    ("answered(A5_02)", "è data una risposta a «Donne in contatto»"),
    ("!known(A5_02)", "«Donne in contatto» non è noto"),
    ("unavailable(A5_02)", "il dato «Donne in contatto» non è disponibile"),
    ("!asked(A5_02)", "la domanda «Donne in contatto» non è fra quelle poste"),
]


@pytest.mark.parametrize(("source", "words"), CASES)
def test_a_condition_reads_as_plain_italian(source: str, words: str) -> None:
    assert in_words(parse(source), TEXTS.__getitem__, lambda code, option: OPTIONS[code, option]) == words


UNSPEAKABLE = ["A5_02 * 2 > 3", "previous(A5_02) > 0", "R.all(r, r.ore > 1)", "A1_02 in []", "today > census", "true"]


@pytest.mark.parametrize("source", UNSPEAKABLE)
def test_what_has_no_plain_words_stays_as_written(source: str) -> None:
    assert in_words(parse(source), str) == source


def test_without_texts_of_options_their_codes_are_shown() -> None:
    assert in_words(parse("A1_02 in ['01', '02', '03']"), str) == "«A1_02» è «01», «02» oppure «03»"
