"""VAR: names of exported variables that people can read."""

import re
from collections.abc import Iterator

from questionari.engine.checks.subject import Subject, finding
from questionari.engine.columns import Column, layout
from questionari.engine.findings import StaticFinding

#: How ``columns`` ends a name that was too long for data programs, or taken: a digest instead of the code's end.
_DIGEST = re.compile(r"_([0-9a-f]{6})")


def variable_names(subject: Subject) -> Iterator[StaticFinding]:
    """VAR001: columns whose name had to be made up, in any data file."""
    exported = layout(subject.questionnaire)
    for column in (*exported.wide, *(column for columns in exported.long.values() for column in columns)):
        if _made_up(column):
            at = subject.pointer(column.question)
            yield finding("VAR001", at, f"{column.question} {'.'.join(column.key)} is exported as {column.name!r}")


def _made_up(column: Column) -> bool:
    """Whether a name ends with a digest that is no code of the document."""
    met = _DIGEST.fullmatch(column.name[-7:])
    return met is not None and met.group(1) not in column.key and not column.question.endswith(met.group())
