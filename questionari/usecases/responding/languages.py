"""Which languages a respondent may choose, and her choice (docs/languages.md).

A language is offered where a named person has signed both its texts in the questionnaire and its interface; of the
interface a setting may do without (``UNSIGNED_LANGUAGES``).
"""

from sqlalchemy import update
from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.engine.wording import ITALIAN, NAMES, catalogue
from questionari.store import responses
from questionari.store.models.responses import Response
from questionari.usecases.house import House, NotFound
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.definitions import definition_of


def offered(house: House, definition: Questionnaire) -> tuple[str, ...]:
    """The languages of a questionnaire that respondents may choose, Italian first."""
    return tuple(code for code in spoken(house) if code == ITALIAN or code in definition.reviewed)


def spoken(house: House) -> tuple[str, ...]:
    """The languages our own pages may be read in, Italian first."""
    unsigned = house.settings.unsigned_languages
    return tuple(code for code in NAMES if catalogue(code).reviewer or code in unsigned)


def chosen(house: House, definition: Questionnaire, wanted: str | None) -> str:
    """The language wanted if it is offered, else Italian."""
    return wanted if wanted in offered(house, definition) else ITALIAN


def choose_language(session: Session, house: House, public_id: str, wanted: str) -> str:
    """Keep the choice with the response; one that is not offered changes nothing. Gives the language that counts.

    Raises NotFound, Refused (never entered).
    """
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None:
        raise NotFound("questionario")
    response_id, current = required_id(header), header.language or ITALIAN
    language = wanted if wanted in offered(house, definition_of(session, header.questionnaire_sha256)) else current
    if language != current:
        session.execute(update(Response).where(Response.id == response_id).values(language=language))
    return language
