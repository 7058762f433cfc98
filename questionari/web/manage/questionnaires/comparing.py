"""Two versions of a questionnaire, question by question, for the staff; the newer one may be a draft."""

import uuid
from functools import partial

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.comparing import Difference
from questionari.usecases import comparing
from questionari.usecases.comparing import Compared
from questionari.usecases.questionnaires import list_published
from questionari.usecases.workbench import drafts
from questionari.usecases.workbench.examining import definition_of
from questionari.usecases.workbench.versions import LANGUAGES
from questionari.web.access import database, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires import comparing_words as words


@blueprint.get("/questionari/confronto")
@staff
def comparison() -> str:
    """What changed between the versions `da` and `a`; without them, between the two latest of a questionnaire."""
    with database().reading() as db:
        known = _known(db)
        old, new = _asked(comparing.proposed(db) or ("", ""))
        shown = comparing.compare_published(db, old, new) if old and new else None
    here = url_for(".comparison", da=old, a=new)
    return _drawn("comparison", shown, here=here, known=known, old=old, new=new)


@blueprint.get("/questionari/bozze/<uuid:draft_id>/confronto")
@staff
def draft_comparison(draft_id: uuid.UUID) -> str:
    """What changed between the version `da`, else the latest of the questionnaire, and a draft."""
    with database().reading() as db:
        draft = drafts.load(db, draft_id)
        definition = definition_of(draft.text)
        old = request.args.get("da") or comparing.latest_of(db, draft.line.code)
        shown = comparing.compare_draft(db, old, definition) if old and definition else None
        known = _known(db)
    here = url_for(".draft_comparison", draft_id=draft_id, da=old)
    whole = definition is not None
    return _drawn("draft_comparison", shown, here=here, known=known, old=old, whole=whole, line=draft.line)


def _known(db: Session) -> list[tuple[str, str]]:
    return [(one.name, f"{one.code} {one.version} – {one.title}") for one in list_published(db)]


def _drawn(template: str, shown: Compared | None, **more: object) -> str:
    return render_template(
        f"manage/questionnaires/{template}.html",
        shown=shown and shown.comparison,
        everything="tutto" in request.args,
        said=partial(_said, shown),
        words=words,
        **more,
    )


def _asked(proposed: tuple[str, str]) -> tuple[str, str]:
    return request.args.get("da") or proposed[0], request.args.get("a") or proposed[1]


def _said(shown: Compared | None, difference: Difference) -> tuple[str, str]:
    """What stood and what stands, in words."""
    if shown is None:
        return "", ""
    return _value(shown, difference, difference.old), _value(shown, difference, difference.new)


def _value(shown: Compared, difference: Difference, value: str | None) -> str:
    if value is None:
        return words.ABSENT.get(difference.what, "niente")
    if difference.what.endswith(words.CONDITIONS):
        return words.NEVER if value == "false" else f"se {shown.words(value)}"
    if difference.what == "languages":
        return ", ".join(LANGUAGES.get(code, code) for code in value.split(", "))
    return (TYPE_NAMES if difference.what == "type" else words.VALUES).get(value, value)
