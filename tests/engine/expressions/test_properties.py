"""What holds for every expression and every set of answers."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings, strategies as st

from questionari.engine.expressions import tree
from questionari.engine.expressions.checking import check
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.evaluate import evaluate, truth
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.operators import BINARY, UNARY
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.render import render
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.expressions.words import in_words
from tests.engine.expressions.strategies import COMPLETE, condition_sources, number_sources, partial
from tests.engine.expressions.world import CONTEXT, World

MODEST = settings(max_examples=150, deadline=None)

NAMES = st.sampled_from(["A1", "b_2", "r", "index", "trueish"])
LEAVES: st.SearchStrategy[tree.Node] = st.one_of(
    st.builds(tree.Name, NAMES),
    st.builds(tree.Literal, st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=5)),
    st.builds(tree.Literal, st.booleans()),
    st.builds(tree.Literal, st.decimals(0, 1000, places=2).map(Decimal.normalize)),
)


def _grown(below: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    several = st.lists(below, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.Index, below, below),
        st.builds(tree.Field, below, NAMES),
        st.builds(tree.Call, NAMES, several),
        st.builds(tree.Unary, st.sampled_from([*UNARY]), below),
        st.builds(tree.Binary, st.sampled_from([*BINARY]), below, below),
        st.builds(tree.Conditional, below, below, below),
        st.builds(tree.ListExpr, several),
        st.builds(tree.Comprehension, st.sampled_from(["all", "exists"]), below, NAMES, below),
    )


@MODEST
@given(st.recursive(LEAVES, _grown, max_leaves=12))
def test_what_is_rendered_parses_back_to_the_same_tree(root: tree.Node) -> None:
    assert parse(render(root)).root == root


@MODEST
@given(st.text(st.sampled_from("aA1'\"\\[](){}.,?:!&|=<>+-*/ \nè"), max_size=40) | st.text(max_size=40))
def test_any_source_is_parsed_or_refused_with_a_place(source: str) -> None:
    try:
        parse(source)
    except ExpressionError as error:
        assert 1 <= error.column <= len(source) + 1
        assert error.message


@MODEST
@given(condition_sources(3, helpers=True), COMPLETE.flatmap(partial))
def test_a_well_typed_condition_never_raises_and_its_verdict_is_its_value(source: str, answers: dict[str, Any]) -> None:
    expression, world = parse(source), World(answers, CONTEXT)
    assert check(expression, world, expected=Kind.BOOLEAN) == []
    value = evaluate(expression, world)
    assert value is UNKNOWN if truth(expression, world) is None else value is truth(expression, world)
    assert in_words(expression, str)


@MODEST
@given(number_sources(3), COMPLETE.flatmap(partial))
def test_a_well_typed_number_is_a_finite_decimal_or_unknown(source: str, answers: dict[str, Any]) -> None:
    expression, world = parse(source), World(answers, CONTEXT)
    assert check(expression, world, expected=Kind.NUMBER) == []
    value = evaluate(expression, world)
    assert value is UNKNOWN or (isinstance(value, Decimal) and value.is_finite())


@MODEST
@given(st.recursive(LEAVES, _grown, max_leaves=12), COMPLETE)
def test_not_even_a_badly_typed_expression_raises(root: tree.Node, answers: dict[str, Any]) -> None:
    expression = parse(render(root))
    check(expression, World(answers))
    evaluate(expression, World(answers, CONTEXT))


WORLDS = COMPLETE.flatmap(lambda complete: st.tuples(st.just(complete), partial(complete)))


@settings(max_examples=300, deadline=None)
@given(condition_sources(3), WORLDS)
def test_a_known_verdict_never_changes_when_more_becomes_known(
    source: str, worlds: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    complete, known = worlds
    before = truth(parse(source), World(known, CONTEXT))
    assert before is None or truth(parse(source), World(complete, CONTEXT)) is before


@MODEST
@given(number_sources(3), WORLDS)
def test_a_known_number_never_changes_when_more_becomes_known(
    source: str, worlds: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    complete, known = worlds
    before = evaluate(parse(source), World(known, CONTEXT))
    assert before is UNKNOWN or evaluate(parse(source), World(complete, CONTEXT)) == before
