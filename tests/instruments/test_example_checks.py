"""Each check of instruments B, C, D, E fires when what it requires is certainly violated, and only then."""

import pytest

from tests.instruments.example import CODES, Case, fired, instrument, report
from tests.instruments.example_cases import CASES

FIRING = [(code, case) for code in CODES for case in CASES[code]]
QUIET = [(code, case.check, case.linked, changes) for code, case in FIRING for changes in case.quiet]


@pytest.mark.parametrize(("code", "case"), FIRING, ids=[case.check for _, case in FIRING])
def test_a_check_fires_on_what_it_forbids(code: str, case: Case) -> None:
    assert case.check in fired(report(code, case.fires, case.linked))


@pytest.mark.parametrize(("code", "check", "linked", "changes"), QUIET, ids=[check for _, check, _, _ in QUIET])
def test_a_check_is_quiet_on_what_it_allows(
    code: str, check: str, linked: dict[str, object], changes: dict[str, object]
) -> None:
    assert check not in fired(report(code, changes, linked))


@pytest.mark.parametrize("code", CODES)
def test_every_check_has_its_cases(code: str) -> None:
    assert {check.code for check in instrument(code).checks} == {case.check for case in CASES[code]}


@pytest.mark.parametrize("code", CODES)
def test_without_linked_facts_no_check_that_reads_them_fires(code: str) -> None:
    reading = {check.code for check in instrument(code).checks if "linked." in check.require.source}
    firing = {change: value for case in CASES[code] if case.check in reading for change, value in case.fires.items()}
    assert not reading & fired(report(code, firing, None))
