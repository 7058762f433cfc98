"""Whatever a check says in particular is said in Italian too."""

from pathlib import Path

import pytest

from questionari import catalogue
from questionari.engine.checks.specifics import ALREADY_ITALIAN, FORMS, known, specific

FAULTY = sorted(Path("tests/documents/faulty").glob("*.json"))
NOT_OURS = ALREADY_ITALIAN


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_every_finding_of_a_faulty_document_has_its_particulars_in_italian(path: Path) -> None:
    found = catalogue.compile_document(path.read_bytes()).findings
    unsaid = [one.message for one in found if one.code not in NOT_OURS and not known(one.message)]
    assert unsaid == []


def test_what_varies_stands_in_the_italian() -> None:
    said = specific("the condition of page P2 reads Q1, asked later")
    assert said == "la condizione della pagina P2 legge Q1, che viene dopo"
    assert specific("nobody can submit: A1, Q2 cannot be met together").endswith("A1, Q2")
    assert specific("something that no check says") == ""


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_met_by_the_messages_it_stands_for(form: str) -> None:
    assert known(form.replace("%", "X"))
    assert "{" not in specific(form.replace("%", "X")).replace("{X}", "")
