"""The table of message kinds: who gets one, which placeholders it knows, which it cannot do without."""

from collections.abc import Mapping
from dataclasses import replace

from questionari.mail.messages import people, staff, texts, texts_after
from questionari.mail.messages.kind import HELP, PASSING, PERSONAL, READS, ROUND, UNIT, MailKind
from questionari.mail.messages.reply import STAFF_REPLY
from questionari.mail.messages.worded import LISTED, OF_ATR, OF_RECORDS, OF_SEVERAL, OPEN_ALL, SEVERAL


class UnknownKind(Exception):
    """A row names a kind that the table does not hold."""


_ROUND_SUBJECT = texts.SUBJECT_PREFIX + "Monitoraggio {tornata}: "

#: To an address of the census that may approve, judged when the mail is made: what it knows, what it cannot do without.
TO_APPROVER = (UNIT - PERSONAL - {"link_preparazione", "stato_compilazione"} | READS, READS, False)
_TABLE = (
    MailKind(
        "invitation",
        "invito",
        _ROUND_SUBJECT + "richiesta di compilazione entro il {scadenza}",
        texts.INVITATION,
        UNIT,
        frozenset({"link"}),
    ),
    MailKind(
        "reminder_1",
        "sollecito prima della scadenza",
        _ROUND_SUBJECT + "promemoria, il termine è il {scadenza}",
        texts.REMINDER_1,
        UNIT,
        frozenset({"link"}),
    ),
    MailKind(
        "reminder_2",
        "sollecito dopo la scadenza",
        _ROUND_SUBJECT + "il termine è trascorso, compilazione aperta fino al {proroga}",
        texts.REMINDER_2,
        UNIT,
        frozenset({"link"}),
    ),
    MailKind(
        "nudge",
        "sollecito dell'ATR",
        _ROUND_SUBJECT + "promemoria dell'ATR, il termine è il {scadenza}",
        texts_after.NUDGE,
        UNIT | {"atr_scrivente"},
        frozenset({"link", "atr_scrivente"}),
    ),
    MailKind(
        "atr_note",
        "nota all'ATR",
        _ROUND_SUBJECT + "servizi che non hanno restituito il questionario",
        texts.ATR_NOTE,
        ROUND | {"elenco_servizi"},
        frozenset({"elenco_servizi"}),
        to_contact=False,
    ),
    MailKind(
        "query",
        "richiesta di integrazione",
        _ROUND_SUBJECT + "richiesta di integrazione",
        texts.QUERY,
        UNIT | {"elenco_quesiti"},
        frozenset({"link", "elenco_quesiti"}),
        without=frozenset({"scadenza"}),
    ),
    MailKind(
        "verification",
        "richiesta di verifica",
        _ROUND_SUBJECT + "richiesta di verifica",
        texts_after.VERIFICATION,
        UNIT | {"quando"},
        frozenset({"link", "quando"}),
        link_text="Leggi la richiesta",
        without=frozenset({"scadenza"}),
    ),
    MailKind(
        "receipt",
        "ricevuta",
        _ROUND_SUBJECT + "ricevuta {ricevuta}",
        texts.RECEIPT,
        UNIT | {"ricevuta", "inviato_il", "impronta", "sale", "inserimento"},
        frozenset({"ricevuta"}),
        without=frozenset({"scadenza"}),
        link_text="Apri la ricevuta",
    ),
    MailKind(
        "thanks",
        "ringraziamento",
        _ROUND_SUBJECT + "grazie",
        texts_after.THANKS,
        UNIT - PERSONAL - {"link_preparazione", "stato_compilazione"},
        without=frozenset({"scadenza"}),
    ),
    MailKind(
        "access_code",
        "codice per rileggere le risposte",
        texts.SUBJECT_PREFIX + "codice per rileggere le risposte",
        texts.ACCESS_CODE,
        (UNIT - PERSONAL) | {"codice_accesso", "validita"},
        frozenset({"codice_accesso"}),
    ),
    MailKind("text_test", "prova di un testo", "{oggetto}", "{testo}", HELP | {"oggetto", "testo"}, to_contact=False),
    MailKind(
        "set_password",
        "collegamento per la password",
        texts.SUBJECT_PREFIX + "scelta della password",
        texts.ACCOUNT_LINK,
        HELP | {"account", "validita", "link_password"},
        frozenset({"link_password"}),
        to_contact=False,
    ),
    MailKind(
        "barrier",
        "segnalazione di accessibilità",
        texts.SUBJECT_PREFIX + "segnalazione di accessibilità",
        texts.BARRIER,
        HELP | {"pagina", "testo", "risposta"},
        frozenset({"testo"}),
        to_contact=False,
    ),
    MailKind(
        "correction",
        "rettifica",
        _ROUND_SUBJECT + "rettifica",
        texts.CORRECTION,
        UNIT | {"testo"},
        frozenset({"testo"}),
    ),
    MailKind(
        "correction_plain",
        "rettifica di una nota o di un ringraziamento",
        _ROUND_SUBJECT + "rettifica",
        texts_after.CORRECTION_PLAIN,
        ROUND | {"testo"},
        frozenset({"testo"}),
        to_contact=False,  # of a message that carried no link, to whom it has reached
    ),
    MailKind(
        "help_answer",
        "risposta a una richiesta di aiuto",
        _ROUND_SUBJECT + "risposta alla Sua richiesta di aiuto",
        texts.HELP_ANSWER,
        UNIT | {"domanda", "testo"},
        frozenset({"testo", "link"}),
        link_text="Torna al questionario",
    ),
    MailKind(
        "false_message",
        "segnalazione di un messaggio falso",
        texts.SUBJECT_PREFIX + "segnalato un messaggio falso",
        texts.FALSE_MESSAGE,
        HELP | {"codice_segnalato", "mittente", "territorio", "testo"},
        frozenset({"testo"}),
        to_contact=False,
    ),
    MailKind(
        "staff_reply",
        "risposta a un messaggio ricevuto",
        texts.SUBJECT_PREFIX + "risposta al Suo messaggio",
        STAFF_REPLY,
        HELP | {"testo"},
        frozenset({"testo"}),
        to_contact=False,  # to the address that wrote to us, whoever holds it: it never bears a link
    ),
    MailKind(
        "approval",
        "richiesta di visto",
        _ROUND_SUBJECT + "risposte da leggere e inviare entro il {scadenza}",
        texts_after.APPROVAL,
        *TO_APPROVER,
    ),
    MailKind(
        "approval_reminder",
        "promemoria di una richiesta di visto",
        _ROUND_SUBJECT + "risposte che attendono il Suo visto, entro il {scadenza}",
        texts_after.APPROVAL_REMINDER,
        *TO_APPROVER,
    ),
    MailKind(
        "approval_returned",
        "questionario rinviato dal responsabile",
        _ROUND_SUBJECT + "il responsabile chiede di rivedere le risposte",
        texts_after.APPROVAL_RETURNED,
        UNIT,
        frozenset({"link"}),
    ),
    MailKind(
        "delegation",
        "sezioni affidate a un'altra persona",
        _ROUND_SUBJECT + "una richiesta di aiuto, entro il {scadenza}",
        people.DELEGATION,
        (UNIT - PERSONAL - {"link_preparazione", "stato_compilazione"}) | {"link_delega", "nome", "chiede", "sezioni"},
        frozenset({"link_delega"}),
        to_contact=False,  # to whom the holder has named, judged when the mail is made
    ),
    MailKind(
        "delegation_settled",
        "esito della richiesta di coinvolgere una persona",
        _ROUND_SUBJECT + "la Sua richiesta di coinvolgere un'altra persona",
        people.DELEGATION_SETTLED,
        UNIT | {"esito"},
        frozenset({"link", "esito"}),
    ),
    MailKind(
        "contact_confirm",
        "conferma di un nuovo referente",
        _ROUND_SUBJECT + "conferma di un nuovo referente",
        people.CONTACT_CONFIRM,
        (UNIT - PERSONAL) | PASSING,
        frozenset({"link_passaggio"}),
    ),
    MailKind(  # to whom was named, once a channel of the census has confirmed her
        "contact_offer",
        "questionario affidato a una nuova persona",
        _ROUND_SUBJECT + "un questionario affidato a Lei",
        people.CONTACT_OFFER,
        (UNIT - PERSONAL) | PASSING,
        frozenset({"link_passaggio"}),
        to_contact=False,
    ),
    MailKind(
        "contact_told",
        "avviso al referente di prima",
        _ROUND_SUBJECT + "il questionario è passato a un'altra persona",
        people.CONTACT_TOLD,
        (UNIT - PERSONAL) | PASSING,
        to_contact=False,
    ),
    MailKind(
        "consultation",
        "invito a una consultazione",
        texts.SUBJECT_PREFIX + "una bozza di questionario da commentare entro il {fino_al}",
        texts.CONSULTATION,
        HELP | {"servizio", "questionario", "fino_al", "link_consultazione"},
        frozenset({"link_consultazione"}),
        to_contact=False,  # known by its own row, not by an invitation to a round; its address is judged with it
    ),
    MailKind(
        "consultation_atr",
        "invito a una consultazione, a un ATR",
        texts.SUBJECT_PREFIX + "una bozza di questionario da commentare entro il {fino_al}",
        texts.CONSULTATION_ATR,
        HELP | {"territorio", "questionario", "fino_al", "link_area"},
        frozenset({"link_area"}),
        to_contact=False,  # to accounts of the territory: no link of its own, they enter as always
    ),
)

_STAFF = (
    MailKind(name, title, texts.SUBJECT_PREFIX + subject, body, HELP | own, needed, to_contact=False)
    for name, title, subject, body, own, needed in staff.ROWS
)
KINDS: Mapping[str, MailKind] = {kind.name: kind for kind in (*_TABLE, *_STAFF)}

#: The kinds with the words of who is asked, under the names that `worded_for` gives; and of several services at once.
WORDED: Mapping[str, MailKind] = {
    f"{name}@{asked}": replace(KINDS[name], body=body, unit_word=word)
    for asked, word, bodies in (("atr", "Ufficio", OF_ATR), ("records", "Servizio", OF_RECORDS))
    for name, body in bodies.items()
} | {
    f"{name}@{SEVERAL}": replace(
        KINDS[name], subject=own, body=body, known=HELP | LISTED | KINDS[name].known & {"testo"}, link_text=OPEN_ALL
    )
    for name, (own, body) in OF_SEVERAL.items()
}


def kind_of(name: str) -> MailKind:
    """The kind of that name; of a name that `worded_for` gave, in the words of who is asked. Raises UnknownKind."""
    if name not in KINDS and name not in WORDED:
        raise UnknownKind(f"mail kind {name!r} is not one of {', '.join(KINDS)}")
    return WORDED.get(name) or KINDS[name]


def worded_for(name: str, asked: str | None) -> str:
    """The name under which a kind has the words for who is asked.

    `asked`: "service", "atr", "records" (a service, once for each contact), None where no questionnaire is asked.
    """
    own = f"{name}@{asked}"
    return own if own in WORDED else name
