"""What stands in the rows of a roster, as a form names it: `R.child`, and in a roster in those rows `R.S.child`."""

from questionari.engine.definition import Question, Questionnaire
from questionari.engine.expressions import tree
from questionari.engine.expressions.scope import table
from questionari.engine.expressions.tree import ROW_NAMES, Node


def path_of(definition: Questionnaire, roster: str | None, node: Node) -> str | None:
    """The name of a roster, or of an answer in its rows; ``roster`` is the one whose row ``row`` stands for."""
    match node:
        case tree.Name(name="row") if roster:
            return roster
        case tree.Name(name="outer") if roster:
            return roster.rpartition(".")[0] or None
        case tree.Name(name=name):
            question = definition.question(name)
            return name if question is not None and question.type == "roster" else None
        case tree.Field(base=base, name=name):
            inside = path_of(definition, roster, base)
            return None if inside is None else f"{inside}.{name}"
    return None


def question_at(definition: Questionnaire, path: str, node: Node) -> Question | None:
    """The question of a reference in rows: of one row the child, of several the roster."""
    itself, around = table(definition, path), table(definition, path.rpartition(".")[0])
    one_row = isinstance(node, tree.Field) and isinstance(node.base, tree.Name) and begins_with_row(node)
    if itself is not None or around is None or not one_row:
        return itself or around
    return next((child for child in around.children if child.code == path.rpartition(".")[2]), None)


def begins_with_row(node: Node) -> bool:
    """Whether a reference begins with the row it stands in, or with the one around."""
    while isinstance(node, tree.Field):
        node = node.base
    return isinstance(node, tree.Name) and node.name in ROW_NAMES
