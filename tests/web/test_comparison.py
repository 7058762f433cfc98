"""The page that compares two published versions: what changed, in words, and what it does to the dataset."""

import json
from pathlib import Path
from typing import Any

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.managing import follow, words

pytestmark = pytest.mark.engine("sqlite")

PLACE = "/gestione/questionari/confronto"
OLD = factories.DOCUMENTS / "respond.json"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The tests' questionnaire a year later."""
    new: dict[str, Any] = json.loads(OLD.read_bytes())
    asked = new["sections"][0]["pages"][0]["questions"]
    asked[0]["text"] = {"it": "Quante persone?"}
    asked[0]["change_note"] = "Provata con <b>tre</b> servizi."
    asked.append(
        {"code": "Z1", "type": "text", "text": {"it": "Una domanda nuova"}, "visible_if": "today > date('2026-01-01')"}
    )
    path = tmp_path / "new.json"
    path.write_text(json.dumps({**new, "version": "2027.1"}))
    return path


@pytest.fixture
def compared(staff: Browser, store: Database, edited: Path) -> Browser:
    """The page with the two versions of the tests' questionnaire."""
    with store.writing() as session:
        factories.publish(session, edited)
    staff.get(f"{PLACE}?da=R@{json.loads(OLD.read_bytes())['version']}&a=R@2027.1")
    return staff


def test_it_tells_each_change_its_class_the_author_s_note_and_what_becomes_of_the_dataset(compared: Browser) -> None:
    said = words(compared.text)
    assert "riformulata" in said and "confrontabile con cautela" in said
    assert "Provata con <b>tre</b> servizi." in said and "<b>tre" not in compared.text
    assert "[aggiunto:" in said and "[tolto:" in said
    assert "Una domanda nuova" in said and "nuova" in said
    assert '<th scope="row">Z1</th>' in compared.text


def test_questions_that_stay_are_shown_when_asked_for(compared: Browser) -> None:
    changed = compared.text.count("q-card")
    follow(compared, "Mostra anche quelle identiche")
    assert compared.text.count("q-card") > changed and "identica" in compared.text
    follow(compared, "Mostra solo quelle cambiate")
    assert compared.text.count("q-card") == changed
    compared.get(PLACE)
    assert compared.text.count("q-card") == changed, "without a choice, the two latest versions of one questionnaire"


def test_one_version_alone_asks_for_a_choice_is_itself_and_an_unknown_one_is_not_found(staff: Browser) -> None:
    staff.get(PLACE)
    assert "Scelga due versioni" in staff.text
    staff.get(f"{PLACE}?da=R&a=R")
    assert "Le due versioni sono lo stesso documento." in staff.text
    assert staff.get(f"{PLACE}?da=R&a=NO").status_code == 404
