"""What a check says in particular, in Italian: its English message, as commands print it, in the words of pages.

Each line is a form of message; what varies in it is put into the Italian as it stands. The sentences of ``italian`` say
what is wrong and what to do; these say of what.
"""

import re
from collections.abc import Mapping
from functools import cache

#: English form ("%" stands for what varies) -> Italian, where {0}, {1} … are what stood there.
FORMS: Mapping[str, str] = {
    "no question has the code %: check the spelling%": "nessuna domanda ha il codice {0}",
    "there is no question '%'": "nessuna domanda ha il codice {0}",
    "there is no question %": "nessuna domanda ha il codice {0}",
    "{%}: no question has the code %: check%": "il segnaposto {{{0}}} nomina {1}, che non c'è",
    "the condition of page % reads %, asked later": "la condizione della pagina {0} legge {1}, che viene dopo",
    "the condition of section % reads %, asked later": "la condizione della sezione {0} legge {1}, che viene dopo",
    "the condition of % reads %, asked later": "la condizione di {0} legge {1}, che viene dopo",
    "circle: %": "in circolo: {0}",
    "% has no cell '%', '%'": "{0} non ha la casella della riga {1}, colonna {2}",
    "% stands in a row: write 'prefill' on the roster %": "{0} sta in una riga: si precompila l'elenco {1}",
    "the census has no field '%'": "il censimento non ha «{0}»",
    "% has no field %: %": "{0} non ha «{1}»",
    "there is no option '%': known: % (column%": "la risposta «{0}» non c'è; ci sono {1}",
    "there is no option '%': known: %": "la risposta «{0}» non c'è; ci sono {1}",
    "option '%' is a reserved answer, unknown%": "«{0}» è un modo di non rispondere: non si confronta",
    "the option '%' asks for no detail%": "la risposta «{0}» non chiede di specificare",
    "% has no row '%': %": "{0} non ha la riga «{1}»",
    "% has no column %: %": "{0} non ha la colonna «{1}»",
    "the cell %, % of % is blocked%": "la casella {0}, {1} di {2} non si riempie",
    "the roster % has no question %: %": "l'elenco {0} non ha la domanda {1}",
    "the group % has no question %: %": "il gruppo {0} non ha la domanda {1}",
    "there is no function %: %": "non c'è la funzione «{0}»",
    "% is known only in a check with foreach%": "«{0}» vale solo nelle righe di una tabella o di un elenco",
    "a number is put beside a text%": "un numero è confrontato con un testo o con un codice",
    "a text is put beside a number%": "un testo è confrontato con un numero",
    "an option code is put beside a number%": "il codice di una risposta è confrontato con un numero",
    "a number is put beside an option code%": "un numero è confrontato con il codice di una risposta",
    "a condition is needed here, this gives %: %": "qui serve una condizione, da dire vera o falsa",
    "a number is needed here, this gives %": "qui serve un numero",
    "'%' is not expected here: %": "«{0}» non va bene in questo punto",
    "the expression ends too early: %": "l'espressione è interrotta",
    "the expression is empty: %": "l'espressione è vuota",
    "a single {: %": "una graffa aperta e non chiusa",
    "a single }: %": "una graffa chiusa e mai aperta",
    "% is not known before the questionnaire is opened": "{0} non si conosce prima della compilazione",
    "% is compared with itself": "{0} è confrontato con sé stesso",
    "'%' reads nothing": "«{0}» non legge nulla",
    "a division by zero is never known": "",
    "% stands twice in the list": "{0} c'è due volte",
    "% stands twice": "{0} c'è due volte",
    "% characters": "{0} caratteri",
    "question code '%' is already at %": "il codice {0} è già di un'altra domanda",
    "question code '%' is not well formed": "il codice «{0}»",
    "page code '%' is not well formed": "il codice di pagina «{0}»",
    "page code '%' is already at %": "il codice {0} è già di un'altra pagina",
    "section code '%' is already at %": "il codice {0} è già di un'altra sezione",
    "check '%' is already at %": "il codice {0} è già di un'altra regola",
    "code in % '%' is already at %": "il codice {1} c'è già",
    "%: code '%' is already at %": "in {0} il codice {1} c'è due volte",
    "code '%' is already at %": "il codice {0} c'è due volte",
    "code '%' is not well formed": "il codice «{0}»",
    "'%' and '%' differ only by case": "{0} e {1}",
    "'%' is a word of the language": "«{0}»",
    "% is measured by % already": "«{0}» è già il concetto di {1}",
    "no option is left for %": "a {0} non resta alcuna risposta",
    "no row is left for %": "a {0} non resta alcuna riga",
    "the list is empty": "",
    "there is no list '%' in this document": "l'elenco {0}",
    "there is no shared list '%'": "l'elenco {0}",
    "list % has no option '%'": "l'elenco {0} non ha la voce {1}",
    "list '%' is never used": "l'elenco {0}",
    "'%' is not a multiple choice of this document": "{0} non è una scelta multipla",
    "'%' is not a % in the rows of a roster": "{0} non è una domanda dello stesso tipo nelle righe di un elenco",
    "% is asked after %": "{0} viene dopo {1}",
    "% has none of the codes of %": "{0} non ha alcun codice di {1}",
    "only one option of % can be picked": "in {0} se ne può scegliere una sola",
    "one option of % is picked in any case": "in {0} se ne sceglie comunque una",
    "'%' and '%' are both %": "le risposte {0} e {1}",
    "an option of % says it already": "in {0} lo dice già una risposta",
    "% has % options": "{0} ha {1} voci",
    "% is no province, nor a list of provinces": "«{0}» non è una provincia",
    "there is no text in '%'": "manca il testo in {0}",
    "the text is blank": "",
    "'%' is HTML": "«{0}»",
    "reads other values than the Italian: %": "non nomina gli stessi valori dell'italiano",
    "the texts in '%' are to be reviewed": "i testi in {0}",
    "'%' is no translation here": "la lingua {0}",
    "'%' mixes two alphabets": "«{0}» mescola due alfabeti",
    "it holds an invisible character": "",
    "it holds a control character": "un carattere di controllo",
    "the link leads to '%'": "il collegamento porta a «{0}»",
    "the '%' text is the Italian one": "il testo in {0}",
    "spaces at an end or doubled, or odd line ends": "",
    "** is opened and not closed": "",
    "'%' tells something by its colour": "«{0}»",
    "'%' tells something by its place": "«{0}»",
    "'%' is written in capitals": "«{0}»",
    "reads like %: '%'": "si legge «{1}» come la voce {0}",
    "% has a text of % characters": "{0} ha un testo di {1} caratteri",
    "the link '%' does not say where it leads": "il collegamento «{0}»",
    "page % is titled like page %": "le pagine {0} e {1}",
    "%: min % is greater than max %": "{0}: il minimo {1} supera il massimo {2}",
    "min % is greater than max %": "il minimo {0} supera il massimo {1}",
    "%: min_picks %, but % options": "{0}: almeno {1} scelte, ma le risposte sono {2}",
    "% % has more than % decimals": "il limite {1} ha più di {2} decimali",
    "% % has more than % digits": "il limite {1} ha più di {2} cifre",
    "% has fixed rows and %": "{0} ha righe fisse",
    "check % has no message": "la regola {0}",
    "check % points at no question": "la regola {0}",
    "'%' is not a matrix or a roster": "{0} non è una tabella né un elenco",
    "check % reads no answer": "la regola {0}",
    "% is a %: nobody can answer it": "a {0} nessuno risponde",
    "check % requires what % requires": "le regole {0} e {1}",
    "check % points at % and reads none of it": "la regola {0} indica {1}",
    "% does not look for personal data": "la domanda {0}",
    "% may be asked of a shelter": "la domanda {0}",
    "% may be the address of a person": "la domanda {0}",
    "% does not say what it measures": "la domanda {0}",
    "% asks when a person was born": "la domanda {0}",
    "% takes % characters of free text": "la domanda {0} prende {1} caratteri",
    "%: % inputs shown, at most %": "{0}: {1} campi, al massimo {2}",
    "%: % inputs required, at most %": "{0}: {1} campi obbligatori, al massimo {2}",
    "%: there is no question '%'": "il profilo {0} nomina {1}, che non c'è",
    "% is exported as '%'": "{0} uscirebbe come {1}",
    "% is a variable already": "{0} è già il nome di una variabile",
    "%: % children, at most %": "{0}: {1} domande per riga, al massimo {2}",
    "%: % options, at most %": "{0}: {1} voci, al massimo {2}",
    "%: % cells, at most %": "{0}: {1} caselle, al massimo {2}",
    "% questions, at most %": "{0} domande, al massimo {1}",
    "% sections and pages, at most %": "{0} fra sezioni e pagine, al massimo {1}",
    "% options and rows, at most %": "{0} voci e righe in tutto, al massimo {1}",
    "% checks, at most %": "{0} controlli, al massimo {1}",
    "% lists, at most %": "{0} elenchi, al massimo {1}",
    "% rules, at most %": "{0} regole, al massimo {1}",
    "what comes after % claims": "ciò che viene dopo {0} domande di prova",
    "page % may show % inputs": "la pagina {0} può mostrare {1} campi",
    "% (%) takes no '%'": "{0}",
    "% (%) needs '%'": "{0}",
    "% '%' cannot stand in roster %": "{1} non può stare nelle righe di {2}",
    "% is required always and on a condition": "la domanda {0}",
    "% is filled from the census and from an expression": "la domanda {0}",
    "% times the % answers: only an ATR's one response is shared": "",
    "no answers lead to page %": "nessuna risposta porta alla pagina {0}",
    "no answers lead to question %": "nessuna risposta porta alla domanda {0}",
    "no answers lead to % in a row of %": "nessuna risposta porta a {0} in una riga di {1}",
    "option % of % is never offered": "la risposta {0} di {1} non è mai offerta",
    "row % of % is never shown": "la riga {0} di {1} non compare mai",
    "column % of % is never shown": "la colonna {0} di {1} non compare mai",
    "cell % of % is never shown": "la casella {0} di {1} non compare mai",
    "never false: %": "non è mai falsa: {0}",
    "never true: %": "non è mai vera: {0}",
    "check % never fires": "la regola {0} non scatta mai",
    "check % fires whenever it is looked at": "la regola {0} scatta ogni volta che conta",
    "whenever check % fires, % fires too": "quando scatta {0} scatta anche {1}",
    "whether % is on the path of a response that can be submitted": "se chi riceve {0} può inviare",
    "whoever is asked % cannot submit": "chi riceve {0} non può inviare",
    "nobody can answer all of %": "nessuno può rispondere insieme a {0}",
    "nobody can submit: % cannot be met together": "non si possono soddisfare insieme: {0}",
    '"%" is a required property': "manca la chiave «{0}»",
    "Additional properties are not allowed ('%' was unexpected)": "la chiave «{0}» qui non ci va",
    "Additional properties are not allowed (% were unexpected)": "queste chiavi qui non ci vanno: {0}",
    '% is not of type "string"': "qui serve un testo fra virgolette, non {0}",
    '% is not of type "object"': "qui serve un oggetto fra graffe, non {0}",
    '% is not of type "array"': "qui serve un elenco fra parentesi quadre, non {0}",
    '% is not of type "integer"': "qui serve un numero intero, non {0}",
    '% is not of type "number"': "qui serve un numero, non {0}",
    '% is not of type "boolean"': "qui serve true o false, non {0}",
    "% is not of types %": "qui non va bene {0}",
    '"%" is not one of % or % other candidates': "«{0}» non è fra i valori possibili, come {1}: in tutto altri {2}",
    '"%" is not one of %': "«{0}» non è fra i valori possibili: {1}",
    "% is not one of %": "{0} non è fra i valori possibili: {1}",
    '"%" does not match "%"': "«{0}» non ha la forma richiesta",
    "% is longer than % characters": "{0} supera i {1} caratteri",
    "% is shorter than % character%": "il testo è vuoto o troppo corto",
    "% has less than % item%": "qui servono almeno {1} elementi",
    "% has more than % item%": "qui gli elementi sono al massimo {1}",
    "% has less than % propert%": "l'oggetto è vuoto o incompleto",
    "% has non-unique elements": "uno stesso valore c'è due volte",
    "% is greater than the maximum of %": "{0} supera il massimo, {1}",
    "% is less than the minimum of %": "{0} è sotto il minimo, {1}",
    "None of % are valid under the given schema": "manca un valore che ci deve essere sempre",
    "% is not valid under any of the schemas listed in the '%' keyword": "non ha nessuna delle forme possibili",
}


#: Codes whose messages hand on what the answer types say, which is Italian.
ALREADY_ITALIAN = frozenset({"BUR003"})


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    made = []
    for form, italian in FORMS.items():
        pattern = "(.*?)".join(re.escape(piece) for piece in form.split("%"))
        made.append((re.compile(pattern, re.DOTALL), italian))
    return tuple(made)


def specific(message: str, code: str = "") -> str:
    """What a message says in particular, in Italian; "" where the general sentence says it all, or no form fits."""
    if code in ALREADY_ITALIAN and not known(message):
        return message
    for pattern, italian in _patterns():
        found = pattern.fullmatch(message)
        if found:
            return italian.format(*found.groups())
    return ""


def known(message: str) -> bool:
    """Whether some form fits a message."""
    return any(pattern.fullmatch(message) for pattern, _ in _patterns())
