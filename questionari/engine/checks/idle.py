"""EXP: expressions that say less than they seem to. CHK: checks that repeat each other or point elsewhere."""

from collections.abc import Iterator

from questionari.engine.checks.outline import checks
from questionari.engine.checks.subject import Subject, finding
from questionari.engine.expressions import tree
from questionari.engine.expressions.operators import BINARY
from questionari.engine.expressions.render import render
from questionari.engine.expressions.tree import Node, walk
from questionari.engine.findings import StaticFinding

LONGEST_EXPRESSION = 1000
_RELATION = 3  # the level of comparisons in the table of operators
_CONDITIONS = frozenset({"visible_if", "required_if", "effect", "preparation"})


def idle_expressions(subject: Subject) -> Iterator[StaticFinding]:
    """EXP007 to EXP011 and LIM004."""
    for site in subject.sites:
        nodes = tuple(walk(site.expression.root))
        if site.role in _CONDITIONS and not any(isinstance(node, tree.Name) for node in nodes):
            yield finding("EXP008", site.pointer, f"{site.expression.source!r} reads nothing")
        for code, message in dict.fromkeys(fault for node in nodes for fault in _faults(node)):
            yield finding(code, site.pointer, message)
        if len(site.expression.source) > LONGEST_EXPRESSION:
            yield finding("LIM004", site.pointer, f"{len(site.expression.source)} characters")


def _faults(node: Node) -> Iterator[tuple[str, str]]:
    match node:
        case tree.Binary(operator=sign, left=left, right=right) if BINARY[sign].level == _RELATION and left == right:
            yield "EXP007", f"{render(left)} is compared with itself"
        case tree.Binary(operator="/", right=tree.Literal(value=0)):
            yield "EXP009", "a division by zero is never known"
        case tree.Binary(operator="&&" | "||" as sign):
            yield from (("EXP010", f"{text} stands twice") for text in _repeated(_operands(node, sign)))
        case tree.ListExpr(items=items):
            yield from (("EXP011", f"{text} stands twice in the list") for text in _repeated(list(items)))


def _operands(node: Node, sign: str) -> list[Node]:
    """The operands of a chain of one logical operator."""
    if isinstance(node, tree.Binary) and node.operator == sign:
        return [*_operands(node.left, sign), *_operands(node.right, sign)]
    return [node]


def _repeated(nodes: list[Node]) -> list[str]:
    return [render(node) for i, node in enumerate(nodes) if node in nodes[:i]]


def repeated_checks(subject: Subject) -> Iterator[StaticFinding]:
    """CHK006: two checks that require the same."""
    seen: dict[tuple[str, str | None, str | None], str] = {}
    for raw, pointer, _ in checks(subject.document):
        rule = (raw["require"], raw.get("when"), raw.get("foreach"))
        if seen.get(rule, raw["code"]) != raw["code"]:
            yield finding("CHK006", pointer, f"check {raw['code']} requires what {seen[rule]} requires")
        seen.setdefault(rule, raw["code"])


def pointing_elsewhere(subject: Subject) -> Iterator[StaticFinding]:
    """CHK007: a check shown beside questions of which it reads none."""
    for check in subject.questionnaire.checks:
        names = check.require.names | (check.when.names if check.when else frozenset())
        read = {part for name in (*names, check.foreach or "") for part in (name, name.partition(".")[0])}
        fields = {part for field in check.fields for part in (field, field.partition(".")[0])}
        if check.fields and names and not read & fields:
            at = next((s.pointer for s in subject.sites if s.expression is check.require), "")
            yield finding("CHK007", at, f"check {check.code} points at {', '.join(check.fields)} and reads none of it")
