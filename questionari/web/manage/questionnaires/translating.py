"""The translations of a draft: a workbook to hand to a translator, the same workbook back, a signature."""

import uuid
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, url_for

from esportazioni.translations import read_rows, write_rows
from questionari import clock
from questionari.engine.translations import TranslationError
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.workbench import structured, translating
from questionari.usecases.workbench.translating import Brought
from questionari.web.access import current_actor, database, ring, staff, takes_files
from questionari.web.downloads import download
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint

PLACE = "/questionari/bozze/<uuid:draft_id>/traduzioni"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(PLACE)
@staff
def draft_translations(draft_id: uuid.UUID) -> str:
    """Every language: how far it is, what can be done."""
    return _page(draft_id)


@blueprint.get(f"{PLACE}/<language>.xlsx")
@staff
def translation_sheet(draft_id: uuid.UUID, language: str) -> Response:
    """The workbook of a language, with what is translated already."""
    with database().reading() as db:
        shaped, rows = translating.sheet(db, draft_id, language)
    book = BytesIO()
    write_rows(book, language, rows)
    line = shaped.draft.line
    name = f"{line.code or 'bozza'}-{line.version or 'bozza'}-{language}.xlsx"
    return download(book.getvalue(), XLSX, name)


@blueprint.post(f"{PLACE}/<language>")
@staff
@takes_files(2 * 1024 * 1024)
def translate_draft(draft_id: uuid.UUID, language: str) -> Answer:
    """Take a workbook back, or note who signs."""
    try:
        told = _signed(draft_id, language) if request.form.get("act") == "sign" else _brought(draft_id, language)
    except NotFound:
        raise
    except TranslationError as error:
        return _page(draft_id, language, error.italian), 422
    except Refused as error:
        return _page(draft_id, language, error.message), 422
    ring("exports")
    flash(told, "success")
    return redirect(url_for(".draft_translations", draft_id=draft_id, _anchor=f"l-{language}"), 303)


def _brought(draft_id: uuid.UUID, language: str) -> str:
    file = request.files.get("file")
    if not file or not file.filename:
        raise Refused("no_file", "Scelga il foglio tradotto.")
    rows = read_rows(file.read(), language)
    with database().writing() as db:
        done = translating.bring_back(db, clock.utc_now(), current_actor(), draft_id, language, rows)
    return _told(done)


def _told(done: Brought) -> str:
    """What became of the sheet."""
    missing = _missing(done.missing) if done.missing else "La traduzione è completa: va riletta e firmata."
    lost = [row.original.strip()[:60] for row in done.lost]
    named = "; ".join(f"«{words}»" for words in lost[:5])
    skipped = f" Non ripresi, perché l'italiano è cambiato: {_texts(len(lost))} ({named})." if lost else ""
    return f"Revisione {done.revision}. {missing}{skipped}"


def _missing(count: int) -> str:
    return "Manca ancora 1 testo." if count == 1 else f"Mancano ancora {count} testi."


def _texts(count: int) -> str:
    return "1 testo" if count == 1 else f"{count} testi"


def _signed(draft_id: uuid.UUID, language: str) -> str:
    now = clock.utc_now()
    day = clock.local_day(now).isoformat()
    with database().writing() as db:
        translating.sign(db, now, current_actor(), draft_id, language, request.form.get("reviewer", "")[:120], day)
    return "La firma è registrata."


def _page(draft_id: uuid.UUID, language: str = "", failure: str = "") -> str:
    with database().reading() as db:
        shaped = structured.load(db, draft_id)
    facts = {"line": shaped.draft.line, "standings": translating.standings(shaped)}
    return render_template(
        "manage/questionnaires/translations.html", language=language, failure=failure, typed=request.form, **facts
    )
