"""Expressions and texts follow a code that was given another name: its mentions are replaced where they stand, the rest
of the source stays as it was written.

Which mentions of a word are this code, the static types tell: once the code bears its new name where it is declared,
what the checker no longer finds is what must follow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from questionari.engine.checks.outline import TextPlace, texts
from questionari.engine.compiler import subject_of
from questionari.engine.editing.places import Document
from questionari.engine.expressions import tree
from questionari.engine.expressions.checking import check
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.scope import StaticScope
from questionari.engine.expressions.tree import Node, walk
from questionari.engine.piping import expressions_in

#: What the checker says of a code that bears another name now.
GONE = frozenset(f"expression.unknown_{what}" for what in ("option", "row", "column", "child", "detail"))
MOST_PASSES = 50  # each finds what the mistakes before it hid


@dataclass(frozen=True, slots=True)
class Renamed:
    """A code that bears another name in the document already.

    ``name``: it is a question's, hence a name wherever it stands as one; ``rows``: the tables whose ``row_code`` may be
    it; ``values``: the computed questions whose value may be it; ``linked``: it is a fact of the context too.
    """

    old: str
    new: str
    name: bool = False
    rows: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    linked: bool = False

    def in_words(self, text: str) -> str:
        """Plain words in which the code is named: "(A5_02)". A code that may be a word of the language stays."""
        if not self.name or not re.search(r"[0-9_]", self.old):
            return text
        return re.sub(rf"(?<![\w.]){re.escape(self.old)}(?!\w)", self.new, text)


def follow(document: Document, renamed: Renamed) -> None:
    """Put the new name into every expression and every text of the document (which is changed)."""
    subject = subject_of(document, "")
    for site in subject.sites:
        source = site.expression.source
        if renamed.old in source:
            computes = site.role == "computed" and site.owner in renamed.values
            _put(document, site.pointer, _followed(source, renamed, subject, site.row, computes))
    for place in texts(document):
        _say(place, renamed, subject)


def _put(document: Any, pointer: str, source: str) -> None:
    *way, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    here = document
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    if last in here:  # the value of a generated code is written nowhere
        here[last] = source


def _say(place: TextPlace, renamed: Renamed, scope: StaticScope) -> None:
    """The placeholders of a text, in each language; and the code of a question where the words name it."""
    words: Any = place.text
    for language, text in place.text.items():
        if renamed.old in text:
            said = expressions_in(text, lambda one: _followed(one, renamed, scope, place.row, False), renamed.in_words)
            words[language] = said


def _followed(source: str, renamed: Renamed, scope: StaticScope, row: str | None, computes: bool) -> str:
    """The source with every mention replaced; as it was where it cannot be read."""
    for _ in range(MOST_PASSES):
        try:
            root = parse(source).root
        except ExpressionError:
            return source
        columns = {*_plain(root, renamed, row, computes), *_lost(source, renamed, scope, row)}
        if not columns:
            return source
        source = _spliced(source, columns, renamed)
    return source


def _spliced(source: str, columns: set[int], renamed: Renamed) -> str:
    """The source with the word at each of these columns replaced, from the last to the first."""
    for column in sorted(columns, reverse=True):
        start = column - 1 + (source[column - 1] in "'\"")
        source = source[:start] + renamed.new + source[start + len(renamed.old) :]
    return source


def _lost(source: str, renamed: Renamed, scope: StaticScope, row: str | None) -> Iterator[int]:
    """The columns where the checker misses the old name."""
    expression = parse(source)
    mentioned = {node.column for node in walk(expression.root) if _word(node) == renamed.old}
    faults = check(expression, scope, foreach=row)
    yield from (fault.column for fault in faults if fault.code in GONE and fault.column in mentioned)


def _word(node: Node) -> object:
    """The word that a node is: a text, a field's name."""
    if isinstance(node, tree.Literal):
        return node.value
    return node.name if isinstance(node, tree.Field) else None


def _plain(root: Node, renamed: Renamed, row: str | None, computes: bool) -> Iterator[int]:
    """The mentions that need no types: names, facts, codes of rows, the texts that a computed question gives."""
    for node in walk(root):
        if _is_name(node, renamed):
            yield node.column
        elif isinstance(node, tree.Binary) and row in renamed.rows and _reads_row_code(node):
            yield from _literals(node.children, renamed.old)
    if computes:
        yield from _literals(_results(root), renamed.old)


def _is_name(node: Node, renamed: Renamed) -> bool:
    match node:
        case tree.Name(name=name):
            return renamed.name and name == renamed.old
        case tree.Field(base=tree.Name(name="linked"), name=name):
            return renamed.linked and name == renamed.old
    return False


def _reads_row_code(node: Node) -> bool:
    return any(isinstance(side, tree.Name) and side.name == "row_code" for side in node.children)


def _literals(nodes: Any, word: str) -> Iterator[int]:
    """The columns of a text among these nodes, or in a list among them."""
    for node in nodes:
        if isinstance(node, tree.ListExpr):
            yield from _literals(node.items, word)
        elif isinstance(node, tree.Literal) and node.value == word:
            yield node.column


def _results(root: Node) -> Iterator[Node]:
    """The nodes whose value an expression may give."""
    if isinstance(root, tree.Conditional):
        yield from _results(root.then)
        yield from _results(root.otherwise)
    else:
        yield root
