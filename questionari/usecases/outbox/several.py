"""The text of a mail about several services of one person: they are listed, one link opens the page of them all."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN, translated
from questionari.mail.messages import Message, Tongue, compose
from questionari.mail.messages.corrections import filled
from questionari.mail.messages.safety import fault_in_header
from questionari.mail.messages.templates import fill
from questionari.mail.messages.worded import SEVERAL
from questionari.store.outbox import Case
from questionari.usecases import links
from questionari.usecases.house import House
from questionari.usecases.outbox.digests import CORRECTION
from questionari.usecases.outbox.values import gather

#: What a mail says of each service.
TO_COME = "– {servizio}, {tornata}: entro il {scadenza}"
REMINDED = "– {servizio}, {tornata}: entro il {scadenza}, {stato_compilazione}"
GONE = "– {servizio}, {tornata}: termine trascorso, aperto fino al {proroga}"
LINES: Mapping[str, Callable[[str], str]] = {
    "invitation": lambda language: translated(TO_COME, language),
    "reminder_1": lambda language: translated(REMINDED, language),
    "reminder_2": lambda language: translated(GONE, language),
    CORRECTION: lambda language: translated(TO_COME, language),
}
QUOTED = re.compile(r"[«»„“”\"]\s?\{servizio\}\s?[«»„“”\"]")  # several names bring their own marks
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
        "servizio": ", ".join(f"«{one['servizio']}»" for one in told),
        "stato_compilazione": ", ".join(dict.fromkeys(one["stato_compilazione"] for one in told)),
        "quanti": str(len(parts)),
        "elenco_questionari": "\n".join(LINES[kind](language).format(**one) for one in told),
    }
    if kind == CORRECTION:
        values["testo"] = _corrected(parts, told)
    texts = _short(_texts(kind, language, parts), values)
    return compose(f"{kind}@{SEVERAL}", values, texts, tongue=Tongue(language))


def _corrected(parts: Sequence[Case], told: Sequence[Mapping[str, str]]) -> str:
    """The text of a correction; where a service has days of its own, each with its name."""
    both = zip(parts, told, strict=True)
    said = [(one["servizio"], filled(case.message.context["testo"], one)) for case, one in both]
    texts = dict.fromkeys(text for _, text in said)
    return said[0][1] if len(texts) == 1 else "\n\n".join(f"{name}:\n{text}" for name, text in said)


def _language(parts: Sequence[Case]) -> str:
    found = {case.language for case in parts}
    return found.pop() if len(found) == 1 else ITALIAN


def _texts(kind: str, language: str, parts: Sequence[Case]) -> Mapping[str, str] | None:
    """What staff wrote for the round, where it is one: with the list of the services besides."""
    rounds = {case.round.id: case.round for case in parts if case.round is not None}
    texts = next(iter(rounds.values())).texts if len(rounds) == 1 else {}
    own: Mapping[str, str] = texts.get(f"{kind}@{language}") or texts.get(kind) or {}
    named = {part: QUOTED.sub("{servizio}", text) for part, text in own.items()}
    return {**named, "body": named["body"] + LIST} if named.get("body") else named or None


def _short(texts: Mapping[str, str] | None, values: Mapping[str, str]) -> Mapping[str, str] | None:
    """Without the staff's subject where, with the names of all, it is longer than a subject may be; ours has none."""
    if not texts or not fault_in_header(fill(texts.get("subject", ""), values)):
        return texts
    return {part: text for part, text in texts.items() if part != "subject"}
