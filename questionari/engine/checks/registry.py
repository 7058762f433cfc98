"""Every static check, in the order findings are reported."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from questionari.engine.checks import (
    circles,
    codes_used,
    declared,
    effort,
    exported,
    expressions,
    idle,
    privacy,
    reading,
    references,
    shape,
    typography,
    wording,
)
from questionari.engine.checks.subject import Subject
from questionari.engine.findings import StaticFinding, has_errors

StaticCheck: TypeAlias = Callable[[Subject], Iterator[StaticFinding]]

#: Checks of the document as it is written.
WRITTEN: tuple[StaticCheck, ...] = (
    shape.inapplicable_keys,
    shape.missing_keys,
    shape.children_of_rosters,
    shape.required_but_unanswered,
    codes_used.duplicate_questions,
    codes_used.duplicate_pages,
    codes_used.duplicate_rules,
    codes_used.duplicate_options,
    codes_used.malformed,
    codes_used.same_but_case,
    codes_used.reserved_words,
    references.empty_lists,
    references.limited_options,
    references.unused_lists,
    references.fields_exist,
    references.cells_exist,
    references.prefill_fields,
    references.forward_references,
    circles.circular,
    expressions.types_agree,
    expressions.provinces_are_named,
    expressions.preparation_reads_the_census,
    expressions.placeholders,
    wording.missing_translations,
    wording.blank_texts,
    wording.html,
    wording.different_placeholders,
    wording.unreviewed_translations,
    references.understandable_checks,
    references.idle_checks,
    privacy.sensitive_texts,
    privacy.personal_contacts,
    privacy.shared_answers,
    privacy.untold_places,
    shape.limits,
    shape.sizes,
    declared.declared,
    declared.offered,
    declared.coded,
    declared.concepts,
    declared.named_codes,
    idle.idle_expressions,
    idle.repeated_checks,
    idle.pointing_elsewhere,
    reading.followable,
    reading.alike_options,
    reading.long_questions,
    reading.alike_pages,
    typography.clean_texts,
    typography.copied_translations,
)

#: Checks that evaluate the questionnaire: run when the first ones found no error.
EVALUATED: tuple[StaticCheck, ...] = (
    privacy.located_shelters,
    effort.assumed_answers,
    effort.limits_hold,
    effort.long_pages,
    exported.variable_names,
    declared.indicator_names,
)


def static_findings(subject: Subject) -> tuple[StaticFinding, ...]:
    """All findings of all checks."""
    written = tuple(finding for check in WRITTEN for finding in check(subject))
    if has_errors(written):
        return written
    return written + tuple(finding for check in EVALUATED for finding in check(subject))
