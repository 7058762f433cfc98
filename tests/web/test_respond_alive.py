"""What an open page asks for: saving by itself, more time, names of places. On both databases."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.counting import statements

AUTOSAVE = {"X-Requested-With": "autosave", "Referer": "https://localhost/"}
SHOWN = "Q1 Q1@0 Q3 Q3@0 Q4 Q4@0 Q4.98@0 Q5 Q5@0"


def send(browser: Browser, fields: Mapping[str, Sequence[str] | str], path: str = "") -> TestResponse:
    """What the page's script sends."""
    data = {"csrf_token": browser.token(), **fields}
    return browser.client.post(path or browser.path, data=data, base_url="https://localhost", headers=AUTOSAVE)


def told(browser: Browser, fields: Mapping[str, Sequence[str] | str]) -> dict[str, Any]:
    """The answer to a save that went well."""
    answer = send(browser, fields)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_only_what_the_answer_changed_is_drawn_anew(opened: Browser) -> None:
    answer = told(opened, {"_q": "Q1@0", "Q1": "1", "_shown": SHOWN})
    assert answer["new"] == ["Q2"]
    assert list(answer["html"]) == ["Q2"]
    assert answer["order"] == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    assert answer["versions"] == {"Q1": 1}
    assert '<span id="date">1 su 4</span>' in answer["count"]
    assert "mancano 3 risposte" in answer["sections"]
    again = told(opened, {"_q": "Q4@0", "Q4": "1", "_shown": SHOWN.replace("Q1@0", "Q1@1 Q2 Q2@0")})
    assert again["html"] == {}
    assert again["sections"] is None


def test_what_the_browser_does_not_show_faithfully_is_sent(opened: Browser) -> None:
    answer = told(opened, {"_q": "Q4@0", "Q4": "1", "_shown": "Q1 Q1@7 Q3 Q3@0 Q4 Q4@0"})
    assert set(answer["html"]) == {"Q1", "Q4", "Q5"}


def test_an_unreadable_text_is_kept_and_said(opened: Browser) -> None:
    told(opened, {"_q": "Q1@0", "Q1": "1", "_shown": SHOWN})
    answer = told(opened, {"_q": "Q2@0", "Q2": "dodici", "_shown": SHOWN.replace("Q1@0", "Q1@1 Q2 Q2@0")})
    assert "Scriva un numero" in answer["html"]["Q2"]
    assert 'value="dodici"' in answer["html"]["Q2"]
    assert "Scriva un numero" in answer["summary"]


def test_the_first_answer_counts_and_hers_waits_in_the_fragment(opened: Browser) -> None:
    told(opened, {"_q": "Q3@0", "Q3": "Primo", "_shown": SHOWN})
    answer = told(opened, {"_q": "Q3@0", "Q3": "Secondo", "_shown": SHOWN})
    assert 'value="Primo"' in answer["html"]["Q3"]
    assert ">Secondo</strong>" in answer["html"]["Q3"]
    assert (answer["versions"], answer["contested"]) == ({}, ["Q3"])
    assert "scelga quale tenere" in answer["summary"]
    stale = told(opened, {"_q": "Q4@0", "Q4": "2", "_shown": SHOWN})
    assert 'value="Primo"' in stale["html"]["Q3"]
    chosen = told(opened, {"_q": "Q3@1", "Q3": "Primo", "_do": "take/Q3/1", "_shown": SHOWN})
    assert 'value="Secondo"' in chosen["html"]["Q3"]
    assert "Tengo" not in chosen["html"]["Q3"]
    assert chosen["summary"].strip() == ""


def test_a_table_that_took_cells_of_another_keeps_the_mark_of_the_page_that_does_not_show_them(
    opened: Browser, invited: factories.Invited
) -> None:
    told(opened, {"_q": "Q1@0", "Q1": "1", "_shown": SHOWN})
    opened.get(f"/rispondi/{invited.public_id}/P2")
    shown = "M1 M1@0 H1 H1@0"
    told(opened, {"_q": "M1@0", "M1:1:a": "4", "_shown": shown})
    answer = told(opened, {"_q": "M1@0", "M1:1:b": "5", "_shown": shown})
    assert (answer["versions"], answer["contested"]) == ({}, [])
    assert 'name="M1:1:a" value="4"' in answer["html"]["M1"]
    assert 'name="M1:1:b" value="5"' in answer["html"]["M1"]


def test_buttons_of_questions_answer_with_the_question(opened: Browser, invited: factories.Invited) -> None:
    opened.get(f"/rispondi/{invited.public_id}/P3")
    fields = {"_q": "R1@0", "R1:0:comune": "Bari", "R1:0:_row": "1", "_do": "add/R1", "_shown": "R1 R1@0"}
    answer = told(opened, fields)
    assert answer["acted"] == "R1"
    assert 'name="R1:1:comune"' in answer["html"]["R1"]


def test_saving_by_itself_takes_three_statements(opened: Browser, store: Database, invited: factories.Invited) -> None:
    with statements(store) as sent:
        told(opened, {"_q": ["Q1@0", "Q3@0"], "Q1": "1", "Q3": "Altro nome", "_shown": SHOWN})
    assert len(sent) <= 3
    with statements(store) as replaced:
        told(opened, {"_q": "Q3@0", "Q3": "Ancora", "_shown": SHOWN})
    assert len(replaced) <= 4  # and one that reads what the overtaken page had shown


def test_refusals_are_said_in_a_way_the_page_understands(
    opened: Browser, invited: factories.Invited, hour: Clock
) -> None:
    stale = send(opened, {"csrf_token": "x", "_q": "Q3@0", "Q3": "Testo"})
    assert stale.status_code == 400
    fresh = send(opened, {"csrf_token": stale.get_json()["token"], "_q": "Q3@0", "Q3": "Testo"})
    assert fresh.status_code == 200
    hour.forward(hours=9)
    ended = send(opened, {"_q": "Q3@0", "Q3": "Testo"})
    assert ended.status_code == 403
    assert "Apra di nuovo il collegamento" in ended.get_json()["message"]
    hour.now = factories.CLOSES - timedelta(hours=1)
    opened.enter(invited.token)
    opened.get(f"/rispondi/{invited.public_id}/P1")
    hour.forward(hours=1)
    closed = send(opened, {"_q": "Q3@0", "Q3": "Tardi"}, f"/rispondi/{invited.public_id}/P1")
    assert closed.status_code == 409
    assert "scaduto" in closed.get_json()["message"]


def test_whoever_says_she_is_there_has_eight_hours_more_within_the_day(
    opened: Browser, invited: factories.Invited, hour: Clock
) -> None:
    path = f"/rispondi/{invited.public_id}/continua"
    for passed, left in ((7, 8), (7, 8), (7, 3)):
        hour.forward(hours=passed)
        assert send(opened, {}, path).get_json()["left"] == left * 3600
    hour.forward(hours=3)
    assert send(opened, {}, path).status_code == 403


def test_places_are_found_by_their_letters(browser: Browser) -> None:
    asked = (("comuni", "mola di b", "Mola di Bari (BA)"), ("paesi", "franc", "Francia"), ("province", "bari", "Bari"))
    for which, letters, name in asked:
        found = browser.get(f"/luoghi?elenco={which}&q={letters}").get_json()
        assert name in found
        assert len(found) <= 12
    assert browser.get("/luoghi?elenco=altro&q=").get_json() == []
    assert browser.get("/luoghi?q=" + "a" * 5000).get_json() == []
