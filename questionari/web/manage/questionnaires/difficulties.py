"""Where a questionnaire costs time and trouble: counted for all responses together."""

from flask import render_template

from questionari import clock
from questionari.usecases.responding import paradata
from questionari.usecases.workbench import versions
from questionari.web.access import database, house, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires.versions import PLACE


@blueprint.get(f"{PLACE}/difficolta")
@staff
def difficulties(code: str, version: str) -> str:
    """Pages that take long or are left, questions asked about, warnings confirmed."""
    with database().reading() as db:
        found = versions.find_version(db, code, version)
        known = paradata.difficulty(db, house(), clock.utc_now(), found.sha256)
    more = {"least": paradata.LEAST, "rare": paradata.RARE, "counting": house().settings.paradata}
    return render_template("manage/questionnaires/difficulties.html", found=found, known=known, **more)
