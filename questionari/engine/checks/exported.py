"""VAR: names of exported variables that SPSS, Stata, R and SQL take."""

import re
from collections import Counter
from collections.abc import Iterator

from questionari.engine.checks.subject import Subject, finding
from questionari.engine.columns import layout
from questionari.engine.findings import StaticFinding

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


def variable_names(subject: Subject) -> Iterator[StaticFinding]:
    """VAR001 and VAR002: the columns of every data file."""
    exported = layout(subject.questionnaire)
    for columns in (exported.wide, *exported.long.values()):
        names = Counter(column.name.lower() for column in columns)
        for column in columns:
            if not _NAME.fullmatch(column.name):
                message = f"the variable {column.name!r} of {column.question} has no valid name"
                yield finding("VAR001", subject.pointer(column.question), message)
            if names[column.name.lower()] > 1:
                message = f"the variable {column.name!r} of {column.question} is not unique"
                yield finding("VAR002", subject.pointer(column.question), message)
