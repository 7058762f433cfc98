"""The page saves by itself, and the line that says so never lies."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.alive.desk import Desk

pytestmark = pytest.mark.browser


def test_what_is_typed_is_saved_after_a_pause_and_on_leaving_the_field(desk: Desk) -> None:
    desk.open()
    desk.field("Q3").fill("Sportello Alba")
    desk.saved()
    assert desk.focused == "Q3"
    assert desk.answer("Q3") == "Sportello Alba"
    desk.field("Q3").fill("Sportello Luna")
    desk.field("Q3").press("Tab")
    desk.saved()
    assert desk.answer("Q3") == "Sportello Luna"


def test_the_line_says_so_as_soon_as_a_letter_is_not_stored_and_reads_none_aloud(desk: Desk) -> None:
    desk.page.clock.install()
    desk.open()
    desk.field("Q3").fill("Spo")
    desk.saved()
    desk.page.clock.pause_at(desk.page.evaluate("Date.now()") / 1000 + 5)  # the pause before saving does not end
    desk.field("Q3").press("End")
    for letter in "rt":
        desk.page.keyboard.type(letter)
        expect(desk.line).to_have_text("Non ancora salvato")
    expect(desk.page.locator("#annuncio")).to_have_text("")
    desk.page.clock.resume()
    desk.saved()
    assert desk.answer("Q3") == "Sport"


def test_what_she_did_not_touch_is_not_saved_for_her(desk: Desk) -> None:
    desk.open()
    desk.choose("Q4", "1")
    desk.saved()
    desk.open()
    expect(desk.page.get_by_text("Valore proposto")).to_be_visible()


def test_a_question_appears_and_goes_with_the_answer_it_depends_on(desk: Desk) -> None:
    desk.open()
    desk.choose("Q1", "1")
    expect(desk.field("Q2")).to_be_visible()
    assert desk.page.locator("#domande [data-q]").evaluate_all("all => all.map(b => b.dataset.q)") == [
        "Q1", "Q2", "Q3", "Q4",
    ]  # fmt: skip
    assert desk.page.evaluate("document.activeElement.name") == "Q1"
    expect(desk.page.locator("#annuncio")).to_have_text("C'è una nuova domanda in questa pagina.")
    expect(desk.page.locator("#date")).to_have_text("1 su 4")
    desk.choose("Q1", "2")
    expect(desk.field("Q2")).to_have_count(0)


def test_a_detail_shows_only_beside_the_option_that_is_chosen(desk: Desk) -> None:
    desk.open()
    expect(desk.field("Q4.98")).to_be_hidden()
    desk.choose("Q4", "98")
    desk.field("Q4.98").fill("Fondazione")
    desk.saved()
    assert desk.answer("Q4.98") == "Fondazione"


def test_what_cannot_be_read_is_said_once_she_has_left_the_question(desk: Desk) -> None:
    desk.open()
    desk.choose("Q1", "1")
    desk.field("Q2").fill("una dozzina")
    desk.saved()
    expect(desk.page.locator("#e-Q2")).to_have_count(0)
    desk.field("Q3").focus()
    expect(desk.page.locator("#e-Q2")).to_contain_text("Scriva un numero")
    assert desk.field("Q2").input_value() == "una dozzina"
    assert desk.focused == "Q3"
    desk.field("Q2").fill("12")
    desk.field("Q3").focus()
    expect(desk.page.locator("#e-Q2")).to_have_count(0)


def test_going_on_stops_once_for_what_is_to_be_looked_at(desk: Desk) -> None:
    desk.open()
    desk.choose("Q1", "1")
    desk.field("Q2").fill("1.200")
    desk.page.get_by_role("button", name="Salva e continua").last.click()
    expect(desk.page.locator("#controlli")).to_be_focused()
    expect(desk.page.locator("#controlli li")).to_have_count(1)
    expect(desk.page).to_have_title(re.compile("^Errore: "))
    desk.page.get_by_role("button", name="Salva e continua").last.click()
    desk.page.wait_for_url("**/P2")


def test_without_connection_nothing_is_lost_and_it_tries_again(desk: Desk) -> None:
    desk.open()
    desk.page.context.set_offline(True)
    desk.field("Q3").fill("Scritto in galleria")
    expect(desk.line).to_have_text("Non salvato: manca la connessione. Riproviamo da soli.")
    desk.page.get_by_role("button", name="Salva e continua").last.click()
    expect(desk.field("Q3")).to_have_value("Scritto in galleria")
    desk.page.context.set_offline(False)
    desk.saved()
    assert desk.answer("Q3") == "Scritto in galleria"


@pytest.mark.parametrize("cut", ["silent", "in the middle"])
def test_an_answer_that_does_not_arrive_whole_is_no_saving_and_the_text_goes_again(desk: Desk, cut: str) -> None:
    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif cut == "in the middle":
            route.fulfill(content_type="application/json", body='{"saved_at": "10:4')

    desk.page.clock.install()
    desk.open()
    desk.page.route("**/P1", answer)
    desk.field("Q3").fill("Da non perdere")
    with desk.page.expect_request(lambda request: request.method == "POST"):
        desk.field("Q3").press("Tab")
    desk.page.clock.run_for(30_500)
    expect(desk.line).to_contain_text("Riproviamo da soli")
    desk.page.unroute("**/P1")
    desk.page.clock.run_for(60_000)
    desk.saved()
    assert desk.answer("Q3") == "Da non perdere"


def test_closing_the_window_is_asked_about_only_while_something_is_unsaved(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.open()
    desk.field("Q3").fill("Sportello Alba")
    desk.saved()
    desk.open("P2")
    assert asked == []
    desk.page.context.set_offline(True)
    desk.field("M1:1:a").fill("3")
    expect(desk.line).to_contain_text("manca la connessione")
    desk.page.route("**/P2", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    desk.page.context.set_offline(False)  # the road is back, the server is not
    desk.page.goto(f"{desk.address}/privacy")
    assert asked == ["beforeunload"]


def test_a_session_that_ended_keeps_the_text_until_the_link_is_opened_again(desk: Desk) -> None:
    desk.open()
    desk.page.context.clear_cookies()
    desk.field("Q3").fill("Da non perdere")
    expect(desk.line).to_contain_text("Apra di nuovo il collegamento")
    again = desk.page.context.new_page()
    again.goto(f"{desk.address}/q/{desk.invited.token}")
    again.get_by_role("button", name="Riprendi il questionario").click()
    again.wait_for_url("**/rispondi/*")
    desk.page.get_by_role("button", name="Riprova").click()
    desk.saved()
    assert desk.answer("Q3") == "Da non perdere"


def test_two_people_at_one_question_see_both_answers_and_one_chooses_by_keyboard(desk: Desk) -> None:
    desk.open()
    desk.another_writes("Q3", "Nome dell'altra")
    desk.field("Q3").fill("Nome mio")
    desk.saved()  # by the pause: she is still in the field, so nothing is drawn there yet
    expect(desk.line).to_contain_text("Una risposta è da scegliere")
    expect(desk.page.locator("#annuncio")).to_contain_text("Nome dell'altra")
    expect(desk.field("Q3")).to_have_value("Nome mio")
    desk.field("Q3").press("Tab")
    expect(desk.page.locator("#altri")).to_have_text("Un'altra persona sta compilando questa sezione.")
    expect(desk.page.locator(".q-two li")).to_have_text(
        [re.compile("Un'altra persona.*Nome dell'altra"), re.compile("Lei.*Nome mio")]
    )
    expect(desk.field("Q3")).to_have_value("Nome dell'altra")
    desk.page.get_by_role("button", name="Tengo la mia").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.field("Q3")).to_have_value("Nome mio")
    expect(desk.page.locator(".q-two")).to_have_count(0)
    expect(desk.page.locator("#annuncio")).to_have_text("La Sua scelta è salvata.")
    assert desk.focused == "q-Q3"
    assert desk.answer("Q3") == "Nome mio"


def test_going_on_leads_once_to_two_answers_and_then_lets_go(desk: Desk) -> None:
    desk.open()
    desk.choose("Q1", "2")
    desk.choose("Q4", "1")
    desk.saved()
    desk.another_writes("Q3", "Nome dell'altra")
    desk.field("Q3").fill("Nome mio")
    desk.field("Q3").press("Enter")
    expect(desk.page.locator("#q-Q3")).to_be_focused()
    expect(desk.page.locator("#q-Q3 .q-two")).to_be_visible()
    desk.field("Q3").press("Enter")
    desk.page.wait_for_url("**/P2")
    desk.open("P1")
    expect(desk.page.locator("#q-Q3 .q-two")).to_contain_text("Nome mio")


def test_that_all_is_saved_is_announced_once_a_minute_at_most(desk: Desk) -> None:
    desk.page.clock.install()
    desk.open()
    for text in ("uno", "due"):
        desk.field("Q3").fill(text)
        desk.field("Q3").press("Tab")
        desk.saved()
        expect(desk.page.locator("#annuncio")).to_have_text("")
    desk.page.clock.run_for(61_000)
    desk.field("Q3").fill("tre")
    desk.field("Q3").press("Tab")
    expect(desk.page.locator("#annuncio")).to_contain_text("Salvato alle")


def test_ten_minutes_before_the_end_she_is_asked_and_may_go_on(desk: Desk) -> None:
    desk.page.clock.install()
    desk.open()
    desk.page.clock.run_for(1_000)
    expect(desk.page.locator(".q-session")).to_have_count(0)
    desk.page.clock.fast_forward("07:51:00")
    expect(desk.page.locator(".q-session")).to_contain_text("si chiude fra")
    desk.page.get_by_role("button", name="Continua", exact=True).click()
    expect(desk.page.locator(".q-session")).to_have_count(0)


def test_going_on_stops_for_a_new_question_and_then_for_what_is_written_there(desk: Desk) -> None:
    desk.open()
    go_on = desk.page.get_by_role("button", name="Salva e continua").last
    desk.choose("Q1", "1")
    go_on.click()
    why = desk.page.locator("[data-q=Q2] > .q-note")
    expect(why).to_be_focused()
    expect(why).to_contain_text("Qui sotto ci sono nuove domande")
    desk.page.keyboard.press("Tab")
    assert desk.focused == "Q2"
    desk.field("Q2").fill("molte")
    go_on.click()
    expect(desk.page.locator("#controlli")).to_be_focused()
    expect(desk.page.locator("#controlli li")).to_have_count(1)


def test_a_click_is_not_lost_when_an_answer_arrives_between_press_and_release(desk: Desk) -> None:
    desk.page.clock.install()
    desk.open()
    desk.choose("Q1", "1")
    desk.saved()
    desk.page.clock.pause_at(desk.page.evaluate("Date.now()") + 60_000)  # no timer runs out between the two
    desk.field("Q2").fill("molte")
    desk.page.get_by_role("button", name="Salva e continua").last.hover()
    with desk.page.expect_response(lambda response: response.request.method == "POST") as saved:
        desk.page.mouse.down()
    saved.value.finished()
    expect(desk.page.locator("#salvato")).to_have_text("Salvataggio…")
    expect(desk.page.locator("#q-Q2")).not_to_contain_text("usando solo cifre")
    desk.page.mouse.up()
    desk.page.clock.resume()
    expect(desk.page.locator("#q-Q2")).to_contain_text("usando solo cifre")
    expect(desk.page.locator("#controlli")).to_be_focused()
