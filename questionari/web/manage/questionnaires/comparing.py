"""Two published versions of a questionnaire, question by question, for the staff."""

from functools import partial

from flask import render_template, request

from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.comparing import Difference
from questionari.usecases import comparing
from questionari.usecases.comparing import Compared
from questionari.usecases.questionnaires import list_published
from questionari.web.access import database, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires import comparing_words as words


@blueprint.get("/questionari/confronto")
@staff
def comparison() -> str:
    """What changed between the versions `da` and `a`; without them, between the two latest of a questionnaire."""
    with database().reading() as db:
        known = [(one.name, f"{one.code} {one.version} – {one.title}") for one in list_published(db)]
        old, new = _asked(comparing.proposed(db) or ("", ""))
        shown = comparing.compare_published(db, old, new) if old and new else None
    return render_template(
        "manage/questionnaires/comparison.html",
        known=known,
        old=old,
        new=new,
        shown=shown and shown.comparison,
        everything="tutto" in request.args,
        said=partial(_said, shown),
        words=words,
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
    return (TYPE_NAMES if difference.what == "type" else words.VALUES).get(value, value)
