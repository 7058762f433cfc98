"""The values of a message's placeholders, read from the database when the message is frozen."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from babel.dates import format_date
from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day
from questionari.engine.states import ENTRY_MODES, Mode, ResponseState
from questionari.engine.wording import ITALIAN, translated
from questionari.mail.messages import FIELD_TRIAL
from questionari.store import outbox as store
from questionari.store.models.rounds import Invitation, Round
from questionari.store.outbox import Case
from questionari.usecases.house import House
from questionari.usecases.responding import reasons

#: Of a receipt: what staff entered on behalf of a service, which may never have seen it.
ENTERED = (
    "Le risposte sono state inserite dall'assistenza per conto del servizio ({mode}): se qualcosa non corrisponde, "
    "chieda una correzione dalla pagina del collegamento."
)
HIDDEN_LINK = "[collegamento personale]"
SHEET_LINK = "[collegamento al foglio di preparazione]"


@lru_cache(maxsize=512)
def long_day(day: date, language: str = ITALIAN) -> str:
    """«14 dicembre 2026», «1° gennaio 2026», «14. Dezember 2026»."""
    if language != ITALIAN:
        return format_date(day, "long", locale=language)
    return f"{day.day}{'°' if day.day == 1 else ''} {format_date(day, 'MMMM y', locale='it')}"


def last_day(end: datetime, language: str = ITALIAN) -> str:
    """The last local day before an exclusive bound, in words."""
    return long_day(local_day(end - timedelta(microseconds=1)), language)


def standing(case: Case) -> str:
    """How far the answering has come, as the first reminder says it."""
    if case.response_state in (None, ResponseState.NOT_STARTED):
        return translated("non ancora aperto", case.language)
    if case.response_state == ResponseState.AWAITING:
        return translated("in attesa del visto del responsabile", case.language)
    if case.records is not None:
        said = translated("in compilazione, con l'elenco delle schede ancora aperto (inviate: {sent})", case.language)
        return said.format(sent=case.answered)
    percent = round(100 * case.answered / case.required) if case.required else 0
    return translated("in compilazione ({percent}%)", case.language).format(percent=percent)


def gather(session: Session, house: House, case: Case, token: str | None) -> dict[str, str]:
    """Every placeholder this message can use, but for those of its own context. `token` None: shown as a label."""
    values = of_house(house)
    if case.round is not None:
        values |= of_round(case.round, case.invitation, case.language)
    if case.invitation is not None:
        values |= _unit(session, house, case, case.invitation, token)
    return values


def of_house(house: House) -> dict[str, str]:
    """What is the same in every message."""
    desk = house.settings.help_desk
    return {
        "telefono": desk.phone,
        "email": desk.email,
        "orari": desk.hours,
        "verifica": f"{house.settings.base_url}/verifica",
    }


def mark_of(round_: Round | None) -> str:
    """How the subject of a message begins in a round that counts nowhere."""
    if round_ is None or not round_.is_test:
        return ""
    return "[PROVA] " if round_.rehearsal else FIELD_TRIAL


def of_round(round_: Round, invitation: Invitation | None, language: str = ITALIAN) -> dict[str, str]:
    """The round's name and days; an invitation brings its own deadline."""
    first, last = long_day(round_.period_start, language), long_day(round_.period_end, language)
    return {
        "tornata": round_.title,
        "scadenza": last_day(store.deadline_of(round_, invitation), language),
        "proroga": last_day(store.close_of(round_, invitation), language),
        "periodo": translated("dal {first} al {last}", language).format(first=first, last=last),
    }


def _unit(session: Session, house: House, case: Case, invitation: Invitation, token: str | None) -> dict[str, str]:
    base = house.settings.base_url
    values = {
        "servizio": case.unit.name if case.unit else "",
        "atr": f" {translated('e', case.language)} ".join(case.atrs),
        "codice": invitation.verify_code,
        "stato_compilazione": standing(case),
        "link": f"{base}/q/{token}" if token else HIDDEN_LINK,
        "link_variazione": f"{base}/q/{token}#segnalazione" if token else HIDDEN_LINK,
        "link_preparazione": f"{base}/preparazione/{case.questionnaire}/{invitation.type_code}"
        + (f"?parte={quote(invitation.role)}" if invitation.role else ""),
    }
    if case.message.kind == "query":
        values["elenco_quesiti"] = _asked_again(session, house, invitation)
    return values | (_receipt(session, invitation, case.language) if case.message.kind == "receipt" else {})


def _asked_again(session: Session, house: House, invitation: Invitation) -> str:
    """Why the unit's response, or its list, was given back."""
    found = store.reason_of(session, invitation.id)
    return reasons.read(session, house, *found) if found else ""


def _receipt(session: Session, invitation: Invitation, language: str) -> dict[str, str]:
    found = store.receipt_of(session, invitation.id)
    if found is None:
        return {}
    number, digest, salt, at, mode = found
    told = {"ricevuta": number, "impronta": digest, "sale": salt.hex(), "inviato_il": _moment(at, language)}
    how = translated(ENTRY_MODES[Mode(mode)], language) if mode else ""
    return {**told, "inserimento": f" {translated(ENTERED, language).format(mode=how)}" if how else ""}


def _moment(instant: datetime, language: str) -> str:
    local = instant.astimezone(ROME)
    words = translated("{day}, ore {time}", language)
    return words.format(day=long_day(local.date(), language), time=f"{local:%H:%M}")
