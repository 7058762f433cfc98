"""The table of routes: for whom each is, on which objects it works, which are foreign. Every route must be in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.web.neighbours import Neighbours

Args = Mapping[str, object]
Places = Callable[[Neighbours], tuple[Args, ...]]
NOBODY = "00000000-0000-7000-8000-000000000000"


def nothing(_: Neighbours) -> tuple[Args, ...]:
    return ({},)


def never(_: Neighbours) -> tuple[Args, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Route:
    """Who a route is for, the objects that role owns (by the role's own name), and objects that are not its own."""

    audience: str
    own: Places = nothing
    foreign: Places = never


def unit(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.here_code},)


def no_unit(_: Neighbours) -> tuple[Args, ...]:
    return ({"code": "XX-000"},)


def draft(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.draft},)


def a_round(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.round}, {"code": found.test_round})


def invitation(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.round, "invitation_id": found.here.invitation_id},)


def no_invitation(found: Neighbours) -> tuple[Args, ...]:
    """Of another round, of nobody, in a round that does not exist."""
    places = ((found.round, found.apart.invitation_id), (found.round, NOBODY), ("NO", found.here.invitation_id))
    return tuple({"code": code, "invitation_id": invitation_id} for code, invitation_id in places)


def dataset(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.round, "request_id": found.dataset},)


def no_service(found: Neighbours) -> tuple[Args, ...]:
    """In no round, of nobody, in a rehearsal."""
    places = (("NO", found.here_code), (found.round, "XX-000"), (found.test_round, found.here_code))
    return tuple({"code": code, "unit": unit} for code, unit in places)


def no_dataset(found: Neighbours) -> tuple[Args, ...]:
    """Of another round, of nobody."""
    return ({"code": "TERAMO", "request_id": found.dataset}, {"code": found.round, "request_id": NOBODY})


def opened(found: Neighbours) -> tuple[Args, ...]:
    return ({"public_id": found.there.public_id},)


def unopened(found: Neighbours) -> tuple[Args, ...]:
    return tuple({"public_id": name} for name in (found.here.public_id, f"{found.here.public_id}.1", "a" * 22))


def version(_: Neighbours) -> tuple[Args, ...]:
    return ({"code": "R", "version": "2026.1"},)


def no_version(_: Neighbours) -> tuple[Args, ...]:
    return ({"code": "R", "version": "1999"}, {"code": "ZZ", "version": "2026.1"})


def of_draft(**more: object) -> tuple[Places, Places]:
    """Pages of a questionnaire in draft, and the same of one that is not there."""
    return lambda found: ({"draft_id": found.written, **more},), lambda _: ({"draft_id": NOBODY, **more},)


def consulted(found: Neighbours) -> tuple[Args, ...]:
    return ({"consultation_id": found.consultation},)


def no_consultation(_: Neighbours) -> tuple[Args, ...]:
    return ({"consultation_id": NOBODY},)


def consulted_guest(found: Neighbours) -> tuple[Args, ...]:
    return ({"consultation_id": found.consultation, "guest_id": found.guests["there"].id},)


def no_guest(found: Neighbours) -> tuple[Args, ...]:
    return ({"consultation_id": found.consultation, "guest_id": NOBODY},)


def visit(guest: str) -> Places:
    return lambda found: ({"public_id": found.guests[guest].public_id},)


def paged(places: Places) -> Places:
    return lambda found: tuple({**args, "page": "P1"} for args in places(found))


def filed(places: Places) -> Places:
    return lambda found: tuple({**args, "code": "Q1"} for args in places(found))


def no_file(found: Neighbours) -> tuple[Args, ...]:
    return tuple({**args, "question": "Q1"} for args in (*no_invitation(found), *invitation(found)))


FILES, QUERIED = ("file_page", "attach", "own_file", "sent_file"), ("response_query", "act_on_query")
VISIT, NO_VISIT = visit("there"), visit("atr_there")
RESPONDENT = Route("respondent", opened, unopened)


def no_tried(found: Neighbours) -> tuple[Args, ...]:
    """Dry runs of rounds that do not exist, or send no such message."""
    return ({"code": "NO", "what": "sollecito"}, {"code": found.round, "what": "inviti"})


STAFF, UNIT, ROUND = Route("staff"), Route("staff", unit, no_unit), Route("staff", a_round, no_unit)
INVITATION = Route("staff", invitation, no_invitation)
LETTER = Route("staff", never, lambda found: ({"code": found.round, "letter_id": NOBODY},))
CONSULTATION = Route("staff", consulted, no_consultation)
ROUND_LETTERS = ("atr_notes", "change_atr_notes", "corrections", "formal_letters", "prepare_formal_letter")
STAFF_LISTS = ("home", "signals", "mail", "sends", "datasets", "census", "new_unit", "rounds", "new_round")
DRAFTS = ("draft", "edit_draft", "save_draft", "prove_draft", "drop_draft", "draft_document", "draft_history")
DRAFTS += ("preview_draft", "preview_on", "draft_questions", "draft_translations", "draft_comparison")
DRAFTS += ("draft_paper", "draft_paper_pdf", "settle_form")
HELP = ("help_thread", "answer_help", "correspondence_thread", "answer_letter", "attribute_letter")
VERIFY = ("verify", "answer_query")
NO_ACT = {"code": "NO", "kind": "invitation", "day": "2026-11-22"}
AFTER = ("receipt", "kept_answers", "since_last", "correction")
PART_DOORS = ("part_landing", "enter_part", "passing", "answer_passing")
DOORS = ("approval_landing", "enter_approval", "several_landing", "enter_several")
VISTO_PAGES = ("approval", "return_approval", "approve")
ROUTES: Mapping[str, Route] = {
    "static": Route("static", lambda _: ({"filename": "css/questionari.css"},)),
    **{f"public.{name}": Route("public") for name in ("home", "privacy", "accessibility", "verify", "health", "ready")},
    "public.metrics": Route("public", never),
    **{f"public.{name}": Route("public") for name in ("enter_code", "lost_link", "false_message")},
    **{f"public.{name}": Route("public") for name in ("verify_erasure", "signing_keys")},
    **{f"account.{name}": Route("public") for name in ("login", "code", "enrol", "reset")},
    **{f"account.{name}": Route("member") for name in ("home", "logout", "change_password")},
    "account.set_password": Route(
        "public", lambda found: ({"token": found.password_token},), lambda _: ({"token": "x"},)
    ),
    "atr.home": Route("atr"),
    "atr.questionnaires": Route("atr"),
    "atr.shared_forms": Route("atr"),
    "atr.shared_form": Route("atr", never, lambda _: ({"response_id": NOBODY},)),
    **{f"atr.{name}": Route("atr", version, no_version) for name in ("questionnaire", "paper_form", "paper_pdf")},
    "atr.round": Route(
        "atr",
        lambda found: ({"code": found.round},),
        lambda found: tuple({"code": code} for code in ("NO", found.test_round, found.draft)),
    ),
    "atr.service": Route("atr", never, no_service),
    "atr.service_act": Route("atr", never, lambda found: tuple({**a, "act": "sollecito"} for a in no_service(found))),
    **{f"manage.{name}": Route("staff", never, lambda _: (NO_ACT,)) for name in ("correct_act", "send_correction")},
    **{f"manage.{name}": ROUND for name in ROUND_LETTERS},
    **{f"manage.{name}": LETTER for name in ("formal_letter", "enter_protocol", "formal_letter_pdf")},
    "respond.landing": Route("public", lambda found: ({"token": found.there.token},), lambda _: ({"token": "x" * 43},)),
    "respond.enter": Route("public", lambda found: ({"token": found.there.token},), lambda _: ({"token": "x" * 43},)),
    "respond.preparation": Route(
        "public", lambda _: ({"code": "R", "kind": "01"},), lambda _: ({"code": "ZZ", "kind": "01"},)
    ),
    "respond.page": Route("respondent", paged(opened), paged(unopened)),
    "respond.save": Route("respondent", paged(opened), paged(unopened)),
    **{
        f"respond.{name}": Route("respondent", never, filed(unopened))
        for name in ("file_page", "attach", "own_file", "sent_file")
    },
    **{f"respond.{name}": Route("respondent", never, unopened) for name in (*AFTER, *VERIFY)},
    **{f"respond.{name}": Route("respondent", filed(opened), filed(unopened)) for name in ("help_page", "ask_help")},
    "respond.help_list": Route(
        "respondent", lambda found: tuple({**a, "page": "P1"} for a in opened(found)), paged(unopened)
    ),
    **{
        f"respond.{name}": RESPONDENT
        for name in ("home", "review", "submit", "tell", "ask_code", "send_code", "reread", "my_preparation", "notice")
    },
    **{f"respond.{name}": RESPONDENT for name in ("erase", "language", "paper_form", "paper_pdf")},
    **{f"consult.{name}": Route("respondent", VISIT, NO_VISIT) for name in ("home", "save_home")},
    **{f"consult.{name}": Route("respondent", paged(VISIT), paged(NO_VISIT)) for name in ("page", "save")},
    **{f"consult.{name}": Route("public", never, lambda _: ({"token": "x" * 43},)) for name in ("landing", "enter")},
    **{f"atr.{name}": Route("atr", never, VISIT) for name in ("consultation", "comment_on_whole")},
    **{f"atr.{name}": Route("atr", never, paged(VISIT)) for name in ("consultation_page", "comment")},
    **{
        f"respond.{name}": Route("respondent", never, unopened)
        for name in ("add_record", "follow", "ask_discard", "discard", "complete", "resume")
    },
    "respond.leave": Route("public", opened),
    **{f"respond.{name}": Route("respondent", never, unopened) for name in ("ask_approval", "take_back", "take_over")},
    **{f"respond.{name}": Route("public", never, lambda _: ({"token": "x" * 43},)) for name in (*DOORS, *PART_DOORS)},
    **{f"respond.{name}": Route("respondent", never, lambda _: ({"key": "a" * 22},)) for name in VISTO_PAGES},
    **{f"respond.{name}": RESPONDENT for name in ("people", "entrust", "withdraw", "hand_over", "mine", "send_mine")},
    "respond.withdraw_handover": RESPONDENT,
    "respond.goodbye": Route("public"),
    "alive.places": Route("public"),
    "alive.stay": RESPONDENT,
    "alive.services": RESPONDENT,
    **{f"manage.{name}": STAFF for name in STAFF_LISTS},
    **{f"manage.{name}": UNIT for name in ("unit", "edit_unit", "contact", "pause_contact", "membership", "approver")},
    **{f"manage.{name}": UNIT for name in ("succession_of", "undo_succession")},
    **{f"manage.{name}": ROUND for name in ("round", "round_act", "round_calendar", "dataset", "ask_dataset", "patch")},
    **{
        f"manage.{name}": Route("staff", lambda found: ({"code": found.round, "what": "sollecito"},), no_tried)
        for name in ("dry_run", "dry_run_file")
    },
    **{
        f"manage.{name}": Route("staff", draft, no_unit)
        for name in ("edit_round", "preview", "differences", "agree", "try_text")
    },
    **{f"manage.{name}": Route("staff", never, no_invitation) for name in ("verification", "verify")},
    **{
        f"manage.{name}": INVITATION
        for name in (*QUERIED, "invitation", "invitation_act", "response", "reopen", "redact", "enter_for")
    },
    **{f"manage.{name}": STAFF for name in ("queries", "doubts", "territory_figures", "take_figures", "atr_reports")},
    **{f"manage.{name}": INVITATION for name in ("validate", "unvalidate", "leave_record_out", "take_record_in")},
    "manage.response_file": Route("staff", never, no_file),
    **{f"manage.{name}": STAFF for name in ("help_requests", "false_messages", "correspondence", "people")},
    **{f"manage.{name}": Route("staff", never, lambda _: ({"thread_id": NOBODY},)) for name in HELP},
    **{f"manage.{name}": Route("staff", never, no_unit) for name in ("round_minutes", "minutes_pdf", "minutes_files")},
    **{
        f"manage.{name}": Route("staff", never, lambda _: ({"message_id": NOBODY},))
        for name in ("mail_message", "mail_act")
    },
    **{
        f"manage.{name}": Route("staff", never, lambda _: ({"which": NOBODY},))
        for name in ("settle_person", "settle_handover", "settle_atr_report")
    },
    "manage.erase_letter": Route("staff", never, lambda _: ({"thread_id": NOBODY, "letter_id": NOBODY},)),
    "manage.handle_false_message": Route("staff", never, lambda _: ({"report_id": NOBODY},)),
    **{
        f"manage.{name}": Route("staff", never, lambda _: ({"redaction": "K7QM-2XHD-9V"},))
        for name in ("redaction_pdf", "redaction_files")
    },
    "respond.erasure_certificate": Route(
        "respondent", never, lambda found: tuple({**a, "redaction": "K7QM-2XHD-9V"} for a in unopened(found))
    ),
    "manage.letter": INVITATION,
    **{f"manage.{name}": ROUND for name in ("import_responses", "look_at_responses", "remarks")},
    **dict.fromkeys(
        ("manage.decide_on_responses", "manage.import_progress"),
        Route(
            "staff",
            never,
            lambda found: ({"code": found.round, "import_id": NOBODY}, {"code": "NO", "import_id": NOBODY}),
        ),
    ),
    "manage.round_letters": ROUND,
    **{f"manage.{name}": ROUND for name in ("propose_patch", "approve_patch", "withdraw_patch", "try_patch_again")},
    **{f"manage.{name}": STAFF for name in ("comparison", "historic_round", "redactions")},
    **{
        f"manage.{name}": STAFF
        for name in ("questionnaires", "new_draft", "begin_draft", "check_draft", "questionnaire_schema")
    },
    **{f"manage.{name}": Route("staff", *of_draft()) for name in DRAFTS},
    **{f"manage.{name}": Route("staff", *of_draft(revision=1)) for name in ("publish_draft", "take_back_draft")},
    **{f"manage.{name}": Route("staff", *of_draft(address="domanda/Q1")) for name in ("draft_part", "edit_part")},
    **{
        f"manage.{name}": Route("staff", *of_draft(key="visible_if", address="pagina/P2"))
        for name in ("draft_condition", "edit_condition")
    },
    **{f"manage.{name}": CONSULTATION for name in ("consultation", "close_consultation", "move_consultation")},
    **{f"manage.{name}": Route("staff", *of_draft(language="de")) for name in ("translation_sheet", "translate_draft")},
    "manage.new_consultation": Route("staff", *of_draft(revision=1)),
    "manage.consultation_guest": Route("staff", consulted_guest, no_guest),
    "manage.answer_comment": Route("staff", never, lambda _: ({"consultation_id": NOBODY, "comment_id": NOBODY},)),
    "manage.assume_example": Route("staff", never, of_draft(address="carico/P")[1]),
    "manage.drop_example": Route("staff", never, of_draft(example_id=NOBODY)[0]),
    "manage.draft_from_version": Route("staff", version, no_version),
    **{
        f"manage.{name}": Route("staff", version, no_version)
        for name in ("questionnaire", "questionnaire_document", "difficulties")
    },
    **{f"manage.{name}": Route("staff", version, no_version) for name in ("paper_form", "paper_pdf")},
    "manage.download_dataset": Route("staff", dataset, no_dataset),
    "manage.variation": Route(
        "staff", lambda found: ({"variation_id": found.variation},), lambda _: ({"variation_id": NOBODY},)
    ),
    "manage.reopen_variation": Route(
        "staff", never, lambda found: ({"variation_id": found.variation}, {"variation_id": NOBODY})
    ),
}
