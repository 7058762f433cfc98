"""Static check of calls: known functions, their arguments' number and kinds, what some functions ask beyond that."""

from collections.abc import Callable, Mapping, Sequence

from questionari.engine.expressions import tree
from questionari.engine.expressions.forms import question_code
from questionari.engine.expressions.functions import FUNCTIONS, Function, read_date
from questionari.engine.expressions.kinds import Kind, Kinds, family_of
from questionari.engine.expressions.operands import check_codes
from questionari.engine.expressions.references import QuestionType, detail_type
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.expressions.tree import Node
from questionari.engine.expressions.types import ANY, Checker, Type, suggestion


def check_call(node: tree.Call, infer: Callable[[Node], Type], checker: Checker, of_question: QuestionType) -> Type:
    """The type of a call."""
    function = FUNCTIONS.get(node.name)
    if function is None:
        message = f"there is no function {node.name}: {suggestion(node.name, [*FUNCTIONS])}"
        return checker.report("unknown_function", message, node)
    if not function.accepts(len(node.arguments)):
        return checker.report("arity", f"{node.name} takes {_wanted(function)}, not {len(node.arguments)}", node)
    if node.name == "detail":
        return detail_type(node, checker, of_question)
    types = [infer(argument) for argument in node.arguments]
    fits = [_check_argument(node, function, place, kind, checker) for place, kind in enumerate(types)]
    if all(fits):
        _EXTRA.get(node.name, _nothing)(node, types, checker)
    return types[0] if function.result is None else Type(function.result)


def _wanted(function: Function) -> str:
    """How many arguments, in words."""
    most = len(function.parameters)
    least = most - function.optional
    if function.repeats:
        return f"{least} or more arguments"
    return f"{least} argument{'s' if least != 1 else ''}" if least == most else f"{least} to {most} arguments"


def _check_argument(node: tree.Call, function: Function, place: int, kind: Type, checker: Checker) -> bool:
    """Whether an argument is of an allowed kind; of a flat function, whether its items are numbers."""
    allowed = function.parameter(place)
    argument = node.arguments[place]
    if kind.kind is not Kind.ANY and kind.kind not in allowed:
        message = f"{node.name} takes {_kinds(allowed)}, this is {kind.kind}"
        checker.report("argument", message, argument)
        return False
    if function.flat and kind.item is not None and kind.item.kind not in {Kind.NUMBER, Kind.ANY}:
        message = f"{node.name} needs numbers, these are each {kind.item.kind}: count(..., code) counts codes"
        checker.report("argument", message, argument)
        return False
    return True


def _kinds(kinds: Kinds) -> str:
    """Allowed kinds in words, in the order of the enumeration."""
    return " or ".join(kind for kind in Kind if kind in kinds)


def _nothing(node: tree.Call, types: Sequence[Type], checker: Checker) -> None:
    """Most functions ask nothing more."""


def _check_date(node: tree.Call, types: Sequence[Type], checker: Checker) -> None:
    """A written day must exist."""
    argument = node.arguments[0]
    if isinstance(argument, tree.Literal) and read_date(str(argument.value)) is UNKNOWN:
        checker.report("bad_date", f"'{argument.value}' is no day: write YYYY-MM-DD, e.g. '2026-01-31'", argument)


def _check_count(node: tree.Call, types: Sequence[Type], checker: Checker) -> None:
    """The codes counted must be of the items' family and exist."""
    item = types[0].item or ANY
    for argument, kind in zip(node.arguments[1:], types[1:], strict=True):
        if Kind.ANY not in {item.kind, kind.kind} and family_of(item.kind) is not family_of(kind.kind):
            checker.report("type_mismatch", f"count looks for {item.kind} here, this is {kind.kind}", argument)
        check_codes(item, [argument], checker)


def _check_value_or(node: tree.Call, types: Sequence[Type], checker: Checker) -> None:
    """Both values must be of one family."""
    value, otherwise = types
    if Kind.ANY not in {value.kind, otherwise.kind} and family_of(value.kind) is not family_of(otherwise.kind):
        message = f"value_or gives {value.kind} or {otherwise.kind}: both must be of one kind"
        checker.report("type_mismatch", message, node.arguments[1])
    check_codes(value, [node.arguments[1]], checker)


def _check_question(node: tree.Call, types: Sequence[Type], checker: Checker) -> None:
    """The argument must be a question, not something worked out."""
    if question_code(node.arguments[0], checker.scope) is None:
        checker.report("argument", f"{node.name} takes a question's code", node.arguments[0])


def _check_score(node: tree.Call, types: Sequence[Type], checker: Checker) -> None:
    """The question's options must bear scores."""
    question = checker.scope.question(question_code(node.arguments[0], checker.scope) or "")
    options = () if question is None else question.matrix.options if question.matrix else question.options
    if not any(option.score is not None for option in options):
        checker.report("argument", "score takes a question whose options have a score", node.arguments[0])


_EXTRA: Mapping[str, Callable[[tree.Call, Sequence[Type], Checker], None]] = {
    "date": _check_date,
    "count": _check_count,
    "value_or": _check_value_or,
    "asked": _check_question,
    "score": _check_score,
}
