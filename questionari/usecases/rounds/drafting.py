"""A round in draft: created and changed until it is opened."""

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain, count
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from questionari.clock import end_of_day, local_day, start_of_day
from questionari.mail.messages import KINDS, MailKind, TemplateFault, check_template
from questionari.store import census
from questionari.store.models.rounds import Round
from questionari.usecases import audit, fields, questionnaires
from questionari.usecases.census import vocabulary
from questionari.usecases.fields import FieldFault, Invalid, Reader
from questionari.usecases.house import Actor, NotFound
from questionari.usecases.rounds import calendar
from questionari.usecases.rounds.basics import get_round, may
from questionari.usecases.rounds.sharing import FIRST, share_faults

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
HALF = 6  # months
PREVIOUS = "from"  # key of Round.selection: the code of the round that this one was prepared from …
LEFT_OUT, AGREED = "left_out", "agreed"  # … who is left out of it, and who confirmed the differences (differing.py)
TEXT_KINDS = ("invitation", "reminder_1", "reminder_2")
TEXT_LANGUAGES: Mapping[str, str] = {"de": "in tedesco", "fr": "in francese", "sl": "in sloveno"}
#: What texts are kept under: the kind in Italian, kind@language in another.
TEXT_KEYS = (*TEXT_KINDS, *(f"{kind}@{language}" for kind in TEXT_KINDS for language in TEXT_LANGUAGES))


def _day(text: str) -> date:
    day: date = fields.day(text)
    if not EARLIEST <= day < LATEST:
        raise fields.FieldError("L'anno non è plausibile: controlli la data.")
    return day


READERS: Mapping[str, Reader] = {
    "code": fields.code,
    "title": fields.line(150, required=True),  # it stands in the subject of every mail, which has 300
    "questionnaire": fields.line(100, required=True),
    "period_start": fields.required(_day),
    "period_end": fields.required(_day),
    "opens": fields.required(_day),
    "deadline": fields.required(_day),
    "closes": fields.required(_day),
    "test_recipient": fields.optional(fields.email),
}
LABELS: Mapping[str, str] = {
    "code": "Codice",
    "title": "Titolo",
    "questionnaire": "Questionario",
    "period_start": "Inizio del periodo",
    "period_end": "Fine del periodo",
    "opens": "Apertura",
    "deadline": "Scadenza",
    "closes": "Chiusura",
    "test_recipient": "Indirizzo per la prova",
}


@dataclass(frozen=True, slots=True)
class RoundForm:
    """A round as typed: texts by field (READERS), codes chosen (nothing chosen = everybody), mail texts by kind."""

    values: Mapping[str, str]
    atrs: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    first: tuple[str, ...] = ()  # who begins the records of a questionnaire in parts
    is_test: bool = False
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    approval: bool = False  # whether a service may ask for its head's approval
    pilot: bool = False  # a field trial: the chosen services are really written to, their answers count nowhere
    previous: str = ""  # code of the round that it is prepared from
    approval_must: bool = False  # whether nothing is sent without it
    compiler_must: bool = False  # whether who sends says who has compiled


DEADLINE_AFTER, CLOSING_AFTER = timedelta(days=30), timedelta(days=14)  # from the opening; from the deadline
HALVES = (("Primo", (1, 1), (6, 30)), ("Secondo", (7, 1), (12, 31)))


def proposal(session: Session, today: date) -> Mapping[str, str]:
    """What a new round may begin with: the half-year that ended last, opening today; texts by field (READERS)."""
    year, half = (today.year, 0) if today.month > HALF else (today.year - 1, 1)
    name, first, last = HALVES[half]
    deadline = today + DEADLINE_AFTER
    days = {
        "period_start": date(year, *first),
        "period_end": date(year, *last),
        "opens": today,
        "deadline": deadline,
        "closes": deadline + CLOSING_AFTER,
    }
    return free(session, f"{year}-S{half + 1}", f"{name} semestre {year}") | {f: str(day) for f, day in days.items()}


def free(session: Session, code: str, title: str) -> dict[str, str]:
    """A code and a title that no round has yet: two running rounds must not look alike, in lists or in mails."""
    alike = or_(Round.code.startswith(code, autoescape=True), Round.title.startswith(title, autoescape=True))
    taken = {text for row in session.execute(select(Round.code, Round.title).where(alike)) for text in row}
    numbered = ((f"{code}-{n}", f"{title}, rilevazione {n}") for n in count(2))
    pairs = chain([(code, title)], numbered)
    return next({"code": c, "title": t} for c, t in pairs if c not in taken and t not in taken)


def create_round(session: Session, now: datetime, actor: Actor, form: RoundForm) -> uuid.UUID:
    """A new round in draft. Raises Invalid naming every field at fault."""
    read = _judged(session, now, form)
    if session.scalar(select(Round.id).where(Round.code == read["code"])):
        raise fields.refuse("code", f"Esiste già una tornata con il codice «{read['code']}»: ne scelga un altro.")
    row = Round(**_columns(session, form, read), created_at=now, created_by=actor.id or actor.kind)
    session.add(row)
    session.flush()
    audit.record(session, now, actor, "round.created", ("round", row.id), code=row.code, test=row.is_test)
    return row.id


def update_draft(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, form: RoundForm) -> None:
    """Change a round that was not opened yet; its code stays. Raises Invalid and Refused."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "change")
    read = _judged(session, now, RoundForm(**{**_as_dict(form), "values": {**form.values, "code": row.code}}))
    kept = {name: row.selection[name] for name in (PREVIOUS, LEFT_OUT, AGREED) if name in row.selection}
    for name, value in _columns(session, form, read).items():
        setattr(row, name, {**value, **kept} if name == "selection" else value)
    audit.record(session, now, actor, "round.changed", ("round", row.id))


def delete_draft(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> None:
    """Throw a draft away. Raises Refused once the round was opened."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "delete")
    session.delete(row)
    audit.record(session, now, actor, "round.deleted", ("round", row.id), code=row.code)


def _as_dict(form: RoundForm) -> dict[str, Any]:
    return {each.name: getattr(form, each.name) for each in dataclasses.fields(form)}


def _judged(session: Session, now: datetime, form: RoundForm) -> dict[str, Any]:
    """The values of a form that has no fault at all; texts, dates, choices and mail texts are judged together."""
    faults: list[FieldFault] = []
    read: dict[str, Any] = {}
    for name, reader in READERS.items():
        try:
            read[name] = fields.read_fields(form.values, {name: reader})[name]
        except Invalid as error:
            faults += error.faults
    typed = calendar.read(form.values)
    faults += date_faults(read, local_day(now)) + list(typed.faults if typed else ())
    faults += _choice_faults(session, form, read) + text_faults(form.texts)
    if faults:
        raise Invalid(tuple(faults))
    return read


def date_faults(read: Mapping[str, Any], today: date) -> list[FieldFault]:
    """What is wrong among dates that could be read; a date that is missing is no fault here."""
    rules = (
        ("period_end", "period_start", "La fine del periodo viene prima dell'inizio: corregga una delle due date."),
        ("deadline", "opens", "La scadenza viene prima dell'apertura: la scadenza è l'ultimo giorno utile."),
        ("closes", "deadline", "La chiusura viene prima della scadenza: scelga lo stesso giorno o uno successivo."),
    )
    faults = [FieldFault(a, message) for a, b, message in rules if a in read and b in read and read[a] < read[b]]
    if "deadline" in read and read["deadline"] < today:
        faults.append(FieldFault("deadline", "La scadenza è già passata: scelga un giorno da oggi in poi."))
    return faults


def _choice_faults(session: Session, form: RoundForm, read: Mapping[str, Any]) -> list[FieldFault]:
    known = (
        ("atrs", form.atrs, census.atrs_by_code(session, form.atrs), "territori"),
        ("types", form.types, vocabulary.types(), "tipologie"),
        ("units", form.units, census.units_by_code(session, form.units), "servizi"),
    )
    faults = [
        FieldFault(name, f"Codici sconosciuti fra i {what}: {', '.join(sorted(set(chosen) - set(found)))}.")
        for name, chosen, found, what in known
        if set(chosen) - set(found)
    ]
    if form.is_test and not read.get("test_recipient"):
        faults.append(FieldFault("test_recipient", "Una tornata di prova scrive solo a Lei: indichi il Suo indirizzo."))
    if form.previous and session.scalar(select(Round.id).where(Round.code == form.previous)) is None:
        faults.append(FieldFault("previous", f"La tornata precedente «{form.previous}» non c'è: ricominci da lì."))
    return faults + _trial_faults(form) + _questionnaire_faults(session, form, read.get("questionnaire"))


def _trial_faults(form: RoundForm) -> list[FieldFault]:
    """A field trial writes to services that were asked to take part, never to everybody."""
    if not form.pilot:
        return []
    both = "Scelga una sola prova: con i messaggi solo a Lei, oppure sul campo con i servizi scelti."
    chosen = "Una prova sul campo si fa con servizi scelti: scriva i loro codici, oppure territori o tipologie."
    rules = ((form.is_test, "pilot", both), (not (form.units or form.atrs or form.types), "units", chosen))
    return [FieldFault(name, message) for wrong, name, message in rules if wrong]


def _questionnaire_faults(session: Session, form: RoundForm, name: str | None) -> list[FieldFault]:
    if name is None:
        return []
    try:
        found = questionnaires.find(session, name)
    except NotFound:
        return [FieldFault("questionnaire", f"Nessun questionario pubblicato si chiama «{name}»: lo pubblichi prima.")]
    definition = questionnaires.definition_of(session, found.sha256)
    faults = share_faults(session, definition, form.first, (form.atrs, form.types, form.units))
    if faults:
        return faults
    if found.unit == "atr" and not form.units:
        title = definition.title["it"]
        message = f"«{title}» si compila per territorio: scriva il codice dell'ufficio che risponde per ciascun ATR."
        return [FieldFault("units", message)]
    return []


def text_faults(texts: Mapping[str, Mapping[str, str]]) -> list[FieldFault]:
    """What is wrong with the mail texts that staff wrote; fields are named "<key>.<subject|body>" (TEXT_KEYS).

    Of a text of which one part is blank, that part is the product's own.
    """
    return [
        FieldFault(f"{key}.{fault.field}", fault.message)
        for key, text in written(texts).items()
        for fault in _faults_of(KINDS[key.partition("@")[0]], text)
    ]


def _faults_of(kind: MailKind, text: Mapping[str, str]) -> list[TemplateFault]:
    return check_template(kind.name, text["subject"] or kind.subject, text["body"] or kind.body)


def written(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The keys for which something was written; the others use the product's own text."""
    clean = {k: {f: t.get(f, "").strip() for f in ("subject", "body")} for k, t in texts.items() if k in TEXT_KEYS}
    return {kind: text for kind, text in clean.items() if any(text.values())}


def _columns(session: Session, form: RoundForm, read: Mapping[str, Any]) -> dict[str, Any]:
    deadline, typed = end_of_day(read["deadline"]), calendar.read(form.values)
    return {
        "code": read["code"],
        "title": read["title"],
        "questionnaire_sha256": questionnaires.find(session, read["questionnaire"]).sha256,
        "period_start": read["period_start"],
        "period_end": read["period_end"],
        "opens_at": start_of_day(read["opens"]),
        "deadline_at": deadline,
        "first_deadline_at": deadline,
        "closes_at": end_of_day(read["closes"]),
        "calendar": typed.as_column() if typed else {},
        "is_test": form.is_test or form.pilot,
        "pilot": form.pilot,
        "approval": form.approval or form.approval_must,
        "approval_must": form.approval_must,
        "compiler_must": form.compiler_must,
        "selection": {
            "atrs": list(form.atrs),
            "types": list(form.types),
            "units": list(form.units),
            FIRST: list(form.first),
            "test_recipient": read["test_recipient"] if form.is_test else None,
            **({PREVIOUS: form.previous} if form.previous else {}),
        },
        "texts": written(form.texts),
    }
