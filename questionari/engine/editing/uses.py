"""Who reads a question: the parts that would have to be mended without it."""

from collections.abc import Iterator

from questionari.engine.checks.outline import checks, questions, texts
from questionari.engine.checks.subject import Subject
from questionari.engine.compiler import subject_of
from questionari.engine.editing.places import Document, address_at
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.tree import Expression
from questionari.engine.piping import segments


def readers(document: Document, code: str) -> tuple[str, ...]:
    """The addresses of the parts whose conditions, texts or lists name the question of a page, in their order.

    "" stands for what the structured editor has no page for.
    """
    subject = subject_of(document, "")
    pointers = (*_expressions(subject, code), *_texts(document, code), *_named(document, code))
    found = dict.fromkeys(address_at(document, pointer) for pointer in pointers)
    return tuple(address for address in found if address != f"domanda/{code}")


def _is(name: str, code: str) -> bool:
    """Whether a name is the question, or a part of it."""
    return name == code or name.startswith(f"{code}.")


def _expressions(subject: Subject, code: str) -> Iterator[str]:
    for site in subject.sites:
        if any(_is(name, code) for name in site.expression.names):
            yield site.pointer


def _texts(document: Document, code: str) -> Iterator[str]:
    for place in texts(document):
        if any("{" in words and _says(words, code) for words in place.text.values()):
            yield place.pointer


def _says(words: str, code: str) -> bool:
    try:
        pieces = segments(words)
    except ExpressionError:
        return False
    return any(_is(name, code) for piece in pieces if isinstance(piece, Expression) for name in piece.names)


def _named(document: Document, code: str) -> Iterator[str]:
    for raw, pointer, _ in checks(document):
        if any(_is(name, code) for name in (*raw.get("fields", ()), raw.get("foreach", ""))):
            yield pointer
    for place in questions(document):
        if _is(place.raw.get("options_from", ""), code):
            yield place.pointer
    for key, inside in (("effects", "fields"), ("preparation", "questions")):
        for at, raw in enumerate(document.get(key, ())):
            if any(_is(name, code) for name in raw.get(inside, ())):
                yield f"/{key}/{at}"
