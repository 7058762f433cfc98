"""More requests than there is room for: some wait, the others are told to come back and lose nothing (F12)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from questionari.application import create_app
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.web import gate
from questionari.web.gate import Gate, client_of
from tests import factories
from tests.services.run import PATIENCE_S, wait_until
from tests.web.browser import Browser
from tests.web.conftest import Clock

SITE = "https://localhost"
TEXT = "Testo da non perdere"


def test_who_waits_gets_the_next_turn_and_who_finds_no_room_is_told_at_once() -> None:
    door = Gate(1, 1)
    assert door.enter(only_looks=False)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(door.enter, False)
        wait_until(lambda: door.crowd == 1, "somebody who waits")
        assert not door.enter(only_looks=False)
        door.leave()
        assert waiting.result(PATIENCE_S)
    door.leave()
    assert door.enter(only_looks=True)


def test_work_in_hand_waits_where_a_look_does_not() -> None:
    door = Gate(1, 1)
    assert door.enter(only_looks=True)
    assert not door.enter(only_looks=True)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(door.enter, False)
        wait_until(lambda: door.crowd == 1, "somebody who waits")
        door.leave()
        assert waiting.result(PATIENCE_S)


def test_one_client_never_takes_more_than_half_of_the_room_and_others_still_wait() -> None:
    door, flood, other = Gate(1, 6), client_of("192.0.2.7"), client_of("198.51.100.1")
    assert door.enter(only_looks=False, client=flood)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(door.enter, False, flood) for _ in range(3)]
        wait_until(lambda: door.crowd == 3, "half of the room taken by one client")
        assert not door.enter(only_looks=False, client=flood)
        waiting.append(pool.submit(door.enter, False, other))
        wait_until(lambda: door.crowd == 4, "another client who waits")
        for _ in waiting:
            door.leave()
        assert all(one.result(PATIENCE_S) for one in waiting)
    door.leave()
    assert door.enter(only_looks=False, client=flood) and door.crowd == 0


def test_a_client_is_its_address_a_house_of_ipv6_one_and_this_machine_none() -> None:
    assert client_of("2001:db8:1:2::9") == client_of("2001:db8:1:2:ffff::1") != client_of("2001:db8:1:3::9")
    assert client_of("192.0.2.7") != client_of("192.0.2.8")
    assert {client_of(address) for address in ("127.0.0.1", "::1", "", None, "unix:")} == {""}


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE_S", 0.01)
    door = Gate(1, 1)
    assert door.enter(only_looks=False)
    assert not door.enter(only_looks=False)
    assert door.crowd == 0


def test_never_more_inside_than_there_are_turns() -> None:
    door, inside, seen = Gate(2, 50), list[int](), list[int]()

    def work(number: int) -> None:
        assert door.enter(only_looks=False)
        inside.append(number)
        seen.append(len(inside))
        inside.remove(number)
        door.leave()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(400)))
    assert len(seen) == 400
    assert max(seen) <= 2


@pytest.fixture
def narrow(sqlite_url: str, tmp_path: Path, hour: Clock) -> Iterator[Flask]:
    """An application with one turn and no room to wait, behind a proxy."""
    env = {"BASE_URL": SITE, "WEB_THREADS": "1", "WEB_WAITING": "0", "PROXIES": "1"}
    app = create_app(factories.settings_for(sqlite_url, tmp_path, **env))
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def service(narrow: Flask) -> factories.Invited:
    with database_of(narrow).writing() as session:
        return factories.invited(session)


@pytest.fixture
def writer(narrow: Flask, service: factories.Invited) -> Browser:
    """On the first page, its text typed."""
    browser = Browser(narrow)
    browser.enter(service.token)
    browser.get(f"/rispondi/{service.public_id}/P1")
    return browser


@pytest.fixture
def crowded(narrow: Flask, writer: Browser) -> Callable[[], None]:
    """The one turn is taken; called, it is free again."""
    door: Gate = narrow.extensions["gate"]
    assert door.enter(only_looks=False)
    return door.leave


def database_of(app: Flask) -> Database:
    found: Database = app.extensions["database"]
    return found


def test_a_save_that_finds_no_room_gives_the_text_back_and_goes_when_there_is(
    writer: Browser, service: factories.Invited, crowded: Callable[[], None]
) -> None:
    path = f"/rispondi/{service.public_id}/P1"
    answer = writer.post(path, {**writer.fields(), "Q3": TEXT}, "_go=list")
    assert answer.status_code == 503
    assert 10 <= int(answer.headers["Retry-After"]) <= 30
    assert TEXT in writer.text
    again = writer.fields()
    crowded()
    assert writer.post(path, again).status_code == 200
    writer.get(path)
    assert writer.fields()["Q3"] == [TEXT]


def test_a_page_that_saves_by_itself_is_told_in_its_own_words(
    writer: Browser, service: factories.Invited, crowded: Callable[[], None]
) -> None:
    fields = {**writer.fields(), "Q3": TEXT}
    path = f"/rispondi/{service.public_id}/P1"
    headers = {"X-Requested-With": "autosave", "Referer": f"{SITE}/"}
    answer = writer.client.post(path, data=fields, headers=headers, base_url=SITE)
    assert answer.status_code == 503
    assert answer.get_json()["token"]
    assert "Retry-After" in answer.headers


def test_pages_to_look_at_say_when_to_come_back_and_the_health_page_answers(
    writer: Browser, service: factories.Invited, crowded: Callable[[], None]
) -> None:
    assert writer.get(f"/rispondi/{service.public_id}/P1").status_code == 503
    assert "Servizio occupato" in writer.text
    assert writer.get("/salute").status_code == 200
    assert writer.get("/static/js/saving.js").status_code == 200


def test_what_staff_typed_is_given_back_too(narrow: Flask, crowded: Callable[[], None]) -> None:
    browser = Browser(narrow)
    answer = browser.post("/verifica", {"codice": "ABCDEFGH"})
    assert answer.status_code == 503
    assert "ABCDEFGH" in browser.text


def test_every_request_gives_its_turn_back_whatever_became_of_it(
    narrow: Flask, writer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow.testing = False  # a crash becomes a page
    monkeypatch.setitem(narrow.view_functions, "public.privacy", lambda: 1 / 0)
    narrow.view_functions["public.privacy"].audience = "public"  # type: ignore[attr-defined]  # a mark of ours
    found = [writer.get(path).status_code for path in ("/privacy", "/nessuna-pagina", "/privacy", "/", "/verifica")]
    assert found == [500, 404, 500, 200, 200]


@pytest.mark.parametrize(("came", "status"), [(-1, 303), (0, 409), (-61, 409)])
def test_a_save_that_came_before_the_closing_counts_though_it_waited(
    narrow: Flask, writer: Browser, service: factories.Invited, hour: Clock, came: float, status: int
) -> None:
    """The proxy says when it came; of longer than a minute ago nobody is believed."""
    closing = hour.now
    with database_of(narrow).writing() as session:
        round_ = session.get_one(Round, service.round_id)
        round_.deadline_at = round_.closes_at = closing
    hour.now = closing + timedelta(seconds=max(0, -came - 60))
    data = {**writer.fields(), "Q3": TEXT, "_go": "list"}
    began = f"t={(closing + timedelta(seconds=came)).timestamp():.3f}"
    headers = {"X-Request-Start": began, "Referer": f"{SITE}/"}
    answer = writer.client.post(f"/rispondi/{service.public_id}/P1", data=data, headers=headers, base_url=SITE)
    assert answer.status_code == status
