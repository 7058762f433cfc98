"""The checks an author wrote: each fires only when what it requires is certainly violated (decisions.md 8)."""

from collections.abc import Iterator, Mapping

from questionari.engine.definition import Check
from questionari.engine.expressions.evaluate import truth
from questionari.engine.expressions.scope import table
from questionari.engine.findings import Finding
from questionari.engine.piping import render
from questionari.engine.validating.case import Case
from questionari.engine.values import Named


def violated_checks(case: Case) -> Iterator[Finding]:
    """The findings of all checks with a field on the path, row by row for those with ``foreach``.

    A check that reads something typed and not understood is unknown: the person has not left it empty.
    """
    for check in case.definition.checks:
        if any(case.path.asked(field) for field in check.fields) and case.problems.keys().isdisjoint(_reads(check)):
            fired = (variables for variables in _rows(case, check) if _fires(case, check, variables))
            yield from (_finding(case, check, variables) for variables in fired)


def _rows(case: Case, check: Check) -> list[dict[str, object]]:
    return [{}] if check.foreach is None else case.path.rows(check.foreach)


def _fires(case: Case, check: Check, variables: Mapping[str, object]) -> bool:
    if check.when is not None and truth(check.when, case.path.scope, variables) is not True:
        return False
    return truth(check.require, case.path.scope, variables) is False


def _finding(case: Case, check: Check, variables: Mapping[str, object]) -> Finding:
    row = variables.get("row_code")
    row_code = str(row) if row is not None else None
    named = {**variables, "row_code": Named(row_code, _words(case, check, row_code))} if row_code else variables
    message = render(check.message, case.language, case.path.scope, named)
    return case.finding(
        check.code,
        check.severity,
        message,
        check.fields,
        row=row_code,
        keys=_keys(case, check, row_code),
        concerns=_reads(check),
    )


def _words(case: Case, check: Check, row_code: str) -> str:
    """What a person calls a row: its text in the table; its number where it has none."""
    walked = table(case.path.scope, check.foreach or "")
    if walked is None:
        return row_code
    rows = walked.matrix.rows if walked.matrix else walked.fixed_rows
    texts = (render(row.text, case.language, case.path.scope) for row in rows if row.code == row_code)
    return next(texts, row_code)


def _reads(check: Check) -> frozenset[str]:
    """The names a check looks at."""
    names = check.require.names | (check.when.names if check.when else frozenset())
    return names | ({check.foreach, check.foreach.rpartition(".")[0]} - {""} if check.foreach else frozenset())


def _keys(case: Case, check: Check, row: str | None) -> tuple[str, ...]:
    """The cells of the row concerned, when the check points at the very table it walks."""
    if check.foreach not in check.fields[:1]:
        return ()
    return tuple(f"{r}:{c}" for r, c in case.path.cells(check.fields[0]) if r == row)
