"""Conditions in plain words, for printed forms and preparation sheets. What has no plain words stays as written.

Each pattern is a whole clause, so that a language may put its verb at the end ("wenn «X» größer als 0 ist").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from questionari.engine import locales
from questionari.engine.expressions import tree
from questionari.engine.expressions.tree import CONTEXT_NAMES, Expression, Node
from questionari.engine.wording import ITALIAN, translated

Texts = Callable[[str], str]
OptionTexts = Callable[[str, str], str]


class _NoWordsError(Exception):
    """A part that plain words do not say better than the source."""


def _same(_: str, option: str) -> str:
    """An option without a text of its own: its code."""
    return option


def in_words(expression: Expression, texts: Texts, options: OptionTexts = _same, language: str = ITALIAN) -> str:
    """A condition as a clause to put after "se": «Donne in contatto» è maggiore di 0.

    ``texts`` gives the text of a question by its code, or of a census field ("census.type"); ``options`` that of an
    option, a row, a column or a child, by the question's code and its own. What has no plain words gives the source.
    """
    try:
        return _Speaker(texts, options, language).clause(expression.root, True)
    except _NoWordsError:
        return expression.source


_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_VERBS = {
    "==": "{left} è {right}",
    "!=": "{left} non è {right}",
    "<": "{left} è minore di {right}",
    "<=": "{left} è al massimo {right}",
    ">": "{left} è maggiore di {right}",
    ">=": "{left} è almeno {right}",
}
#: Helper -> what is said when it holds, and when it does not.
_HELPERS = {
    "answered": ("è data una risposta a {what}", "non è data alcuna risposta a {what}"),
    "known": ("{what} è noto", "{what} non è noto"),
    "unavailable": ("il dato {what} non è disponibile", "il dato {what} è disponibile"),
    "asked": ("la domanda {what} è fra quelle poste", "la domanda {what} non è fra quelle poste"),
}
_MEASURES = {
    "sum": "il totale di {what}",
    "size": "il numero di voci indicate in {what}",
    "rows": "il numero di righe di {what}",
    "hours": "il totale delle ore di {what}",
    "open_days": "il numero di giorni di apertura in {what}",
    "year": "l'anno di {what}",
}
_JOINERS = {"&&": "{left} e {right}", "||": "{left} oppure {right}"}
#: A pick of a multiple choice, and one that is not.
_PICKED = ("in {what} è indicato {pick}", "in {what} non è indicato {pick}")
_NEITHER = "{left} non è né {right}"
_NOR = "{left} né {right}"
_MISSING = "{what} (se manca, {value})"
_SUM = "la somma di {left} e {right}"
_ROW = "{table}, riga «{name}»"
_COLUMN = "{table}, voce «{name}»"
_DUAL = {"&&": "||", "||": "&&"}


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says trees; negation is carried down to the comparisons (De Morgan holds with three values too)."""

    texts: Texts
    options: OptionTexts
    language: str

    def _say(self, pattern: str, **values: str) -> str:
        """A pattern in the language, with its values."""
        return translated(pattern, self.language).format(**values)

    def clause(self, node: Node, holds: bool) -> str:
        """A condition, or its opposite."""
        match node:
            case tree.Unary(operator="!", operand=operand):
                return self.clause(operand, not holds)
            case tree.Binary(operator="&&" | "||"):
                return self._joined(node, holds)
            case tree.Binary(operator="in"):
                return self._membership(node, holds)
            case tree.Binary(operator=sign) if sign in _VERBS:
                return self._comparison(node, sign if holds else _OPPOSITE[sign])
            case tree.Call(name=name, arguments=(argument,)) if name in _HELPERS:
                return self._say(_HELPERS[name][0 if holds else 1], what=self.reference(argument))
        raise _NoWordsError

    def _joined(self, node: tree.Binary, holds: bool) -> str:
        """And, or; negated, each becomes the other."""
        operator = node.operator if holds else _DUAL[node.operator]
        left, right = (self._part(child, holds, operator) for child in (node.left, node.right))
        return self._say(_JOINERS[operator], left=left, right=right)

    def _part(self, node: Node, holds: bool, outer: str) -> str:
        """One side of an and, or: the other of the two goes in brackets."""
        text = self.clause(node, holds)
        while isinstance(node, tree.Unary) and node.operator == "!":
            node, holds = node.operand, not holds
        inner = node.operator if isinstance(node, tree.Binary) else ""
        spoken = inner if holds else _DUAL.get(inner, "")
        return f"({text})" if spoken == _DUAL[outer] else text

    def _comparison(self, node: tree.Binary, sign: str) -> str:
        """A measure and what it is compared with."""
        return self._say(_VERBS[sign], left=self.term(node.left, node.right), right=self.term(node.right, node.left))

    def _membership(self, node: tree.Binary, holds: bool) -> str:
        """One of a list, or a pick of a multiple choice."""
        if not isinstance(node.right, tree.ListExpr):
            pick = self.term(node.left, node.right)
            return self._say(_PICKED[0 if holds else 1], what=self.reference(node.right), pick=pick)
        values = [self.term(item, node.left) for item in node.right.items]
        if not values:
            raise _NoWordsError
        subject = self.term(node.left, node.right)
        if holds:
            return self._say(_VERBS["=="], left=subject, right=self._either(values))
        nor = reduce(lambda left, right: self._say(_NOR, left=left, right=right), values)
        return self._say(_NEITHER if len(values) > 1 else _VERBS["!="], left=subject, right=nor)

    def _either(self, values: Sequence[str]) -> str:
        """a, b oppure c."""
        *first, last = values
        return self._say(_JOINERS["||"], left=", ".join(first), right=last) if first else last

    def term(self, node: Node, beside: Node) -> str:
        """A value; a written code gets the text of the option of the question it stands beside."""
        match node:
            case tree.Literal(value=str(code)):
                return f"«{self.options(_root(beside), code)}»"
            case tree.Literal(value=Decimal() as number):
                return locales.number(format(number, "f").replace(".", ","), self.language)
            case tree.Call(name=name, arguments=(argument,)) if name in _MEASURES:
                return self._say(_MEASURES[name], what=self.reference(argument))
            case tree.Call(name="value_or", arguments=(first, otherwise)):
                return self._otherwise(self.term(first, beside), otherwise, beside)
            case tree.Binary(operator="+", left=left, right=right):
                return self._say(_SUM, left=self.term(left, left), right=self.term(right, right))
        return self.reference(node)

    def _otherwise(self, what: str, node: Node, beside: Node) -> str:
        """A value, and what stands in where it is not known; nothing is said of an empty text."""
        return what if node == tree.Literal("") else self._say(_MISSING, what=what, value=self.term(node, beside))

    def reference(self, node: Node) -> str:
        """A question, a row or a column of it, a census field."""
        match node:
            case tree.Name(name=name) if name not in CONTEXT_NAMES:
                return f"«{self.texts(name)}»"
            case tree.Field(base=tree.Name(name=part), name=name) if part in CONTEXT_NAMES:
                return f"«{self.texts(f'{part}.{name}')}»"
            case tree.Index(base=base, key=tree.Literal(value=str(row))):
                return self._say(_ROW, table=self.reference(base), name=self.options(_root(base), row))
            case tree.Field(base=base, name=column):
                return self._say(_COLUMN, table=self.reference(base), name=self.options(_root(base), column))
        raise _NoWordsError


def _root(node: Node) -> str:
    """The question, or census field, whose options are meant; "" for what is not a reference."""
    match node:
        case tree.Name(name=name):
            return name
        case tree.Field(base=tree.Name(name=part), name=name) if part in CONTEXT_NAMES:
            return f"{part}.{name}"
        case tree.Field(base=base) | tree.Index(base=base):
            return _root(base)
        case tree.Call(name="value_or", arguments=(first, _)):
            return _root(first)
    return ""
