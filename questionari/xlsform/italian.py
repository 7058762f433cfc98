"""What an import says, in Italian: each English message of this package, with its particulars, and the words inside it.

The messages stay English where they are made (commands, reports, logs); pages ask here. The table is by template: `{}`
is a part that may be a message itself, `{!r}` something quoted as it stands in the form. A test walks the package: a
message that is not here, or one here that nobody says, is a fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

MOST_NESTED = 4

#: Template of a message -> the same in Italian, its parts by their number.
ITALIAN: Mapping[str, str] = {
    # the form and its file
    "the file has {} bytes, at most {} are read": "il file ha {0} byte, se ne leggono al massimo {1}",
    "a sheet has {} rows, at most {} are read": "un foglio ha {0} righe, se ne leggono al massimo {1}",
    "more than {}: leave the form alone in the file": "più di {0}: lasci nel file il solo modulo",
    "{} cells, {} characters, or {} in one": "{0} celle, {1} caratteri, o {2} in una cella",
    "not an XLSX workbook": "non è una cartella di lavoro XLSX",
    "not a workbook: {}": "non è una cartella di lavoro: {0}",
    "the workbook would unpack to {} bytes in {} parts: it is no form": "la cartella di lavoro, aperta, occuperebbe "
    "{0} byte in {1} parti: non è un modulo",
    "the workbook cannot be read: {}": "la cartella di lavoro non si può leggere: {0}",
    "it asks for too much memory or time; save it again with the form alone": "chiede troppa memoria o troppo tempo; "
    "la salvi di nuovo con il solo modulo",
    "the workbook takes too long to read: save it again with the form alone": "la cartella di lavoro chiede troppo "
    "tempo: la salvi di nuovo con il solo modulo",
    "neither a workbook nor text: it holds zero bytes": "non è né una cartella di lavoro né un testo: contiene byte "
    "nulli",
    "neither a workbook nor UTF-8 text: byte {} cannot be read": "non è né una cartella di lavoro né un testo UTF-8: "
    "il byte {0} non si può leggere",
    "more than {} rows or {} cells: it is no form": "più di {0} righe o {1} celle: non è un modulo",
    "there is no sheet: a form has a sheet named survey": "non c'è nessun foglio: un modulo ha un foglio «survey»",
    "there is no sheet named survey, only {}: it holds the questions": "manca il foglio «survey», quello delle "
    "domande; ci sono: {0}",
    "none": "nessuno",
    "not a CSV file: {}": "non è un file CSV: {0}",
    "the form has texts in {} languages: at most {}": "il modulo ha testi in {0} lingue: al massimo {1}",
    "the survey has {} rows, at most {} are read": "il foglio «survey» ha {0} righe, se ne leggono al massimo {1}",
    "the survey sheet has no questions": "il foglio «survey» non ha domande",
    "the form asks nothing: no row of the survey sheet is a question": "il modulo non chiede nulla: nessuna riga del "
    "foglio «survey» è una domanda",
    "its choices would be more than {} options: filter less, or use fewer lists": "le risposte possibili sarebbero "
    "più di {0}: filtri di meno, o usi meno elenchi",
    "its conditions are more than {} characters: use calculations for what recurs": "le condizioni superano i {0} "
    "caratteri: usi dei calcoli per ciò che si ripete",
    "a column {} was written over ({}): export the form again": "una colonna «{0}» è stata sovrascritta ({1}): "
    "esporti di nuovo il modulo",
    "the columns {} of the settings sheet were written over: export the form again": "le colonne «{0}» del foglio "
    "«settings» sono state sovrascritte: esporti di nuovo il modulo",
    # structure
    "row {} of {}: groups are nested more than {} deep": "riga {0} del foglio {1}: i gruppi sono uno nell'altro oltre "
    "{2} livelli",
    "two columns are named {}: the first is read": "due colonne si chiamano «{0}»: si legge la prima",
    "begin {} is never closed": "«begin {0}» non è mai chiuso",
    "end {} closes nothing: {}": "«end {0}» non chiude nulla: {1}",
    "begin {} of row {} is open": "è aperto «begin {0}» della riga {1}",
    "nothing is open": "non c'è nulla di aperto",
    "a third repeat in two has no counterpart: its questions are asked once": "un terzo elenco dentro due non ha "
    "corrispondenza: le sue domande si fanno una volta sola",
    "the repeat holds no question": "l'elenco non contiene domande",
    "there is no list {!r} to loop over": "manca l'elenco «{0}» su cui ripetere",
    "the choices sheet has no list {!r}": "nel foglio «choices» manca l'elenco «{0}»",
    "the choice has no {}: it is left out": "alla risposta manca «{0}»: è lasciata fuori",
    "the name {!r} stands in row {} of this group already": "il nome «{0}» è già nella riga {1} di questo gruppo",
    "the list {} has {!r} already in row {}": "l'elenco «{0}» ha già «{1}» nella riga {2}",
    "the question has no name": "la domanda non ha nome",
    "the calculation is missing": "manca il calcolo",
    "the row has no type: it is kept as a note": "la riga non ha tipo: è tenuta come nota",
    "there is no type {!r}: it is kept as a note": "il tipo «{0}» non esiste: la riga è tenuta come nota",
    # what became of something else
    "{!r} has the code {!r} here": "«{0}» ha qui il codice «{1}»",
    "the choice {!r} has the code {!r} here": "la risposta «{0}» ha qui il codice «{1}»",
    "{!r} keeps its code, {!r}": "«{0}» conserva il suo codice, «{1}»",
    "{} is no variable of its own here: it is worked out where it is read": "{0} qui non è una variabile a sé: si "
    "calcola dove è letto",
    "{}: {}": "{0}: {1}",
    "sound and film are not attached here: the question is kept as a note": "suoni e filmati qui non si allegano: la "
    "domanda è tenuta come nota",
    "positions are written as a text here": "le posizioni si scrivono qui come testo",
    "a list in a file of its own is not read: the answer is written as a text": "un elenco in un file a parte non si "
    "legge: la risposta si scrive come testo",
    "{}: no file is attached to a row: it is left out": "{0}: a una riga non si allegano file: è lasciata fuori",
    "a note cannot stand in the rows of a repeat: it is left out": "una nota non può stare nelle righe di un elenco: "
    "è lasciata fuori",
    "{} is no question: {}": "«{0}» non è una domanda: {1}",
    "the platform keeps the times by itself": "gli orari li conserva la piattaforma da sé",
    "it is not collected here": "qui non si raccoglie",
    "nobody answers this: that it is required has no effect": "nessuno risponde a questa voce: che sia obbligatoria "
    "non ha effetto",
    "the {} shown with the question is left out": "«{0}», mostrato con la domanda, è lasciato fuori",
    "the column {!r} is not read": "la colonna «{0}» non si legge",
    "form_id {!r} and version {!r} are {!r} and {!r} here": "«form_id» e «version», «{0}» e «{1}», sono qui «{2}» e "
    "«{3}»",
    "a form does not say who answers: unit service, one response a round": "un modulo non dice chi risponde: si è "
    "messo un servizio, una risposta per tornata",
    # conditions, calculations, checks
    "{} {!r} has no counterpart: {}": "{0} «{1}» non ha corrispondenza: {2}",
    "{!r} has no counterpart: {}; the value is left out": "«{0}» non ha corrispondenza: {1}; il valore è lasciato "
    "fuori",
    "{!r} has no counterpart: {}; the former one stays": "«{0}» non ha corrispondenza: {1}; resta quello di prima",
    "choice_filter {!r} has no counterpart: {}": "«choice_filter» «{0}» non ha corrispondenza: {1}",
    "repeat_count {!r} has no counterpart: {}": "«repeat_count» «{0}» non ha corrispondenza: {1}",
    "two rows have this name": "due righe hanno questo nome",
    "the filter {!r} never lets {!r} through: it is offered on no answer": "il filtro «{0}» non lascia mai passare "
    "«{1}»: nessuna risposta la fa vedere",
    "the condition of the group never holds: its questions are left out": "la condizione del gruppo non vale mai: le "
    "sue domande sono lasciate fuori",
    "the condition of {} never holds: the question is left out": "la condizione di {0} non vale mai: la domanda è "
    "lasciata fuori",
    "the conditions of the groups around cannot be joined: {}": "le condizioni dei gruppi intorno non si possono "
    "unire: {0}",
    "the range cannot be read: {}": "l'intervallo non si può leggere: {0}",
    "the default {!r} cannot be proposed here": "il valore «{0}» qui non si può proporre",
    # texts and languages
    "HTML in {} is left out; stress is kept as Markdown": "l'HTML in «{0}» è tolto; grassetto e corsivo restano",
    "{} holds characters that show nothing: they are left out": "«{0}» contiene caratteri invisibili: sono tolti",
    "{} cannot show ${{{}}}: {}; an ellipsis stands in its place": "«{0}» non può mostrare la risposta «{1}»: {2}; al "
    "suo posto c'è «…»",
    "there is no label: the name {!r} stands in its place": "manca il testo: al suo posto c'è il nome «{0}»",
    "no column is Italian: the texts in {!r} stand in its place until they are translated": "nessuna colonna è in "
    "italiano: al suo posto ci sono i testi in «{0}», finché non si traducono",
    "{!r} is none of it, de, fr, sl: its texts are left out": "«{0}» non è una fra it, de, fr, sl: i suoi testi sono "
    "lasciati fuori",
    "{!r} lacks {} of {} texts: it is kept, and not declared": "a «{0}» mancano {1} testi su {2}: è conservata, ma "
    "non dichiarata",
    # a workbook of ours that comes back
    "{}: changed {}": "{0}: cambiato {1}",
    "the message stands for no check, or several: change it in the document": "il messaggio non è di un solo "
    "controllo: lo cambi nel documento",
    "the column {} was written over: the row is read as new": "la colonna «{0}» è stata sovrascritta: la riga si "
    "legge come nuova",
    "rows of a table were taken out: tables are changed in the document": "sono state tolte righe di una tabella: le "
    "tabelle si cambiano nel documento",
    "{}: changed {}, which a table does not take from here: change it in the document": "{0}: cambiato {1}, che una "
    "tabella non riprende da qui: lo cambi nel documento",
    "a row was put into a table: tables are changed in the document": "una riga è stata messa in una tabella: le "
    "tabelle si cambiano nel documento",
    # why an expression has no counterpart
    "it gives {} or {}": "dà {0} o {1}",
    "a condition stands where a value is needed": "c'è una condizione dove serve un valore",
    "a value stands where a condition is needed": "c'è un valore dove serve una condizione",
    "{}(…) has no counterpart": "{0}(…) non ha corrispondenza",
    "{}(…) of {} has no counterpart": "{0}(…) di {1} non ha corrispondenza",
    "date(…) of {} has no counterpart": "date(…) di {0} non ha corrispondenza",
    "round(…) to decimals has no counterpart: the number of decimals is the question's": "round(…) con decimali non "
    "ha corrispondenza: quanti decimali lo dice la domanda",
    "it gives a number or a text": "dà un numero o un testo",
    "it counts the picks of {}": "conta le scelte di {0}",
    "it measures {} as a text": "misura {0} come un testo",
    "it compares {}": "confronta {0}",
    "it compares {} with {}": "confronta {0} con {1}",
    "it counts with {}": "fa conti con {0}",
    "texts have no order here": "qui i testi non hanno un ordine",
    "a multiple choice is looked into with selected(…)": "in una scelta multipla si guarda con selected(…)",
    "{!r} is no day": "«{0}» non è un giorno",
    "{!r} is no number": "«{0}» non è un numero",
    "not(…) takes one condition": "not(…) vuole una condizione",
    "boolean(…) takes one condition": "boolean(…) vuole una condizione",
    "selected(…) takes a question and a choice": "selected(…) vuole una domanda e una risposta",
    "it would be longer than {} characters: split it with a calculation": "supererebbe i {0} caratteri: la divida con "
    "un calcolo",
    "it reads the form's own XML": "legge l'XML del modulo stesso",
    "it is too long to be written out in its place": "è troppo lunga per essere scritta al suo posto",
    "{} is no reference: answers are written ${{{}}}": "«{0}» non è un riferimento: le risposte si scrivono ${{{1}}}",
    "there is nothing named {}": "non c'è nulla che si chiami {0}",
    "{} has no value here": "{0} qui non ha un valore",
    "{} depends on itself": "{0} dipende da sé",
    "{} is worked out in each row of {}, and read outside it": "{0} si calcola in ogni riga di {1}, ed è letto fuori",
    "it is longer than {} characters": "supera i {0} caratteri",
    "it nests more than {} levels": "ha più di {0} livelli uno nell'altro",
    "it cannot be read from character {}: {!r}": "non si può leggere dal carattere {0}: «{1}»",
    # kinds of values
    "any value": "un valore",
    "a condition": "una condizione",
    "a number": "un numero",
    "a text": "un testo",
    "an option code": "un codice di risposta",
    "a date": "una data",
    "a multiple choice": "una scelta multipla",
    "a list": "un elenco",
    "a matrix": "una tabella",
    "a row of a matrix": "una riga di tabella",
    "a roster": "un elenco di righe",
    "a row of a roster": "una riga di elenco",
    "a group": "un gruppo",
    "opening hours": "orari di apertura",
    "a part of the context": "una parte del contesto",
    "a note": "una nota",
}


@dataclass(frozen=True, slots=True)
class _Template:
    """A message cut at its parts: what stands before each, whether it is quoted, what stands after the last."""

    before: tuple[str, ...]
    quoted: tuple[bool, ...]
    end: str
    words: str

    def parts(self, message: str) -> tuple[str, ...] | None:
        """The parts of a message of this template. No search goes back: a long one costs no more than its length."""
        if not message.startswith(self.before[0] if self.before else self.end) or not message.endswith(self.end):
            return None
        rest = message[: len(message) - len(self.end)] if self.end else message
        return tuple(self._cut(rest)) if self.before else (() if message == self.end else None)

    def _cut(self, rest: str) -> Iterator[str]:
        at = len(self.before[0])
        for literal in self.before[1:]:
            stop = rest.find(literal, at)
            if stop < 0:
                return
            yield rest[at:stop]
            at = stop + len(literal)
        yield rest[at:]

    def fits(self, found: tuple[str, ...]) -> bool:
        """Whether all parts are there, quoted ones in quotes."""
        return len(found) == len(self.quoted) and all(map(_quoted, found, self.quoted))


def _quoted(part: str, quoted: bool) -> bool:
    return not quoted or (len(part) > 1 and part[0] == part[-1] and part[0] in "'\"")


def _template(english: str, words: str) -> _Template:
    before, quoted, literal = list[str](), list[bool](), ""
    for text, name, _, conversion in Formatter().parse(english):
        literal += text
        if name is not None:  # an escaped brace ends a piece, too
            before.append(literal)
            quoted.append(conversion == "r")
            literal = ""
    return _Template(tuple(before), tuple(quoted), literal, words)


#: The most said by the message itself comes first.
_TEMPLATES = sorted(
    (_template(english, words) for english, words in ITALIAN.items()),
    key=lambda template: -sum(map(len, (*template.before, template.end))),
)


def in_italian(message: str, nested: int = MOST_NESTED) -> str:
    """A message of an import in Italian; as it is where the table does not know it."""
    for template in _TEMPLATES if nested else ():
        found = template.parts(message)
        if found is not None and template.fits(found):
            return template.words.format(*map(_shown, found, template.quoted, [nested - 1] * len(found)))
    return message


def _shown(part: str, quoted: bool, nested: int) -> str:
    return part[1:-1] if quoted else in_italian(part, nested)
