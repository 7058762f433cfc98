"""What the walks found, each in the fewest steps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from questionari.usecases import responding
from tests.stateful.life import Life
from tests.usecases.responding_acts import COMPLETE, Respondent


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """One invitation on SQLite."""
    found = Life(tmp_path)
    yield found
    found.database.dispose()


@pytest.fixture
def service(life: Life) -> Respondent:
    """The service has answered everything."""
    found = Respondent(life.database, life.house, life.invited)
    for page in ("P1", *COMPLETE):
        found.save(page, COMPLETE[page])
    return found


def test_a_page_drawn_before_a_reopening_overwrites_nothing_silently(life: Life, service: Respondent) -> None:
    form = {"_q": ["L1@1"], "L1": COMPLETE["P3"]["L1"]}
    service.save("P3", {"L1": ["Una risposta più giusta."]})
    life.write(responding.submit, service.public_id)
    life.reopen("Manca il totale")
    assert service.post("P3", form).conflicts == ("L1",)
    assert service.page("P3").drafts["L1"].raw == {"": ("Una risposta più giusta.",)}


def test_a_question_left_blank_goes_on_above_the_versions_of_before_the_reopening(
    life: Life, service: Respondent
) -> None:
    service.save("P3", {"L1": []})
    life.write(responding.submit, service.public_id)
    life.reopen("Manca il totale")
    service.save("P3", {"L1": ["Scritto dopo."]})
    for version in ("1", "2"):
        saved = service.post("P3", {"_q": [f"L1@{version}"], "L1": ["Scritto su una pagina vecchia."]})
        assert saved.unsaved == {"L1": {"": ("Scritto su una pagina vecchia.",)}}
    assert service.page("P3").drafts["L1"].raw == {"": ("Scritto dopo.",)}


def test_an_answer_erased_after_the_submission_is_missing_once_it_is_reopened(life: Life, service: Respondent) -> None:
    life.write(responding.submit, service.public_id)
    life.redact("Q3")
    life.reopen("Manca il nome")
    row = life.row()
    assert row is not None and (row.answered, row.required) == (3, 4)


@pytest.mark.parametrize(("code", "answered"), [("Q3", 3), ("L1", 4)])
def test_an_erased_answer_is_not_counted_any_more(life: Life, service: Respondent, code: str, answered: int) -> None:
    life.redact(code)
    row = life.row()
    assert row is not None and (row.answered, row.required) == (answered, 4)
