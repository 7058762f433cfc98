"""The text of a mail about several services of one person: they are listed, one link opens the page of them all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN, translated
from questionari.mail.messages import Message, Tongue, compose
from questionari.mail.messages.worded import SEVERAL
from questionari.store.outbox import Case
from questionari.usecases import links
from questionari.usecases.house import House
from questionari.usecases.outbox.values import gather

#: What a mail says of each service.
TO_COME = "– {servizio}, {tornata}: entro il {scadenza}"
REMINDED = "– {servizio}, {tornata}: entro il {scadenza}, {stato_compilazione}"
GONE = "– {servizio}, {tornata}: termine trascorso, aperto fino al {proroga}"
LINES: Mapping[str, Callable[[str], str]] = {
    "invitation": lambda language: translated(TO_COME, language),
    "reminder_1": lambda language: translated(REMINDED, language),
    "reminder_2": lambda language: translated(GONE, language),
}
LIST = "\n\n{elenco_questionari}"  # what a text of the staff, written for one service, is given besides


def compose_several(
    session: Session, house: House, now: datetime, parts: Sequence[Case], minted: list[links.Row]
) -> Message:
    """One message for messages of one kind to one address; the rows of its links join those `minted`."""
    kind, language = parts[0].message.kind, _language(parts)
    told = [gather(session, house, case, None) for case in parts]
    ids = [case.invitation.id for case in parts if case.invitation is not None]
    link = f"{house.settings.base_url}/miei/{links.mint_shared(minted, ids, kind, now)}"
    values = told[0] | {
        "link": link,
        "link_variazione": link,
        "servizio": "», «".join(one["servizio"] for one in told),
        "stato_compilazione": ", ".join(dict.fromkeys(one["stato_compilazione"] for one in told)),
        "quanti": str(len(parts)),
        "elenco_questionari": "\n".join(LINES[kind](language).format(**one) for one in told),
    }
    return compose(f"{kind}@{SEVERAL}", values, _texts(kind, language, parts), tongue=Tongue(language))


def _language(parts: Sequence[Case]) -> str:
    found = {case.language for case in parts}
    return found.pop() if len(found) == 1 else ITALIAN


def _texts(kind: str, language: str, parts: Sequence[Case]) -> Mapping[str, str] | None:
    """What staff wrote for the round, where it is one: with the list of the services besides."""
    rounds = {case.round.id: case.round for case in parts if case.round is not None}
    texts = next(iter(rounds.values())).texts if len(rounds) == 1 else {}
    own: Mapping[str, str] = texts.get(f"{kind}@{language}") or texts.get(kind) or {}
    return {**own, "body": own["body"] + LIST} if own.get("body") else own or None
