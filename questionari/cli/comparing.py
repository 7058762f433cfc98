"""`flask questionnaire diff A B`: two versions, question by question.

Exit codes as of diff(1): 0 the two are one document, 1 they differ, 2 one of them cannot be read.
"""

from collections.abc import Iterator

import click

from questionari.cli import output
from questionari.cli.versions import definition_named
from questionari.engine.comparing import ColumnChange, Comparison, Difference, QuestionChange, as_json, compare

DIFFERENT = 1
_SIGNS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}


@click.command("diff")
@click.argument("old")
@click.argument("new")
@output.format_option
def command(old: str, new: str, form: str) -> None:
    """Compare OLD with NEW, each a FILE or a published version (A@2026.1, A, or the beginning of its SHA-256)."""
    comparison = compare(definition_named(old), definition_named(new))
    if form == "json":
        output.print_json(as_json(comparison))
    else:
        click.echo("\n".join(lines(comparison)))
    raise SystemExit(0 if comparison.identical else DIFFERENT)


def lines(comparison: Comparison) -> Iterator[str]:
    """The comparison as text: what changed alone, texts with the change marked [-old-]{+new+}."""
    old, new = comparison.old, comparison.new
    yield f"{old.code}@{old.version} ({old.sha256[:12]}) -> {new.code}@{new.version} ({new.sha256[:12]})"
    yield ", ".join(f"{count} {kind.value}" for kind, count in comparison.counts().items())
    if comparison.note:
        yield f"note: {comparison.note}"
    yield from (f"document: {_difference(difference)}" for difference in comparison.document)
    for question in comparison.questions:
        yield from _question(question)
    yield from (_column(column) for column in comparison.columns)


def _question(question: QuestionChange) -> Iterator[str]:
    if not (question.differences or question.note or question.matched_by is None):
        return
    codes = dict.fromkeys(code for code in (question.old_code, question.new_code) if code)
    title = question.new_title if question.new_title is not None else question.old_title
    yield f"{' -> '.join(codes)}: {', '.join(question.kinds)} [{question.comparability}] «{title}»"
    if question.note:
        yield f"  note: {question.note}"
    yield from (f"  {_difference(difference)}" for difference in question.differences)


def _difference(difference: Difference) -> str:
    what = " ".join(filter(None, (difference.what, difference.place, difference.language)))
    if difference.marked:
        return f"{what}: {''.join(_SIGNS[sign].format(text) for sign, text in difference.marked)}"
    return f"{what}: {_said(difference.old)} -> {_said(difference.new)}" if difference.what != "order" else "order"


def _said(value: str | None) -> str:
    return "(none)" if value is None else value


def _column(column: ColumnChange) -> str:
    places = ((column.old_file, column.old_name), (column.new_file, column.new_name))
    names = dict.fromkeys(f"{file}/{name}" if file else name for file, name in places if name)
    codes = [f"{old}->{new}" for old, new in column.codes.items()]
    codes += [f"+{code}" for code in column.codes_gained] + [f"-{code}" for code in column.codes_lost]
    return " ".join(("column", ", ".join(column.acts), " -> ".join(filter(None, names)), *codes))
