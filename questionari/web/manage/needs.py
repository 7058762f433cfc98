"""What needs the staff, in words: one number, one sentence, one link to the very list."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from questionari.usecases.desk import Need
from questionari.usecases.words import counted
from questionari.web.attention import NeedLine
from questionari.web.filters import day


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of need: what stands after the number when there is one, or many; the list and its filters."""

    one: str
    many: str
    endpoint: str
    filters: Mapping[str, str]
    link: str
    urgent: bool = False


LIST = "Apri l'elenco"
MISSING = {"mostra": "mancanti"}
WORDS: Mapping[str, Words] = {
    "closing": Words(
        "servizio non ha ancora risposto a «{title}»: la scadenza è il {deadline}{left}.",
        "servizi non hanno ancora risposto a «{title}»: la scadenza è il {deadline}{left}.",
        "manage.round",
        MISSING,
        "Vedi chi manca",
        True,
    ),
    "overdue": Words(
        "servizio non ha risposto a «{title}»: la scadenza era il {deadline}, si può compilare fino al {closes}.",
        "servizi non hanno risposto a «{title}»: la scadenza era il {deadline}, si può compilare fino al {closes}.",
        "manage.round",
        MISSING,
        "Vedi chi manca",
        True,
    ),
    "trial_stuck": Words(
        "versione corretta, proposta per «{title}», non si è potuta provare sulle compilazioni in corso.",
        "",
        "manage.patch",
        {},
        "Vedi la proposta",
        True,
    ),
    "drafts_late": Words(
        "tornata è ancora in bozza, ma il giorno dell'apertura è passato.",
        "tornate sono ancora in bozza, ma il giorno dell'apertura è passato.",
        "manage.rounds",
        {"stato": "bozza-in-ritardo"},
        LIST,
        True,
    ),
    "unsigned": Words(
        "tornata è finita e il verbale di chiusura non è firmato.",
        "tornate sono finite e il verbale di chiusura non è firmato.",
        "manage.rounds",
        {"stato": "da-firmare", "tipo": "vere"},
        LIST,
    ),
    "tests": Words(
        "tornata di prova è in corso: quando ha finito, la chiuda.",
        "tornate di prova sono in corso: quando ha finito, le chiuda.",
        "manage.rounds",
        {"stato": "in-corso", "tipo": "prova"},
        LIST,
    ),
    "mail_failed": Words(
        "messaggio non è arrivato: il recapito va corretto, o il messaggio va inviato di nuovo.",
        "messaggi non sono arrivati: i recapiti vanno corretti, o i messaggi vanno inviati di nuovo.",
        "manage.mail",
        {"stato": "da-risolvere"},
        "Vedi i messaggi",
        True,
    ),
    "mail_late": Words(
        "messaggio doveva partire da più di un'ora: avvisi l'assistenza tecnica.",
        "messaggi dovevano partire da più di un'ora: avvisi l'assistenza tecnica.",
        "manage.mail",
        {"stato": "in-ritardo"},
        "Vedi i messaggi",
        True,
    ),
    "mail_held": Words(
        "messaggio è trattenuto dagli invii sospesi.",
        "messaggi sono trattenuti dagli invii sospesi.",
        "manage.mail",
        {"stato": "sospesi"},
        "Vedi i messaggi",
    ),
    "contact_wrong": Words(
        "servizio dice che il recapito è sbagliato.",
        "servizi dicono che il recapito è sbagliato.",
        "manage.signals",
        {"tipo": "recapito"},
        "Correggi i recapiti",
        True,
    ),
    "contact_corrected": Words(
        "servizio ha il recapito corretto e aspetta di nuovo il collegamento.",
        "servizi hanno il recapito corretto e aspettano di nuovo il collegamento.",
        "manage.signals",
        {"tipo": "reinvio"},
        "Invia i collegamenti",
    ),
    "help": Words(
        "servizio ha chiesto aiuto o una correzione e aspetta la risposta.",
        "richieste di aiuto o di correzione aspettano la risposta.",
        "manage.help_requests",
        {},
        "Rispondi",
        True,
    ),
    "verified": Words(
        "servizio ha risposto a una richiesta di verifica.",
        "servizi hanno risposto a una richiesta di verifica.",
        "manage.queries",
        {},
        "Leggi le risposte",
    ),
    "people": Words(
        "persona da coinvolgere, o nuovo referente, aspetta il Suo sì.",
        "persone da coinvolgere, o nuovi referenti, aspettano il Suo sì.",
        "manage.people",
        {},
        "Decidi",
        True,
    ),
    "atr_reports": Words(
        "segnalazione di un ATR su un servizio che manca aspetta il Suo sì.",
        "segnalazioni degli ATR su servizi che mancano aspettano il Suo sì.",
        "manage.atr_reports",
        {},
        "Decidi",
    ),
    "doubts": Words(
        "risposta inviata è da rivedere.",
        "risposte inviate sono da rivedere.",
        "manage.doubts",
        {},
        LIST,
    ),
    "letters": Words(
        "messaggio ricevuto per posta aspetta una risposta.",
        "conversazioni per posta aspettano una risposta.",
        "manage.correspondence",
        {},
        "Leggi la posta",
        True,
    ),
    "timer_silent": Words(
        "programma è fermo, quello che fa partire inviti, solleciti e scadenze: avvisi l'assistenza tecnica.",
        "programmi sono fermi, di quelli che fanno partire inviti, solleciti e scadenze: avvisi l'assistenza tecnica.",
        "manage.mail",
        {"stato": "in-coda"},
        "Vedi che cosa aspetta",
        True,
    ),
    "calendar_silent": Words(
        "calendario non va avanti da più di tre ore, e i solleciti dovuti non partono: avvisi l'assistenza tecnica.",
        "calendari non vanno avanti da più di tre ore, e i solleciti dovuti non partono: avvisi l'assistenza tecnica.",
        "manage.rounds",
        {"stato": "in-corso"},
        LIST,
        True,
    ),
    "mailbox_fails": Words(
        "casella di posta non si legge da più di un'ora: avvisi l'assistenza tecnica.",
        "caselle di posta non si leggono da più di un'ora: avvisi l'assistenza tecnica.",
        "manage.correspondence",
        {"mostra": "tutte"},
        "Vedi da quando",
        True,
    ),
    "false_messages": Words(
        "messaggio falso è stato segnalato: usa il nostro nome.",
        "messaggi falsi sono stati segnalati: usano il nostro nome.",
        "manage.false_messages",
        {},
        "Leggi le segnalazioni",
        True,
    ),
    "variations": Words(
        "servizio ha dichiarato dati diversi dal censimento.",
        "segnalazioni dicono dati diversi dal censimento.",
        "manage.signals",
        {"tipo": "variazione"},
        "Leggi le segnalazioni",
    ),
    "unreachable": Words(
        "servizio attivo non ha un recapito che funzioni: non può essere invitato.",
        "servizi attivi non hanno un recapito che funzioni: non possono essere invitati.",
        "manage.census",
        {"recapito": "inutilizzabile", "attivita": "attivi"},
        "Vedi i servizi",
    ),
    "consultation_over": Words(
        "consultazione, su «{title}», ha passato il termine del {deadline}: la chiuda, o ne sposti il termine.",
        "",
        "manage.consultation",
        {},
        "Apri la consultazione",
    ),
    "comments": Words(
        "commento a «{title}» aspetta una risposta: senza, la versione non si pubblica.",
        "commenti a «{title}» aspettano una risposta: senza, la versione non si pubblica.",
        "manage.consultation",
        {},
        "Rispondi ai commenti",
    ),
    "exports_failed": Words(
        "dataset non è stato preparato: lo richieda di nuovo.",
        "dataset non sono stati preparati: li richieda di nuovo.",
        "manage.datasets",
        {"stato": "da-risolvere"},
        "Vedi i dataset",
    ),
}


def need_line(need: Need) -> NeedLine:
    """A need in words, with the address of its list."""
    words = WORDS[need.kind]
    sentence = words.one if need.number == 1 else words.many
    known, address = _about(need, words)
    return NeedLine(need.number, sentence.format(**known), address, words.link, words.urgent)


def _about(need: Need, words: Words) -> tuple[Mapping[str, str], str]:
    """What the sentence names, and the address of the list."""
    filters = f"?{urlencode(words.filters)}" if words.filters else ""
    if need.consultation is not None:
        asked = need.consultation
        known = {"title": asked.title, "deadline": day(asked.until)}
        return known, url_for(words.endpoint, consultation_id=asked.id)
    if need.round is None:
        return {}, f"{url_for(words.endpoint)}{filters}"
    line = need.round.line
    left = f", fra {counted(line.days_left, 'giorno', 'giorni')}" if line.days_left > 0 else ", oggi"
    known = {"title": line.title, "deadline": day(line.deadline), "closes": day(line.closes), "left": left}
    return known, f"{url_for(words.endpoint, code=line.code)}{filters}{'#servizi' if filters else ''}"
