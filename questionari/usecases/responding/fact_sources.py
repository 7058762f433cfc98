"""Where facts come from: the census of the territory, and what other instruments were told about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.answer_types import answer_type
from questionari.engine.carrying import carried
from questionari.engine.definition import Questionnaire
from questionari.engine.expressions.functions import FUNCTIONS
from questionari.engine.linked import previous_codes
from questionari.engine.places import comuni
from questionari.engine.values import RoundInfo, Value
from questionari.store import figures, linked
from questionari.store.headers import Header
from questionari.store.models.census import Atr
from questionari.store.models.figures import TerritoryFigure
from questionari.usecases import figures as counted
from questionari.usecases.census import vocabulary
from questionari.usecases.house import House
from questionari.usecases.responding import documents
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.earlier import previous_json

TERRITORY, REPORT, SERVICE = "B", "C", "A"  # the instruments that are read
PROVINCE_DIGITS = 3
#: Instrument -> the questions whose answers are read here, by their codes.
READ: Mapping[str, frozenset[str]] = {
    TERRITORY: frozenset({"B6_01", "B6_05", "B6_06", "B6_06.al", "B7_01"}),
    REPORT: frozenset({"C1_01", "C1_01.anno"}),
    SERVICE: frozenset({"A2_04"}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source may read: the response that begins, the territories its unit belongs to, the day."""

    session: Session
    house: House
    header: Header
    atrs: tuple[Atr, ...]
    today: date


def read_elsewhere(instrument: str) -> frozenset[str]:
    """The questions of an instrument that other instruments read by their codes."""
    return READ.get(instrument, frozenset())


def territory(asked: Asked) -> Mapping[str, Any]:
    """The territory itself: name, PEC, province by its historical code, comune where it is one."""
    if not asked.atrs:
        return {}
    atr = asked.atrs[0]
    is_comune = len(atr.code) > PROVINCE_DIGITS
    comune = atr.code if is_comune else None
    return {"atr_name": atr.name, "atr_pec": atr.pec, "atr_province": atr.code[:PROVINCE_DIGITS], "atr_comune": comune}


def services(asked: Asked) -> Mapping[str, Any]:
    """Its comuni, those without any service of the census, and the services by type (column b of B5_01)."""
    places = [code for atr in asked.atrs for code in _comuni_of(atr.code)]
    units = linked.services_of(asked.session, _ids(asked), asked.today)
    covered = {unit.comune for unit in units}
    types = [unit.type_code for unit in units]
    return {
        "atr_comuni": places,
        "atr_uncovered": [code for code in places if code not in covered],
        "atr_services": {code: {"b": types.count(code)} for code in vocabulary.types()},
    }


def names(asked: Asked) -> Mapping[str, Any]:
    """The names of the territory's services, to notice one that is listed twice."""
    return {"similar_names": [unit.name for unit in linked.services_of(asked.session, _ids(asked), asked.today)]}


def movements(asked: Asked) -> Mapping[str, Any]:
    """Services that joined, left or changed in the reference period."""
    first, last = asked.header.period_start, asked.header.period_end
    joined, left, modified = linked.movements(asked.session, _ids(asked), first, last)
    return {"joined": joined, "left": left, "modified": modified}


def population(asked: Asked) -> Mapping[str, Any]:
    """How many people live in the territory: of the newest year that somebody has given, not after the round's."""
    last = asked.header.period_end.year
    found = _figures(asked, counted.POPULATION, (counted.EARLIEST, last))
    newest = [figure for figure in found if figure.year == found[0].year]
    year = {"population_year": newest[0].year, "population_source": newest[0].source} if newest else {}
    return {**_values(counted.POPULATION, newest), **year}


def summary(asked: Asked) -> Mapping[str, Any]:
    """What the monitoring says of the territory in the year of the round, as somebody has summed it up."""
    year = asked.header.period_end.year
    found = _figures(asked, counted.SUMMARY, (year, year))
    return {**_values(counted.SUMMARY, found), **({"summary_source": found[0].source} if found else {})}


def _figures(asked: Asked, kinds: Mapping[str, counted.Kind], years: tuple[int, int]) -> Sequence[TerritoryFigure]:
    """Of one territory: those of several cannot be added up (a woman may be counted in each)."""
    names = [kind.name for kind in kinds.values()]
    return figures.of_territories(asked.session, _ids(asked), names, years) if len(asked.atrs) == 1 else ()


def _values(kinds: Mapping[str, counted.Kind], found: Sequence[TerritoryFigure]) -> dict[str, Any]:
    told = {figure.name: figure.value for figure in found}
    there = {fact: kind for fact, kind in kinds.items() if kind.name in told}
    return {fact: int(told[kind.name]) if kind.whole else told[kind.name] for fact, kind in there.items()}


def role_1522(asked: Asked) -> Mapping[str, Any]:
    """What the territory's own form says of this service (A8_02): 1 the only referent, 2 with others, 3 none."""
    told = _answers(asked, linked.last_of_territory(asked.session, TERRITORY, _ids(asked)))
    if "B6_01" not in told:
        return {}
    known = {str(asked.header.census.get(name, "")) for name in ("code", "name")}
    roles = (("B6_01", "2" if "B6_05" in told else "1"), ("B6_05", "2"))
    return {"referent_1522": next((role for code, role in roles if told.get(code) in known), "3")}


def referent(asked: Asked) -> Mapping[str, Any]:
    """The referent of the territory's last form, until when, and the weekly hours the service itself declared."""
    told = _answers(asked, linked.last_of_territory(asked.session, TERRITORY, _ids(asked)))
    unit, until = told.get("B6_01"), told.get("B6_06.al")
    found = linked.last_of_unit(asked.session, SERVICE, str(unit), _ids(asked), asked.today) if unit else None
    own = _answers(asked, found)
    apply = FUNCTIONS["hours"].apply
    hours = apply(own["A2_04"]) if apply and "A2_04" in own else None
    return {
        "referent_unit": unit,
        "referent_valid_to": until.isoformat() if isinstance(until, date) else None,
        "referent_hours": None if hours is None else float(str(hours)),
    }


def told_by_territory(asked: Asked) -> Mapping[str, Value]:
    """The answers of the territory's last form; none where it has sent none."""
    return _answers(asked, linked.last_of_territory(asked.session, TERRITORY, _ids(asked)))


def stalking_services(asked: Asked) -> Mapping[str, Any]:
    """The rows of the stalking services (B7_01) in the territory's last form, as they were answered."""
    found = linked.last_of_territory(asked.session, TERRITORY, _ids(asked))
    rows = _answers(asked, found).get("B7_01")
    if found is None or not isinstance(rows, tuple):
        return {}
    question = definition_of(asked.session, found.sha256).questions["B7_01"]
    return {"stalking_services": {"rows": answer_type(question).to_json(question, rows)}}


def reported_year(asked: Asked) -> Mapping[str, Any]:
    """The year of the territory's last report."""
    told = _answers(asked, linked.last_of_territory(asked.session, REPORT, _ids(asked)))
    year = told.get("C1_01.anno")
    return {"reported_year": None if year is None else int(str(year))}


def previous_round(asked: Asked, definition: Questionnaire) -> Mapping[str, Any]:
    """What the same unit submitted in the round before, of what is read; nothing where it submitted nothing then."""
    wanted = previous_codes(definition) if definition.cardinality == "one" else frozenset[str]()
    before = answers_before(asked, definition, wanted) if wanted else None
    return previous_json(definition, *before) if before else {}


def answers_before(
    asked: Asked, definition: Questionnaire, wanted: Collection[str]
) -> tuple[Mapping[str, Value], RoundInfo] | None:
    """What the same unit sent in the round before, in today's codes, and that round; None where it sent nothing."""
    header = asked.header
    found = linked.round_before(asked.session, definition.code, header.unit_id, header.period, header.rehearsal)
    if found is None or found.sealed is None:
        return None
    before = definition_of(asked.session, found.sealed.sha256)
    told = carried(before, definition, _answers(asked, found.sealed), wanted)
    last_day = local_day(found.deadline_at - timedelta(microseconds=1))
    return told, RoundInfo(found.period_start, found.period_end, last_day, found.title)


def _ids(asked: Asked) -> list[Any]:
    return [atr.id for atr in asked.atrs]


def _comuni_of(code: str) -> list[str]:
    """The comuni of a territory's code: itself, or those of the province."""
    if len(code) > PROVINCE_DIGITS:
        return [code]
    return sorted(place.code for place in comuni().by_code.values() if place.parent == code)


def _answers(asked: Asked, found: linked.Sealed | None) -> Mapping[str, Value]:
    """The answers of a submitted document; none where there is no document, or it is this response's own."""
    found = linked.held(asked.session, found) if found is not None else None
    if found is None or found.response_id == asked.header.response_id:
        return {}
    key = asked.house.keyring.data_key(f"response:{found.response_id}", found.data_key, found.key_version)
    document = documents.open_document(key, found.response_id, found.receipt_number, found.document)
    return documents.read(definition_of(asked.session, found.sha256), document).answers
