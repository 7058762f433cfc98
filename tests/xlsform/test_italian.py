"""What an import says is said in Italian on pages: every message of the package, with its particulars."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from questionari.engine.expressions.kinds import Kind
from questionari.xlsform import importing, italian
from questionari.xlsform.findings import FormError
from questionari.xlsform.importing import import_xlsform
from questionari.xlsform.italian import ITALIAN, in_italian
from questionari.xlsform.outline import METADATA
from questionari.xlsform.questions import _CHANGED
from tests.xlsform.forms import TODAY, form

PACKAGE = Path(importing.__file__).parent
SAYING = {"tell", "add", "FormError", "XPathError"}
#: Names of variables that hold a message, or a part of one.
HELD = {"message", "inside", "reason", "limits"}


def template(node: ast.expr) -> str:
    """A literal of the source as the table writes it; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("{", "{{").replace("}", "}}")
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(hole(part) if isinstance(part, ast.FormattedValue) else template(part) for part in node.values)


def hole(part: ast.FormattedValue) -> str:
    """A part of a message; what is quoted and then cut short has no second quote."""
    return "{!r}" if part.conversion == ord("r") and part.format_spec is None else "{}"


def literals(node: ast.expr) -> Iterator[str]:
    """The sentences that an expression may give."""
    for branch in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,):
        if " " in (found := template(branch)):
            yield found


def spoken(node: ast.AST) -> ast.expr | None:
    """The expression that a call, or a variable for messages, says."""
    if isinstance(node, ast.Call) and node.args:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return node.args[-1] if name in SAYING else None
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in HELD:
        return node.value
    return None


def said() -> Iterator[str]:
    """Every message that the source of the package makes."""
    for path in PACKAGE.glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for expression in filter(None, map(spoken, nodes)):
            yield from literals(expression)


INNER = {*METADATA.values(), *_CHANGED.values(), *map(str, Kind), "none"}
INNER |= {"it asks for too much memory or time; save it again with the form alone"}


def test_every_message_of_an_import_has_its_italian_words_and_none_in_vain() -> None:
    made = set(said()) | INNER
    assert made - ITALIAN.keys() == set()
    assert ITALIAN.keys() - made == set()


@pytest.mark.parametrize("english", ITALIAN)
def test_a_message_is_recognised_and_keeps_every_part(english: str) -> None:
    parts = [f"parte{number}" for number in range(english.count("{}") + english.count("{!r}"))]
    message = english.format(*parts)
    assert in_italian(message) == ITALIAN[english].format(*parts)
    assert all(part in in_italian(message) for part in parts)


def test_an_import_is_told_in_italian_down_to_the_reason_of_a_condition() -> None:
    made = form("""
type | name | label | relevant | calculation
text | t | Testo | |
geopoint | g | Dove? | |
text | u | Altro | regex(${t}, 'x') |
integer | n | Quanti? | ${nulla} > 3 |
""")
    told = [in_italian(found.message) for found in made.findings]
    assert "geopoint: le posizioni si scrivono qui come testo" in told
    assert "relevant «regex(${t}, 'x')» non ha corrispondenza: c'è un valore dove serve una condizione" in told
    assert "relevant «${nulla} > 3» non ha corrispondenza: non c'è nulla che si chiami ${nulla}" in told
    assert not [words for words in told if " the " in f" {words} "]


def test_a_file_that_is_no_form_is_refused_in_italian() -> None:
    with pytest.raises(FormError) as refused:
        import_xlsform(b"| choices |\n| | name |\n", TODAY)
    assert in_italian(str(refused.value)) == "manca il foglio «survey», quello delle domande; ci sono: choices"


@pytest.mark.parametrize(
    "message", ["nothing of ours", "", "a: b", "relevant 'x has no counterpart: y", "{}", "x" * 99]
)
def test_what_the_table_does_not_know_stays_as_it_is(message: str) -> None:
    assert in_italian(message) == message


def test_a_message_within_messages_ends() -> None:
    assert in_italian("a: " * 5_000).startswith("a: a: ")
    assert len(italian._TEMPLATES) == len(ITALIAN)
