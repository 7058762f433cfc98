"""What looks like personal data, at the borders of the rule, and where the finding says it stands."""

import pytest

from questionari.engine.validating.sensitive import likenesses
from tests.engine.builders import codes, definition, findings, question

NAME, PHONE, EMAIL, CODE = "un nome e cognome", "un numero di telefono", "un indirizzo e-mail", "un codice fiscale"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Maria Rossini", (NAME,)),
        ("Maria Rossini in ospedale", (NAME,)),
        ("ieri Maria Rea", (NAME,)),
        ("ieri Maria Re", ()),
        ("ieri Maria rossini", ()),
        ("ieri Maria ASL", ()),
        ("ieri Maria, Rossini", ()),
        ("ieri Maria", ()),
        ("ieri maria Rossini", ()),
        ("ieri Maria\nRossini", (NAME,)),
        ("ospedale Maria Rossini", ()),
        ("Ospedale Maria Rossini", ()),
        ("via Roma, Maria Rossini", (NAME,)),
        ("080 555123", (PHONE,)),
        ("080 55512", ()),
        ("0039 333 1234567", (PHONE,)),
        ("3331234567", (PHONE,)),
        ("n. 3331234567/2024", ()),
        ("rssmra80a01h501u", (CODE,)),
        ("RSSMRA80A01H501UX", ()),
        ("uno@due", ()),
        ("uno@due.it", (EMAIL,)),
        ("Maria Rossini, uno@due.it, 3331234567", (EMAIL, PHONE, NAME)),
    ],
)
def test_a_text_looks_like_personal_data_up_to_the_border_of_the_rule(text: str, found: tuple[str, ...]) -> None:
    assert likenesses(text) == found


def test_only_texts_that_are_asked_to_be_looked_at_are() -> None:
    assert codes(definition(question("Q1")), {"Q1": "uno@due.it"}) == []
    assert codes(definition(question("Q1", sensitive_text=True)), {"Q1": "uno@due.it"}) == ["Q1.sensitive"]
    assert codes(definition(question("Q1", "integer"), question("Q2", sensitive_text=True)), {"Q2": "tutto bene"}) == []


def test_everything_found_is_said_at_once() -> None:
    (found,) = findings(definition(question("Q1", sensitive_text=True)), {"Q1": "uno@due.it 3331234567"})
    assert found.message.startswith("Il testo sembra contenere un indirizzo e-mail e un numero di telefono. Non")
    assert (found.severity, found.fields, found.row, found.keys) == ("warning", ("Q1",), None, ())


def test_a_text_in_a_row_is_named_by_row_and_question() -> None:
    children = [question("s", sensitive_text=True), question("t"), question("n", "integer")]
    of = definition(question("Q1", "roster", questions=children))
    (found,) = findings(of, {"Q1": [{"s": "bene", "t": "uno@due.it"}, {"s": "uno@due.it", "n": 1}]})
    assert (found.code, found.fields, found.row, found.keys) == ("Q1.s.sensitive", ("Q1",), "2", ("1:s",))
    assert found.message.startswith("Riga 2, «Domanda s»: Il testo sembra contenere un indirizzo e-mail.")
