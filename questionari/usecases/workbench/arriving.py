"""What of a form (XLSForm) did not come over into the draft begun from it: kept with the draft until an author says it
is settled, for a question without its condition reads as a sound one."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.usecases import audit
from questionari.usecases.house import Actor
from questionari.usecases.words import counted
from questionari.usecases.workbench import drafts
from questionari.usecases.workbench.examining import plain
from questionari.xlsform.findings import SEVERITIES, FormFinding

MOST = 2_000  # points of a report that are kept
_ROOM = 500  # characters of the words of one
POINTS = ("errore del modulo non è ancora a posto", "errori del modulo non sono ancora a posto")


def packed(report: Sequence[FormFinding]) -> str:
    """The report as the page that shows it hands it on."""
    return json.dumps([found.as_json() for found in report[:MOST]])


def unpacked(text: str) -> tuple[FormFinding, ...]:
    """The report that a page hands on; what is no finding of ours is left out."""
    try:
        given = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return ()
    return _findings(given[:MOST]) if isinstance(given, list) else ()


def _findings(given: Sequence[Any]) -> tuple[FormFinding, ...]:
    return tuple(_finding(one) for one in given if isinstance(one, dict) and _known(one))


def _known(one: dict[str, Any]) -> bool:
    words = [one.get(key) for key in ("code", "sheet", "message")]
    return all(isinstance(word, str) for word in words) and one["code"] in SEVERITIES and type(one.get("row")) is int


def _finding(one: dict[str, Any]) -> FormFinding:
    sheet, message = (plain(one[key])[:_ROOM] for key in ("sheet", "message"))
    return FormFinding(one["code"], SEVERITIES[one["code"]], sheet, one["row"], message)


def keep(session: Session, draft_id: uuid.UUID, report: Sequence[FormFinding]) -> None:
    """Keep the report with the draft that was begun a moment ago."""
    drafts.row(session, draft_id).report = [found.as_json() for found in report] or None


def left(session: Session, draft_id: uuid.UUID) -> tuple[FormFinding, ...]:
    """What of the form nobody has settled yet, as it was reported."""
    return _findings(drafts.row(session, draft_id).report or ())


def hindrance(session: Session, draft_id: uuid.UUID) -> str:
    """Why what the form lost keeps the draft from being published; "" when it does not."""
    errors = sum(found.severity == "error" for found in left(session, draft_id))
    if not errors:
        return ""
    return f"{counted(errors, *POINTS)}: guardi «Che cosa non è passato dal modulo» e dica che è a posto."


def settle(session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID) -> None:
    """Note that an author has seen to what the form lost. Raises NotFound, Refused."""
    row = drafts.writable(session, draft_id)
    if row.report:
        audit.record(
            session, now, actor, "draft.form_settled", ("questionnaire_draft", draft_id), points=len(row.report)
        )
        row.report = None
