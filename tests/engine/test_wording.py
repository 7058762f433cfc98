"""The words respondents read: complete in every language, with the same placeholders, agreeing with numbers."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from questionari.engine import locales
from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Question, say
from questionari.engine.piping import printed
from questionari.engine.wording import FOLDER, FORMS, NAMES, catalogue, counted, phrase, translated
from tools import wording

TRANSLATIONS = [language for language in NAMES if language != "it"]
MARKS = re.compile(r"\{\w+\}|</?[a-z]+>")


def said(language: str) -> Iterator[tuple[str, str]]:
    """Every message of a catalogue beside its Italian."""
    data = json.loads((FOLDER / f"{language}.json").read_text())
    for part in ("messages", "plurals", "scripts"):
        for italian, words in data[part].items():
            yield from ((italian, form) for form in ([words] if isinstance(words, str) else words))


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_word_of_ours_is_said_in_every_language_and_none_in_vain(language: str) -> None:
    for part, (missing, unused) in wording.differences(language).items():
        assert not missing, f"{part} of {language}.json lacks {missing}"
        assert not unused, f"{part} of {language}.json says in vain {unused}"


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_placeholders_and_the_markup_of_its_original(language: str) -> None:
    for italian, words in said(language):
        assert words.strip()
        assert set(MARKS.findall(words)) - {"{count}"} == set(MARKS.findall(italian)) - {"{count}"}, words
        assert not re.search(r"[{}]", MARKS.sub("", words))


def test_french_has_a_narrow_space_that_breaks_no_line_before_its_double_marks() -> None:
    known = catalogue("fr")
    scripts = [form for forms in known.scripts.values() for form in ([forms] if isinstance(forms, str) else forms)]
    words = [*known.messages.values(), *(form for forms in known.plurals.values() for form in forms), *scripts]
    assert not [
        text
        for text in words
        if re.search(r"[^\S\N{NARROW NO-BREAK SPACE}][:;?!»]|«[^\S\N{NARROW NO-BREAK SPACE}]", text)
    ]
    assert sum("\N{NARROW NO-BREAK SPACE}:" in text for text in words) > 100
    assert catalogue("de").messages["Errore:"] == "Fehler:"
    assert say({"it": "È attivo?", "fr": "Actif ? « Oui »"}, "fr") == "Actif\u202f? «\u202fOui\u202f»"
    assert say({"it": "È attivo?", "de": "Aktiv ?"}, "de") == "Aktiv ?"


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_message_with_a_number_has_a_form_for_each_number_of_the_language(language: str) -> None:
    known = catalogue(language)
    scripts = [forms for forms in known.scripts.values() if isinstance(forms, list)]
    assert known.plurals
    assert scripts
    assert {len(forms) for forms in (*known.plurals.values(), *scripts)} == {len(FORMS[language]) + 1}


def test_slovene_agrees_with_one_two_few_and_many() -> None:
    many = "mancano {count} risposte"
    forms = {n: counted(n, "manca 1 risposta", many, "sl").split()[-1] for n in (1, 2, 3, 4, 5, 100, 101, 102)}
    assert [forms[n] for n in (1, 101, 2, 102)] == ["odgovor", "odgovor", "odgovora", "odgovora"]
    assert [forms[n] for n in (3, 4, 5, 100)] == ["odgovori", "odgovori", "odgovorov", "odgovorov"]


def test_nobody_has_signed_a_translation_of_the_interface_yet() -> None:
    assert [language for language in TRANSLATIONS if catalogue(language).reviewer] == []


def test_a_message_is_put_into_words_in_the_language_of_who_reads_it() -> None:
    row = phrase("Riga {number}, {question}: {message}", number=2, question={"it": "Età", "de": "Alter"}, message="…")
    assert row["it"] == "Riga 2, Età: …"
    assert row["de"] == "Zeile 2, Alter: …"
    assert translated("Una frase che nessuno ha tradotto", "de") == "Una frase che nessuno ha tradotto"


@pytest.mark.parametrize(
    ("language", "number", "day"),
    [
        ("it", "1.234,5", "09/03/2026"),
        ("de", "1.234,5", "09.03.2026"),
        ("fr", "1\N{NARROW NO-BREAK SPACE}234,5", "09/03/2026"),
        ("sl", "1.234,5", "9. 3. 2026"),
    ],
)
def test_numbers_and_days_are_written_as_the_language_does_and_read_back(language: str, number: str, day: str) -> None:
    question = Question(code="Q", type="date", text={"it": "Giorno"})
    assert printed(Decimal("1234.5"), language) == number
    assert locales.day(date(2026, 3, 9), language) == day
    assert answer_type(question).read(question, {"": (day,)}).value == date(2026, 3, 9)
