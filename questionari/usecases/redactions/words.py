"""What the certificate says, in Italian: places treated, what stays, who acted."""

from collections.abc import Mapping

PLACES: Mapping[str, str] = {
    "drafts": "bozze e versioni precedenti della risposta, valori in attesa di una scelta, motivi degli avvisi",
    "documents": "invii, compresi quelli sostituiti dopo una riapertura",
    "files": "file allegati alla risposta",
    "compiler": "nome e funzione di chi ha compilato, e le richieste di visto che lo riportavano",
    "threads": "richieste di aiuto e di correzione",
    "reasons": "motivi di riapertura che citavano la risposta",
    "messages": "messaggi di posta che citavano la risposta",
    "notices": "segnalazioni di variazione del censimento",
    "echoes": "altre compilazioni a cui la risposta era stata riportata",
    "imports": "file di risposte scelti e non ancora importati",
    "datasets": "file di dataset ritirati dal server",
}
CLEANED: Mapping[str, str] = {
    "files": "file di dataset non ancora scaduti e bozze di file",
    "pages": "pagine della base di dati che contenevano la chiave distrutta",
    "log": "registro delle transazioni (WAL) della base di dati",
}
LEFT: Mapping[str, str] = {
    "log": "Il registro delle transazioni (WAL) non è stato troncato: si libera da sé con l'uso.",
    "log_recycled": "PostgreSQL riusa i segmenti del WAL (wal_recycle): i byte di prima restano finché non li copre.",
    "log_archived": "Il WAL è archiviato (archive_mode): l'archivio va tenuto solo per i giorni stabiliti.",
}
ROLES: Mapping[str, str] = {"respondent": "il servizio", "staff": "LeNove", "system": "il sistema", "atr": "l'ATR"}
ALWAYS_LEFT = (
    "Le copie di un dataset già scaricate, i messaggi già consegnati e quanto stampato non sono raggiungibili dal "
    "sistema. Copie della base di dati fatte con strumenti diversi da quello del prodotto contengono le chiavi."
)
