"""Forms of the staff's pages: decoding and CSRF only. Rules are the use-cases', fields are drawn by our macros."""

from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField

from questionari.usecases.fields import Invalid
from questionari.usecases.rounds import calendar
from questionari.usecases.rounds.drafting import TEXT_KEYS, RoundForm


class UnitForm(FlaskForm):
    """A service, with its first contact and territory when it is new."""

    code = StringField("Codice")
    name = StringField("Denominazione")
    type_code = StringField("Tipologia")
    owner = StringField("Ente titolare")
    manager = StringField("Ente gestore")
    nature = StringField("Natura giuridica")
    sector = StringField("Settore")
    comune = StringField("Comune")
    province = StringField("Provincia")
    note = StringField("Note")
    active_from = StringField("Attivo dal")
    active_to = StringField("Attivo fino al")
    atr = StringField("Territorio")
    email = StringField("E-mail")
    contact_name = StringField("Nome del recapito")
    pec = StringField("PEC")
    phone = StringField("Telefono")
    reason = StringField("Motivo")
    version = StringField()


class ContactForm(FlaskForm):
    """Who receives the links of a service."""

    email = StringField("E-mail")
    name = StringField("Nome")
    pec = StringField("PEC")
    phone = StringField("Telefono")
    reason = StringField("Motivo")
    version = StringField()


class MembershipForm(FlaskForm):
    """A territory joined or left."""

    atr = StringField("Territorio")
    version = StringField()


class RoundDraftForm(FlaskForm):
    """A round in draft; the mail texts are read from the request by their names ("invitation.subject")."""

    code = StringField("Codice")
    title = StringField("Titolo")
    questionnaire = StringField("Questionario")
    period_start = StringField("Inizio del periodo")
    period_end = StringField("Fine del periodo")
    opens = StringField("Apertura")
    deadline = StringField("Scadenza")
    closes = StringField("Chiusura")
    atrs = SelectMultipleField("Territori", validate_choice=False)
    types = SelectMultipleField("Tipologie", validate_choice=False)
    units = StringField("Altri servizi")
    first = StringField("Chi compila la prima parte")
    is_test = BooleanField("Tornata di prova")
    pilot = BooleanField("Prova sul campo")
    test_recipient = StringField("Indirizzo per la prova")
    approval = BooleanField("Visto del responsabile")
    previous = StringField()
    approval_must = BooleanField("Visto obbligatorio")
    compiler_must = BooleanField("Chi ha compilato")


#: Marks of a round, by their names in RoundForm.
MARKS = ("approval", "pilot", "approval_must", "compiler_must")


class ConsultationForm(FlaskForm):
    """Whom a consultation asks, until when."""

    text = StringField("Testo per chi commenta")
    deadline = StringField("Ultimo giorno")
    atrs = SelectMultipleField("Territori", validate_choice=False)
    types = SelectMultipleField("Tipologie", validate_choice=False)
    units = StringField("Servizi")


class ActForm(FlaskForm):
    """What an act with consequences may ask for."""

    reason = StringField("Motivo")
    deadline = StringField("Nuova scadenza")
    closes = StringField("Nuova chiusura")
    promised = StringField("Giorno promesso")
    unit_code = StringField("Codice del servizio")
    question = StringField("Codice della domanda")
    confirm = StringField("Codice della tornata")
    mode = StringField("Come ha avuto le risposte")
    everything = BooleanField("Anche quello che vi è scritto accanto")
    compiler = BooleanField("Chi ha compilato")


def texts(form: FlaskForm) -> dict[str, str]:
    """The texts of a form's own fields, as use-cases read them."""
    skip = ("csrf_token", "atrs", "types", "is_test", *MARKS)
    return {name: value or "" for name, value in form.data.items() if name not in skip}


def round_form(form: RoundDraftForm, posted: Mapping[str, str]) -> RoundForm:
    """A posted round as the use-case reads it."""
    values = texts(form)
    units, first = (tuple(values.pop(name).replace(",", " ").split()) for name in ("units", "first"))
    values |= {name: posted[name] for name in calendar.FIELDS if name in posted}
    mails = {kind: {part: posted.get(f"{kind}.{part}", "") for part in ("subject", "body")} for kind in TEXT_KEYS}
    return RoundForm(
        values,
        tuple(filter(None, form.atrs.data or ())),
        tuple(filter(None, form.types.data or ())),
        units,
        first,
        bool(form.is_test.data),
        mails,
        previous=values.pop("previous", ""),
        **{mark: bool(form[mark].data) for mark in MARKS},
    )


def named_turns(turns: Sequence[str]) -> dict[str, str]:
    """What the fields of a calendar are called where their faults are listed."""
    return {**{f"r{row}": turn for row, turn in enumerate(turns[: calendar.ROWS], 1)}, "thanks": "Ringraziamento"}


def errors_of(error: Invalid) -> dict[str, str]:
    """Field -> message, for the macros."""
    found: dict[str, str] = {}
    for fault in error.faults:
        found[fault.field] = f"{found[fault.field]} {fault.message}" if fault.field in found else fault.message
    return found
