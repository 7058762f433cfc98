"""The hostile inputs against what exists only in the middle of a story: approvals, queries, letters, files, records…

Where tests/web/routes.py knows nobody's own objects for a route (`own=never`), a story of another module leads to them:
its browsers are ambushed (see ambush.py). Each such route meets one input of every kind in its address, its query, its
fields and the headers that come with it; which one follows from the place of the route in the list, so that each input
meets several routes. On PostgreSQL, which refuses more (a zero byte, a number beyond 32 bits).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

import pytest
from flask import Flask

from questionari.store.session import Database
from tests import factories
from tests.everybody.test_desk import (
    archive,
    round_of_e,
    test_a_file_is_imported,
    test_a_long_file_is_in_the_hands_of_a_worker,
    test_forms_of_other_territories,
    test_requests_false_messages_and_certificates,
)
from tests.everybody.test_people import (
    area,
    consultation,
    draft,
    ready,
    service,
    test_a_colleague_is_asked_fills_in_and_is_thanked,
    test_a_guest_comments_on_a_draft,
    test_a_questionnaire_passes_to_another_person,
    test_a_territory_comments_and_staff_answer,
    test_an_approval_is_asked_returned_and_given,
    test_an_approval_is_given,
)
from tests.everybody.test_services import (
    test_a_list_of_records,
    test_a_query_from_the_service,
    test_help_corrections_and_erasures,
    test_what_the_round_before_said,
)
from tests.security import attack
from tests.security.ambush import Lurker, sample, targets
from tests.security.test_hostile_inputs import (
    attack_addresses,
    attack_fields,
    attack_form_of_the_message,
    attack_headers,
    attack_queries,
)
from tests.web import colleagues, managing, test_approvals, test_handing_over
from tests.web.browser import Browser
from tests.web.conftest import centres, staff
from tests.web.neighbours import Neighbours
from tests.web.test_atr_acts import (
    found,
    office,
    test_what_an_atr_says_waits_for_the_staff_and_can_be_undone,
    there,
)
from tests.web.test_attachments import (
    asked,
    test_after_submission_the_code_that_shows_the_answers_opens_their_files_for_a_while,
    test_staff_save_a_submitted_file_on_the_record,
)
from tests.web.test_corrections import test_a_wrong_invitation_is_corrected_to_those_who_had_it
from tests.web.test_correspondence import (
    arrive,
    test_a_letter_of_nobody_we_know_is_put_under_its_service,
    test_the_words_of_a_letter_are_erased_for_good,
)
from tests.web.test_editor_more import test_a_profile_supposes_what_an_example_answers
from tests.web.test_entering import (
    desk,
    place,
    test_the_service_sees_it_at_once_and_takes_over_by_a_button_or_by_saving,
)
from tests.web.test_formal_letters import (
    test_number_and_day_are_judged_kept_corrected_and_taken_out_with_their_history,
    test_the_letter_names_the_silent_services_and_opens_nothing,
)
from tests.web.test_keeping import test_who_has_just_submitted_keeps_a_file_of_all_she_was_asked
from tests.web.test_mail_pages import test_a_message_that_waits_is_cancelled_or_tried_at_once
from tests.web.test_minutes import signed
from tests.web.test_my_questionnaires import test_one_link_leads_to_the_page_of_all_and_opens_each
from tests.web.test_parts import (
    test_a_code_that_is_wrong_stays_to_be_corrected,
    test_staff_verify_a_transfer_by_a_form,
)
from tests.web.test_question_editor import page
from tests.web.test_questionnaire_preview import (
    preview,
    test_answers_kept_as_an_example_are_run_again_on_every_revision,
)
from tests.web.test_redactions import (
    sent,
    test_staff_erase_and_find_the_certificate_which_anybody_verifies,
    test_whoever_has_just_sent_erases_an_answer_and_takes_the_certificate,
)
from tests.web.test_respond_records import form_to, press

__all__ = [
    "archive",
    "area",
    "arrive",
    "asked",
    "centres",
    "consultation",
    "desk",
    "draft",
    "found",
    "office",
    "page",
    "place",
    "preview",
    "ready",
    "round_of_e",
    "sent",
    "service",
    "signed",
    "staff",
    "there",
]
pytestmark = pytest.mark.engine("postgresql")
PLACES = (attack_addresses, attack_queries, attack_fields, attack_form_of_the_message, attack_headers)
#: Story -> endpoints at which its browsers are awaited.
WAITS: Mapping[Callable[..., None], tuple[str, ...]] = {
    test_a_file_is_imported: ("manage.decide_on_responses",),
    test_a_long_file_is_in_the_hands_of_a_worker: ("manage.import_progress",),
    test_forms_of_other_territories: ("atr.shared_form",),
    test_requests_false_messages_and_certificates: ("manage.answer_help", "manage.help_thread"),
    test_a_colleague_is_asked_fills_in_and_is_thanked: ("respond.enter_part", "respond.part_landing"),
    test_a_guest_comments_on_a_draft: ("consult.enter", "consult.landing"),
    test_a_questionnaire_passes_to_another_person: ("respond.answer_passing", "respond.passing"),
    test_a_territory_comments_and_staff_answer: (
        "atr.comment_on_whole", "atr.consultation", "atr.consultation_page", "manage.answer_comment",
    ),
    test_an_approval_is_asked_returned_and_given: (
        "respond.approval", "respond.approval_landing", "respond.ask_approval", "respond.enter_approval",
        "respond.return_approval",
    ),
    test_an_approval_is_given: ("respond.approve",),
    test_a_list_of_records: ("respond.add_record", "respond.ask_discard", "respond.complete", "respond.discard"),
    test_a_query_from_the_service: ("respond.answer_query", "respond.verify"),
    test_help_corrections_and_erasures: ("respond.correction", "respond.receipt"),
    test_what_the_round_before_said: ("respond.since_last",),
    test_what_an_atr_says_waits_for_the_staff_and_can_be_undone: (
        "atr.service", "atr.service_act", "manage.settle_atr_report",
    ),
    test_after_submission_the_code_that_shows_the_answers_opens_their_files_for_a_while: ("respond.sent_file",),
    test_staff_save_a_submitted_file_on_the_record: (
        "manage.response_file", "respond.attach", "respond.file_page", "respond.own_file",
    ),
    test_a_letter_of_nobody_we_know_is_put_under_its_service: ("manage.attribute_letter",),
    test_the_words_of_a_letter_are_erased_for_good: (
        "manage.answer_letter", "manage.correspondence_thread", "manage.erase_letter",
    ),
    test_a_profile_supposes_what_an_example_answers: ("manage.assume_example",),
    test_the_service_sees_it_at_once_and_takes_over_by_a_button_or_by_saving: ("respond.take_over",),
    test_who_has_just_submitted_keeps_a_file_of_all_she_was_asked: ("respond.kept_answers",),
    test_a_message_that_waits_is_cancelled_or_tried_at_once: ("manage.mail_act", "manage.mail_message"),
    test_one_link_leads_to_the_page_of_all_and_opens_each: ("respond.enter_several", "respond.several_landing"),
    test_a_code_that_is_wrong_stays_to_be_corrected: ("respond.follow",),
    test_staff_verify_a_transfer_by_a_form: ("manage.verification", "manage.verify"),
    test_answers_kept_as_an_example_are_run_again_on_every_revision: ("manage.drop_example",),
    test_staff_erase_and_find_the_certificate_which_anybody_verifies: (
        "manage.redaction_files", "manage.redaction_pdf",
    ),
    test_whoever_has_just_sent_erases_an_answer_and_takes_the_certificate: ("respond.erasure_certificate",),
    test_a_wrong_invitation_is_corrected_to_those_who_had_it: ("manage.correct_act", "manage.send_correction"),
    test_number_and_day_are_judged_kept_corrected_and_taken_out_with_their_history: (
        "manage.enter_protocol", "manage.formal_letter",
    ),
    test_the_letter_names_the_silent_services_and_opens_nothing: ("manage.formal_letter_pdf",),
}  # fmt: skip
#: Those told below, by name.
OWN_WAITS: Mapping[str, tuple[str, ...]] = {
    "test_the_closing_record_is_taken": ("manage.minutes_files", "manage.minutes_pdf", "manage.round_minutes"),
    "test_an_approval_asked_for_is_taken_back": ("respond.take_back",),
    "test_a_complete_list_is_opened_again": ("respond.resume",),
    "test_staff_settle_what_waits_for_them": (
        "manage.settle_person", "manage.settle_handover", "manage.handle_false_message",
    ),
    "test_a_declared_change_is_looked_at_again": ("manage.reopen_variation",),
    "test_a_territory_comments_on_a_page": ("atr.comment",),
}  # fmt: skip
#: Endpoint -> why nobody attacks it here.
SPARED: Mapping[str, str] = {
    "public.metrics": "without a token in the settings it is not there; the tests of metrics knock at it"
}


@pytest.fixture
def look() -> Callable[..., None]:
    """Nobody looks here."""
    return lambda *_, **__: None


@pytest.fixture(autouse=True)
def lurker(request: pytest.FixtureRequest, app: Flask, store: Database) -> Iterator[None]:
    """Awaits the browsers of a story; at the end all it waits for has come and has withstood."""
    waits = WAITS.get(request.node.function, OWN_WAITS.get(request.node.originalname, ()))
    lurking = Lurker(app, store, waits, PLACES)
    yield
    assert (lurking.wrong, lurking.left) == ([], set())


def press_all(browser: Browser, page: str, place: str) -> None:
    """The last button of each form of a page that leads below a place."""
    browser.get(page)
    for action in sorted(set(re.findall(f'action="({place}/[^"]+)"', browser.text))):
        browser.get(page)
        browser.post(action, form_to(browser, action))


def test_every_route_without_objects_of_the_first_day_is_awaited_in_one_story_or_spared(app: Flask) -> None:
    awaited = Counter(chain.from_iterable((*WAITS.values(), *OWN_WAITS.values())))
    assert set(awaited.values()) == {1}
    assert not set(awaited) & set(SPARED)
    assert {endpoint for endpoint, _ in targets(app)} == {*awaited, *SPARED}


def test_each_input_meets_several_of_these_routes_and_each_route_an_input_of_every_kind(app: Flask) -> None:
    acts = [turn for turn, (_, method) in enumerate(targets(app)) if method == "POST"]
    for where in ("path", "query", "form"):
        evil = attack.inputs(where)
        turns = acts if where == "form" else range(len(targets(app)))
        met = Counter(each.name for turn in turns for _, each in sample(evil, turn))
        assert {name for name, times in met.items() if times > 1} == {each.name for each in evil}
        assert {each.kind for _, each in sample(evil, 0)} == {each.kind for each in evil}


def test_the_closing_record_is_taken(signed: Browser) -> None:
    for kind in ("", ".pdf", ".zip"):
        assert signed.get(f"{managing.ROUND}/verbale{kind}").status_code == 200


def test_an_approval_asked_for_is_taken_back(ready: Browser, invited: factories.Invited) -> None:
    test_approvals.ask(ready, invited)
    ready.post(f"/rispondi/{invited.public_id}/visto/ripresa", {"csrf_token": ready.token()})


def test_a_complete_list_is_opened_again(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        invited = factories.invited(session, factories.DOCUMENTS / "many.json")
    browser.enter(invited.token)
    for act in ("completa", "ripresa"):
        browser.get(f"/rispondi/{invited.public_id}")
        press(browser, f"/rispondi/{invited.public_id}/{act}")


def test_staff_settle_what_waits_for_them(opened: Browser, invited: factories.Invited, desk: Browser) -> None:
    test_handing_over.propose(opened, invited.public_id, email=test_handing_over.OUTSIDE)
    colleagues.ask(opened, invited.public_id, "S2", email=colleagues.OUTSIDE)
    colleagues.send(opened)
    opened.get("/verifica/segnalazione?codice=ZZ99ZZ99ZZ")
    opened.fill({"sender": "rete@altrove.example", "text": "Chiede la password."}, "")
    for name in ("persone", "messaggi-falsi"):
        press_all(desk, f"/gestione/segnalazioni/{name}", f"/gestione/segnalazioni/{name}")


def test_a_declared_change_is_looked_at_again(app: Flask, store: Database, office: Browser, found: Neighbours) -> None:
    managing.send(office, f"/gestione/variazioni/{found.variation}")
    managing.send(office, f"/gestione/variazioni/{found.variation}/riapri")


def test_a_territory_comments_on_a_page(area: Browser) -> None:
    page = f"{area.path}/P1"
    area.get(page)
    area.post(page, {**area.fields(), "commento.Q1": "Non è chiaro."})
