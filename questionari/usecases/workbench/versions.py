"""Published versions as staff and ATR read them: which, used where, what they ask and of whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.engine import states
from questionari.engine.burden import Burden, burdens
from questionari.engine.checks.italian import ITALIAN
from questionari.engine.checks.specifics import specific
from questionari.engine.definition import Questionnaire, say
from questionari.engine.findings import StaticFinding
from questionari.engine.roles import roles, title_of
from questionari.store import patches
from questionari.store.models.rounds import QuestionnaireVersion, Round
from questionari.usecases.house import NotFound
from questionari.usecases.questionnaires import Published, list_published
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.rounds.basics import state_of
from questionari.usecases.workbench.outline import SectionOutline, outline

LANGUAGES: Mapping[str, str] = {"it": "italiano", "de": "tedesco", "fr": "francese", "sl": "sloveno"}
UNITS: Mapping[str, str] = {"service": "servizi", "atr": "ambiti territoriali"}
CARDINALITIES: Mapping[str, str] = {"one": "una risposta per tornata", "many": "una scheda per ogni caso"}
SEVERITIES: Mapping[str, str] = {"error": "errore", "warning": "avviso", "note": "nota"}


@dataclass(frozen=True, slots=True)
class Use:
    """A round that asks a version."""

    code: str
    title: str
    label: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list."""

    published: Published
    uses: tuple[Use, ...]
    questions: int
    minutes: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in Italian: what is wrong and what to do, of what in particular, where; with the words of the check
    (English, exact), the line of the text where it stands and the part of the structured editor that it is about ("":
    none, or the text has not the shape of a questionnaire).
    """

    code: str
    severity: str
    label: str
    message: str
    detail: str
    pointer: str
    line: int = 0
    address: str = ""
    particular: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What the questionnaire asks of a kind of service."""

    title: str
    burden: Burden

    @property
    def over(self) -> bool:
        """Whether it asks more than the document declares."""
        return self.burden.over_inputs or self.burden.over_required


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Everything about one published version. ``findings`` are those of the checks of today."""

    line: VersionLine
    definition: Questionnaire
    sections: tuple[SectionOutline, ...]
    loads: tuple[Load, ...]
    findings: tuple[Told, ...]


def list_versions(session: Session, now: datetime) -> tuple[VersionLine, ...]:
    """Every published version with its use, by code, the latest first."""
    uses = _uses(session, now)
    return tuple(_line(session, found, uses.get(found.sha256, ())) for found in list_published(session))


def _uses(session: Session, now: datetime) -> dict[str, tuple[Use, ...]]:
    """The rounds that ask each version, or asked it before they were mended."""
    found: dict[str, tuple[Use, ...]] = {}
    before = patches.earlier_of_rounds(session)
    for row in session.scalars(select(Round).order_by(Round.opens_at.desc(), Round.code)):
        use = Use(row.code, row.title, states.ROUND_LABELS[state_of(row, now)], row.is_test)
        for sha256 in dict.fromkeys((row.questionnaire_sha256, *before.get(row.id, ()))):
            found[sha256] = (*found.get(sha256, ()), use)
    return found


def _line(session: Session, published: Published, uses: tuple[Use, ...]) -> VersionLine:
    definition = definition_of(session, published.sha256)
    return VersionLine(published, uses, count_asked(definition), definition.minutes)


def count_asked(definition: Questionnaire) -> int:
    """How many questions the document holds, besides texts to read and details of options."""
    silent = ("note", "group")
    return sum(q.type not in silent and q.detail_of is None for q in definition.questions.values())


def version_page(session: Session, now: datetime, code: str, version: str) -> VersionPage:
    """One version. Raises NotFound."""
    published = find_version(session, code, version)
    definition = definition_of(session, published.sha256)
    line = _line(session, published, _uses(session, now).get(published.sha256, ()))
    compiled = catalogue.compile_document(document_of(session, published.sha256))
    return VersionPage(line, definition, outline(definition), loads_of(definition), told(compiled.findings))


def find_version(session: Session, code: str, version: str) -> Published:
    """The published version of that name. Raises NotFound."""
    found = (known for known in list_published(session) if (known.code, known.version) == (code, version))
    published = next(found, None)
    if published is None:
        raise NotFound("questionario")
    return published


def document_of(session: Session, sha256: str) -> bytes:
    """The canonical JSON of a published version. Raises NotFound."""
    row = session.get(QuestionnaireVersion, sha256)
    if row is None:
        raise NotFound("questionario")
    return row.document


def parts_named(definition: Questionnaire) -> list[tuple[str, str]]:
    """The parts of a questionnaire that different bodies fill in: role, title."""
    return [(role, title_of(definition, role)) for role in roles(definition)]


def loads_of(definition: Questionnaire) -> tuple[Load, ...]:
    """The load of every kind of service that the document declares."""
    return tuple(Load(say(load.profile.title), load) for load in burdens(definition))


def told(findings: tuple[StaticFinding, ...]) -> tuple[Told, ...]:
    """Findings in Italian, errors first."""
    order = list(SEVERITIES)
    ranked = sorted(findings, key=lambda found: order.index(found.severity))
    return tuple(tell(found.code, found.severity, found.message, found.pointer) for found in ranked)


def by_code(found: Iterable[Told]) -> tuple[tuple[Told, ...], ...]:
    """Findings that say the same together, in the order in which each is first met."""
    groups: dict[tuple[str, str], list[Told]] = {}
    for one in found:
        groups.setdefault((one.severity, one.code), []).append(one)
    return tuple(map(tuple, groups.values()))


def tell(code: str, severity: str, detail: str, pointer: str, line: int = 0) -> Told:
    """A finding in Italian."""
    said = specific(detail, code)
    return Told(code, severity, SEVERITIES[severity], ITALIAN[code], detail, pointer or "/", line, particular=said)
