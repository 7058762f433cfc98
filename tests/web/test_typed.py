"""Staff forms whose session or token has ended: what was typed comes back (reliability.md, F10)."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

pytestmark = pytest.mark.engine("sqlite")

FORM = {"email": "nuovo@servizio.example", "name": "Recapito di prova", "password": "segretissima segreta"}
SITE = "https://localhost"
FROM_SITE = {"Referer": f"{SITE}/"}
ADDRESS = "/gestione/censimento/BA-001/recapito"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of nobody, over TLS."""
    return app.test_client()


def fresh_token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/accesso/", base_url=SITE).text)
    assert found is not None
    return found[1]


def test_a_form_sent_after_the_session_ended_is_shown_back(client: FlaskClient) -> None:
    answer = client.post(ADDRESS, base_url=SITE, headers=FROM_SITE, data={**FORM, "csrf_token": fresh_token(client)})
    assert answer.status_code == 401
    assert 'name="email" value="nuovo@servizio.example"' in answer.text
    assert f'action="{ADDRESS}"' in answer.text
    assert "segretissima" not in answer.text


def test_a_form_with_a_stale_token_is_shown_back_with_a_fresh_one(client: FlaskClient) -> None:
    answer = client.post(ADDRESS, base_url=SITE, headers=FROM_SITE, data={**FORM, "csrf_token": "scaduto"})
    assert answer.status_code == 400
    assert 'name="name" value="Recapito di prova"' in answer.text
    assert "scaduto" not in answer.text


def test_an_empty_form_goes_to_the_login(client: FlaskClient) -> None:
    answer = client.post("/accesso/uscita", base_url=SITE, headers=FROM_SITE, data={"csrf_token": fresh_token(client)})
    assert (answer.status_code, answer.location) == (302, "/accesso/")
