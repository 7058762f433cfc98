"""What people read about an answer: what is wrong and what to do, in the language asked (``engine.wording``)."""

REQUIRED = "Risponda a questa domanda: la risposta è obbligatoria."
REQUIRED_CELL = (
    "Resta 1 casella di {active} da compilare: scriva un numero (anche 0) in ogni casella, "
    "oppure segni «Dato non disponibile»."
)
REQUIRED_CELLS = (
    "Restano {count} caselle di {active} da compilare: scriva un numero (anche 0) in ogni casella, "
    "oppure segni «Dato non disponibile»."
)
REQUIRED_CHOICE = "Resta 1 casella di {active} da compilare: scelga una risposta per ogni riga."
REQUIRED_CHOICES = "Restano {count} caselle di {active} da compilare: scelga una risposta per ogni riga."
REQUIRED_ROWS = "Compili almeno una riga: la risposta è obbligatoria."
REQUIRED_IN_ROW = "Riga {number}, «{question}»: la risposta è obbligatoria."

TOO_SMALL = "Il valore deve essere almeno {limit}; ha indicato {value}."
TOO_LARGE = "Il valore può essere al massimo {limit}; ha indicato {value}."
TOO_LONG = "Il testo può avere al massimo {limit} caratteri; il Suo ne ha {value}: lo accorci."
TOO_FEW_PICKS = "Scelga almeno {limit} risposte; ne ha scelte {value}."
TOO_MANY_PICKS = "Può scegliere al massimo {limit} risposte; ne ha scelte {value}."
EXCLUSIVE = "«{option}» non può stare insieme ad altre risposte: lasci solo questa, oppure la tolga."
NOT_OFFERED = "«{option}» non è più fra le risposte possibili, per via di altre risposte che ha dato: la cambi."
ELSEWHERE = "«{place}» non è in provincia di {provinces}: corregga il comune, oppure la provincia."
TOO_FEW_ROWS = "Le righe devono essere almeno {limit}; ne ha compilate {value}."
TOO_MANY_ROWS = "Le righe possono essere al massimo {limit}; ne ha compilate {value}."
AT_CELL = "{row}: {message}"
AT_ROW = "Riga {number}, «{question}»: {message}"

PREVIOUS = (
    "Il valore è molto diverso da quello della rilevazione precedente ({previous}; ora {value}). "
    "Se è esatto lo confermi spiegandone il motivo, altrimenti lo corregga."
)
PREVIOUS_ONE_MONTH = (
    "Il valore è molto diverso da quello della rilevazione precedente "
    "({previous} in 1 mese; ora {value} in {now}). "
    "I due periodi hanno durata diversa: il confronto è fatto sui valori al mese. "
    "Se è esatto lo confermi spiegandone il motivo, altrimenti lo corregga."
)
PREVIOUS_MONTHS = (
    "Il valore è molto diverso da quello della rilevazione precedente "
    "({previous} in {count} mesi; ora {value} in {now}). "
    "I due periodi hanno durata diversa: il confronto è fatto sui valori al mese. "
    "Se è esatto lo confermi spiegandone il motivo, altrimenti lo corregga."
)

SENSITIVE = (
    "Il testo sembra contenere {found}. Non inserisca elementi che possano rendere riconoscibile una persona: "
    "li tolga o, se non riguardano una persona, lo confermi spiegandone il motivo."
)
FISCAL_CODE = "un codice fiscale"
EMAIL = "un indirizzo e-mail"
TELEPHONE = "un numero di telefono"
FULL_NAME = "un nome e cognome"
