"""The language of a mail, the languages that can be chosen besides (docs/languages.md), and who is asked."""

from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN
from questionari.mail.messages import Tongue
from questionari.store.models.rounds import Round
from questionari.usecases.house import House
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.languages import offered


def tongue_of(session: Session, house: House, kind: str, round_: Round | None, language: str = ITALIAN) -> Tongue:
    """A mail follows the response once there is one; an invitation names the languages that can be chosen."""
    if kind != "invitation" or round_ is None:
        return Tongue(language)
    others = offered(house, definition_of(session, round_.questionnaire_sha256))
    return Tongue(language, tuple(code for code in others if code != language))


def asked_of(session: Session, round_: Round | None) -> str | None:
    """Who a round asks, as `worded_for` wants it: "service", "atr", "records"; None outside any round."""
    if round_ is None:
        return None
    definition = definition_of(session, round_.questionnaire_sha256)
    return "records" if definition.cardinality == "many" else definition.unit
