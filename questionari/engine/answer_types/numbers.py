"""Numbers as Italians type them (decisions.md 14): "1.234" is 1234 where a count is asked, "1234,5" a decimal."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from questionari.engine import locales
from questionari.engine.answer_types.base import (
    BAD_SHAPE,
    CellKey,
    Json,
    Problem,
    Reading,
    ScalarType,
    json_text,
    problem,
)
from questionari.engine.answer_types.fields import MAIN, Form, Raw, clean_form
from questionari.engine.definition import Question, say
from questionari.engine.values import Value, rounded
from questionari.engine.wording import phrase

MOST_DIGITS = 15
DEFAULT_PLACES = {"integer": 0, "currency": 2}
MOST_PLACES = 6
TEN_THOUSAND = 10_000
#: Italian units that change with the number one.
ONE_OF: Mapping[str, str] = {
    "ore": "ora",
    "giorni": "giorno",
    "notti": "notte",
    "persone": "persona",
    "donne": "donna",
    "minuti": "minuto",
    "secondi": "secondo",
    "incontri": "incontro",
    "tentativi": "tentativo",
}
_UNIT = re.compile(r"^(?:€|euro\b) ?| ?(?:€|%|\beuro)$", re.IGNORECASE)
_PLAIN = re.compile(r"0|[1-9][0-9]*")
PLAIN_DIGITS = 12
_SPACED = re.compile(r"[+-]? ?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})
_SIGNED = re.compile(r"(?P<sign>[+-]?) ?(?P<body>[0-9.,]+)")
_WHOLE = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_COMMA = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),(?P<decimals>[0-9]+)")
_ONE_DOT = re.compile(r"(?P<whole>[0-9]+)\.(?P<decimals>[0-9]+)")
_CANONICAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

AMBIGUOUS = "«{typed}» si può leggere in due modi: scriva {thousands} oppure {decimals}."
ONE_PLACE = "Scriva al massimo una cifra dopo la virgola."
MANY_PLACES = "Scriva al massimo {limit} cifre dopo la virgola."
NOT_A_NUMBER = problem("not_a_number", "Scriva un numero usando solo cifre, ad esempio 12.")
NOT_WHOLE = problem("not_whole", "Scriva un numero intero, senza decimali, ad esempio 1234 oppure 1.234.")
NEGATIVE = problem("negative", "Il numero non può essere negativo: scriva zero o un numero maggiore.")
SHARE_FOR_COUNT = problem("share_for_count", "Qui serve un numero, non una percentuale: scriva quante unità sono.")
TOO_MANY_DIGITS = problem(
    "too_many_digits", phrase("Il numero ha troppe cifre: al massimo {limit}.", limit=MOST_DIGITS)
)


class Number(ScalarType):
    """integer, decimal, currency, percent: exact decimals without trailing zeros."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """The number, or what is wrong with it. A "€" or "%" at the ends and spaces between thousands are trimmed."""
        if len(text) < PLAIN_DIGITS and _PLAIN.fullmatch(text):
            return Decimal(text)  # as nearly every number is typed
        if text.endswith("%") and question.type == "integer":
            return SHARE_FOR_COUNT
        bare = _UNIT.sub("", text.translate(_MINUS)).strip()
        match = _SIGNED.fullmatch(bare.replace(" ", "") if _SPACED.fullmatch(bare) else bare)
        if match is None:
            return NOT_A_NUMBER
        if sum(c.isdigit() for c in match["body"]) > MOST_DIGITS:
            return TOO_MANY_DIGITS
        number = _unsigned(match["body"], places(question))
        if isinstance(number, Problem) or match["sign"] != "-" or not number:
            return number
        return -number if question.min is not None and question.min < 0 else NEGATIVE

    def written(self, question: Question, value: Value) -> str:
        """Italian: "1.234,5"; without the dot where ten thousand is out of reach, as in a year."""
        if not isinstance(value, Decimal):
            return str(value)
        short = question.max is not None and question.max < TEN_THOUSAND
        return italian_number(value).replace(".", "") if short else italian_number(value)

    def raw_value(self, question: Question, value: Value) -> Raw:
        """As written; without the dot where reading would ask it back ("2901" for a decimal, not "2.901")."""
        text = self.written(question, value)
        return {MAIN: (text.replace(".", "") if places(question) and _ambiguous(text.lstrip("-")) else text,)}

    def json_form(self, question: Question, data: object) -> Form | None:
        """JSON numbers, canonical texts ("12.345") and typed ones ("12,5")."""
        text = json_number_text(data, places(question))
        return None if text is None else {MAIN: (text,)}

    def json_value(self, question: Question, value: Value) -> Json:
        """Whole numbers of a count as JSON integers, any other number as text with a dot: both are exact."""
        return json_number(value, places(question))

    def words(self, question: Question, value: Value, language: str) -> str:
        """With its unit: "38 ore", "1.250 €", "12,5%"."""
        unit = counted(say(question.unit_label, language), value)
        suffix = f" {unit}" if unit else {"currency": " €", "percent": "%"}.get(question.type, "")
        return locales.number(self.written(question, value), language) + suffix


def counted(unit: str, value: Value) -> str:
    """The unit as it is said of that number: "1 ora", "2 ore"."""
    return ONE_OF.get(unit, unit) if value == 1 else unit


class Computed(Number):
    """Never typed: pages show it, documents and exports carry it. Its digits are those of the calculation."""

    def read(self, question: Question, form: Form) -> Reading:
        """Nothing: what a page posts for a computed question is not believed."""
        return Reading(None, None, clean_form(form))

    def from_json(self, question: Question, data: object) -> Reading:
        """From a canonical document: a JSON integer or text with a dot."""
        text = json_text(data)
        if text is None:
            return Reading(None, None if data is None else BAD_SHAPE, {})
        known = len(text) <= self.longest and _CANONICAL.fullmatch(text)
        return Reading(tidy(Decimal(text)), None, {}) if known else Reading(None, NOT_A_NUMBER, {MAIN: (text,)})

    def written(self, question: Question, value: Value) -> str:
        """Rounded for reading, two decimals unless the question says otherwise."""
        shown = 2 if question.places is None else question.places
        return italian_number(rounded(value, shown)) if isinstance(value, Decimal) else str(value)

    def input_count(self, question: Question, active_cells: Sequence[CellKey] | None = None) -> int:
        """No input: it is only shown."""
        return 0


def places(question: Question) -> int:
    """How many decimals a question takes."""
    return question.places if question.places is not None else DEFAULT_PLACES.get(question.type, MOST_PLACES)


def _unsigned(body: str, most: int) -> Decimal | Problem:
    if _WHOLE.fullmatch(body) and not (most and _ambiguous(body)):
        return tidy(Decimal(body.replace(".", "")))
    match = _COMMA.fullmatch(body) or _ONE_DOT.fullmatch(body)
    if match is None:
        return NOT_A_NUMBER
    if not most:
        return NOT_WHOLE
    if _ambiguous(body):
        return _asked_back(body)
    if len(match["decimals"].rstrip("0")) > most:
        return problem("too_many_places", phrase(ONE_PLACE if most == 1 else MANY_PLACES, limit=most))
    return tidy(Decimal(f"{match['whole'].replace('.', '')}.{match['decimals']}"))


def _ambiguous(body: str) -> bool:
    """One dot followed by exactly three digits: thousands or decimals (decisions.md 14)."""
    match = _ONE_DOT.fullmatch(body)
    return match is not None and len(match["decimals"]) == 3


def _asked_back(body: str) -> Problem:
    thousands, decimals = body.replace(".", ""), body.replace(".", ",")
    return problem("ambiguous_dot", phrase(AMBIGUOUS, typed=body, thousands=thousands, decimals=decimals))


def tidy(number: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent, so that equal numbers are written alike."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def italian_number(number: Decimal) -> str:
    """With dots between thousands and a comma.

    >>> italian_number(Decimal("1234.5"))
    '1.234,5'
    """
    return f"{tidy(number):,f}".translate(str.maketrans(",.", ".,"))


def json_number(value: Value, most_places: int) -> Json:
    """A number for the canonical document."""
    if not isinstance(value, Decimal):
        return str(value)
    return f"{tidy(value):f}" if most_places else int(value)


def json_number_text(data: object, most_places: int) -> str | None:
    """What a person would type for a number found in JSON; None when it is none."""
    if isinstance(data, float):
        return f"{data:.0f}" if data.is_integer() else str(data).replace(".", ",")
    text = json_text(data)
    if isinstance(data, str) and text and most_places and _CANONICAL.fullmatch(text):
        return text.replace(".", ",")
    return text
