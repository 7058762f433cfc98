"""Two people at one question, without JavaScript: both answers are shown, one chooses, until then the first counts."""

import re
from collections.abc import Callable
from types import MappingProxyType

import pytest
from sqlalchemy import select

from questionari.store.models.responses import DraftCell
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser, Fields
from tests.web.conftest import Clock
from tests.web.counting import statements

pytestmark = pytest.mark.engine("sqlite")
Two = tuple[Browser, Browser]


@pytest.fixture
def two(new_browser: Callable[[], Browser], invited: factories.Invited) -> Two:
    """Two people with the first page open."""
    both = (new_browser(), new_browser())
    for browser in both:
        browser.enter(invited.token)
        browser.get(f"/rispondi/{invited.public_id}/P1")
    return both


def disagree(two: Two, hour: Clock) -> None:
    """The second answers after the first, on a page that does not know."""
    first, second = two
    first.fill({"Q1": "2", "Q3": "Nome della prima"}, press="_go=list")
    hour.forward(minutes=2)
    second.fill({"Q3": "Nome della seconda", "Q4": "2"})


def choices(browser: Browser) -> dict[str, str]:
    """The buttons that choose: label -> value."""
    found = re.findall(r'name="_do" value="((?:keep|take)/[^"]+)">([^<]+)<', browser.text)
    return {label.replace("&#39;", "'"): value for value, label in found}


def choose(browser: Browser, label: str, typed: Fields = MappingProxyType({})) -> None:
    """Press the button that keeps an answer."""
    browser.fill(typed, press=f"_do={choices(browser)[label]}")


def said(browser: Browser) -> list[str]:
    """Who answered what, when, as the page says it."""
    box = re.search(r'<div class="q-two">.*?</ul>', browser.text, re.S)
    lines = re.findall(r"<li>(.*?)</li>", box[0] if box else "", re.S)
    return [re.sub(r"<[^>]+>", "", line).replace("&#39;", "'") for line in lines]


def test_the_second_sees_both_who_and_when_and_the_first_counts(two: Two, hour: Clock) -> None:
    disagree(two, hour)
    second = two[1]
    assert second.path.endswith("/P1")
    assert said(second) == [
        "Un'altra persona (22/11/2026, ore 11:00): Nome della prima – vale questa",
        "Lei (22/11/2026, ore 11:02): Nome della seconda",
    ]
    assert second.fields()["Q3"] == ["Nome della prima"]
    assert (second.fields()["Q1"], second.fields()["Q4"]) == (["2"], ["2"])
    assert list(choices(second)) == ["Tengo la mia", "Tengo l'altra"]
    assert "scelga quale tenere" in second.text


@pytest.mark.parametrize(("label", "kept"), [("Tengo la mia", "seconda"), ("Tengo l'altra", "prima")])
def test_what_she_chooses_counts_and_the_other_stays_in_the_history(
    two: Two, store: Database, hour: Clock, label: str, kept: str
) -> None:
    disagree(two, hour)
    second = two[1]
    choose(second, label)
    assert second.fields()["Q3"] == [f"Nome della {kept}"]
    assert choices(second) == {}
    second.fill({})
    assert second.path.endswith("/P3")
    with store.reading() as session:
        cells = session.scalars(select(DraftCell.code).where(DraftCell.code.like("%Q3")).order_by(DraftCell.code)).all()
    assert cells == ["Q3"] * (2 if kept == "seconda" else 1) + ["_held:Q3"] * 2


def test_hers_outlives_page_and_session_and_whoever_comes_may_choose(
    two: Two, new_browser: Callable[[], Browser], invited: factories.Invited, hour: Clock
) -> None:
    disagree(two, hour)
    page = f"/rispondi/{invited.public_id}/P1"
    hour.forward(hours=9)
    third = new_browser()
    third.enter(invited.token)
    third.get(page)
    assert [line.split(" (")[0] for line in said(third)] == ["Un'altra persona"] * 2
    assert list(choices(third)) == ["Tengo la prima", "Tengo la seconda"]
    first = two[0]
    first.enter(invited.token)
    first.get(page)
    assert list(choices(first)) == ["Tengo la mia", "Tengo l'altra"]
    choose(first, "Tengo l'altra")
    assert first.fields()["Q3"] == ["Nome della seconda"]


def test_an_unsettled_answer_is_a_point_to_settle_before_the_submission(
    two: Two, invited: factories.Invited, hour: Clock
) -> None:
    disagree(two, hour)
    second, base = two[1], f"/rispondi/{invited.public_id}"
    second.get(f"{base}/riepilogo")
    assert "scelga quale tenere" in second.text
    assert "Tutto è pronto" not in second.text
    second.post(f"{base}/invio", {"csrf_token": second.token()})
    assert second.path.endswith("/riepilogo")
    second.get(f"{base}/P1")
    choose(second, "Tengo la mia")
    second.post(f"{base}/invio", {"csrf_token": second.token()})
    assert second.path.endswith("/ricevuta")


def test_the_same_answer_of_both_is_no_contest_and_neither_is_one_that_comes_to_agree(two: Two, hour: Clock) -> None:
    first, second = two
    first.fill({"Q3": "Stesso nome"}, press="_go=list")
    second.fill({"Q3": "Stesso nome"})
    assert said(second) == []
    page = second.path
    for browser in two:
        browser.get(page.rpartition("/")[0] + "/P1")
    first.fill({"Q3": "Uno"}, press="_go=list")
    second.fill({"Q3": "Due"})
    assert said(second) != []
    second.fill({"Q3": "Due"})  # she writes hers over the first, having seen both
    assert said(second) == []
    assert second.fields().get("Q3", ["Due"]) == ["Due"]


def test_a_button_drawn_before_names_the_very_answer_that_was_shown(
    two: Two, invited: factories.Invited, hour: Clock
) -> None:
    disagree(two, hour)
    first, second = two
    old = choices(second)["Tengo la mia"]
    choose(second, "Tengo l'altra")
    first.get(f"/rispondi/{invited.public_id}/P1")
    stale = first.fields()
    second.get(f"/rispondi/{invited.public_id}/P1")
    second.fill({"Q3": "Terzo nome"}, press="_go=list")
    first.post(f"/rispondi/{invited.public_id}/P1", {**stale, "Q3": "Quarto nome"}, "_go=continue")
    first.fill({}, press=f"_do={old}")
    assert first.fields()["Q3"] == ["Terzo nome"]
    assert [line.rpartition(": ")[2] for line in said(first)] == ["Terzo nome – vale questa", "Quarto nome"]


def test_different_cells_of_a_table_do_not_disturb_each_other_and_of_one_cell_only_that_is_asked(
    two: Two, invited: factories.Invited, store: Database
) -> None:
    first, second = two
    first.fill({"Q1": "1"})
    for browser in two:
        browser.get(f"/rispondi/{invited.public_id}/P2")
    first.fill({"M1:1:a": "4", "M1:2:a": "7"}, press="_go=list")
    with statements(store) as sent:
        second.fill({"M1:1:b": "5", "M1:2:a": "8"}, press="_go=continue")
    assert len([sql for sql in sent if not sql.startswith("SELECT")]) == 2
    fields = second.fields()
    assert [fields[f"M1:{cell}"] for cell in ("1:a", "1:b", "2:a")] == [["4"], ["5"], ["7"]]
    assert [line.rpartition(": ")[2] for line in said(second)] == ["7 – vale questa", "8"]
    choose(second, "Tengo la mia", {"M1:2:b": "1"})
    assert said(second) == []
    fields = second.fields()
    assert [fields[f"M1:{cell}"] for cell in ("1:a", "1:b", "2:a", "2:b")] == [["4"], ["5"], ["8"], ["1"]]


def test_what_waits_is_erased_with_its_answer(two: Two, invited: factories.Invited, hour: Clock) -> None:
    disagree(two, hour)
    second, base = two[1], f"/rispondi/{invited.public_id}"
    second.get(f"{base}/dati-personali")
    assert "Nome della prima – Nome della seconda" in second.text
    second.fill({"question": "Q3"}, press="")
    second.get(f"{base}/P1")
    assert said(second) == []
    assert second.fields()["Q3"] == [""]
