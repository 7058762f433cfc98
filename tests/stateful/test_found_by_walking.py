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


@pytest.mark.parametrize(("code", "answered"), [("Q3", 3), ("L1", 4)])
def test_an_erased_answer_is_not_counted_any_more(life: Life, service: Respondent, code: str, answered: int) -> None:
    life.redact(code)
    row = life.row()
    assert row is not None and (row.answered, row.required) == (answered, 4)
