"""Conditions in plain Italian, for printed forms and preparation sheets. What has no plain words stays as written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from questionari.engine.expressions import tree
from questionari.engine.expressions.tree import CONTEXT_NAMES, Expression, Node

Texts = Callable[[str], str]
OptionTexts = Callable[[str, str], str]


class _NoWordsError(Exception):
    """A part that plain Italian does not say better than the source."""


def _same(_: str, option: str) -> str:
    """An option without a text of its own: its code."""
    return option


def in_words(expression: Expression, texts: Texts, options: OptionTexts = _same) -> str:
    """A condition as a clause to put after "se": «Donne in contatto» è maggiore di 0.

    ``texts`` gives the text of a question by its code, or of a census field ("census.type"); ``options`` that of an
    option, a row, a column or a child, by the question's code and its own. What has no plain words gives the source.
    """
    try:
        return _Speaker(texts, options).clause(expression.root, True)
    except _NoWordsError:
        return expression.source


_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_VERBS = {
    "==": "è",
    "!=": "non è",
    "<": "è minore di",
    "<=": "è al massimo",
    ">": "è maggiore di",
    ">=": "è almeno",
}
#: Helper -> what is said when it holds, and when it does not.
_HELPERS = {
    "answered": ("è data una risposta a {}", "non è data alcuna risposta a {}"),
    "known": ("{} è noto", "{} non è noto"),
    "unavailable": ("il dato {} non è disponibile", "il dato {} è disponibile"),
    "asked": ("la domanda {} è fra quelle poste", "la domanda {} non è fra quelle poste"),
}
_MEASURES = {
    "sum": "il totale di {}",
    "size": "il numero di voci indicate in {}",
    "rows": "il numero di righe di {}",
    "hours": "il totale delle ore di {}",
    "open_days": "il numero di giorni di apertura in {}",
    "year": "l'anno di {}",
}
_JOINERS = {"&&": " e ", "||": " oppure "}
_DUAL = {"&&": "||", "||": "&&"}


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says trees; negation is carried down to the comparisons (De Morgan holds with three values too)."""

    texts: Texts
    options: OptionTexts

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
                return _HELPERS[name][0 if holds else 1].format(self.reference(argument))
        raise _NoWordsError

    def _joined(self, node: tree.Binary, holds: bool) -> str:
        """And, or; negated, each becomes the other."""
        operator = node.operator if holds else _DUAL[node.operator]
        return _JOINERS[operator].join(self._part(child, holds, operator) for child in (node.left, node.right))

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
        return f"{self.term(node.left, node.right)} {_VERBS[sign]} {self.term(node.right, node.left)}"

    def _membership(self, node: tree.Binary, holds: bool) -> str:
        """One of a list, or a pick of a multiple choice."""
        if not isinstance(node.right, tree.ListExpr):
            verb = "è indicato" if holds else "non è indicato"
            return f"in {self.reference(node.right)} {verb} {self.term(node.left, node.right)}"
        values = [self.term(item, node.left) for item in node.right.items]
        if not values:
            raise _NoWordsError
        subject = self.term(node.left, node.right)
        return f"{subject} è {_either(values)}" if holds else f"{subject} non è {_neither(values)}"

    def term(self, node: Node, beside: Node) -> str:
        """A value; a written code gets the text of the option of the question it stands beside."""
        match node:
            case tree.Literal(value=str(code)):
                return f"«{self.options(_root(beside), code)}»"
            case tree.Literal(value=Decimal() as number):
                return format(number, "f").replace(".", ",")
            case tree.Call(name=name, arguments=(argument,)) if name in _MEASURES:
                return _MEASURES[name].format(self.reference(argument))
            case tree.Call(name="value_or", arguments=(first, otherwise)):
                return f"{self.term(first, beside)}{self._otherwise(otherwise, beside)}"
            case tree.Binary(operator="+", left=left, right=right):
                return f"la somma di {self.term(left, left)} e {self.term(right, right)}"
        return self.reference(node)

    def _otherwise(self, node: Node, beside: Node) -> str:
        """What stands in for a value that is not known; nothing is said of an empty text."""
        return "" if node == tree.Literal("") else f" (se manca, {self.term(node, beside)})"

    def reference(self, node: Node) -> str:
        """A question, a row or a column of it, a census field."""
        match node:
            case tree.Name(name=name) if name not in CONTEXT_NAMES:
                return f"«{self.texts(name)}»"
            case tree.Field(base=tree.Name(name=part), name=name) if part in CONTEXT_NAMES:
                return f"«{self.texts(f'{part}.{name}')}»"
            case tree.Index(base=base, key=tree.Literal(value=str(row))):
                return f"{self.reference(base)}, riga «{self.options(_root(base), row)}»"
            case tree.Field(base=base, name=column):
                return f"{self.reference(base)}, voce «{self.options(_root(base), column)}»"
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


def _either(values: Sequence[str]) -> str:
    """a, b oppure c."""
    *first, last = values
    return f"{', '.join(first)} oppure {last}" if first else last


def _neither(values: Sequence[str]) -> str:
    """né a né b; a alone."""
    return f"né {' né '.join(values)}" if len(values) > 1 else values[0]
