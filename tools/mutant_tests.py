"""Which tests look at a faulty module first (tools/mutants.py)."""

from collections.abc import Mapping, Sequence

CHECKS_OF_A = ("tests/instruments/test_a_checks.py", "tests/instruments/test_a_routing.py")
DATASET = (
    "tests/engine/test_column_parts.py",
    "tests/engine/test_columns.py",
    "tests/instruments/test_a_dataset.py",
    "tests/instruments/test_a_counts.py",
)
CHECKS = (
    "tests/engine/checks",
    "tests/engine/expressions/test_checking.py",
    "tests/engine/test_documents.py",
    "tests/engine/test_docs.py",
)
COMPARING = ("tests/engine/comparing", "tests/engine/test_patching.py")
COMPILER = (
    "tests/engine/test_compiler.py",
    "tests/engine/test_features.py",
    "tests/engine/test_burden.py",
    "tests/engine/comparing/test_attributes.py",
)
EDITING = (
    "tests/engine/test_editing_decisions.py",
    "tests/engine/test_editing_new_parts.py",
    "tests/engine/test_editing_acts.py",
    "tests/engine/test_editing_lines.py",
    "tests/engine/test_renaming.py",
    "tests/engine/test_naming.py",
    "tests/engine/test_aliases.py",
    "tests/engine/test_operands.py",
    "tests/engine/test_copying.py",
    "tests/engine/test_small_parts.py",
)
KINDS = (
    "tests/engine/expressions/test_checking.py",
    "tests/engine/expressions/test_operators.py",
    "tests/engine/expressions/test_functions.py",
    "tests/engine/expressions/test_parsing.py",
)
TYPES = ("tests/engine/answer_types",)
#: For a module without tests of its own.
EVERY = ("tests/engine", "tests/instruments")
#: Longest beginning of a module's path -> the tests that run, nearest first. All other modules: "".
TESTS: Mapping[str, Sequence[str]] = {
    "": EVERY,
    "questionari/engine/expressions": ("tests/engine/expressions", *CHECKS),
    "questionari/engine/answer_types": ("tests/engine/answer_types", "tests/engine/test_validation.py", *DATASET[:3]),
    "questionari/engine/burden.py": ("tests/engine/test_burden.py", DATASET[-2]),
    "questionari/engine/outcomes.py": ("tests/engine/test_features.py", "tests/engine/test_headless.py", DATASET[-2]),
    "questionari/engine/columns": DATASET,
    "questionari/engine/columns/protection.py": ("tests/engine/test_small_parts.py",),
    "questionari/engine/dataset.py": ("tests/engine/test_plain_values.py",),
    "questionari/engine/compiler": (*COMPILER, *CHECKS),
    "questionari/engine/path": ("tests/engine/test_path.py", "tests/engine/test_validation.py", *CHECKS_OF_A),
    "questionari/engine/valid": ("tests/engine/test_validation.py", "tests/engine/validating", *CHECKS_OF_A),
    "questionari/engine/requirements.py": ("tests/engine/test_validation.py", "tests/instruments"),
    "questionari/engine/states.py": ("tests/engine/test_states.py",),
    "questionari/engine/calendar.py": ("tests/engine/test_calendar.py",),
    "questionari/engine/alphabet.py": (
        "tests/engine/test_plain_values.py",
        "tests/engine/test_places.py",
    ),
    "questionari/engine/answer_schema": ("tests/engine/answer_schema",),
    "questionari/engine/answer_types/attachments.py": TYPES,
    "questionari/engine/answer_types/passive.py": TYPES,
    "questionari/engine/answer_types/words.py": ("tests/engine/checks/test_keys.py",),
    "questionari/engine/answered.py": ("tests/engine/test_answered.py",),
    "questionari/engine/canonical.py": (
        "tests/engine/test_plain_values.py",
        "tests/engine/test_catalogue.py",
    ),
    "questionari/engine/checks": CHECKS,
    "questionari/engine/checks/privacy.py": ("tests/engine/test_privacy.py",),
    "questionari/engine/checks/circles.py": ("tests/engine/checks",),
    "questionari/engine/checks/sizes.py": ("tests/engine/checks/test_sizes.py",),
    "questionari/engine/checks/specifics.py": ("tests/engine/test_specifics.py",),
    "questionari/engine/columns/intake.py": ("tests/intake",),
    "questionari/engine/columns/model.py": ("tests/engine/test_nested_rosters.py", DATASET[1]),
    "questionari/engine/comparing": COMPARING,
    "questionari/engine/definition.py": ("tests/engine/test_compiler.py", "tests/engine/test_path.py", *CHECKS),
    "questionari/engine/editing": EDITING,
    "questionari/engine/editing/skeletons.py": EDITING[:4],
    "questionari/engine/expressions/context.py": (
        "tests/engine/test_docs.py",
        "tests/engine/test_piping.py",
        "tests/engine/test_carrying.py",
        "tests/engine/expressions/test_functions.py",
    ),
    "questionari/engine/expressions/kinds.py": KINDS,
    "questionari/engine/expressions/tree.py": KINDS,
    "questionari/engine/files": (
        "tests/engine/test_files.py",
        "tests/engine/test_relations.py",
        "tests/engine/test_small_parts.py",
    ),
    "questionari/engine/outliers.py": ("tests/engine/test_outliers.py",),
    "questionari/engine/pace.py": ("tests/engine/test_pace.py",),
    "questionari/engine/headless.py": ("tests/engine/test_headless.py", "tests/engine/test_features.py"),
    "questionari/engine/places.py": ("tests/engine/test_places.py",),
    "questionari/engine/locales.py": (
        "tests/engine/test_plain_values.py",
        "tests/engine/answer_types",
    ),
    "questionari/engine/merging.py": ("tests/engine/test_merging.py",),
    "questionari/engine/moving.py": ("tests/engine/test_moving.py",),
    "questionari/engine/on_duty.py": ("tests/engine/test_on_duty.py",),
    "questionari/engine/paper": ("tests/engine/paper",),
    "questionari/engine/quota.py": ("tests/engine/test_quota.py",),
    "questionari/engine/response_rates.py": ("tests/engine/test_response_rates.py",),
    "questionari/engine/roles.py": ("tests/engine/test_plain_values.py",),
    "questionari/engine/round_acts.py": ("tests/engine/test_states.py",),
    "questionari/engine/shared.py": ("tests/engine/test_answered.py",),
    "questionari/engine/since.py": ("tests/engine/test_since.py",),
    "questionari/engine/spacing.py": ("tests/engine/test_wording.py",),
    "questionari/engine/translations.py": ("tests/engine/test_translations.py",),
    "questionari/engine/universe.py": ("tests/engine/test_universe.py",),
    "questionari/engine/values.py": (
        "tests/engine/test_plain_values.py",
        "tests/engine/test_path.py",
        "tests/engine/answer_types",
    ),
    "questionari/engine/wording.py": ("tests/engine/test_plain_values.py", "tests/engine/test_wording.py"),
    "questionari/engine/working_days.py": ("tests/engine/test_working_days.py", "tests/engine/test_calendar.py"),
}


def tests_of(place: str) -> Sequence[str]:
    """The tests that hold a module, by its path from the root: those of the longest beginning that is named."""
    return TESTS[max((start for start in TESTS if place.startswith(start)), key=len)]
