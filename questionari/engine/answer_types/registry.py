"""The table of answer types: type name -> the one object that reads, writes and words its answers."""

from collections.abc import Mapping

from questionari.engine.answer_types.attachments import Attachment
from questionari.engine.answer_types.base import AnswerType
from questionari.engine.answer_types.choices import Choice, Multi, Ordered
from questionari.engine.answer_types.contacts import NOT_A_PEC, NOT_AN_EMAIL, Email, Phone, Url
from questionari.engine.answer_types.dates import Date, DateTime, Month, Time
from questionari.engine.answer_types.geography import PlaceType
from questionari.engine.answer_types.hours import OpeningHours
from questionari.engine.answer_types.identifiers import FiscalCode, IpaCode
from questionari.engine.answer_types.matrix import MatrixType
from questionari.engine.answer_types.numbers import Computed, Number
from questionari.engine.answer_types.passive import Passive
from questionari.engine.answer_types.roster import Roster
from questionari.engine.answer_types.texts import GivenText, LongText, ShortText
from questionari.engine.answer_types.units import UnitReference
from questionari.engine.definition import Question
from questionari.engine.places import comuni, countries, provinces


def answer_type(question: Question) -> AnswerType:
    """The type of a question. KeyError for a type name that the compiler would have refused."""
    return ANSWER_TYPES[question.type]


_NUMBER, _CHOICE, _TEXT, _PASSIVE = Number(), Choice(), ShortText(), Passive()

ANSWER_TYPES: Mapping[str, AnswerType] = {
    "note": _PASSIVE,
    "group": _PASSIVE,
    "computed": Computed(),
    "computed_text": GivenText(),
    "generated": GivenText(),
    "yes_no": _CHOICE,
    "yes_no_na": _CHOICE,
    "choice": _CHOICE,
    "multi": Multi(),
    "ordered": Ordered(),
    "integer": _NUMBER,
    "decimal": _NUMBER,
    "currency": _NUMBER,
    "percent": _NUMBER,
    "text": _TEXT,
    "unit_ref": UnitReference(),
    "attachment": Attachment(),
    "long_text": LongText(),
    "email": Email(NOT_AN_EMAIL),
    "pec": Email(NOT_A_PEC),
    "phone": Phone(),
    "url": Url(),
    "fiscal_code": FiscalCode(),
    "ipa_code": IpaCode(),
    "date": Date(),
    "month": Month(),
    "time": Time(),
    "datetime": DateTime(),
    "comune": PlaceType(comuni, "Questo comune non è nell'elenco ISTAT: scriva il nome, ad esempio Bari (BA)."),
    "province": PlaceType(provinces, "Questa provincia non è nell'elenco ISTAT: scriva il nome, ad esempio Bari."),
    "country": PlaceType(countries, "Questo Paese non è nell'elenco: scriva il nome in italiano, ad esempio Francia."),
    "opening_hours": OpeningHours(),
    "matrix": MatrixType(),
    "roster": Roster(answer_type),
}
