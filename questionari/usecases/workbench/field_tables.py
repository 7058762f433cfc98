"""The words of the structured editor's forms: labels and menus, key by key, as tables."""

from collections.abc import Mapping

Choices = tuple[tuple[str, str], ...]

SEVERITY_CHOICES: Choices = (
    ("error", "errore: non si può inviare"),
    ("warning", "avviso: si può confermare con un motivo"),
    ("note", "nota: informa soltanto"),
)
CELLS: Choices = (
    ("integer", "numeri interi"),
    ("decimal", "numeri con decimali"),
    ("yes_no", "sì o no"),
    ("choice", "una scelta"),
)
APPEARANCES: Choices = (
    ("", "come di solito"),
    ("radio", "tutte in vista"),
    ("list", "menu"),
    ("search", "menu con ricerca"),
)
STORES: Choices = (
    ("", "fra le risposte"),
    ("contacts", "a parte, come recapito: non esce mai nei dati"),
)
EXPORTS: Choices = (
    ("", "sempre"),
    ("never", "mai"),
    ("not_public", "non nei dati pubblici"),
    ("coarsened", "meno precisa"),
)
SCOPES: Choices = (("", "il servizio"), ("body", "tutto l'ente che lo gestisce"))
UNIT_SOURCES: Choices = (("", "quelli del suo territorio"), ("network", "quelli di tutta la Rete"))
UNITS: Choices = (("service", "un servizio della Rete"), ("atr", "un ambito territoriale"))
CARDINALITIES: Choices = (
    ("one", "una volta per tornata"),
    ("many", "una volta per ogni caso: un elenco di schede"),
)
READERS: Choices = (("", "solo LeNove"), ("atr", "anche gli altri ATR, nell'area riservata"))
LEVELS: Choices = (("record", "un valore per ogni risposta"), ("dataset", "un valore su tutte le risposte"))
METHODS: Choices = (
    ("", "nessuno: è di ogni risposta"),
    ("share", "quota delle risposte"),
    ("total", "somma"),
    ("median", "valore di mezzo (mediana)"),
    ("p90", "valore non superato da nove su dieci (90° percentile)"),
    ("correlation", "correlazione fra due colonne"),
)
EFFECTS: Choices = (
    ("variation", "aggiornare il censimento"),
    ("invite", "invitare un ente"),
    ("agenda", "mettere un punto all'ordine del giorno"),
    ("reminder", "tenere presente"),
)
RESERVED: Choices = (
    ("", "no, è una risposta come le altre"),
    ("-7", "sì: dato non disponibile"),
    ("-8", "sì: preferisce non rispondere"),
)
PREFILLS: Choices = (
    ("", "niente: il campo è vuoto"),
    ("previous", "la risposta della tornata precedente"),
    ("type", "la tipologia del servizio"),
    ("name", "il nome del servizio"),
    ("owner", "l'ente titolare"),
    ("manager", "l'ente gestore"),
    ("nature", "la natura giuridica"),
    ("comune", "il comune"),
    ("province", "la provincia"),
    ("sector", "il settore"),
    ("email", "l'indirizzo e-mail"),
    ("pec", "la PEC"),
    ("phone", "il telefono"),
    ("public", "se è pubblico o privato"),
    ("atr_provinces", "le province del territorio"),
    ("units", "le unità che comprende"),
    ("atr_name", "il nome dell'ambito territoriale"),
    ("atr_pec", "la PEC dell'ambito territoriale"),
    ("atr_province", "la provincia dell'ambito territoriale"),
    ("atr_comune", "il comune dell'ambito territoriale"),
    ("atr_comuni", "i comuni dell'ambito territoriale"),
    ("atr_uncovered", "i comuni senza alcun servizio"),
    ("atr_services", "i servizi del territorio, per tipologia"),
    ("stalking_services", "i servizi per gli atti persecutori già indicati"),
)
FILE_TYPES: Choices = (
    ("pdf", "PDF"),
    ("jpg", "immagine JPEG"),
    ("png", "immagine PNG"),
    ("docx", "Word"),
    ("xlsx", "Excel"),
)
#: Where a comune may be bound to lie, besides the provinces that other questions ask.
WITHIN: Choices = (
    ("", "in tutta Italia"),
    ("census.province", "nella provincia del servizio"),
    ("census.atr_provinces", "nelle province del territorio"),
)
#: Kind of part -> its texts: key, label, lines.
TEXTS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "documento": (("title", "Titolo", 1), ("intro", "Testo di apertura", 4)),
    "sezione": (("title", "Titolo", 1), ("intro", "Testo sopra la prima pagina", 3)),
    "pagina": (("title", "Titolo", 1), ("intro", "Testo sopra le domande", 3)),
    "domanda": (("text", "Domanda", 2), ("help", "Spiegazione", 3)),
    "dettaglio": (("text", "Che cosa si chiede di specificare", 1), ("help", "Spiegazione", 2)),
    "controllo": (("message", "Messaggio", 2),),
    "voce": (("text", "Testo", 1),),
    "effetto": (("text", "Che cosa dice l'avviso", 2),),
    "indicatore": (("title", "Che cosa misura", 1), ("unit", "Unità di misura", 1)),
    "preparazione": (("text", "Che cosa tenere a portata di mano", 2),),
    "carico": (("title", "Per chi", 1),),
}
#: Key -> label of what is ticked; of a question, where its type takes it.
FLAGS: Mapping[str, str] = {
    "required": "Obbligatoria",
    "not_available": "Offre «Dato non disponibile»",
    "prefer_not": "Offre «Preferisco non rispondere»",
    "needs_register": "Serve il registro del servizio",
    "row_totals": "Mostra il totale di ogni riga",
    "column_totals": "Mostra il totale di ogni colonna",
    "units_only": "Solo servizi del censimento, non altri scritti a mano",
}
LIMITS: Mapping[str, str] = {
    "min": "Valore minimo",
    "max": "Valore massimo",
    "places": "Decimali al massimo",
    "max_length": "Caratteri al massimo",
    "min_picks": "Scelte almeno",
    "max_picks": "Scelte al massimo",
    "min_rows": "Righe almeno",
    "max_rows": "Righe al massimo",
    "max_mb": "Grandezza al massimo, in MB",
}
#: What is shown of a question at once; the rest stands under «Altro».
QUESTION_MENUS: Mapping[str, tuple[str, Choices]] = {
    "cell": ("Che cosa contiene una casella", CELLS),
    "appearance": ("Come si mostra la scelta", APPEARANCES),
    "units_from": ("Quali servizi si cercano", UNIT_SOURCES),
}
DEEPER_FLAGS: Mapping[str, str] = {"sensitive_text": "Avvisa se il testo sembra contenere dati personali"}
DEEPER_MENUS: Mapping[str, tuple[str, Choices]] = {
    "prefill": ("Che cosa c'è già nel campo", PREFILLS),
    "store": ("Dove si conserva", STORES),
    "export": ("Esce nei file dei dati", EXPORTS),
    "scope": ("Di chi parla", SCOPES),
}
