"""Pages for anyone follow the language of the reader, whatever questionnaire she comes from."""

import pytest

from tests.web.browser import Browser
from tests.web.marking import italian_left


@pytest.mark.usefixtures("unsigned")
def test_pages_for_anyone_follow_the_reader_and_offer_what_can_be_spoken(browser: Browser) -> None:
    browser.get("/verifica")
    assert '<html lang="it">' in browser.text and 'href="?lingua=de"' in browser.text
    assert 'href="?lingua=fr"' not in browser.text
    browser.get("/verifica?lingua=de")
    browser.post("/verifica?lingua=de", {**browser.fields(), "code": "ABCD-1234"})
    assert "Nicht bekannt." in browser.text
    browser.get("/accessibilita")
    browser.post("/accessibilita", browser.fields())
    assert '<html lang="de">' in browser.text
    assert "Was Sie nicht tun konnten: Schreiben Sie, was Sie nicht tun konnten." in browser.text
    browser.get("/privacy?lingua=xx")
    assert '<html lang="it">' in browser.text


@pytest.mark.usefixtures("unsigned", "marked")
def test_no_page_for_anyone_says_a_word_of_its_own(browser: Browser) -> None:
    seen: dict[str, list[str]] = {}
    for path in ("/?lingua=de", "/privacy", "/verifica", "/accessibilita"):
        browser.get(path)
        seen[path] = italian_left(browser.text)
    for path, fields in (
        ("/verifica", {"code": "ABCD-1234"}),
        ("/accessibilita", {}),
        ("/accessibilita", {"problem": "Il"}),
    ):
        browser.get(path)
        browser.post(path, {**browser.fields(), **fields})
        seen[f"{path} {fields}"] = italian_left(browser.text.replace("Il</textarea>", "</textarea>"))
    assert {path: words for path, words in seen.items() if words} == {}
