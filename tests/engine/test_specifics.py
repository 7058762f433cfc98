"""Whatever a check says in particular is said in Italian too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from questionari import catalogue
from questionari.engine.checks.specifics import ALREADY_ITALIAN, FORMS, known, specific

FAULTY = sorted(Path("tests/documents/faulty").glob("*.json"))
NOT_OURS = ALREADY_ITALIAN
CHECKS = Path("questionari/engine/checks")
#: Messages whose noun is itself put in: each noun has a form.
BY_NOUN = {"X: X X, at most X", "X X, at most X", "X 'X' is already at X", "X, X: X", "X (column X of: X)"}


def messages() -> Iterator[str]:
    """What each check says, with X for what varies."""
    for path in CHECKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding":
                yield written(node.args[2])


def written(message: ast.expr) -> str:
    """A text of the source; "" for one that is made elsewhere."""
    if isinstance(message, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else quoted(one) for one in message.values)
    return str(message.value) if isinstance(message, ast.Constant) else ""


def quoted(part: ast.expr) -> str:
    return "'X'" if isinstance(part, ast.FormattedValue) and part.conversion == ord("r") else "X"


def test_whatever_a_check_can_say_has_an_italian_form() -> None:
    said = {message for message in messages() if message} - BY_NOUN
    assert len(said) > 40
    assert [message for message in sorted(said) if not known(message)] == []


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
