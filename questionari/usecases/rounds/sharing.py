"""Who fills in which part of a record: the services named begin it, the others of the round follow by its code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire, say
from questionari.engine.roles import Parts, parts, roles, title_of
from questionari.store import census
from questionari.store.models.rounds import Round
from questionari.usecases import questionnaires
from questionari.usecases.fields import FieldFault
from questionari.usecases.house import Refused
from questionari.usecases.responding.definitions import definition_of

FIRST = "first"  # key of Round.selection: the codes of the services that begin the records


@dataclass(frozen=True, slots=True)
class Share:
    """The parts of a round's questionnaire, and who begins; of others everybody fills in everything."""

    definition: Questionnaire
    first: frozenset[str]

    def role(self, unit_code: str) -> str | None:
        """The role of a service."""
        tied = parts(self.definition)
        if tied is None:
            return None
        return tied.first if unit_code in self.first else tied.following

    def title(self, role: str | None) -> str:
        """What the sections of a role are called; "" where there are no parts."""
        return title_of(self.definition, role) if role else ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A questionnaire in parts, as the form of a round names them."""

    title: str
    first: str
    following: str


def share_of(session: Session, row: Round) -> Share:
    """Who fills in what in a round."""
    definition = definition_of(session, row.questionnaire_sha256)
    return Share(definition, frozenset(row.selection.get(FIRST, ())))


def shared(session: Session) -> tuple[Shared, ...]:
    """The questionnaires in parts that a round may ask, once for each pair of parts."""
    found = (definition_of(session, one.sha256) for one in questionnaires.askable(session))
    return tuple(dict.fromkeys(_shared(one, tied) for one in found if (tied := parts(one)) is not None))


def _shared(definition: Questionnaire, tied: Parts) -> Shared:
    share = Share(definition, frozenset())
    return Shared(say(definition.title), share.title(tied.first), share.title(tied.following))


def selected(selection: Mapping[str, Any]) -> Mapping[str, Any]:
    """The choice of a round with those who begin among the services named: they are asked whatever else is chosen."""
    return {**selection, "units": list(dict.fromkeys((*selection["units"], *selection.get(FIRST, ()))))}


def share_faults(
    session: Session, definition: Questionnaire, first: Sequence[str], others: Iterable[Sequence[str]]
) -> list[FieldFault]:
    """What is wrong with who fills in what; ``others``: territories, types and services chosen."""
    share, tied = Share(definition, frozenset(first)), parts(definition)
    if tied is None:
        return _of_whole(definition, first)
    unknown = sorted(set(first) - set(census.units_by_code(session, first)))
    rest = [code for chosen in others for code in chosen if code not in first]
    begins, follows = share.title(tied.first), share.title(tied.following)
    rules = (
        (not first, "first", f"Scriva il codice di chi compila «{begins}»: senza, nessuno può cominciare."),
        (bool(unknown), "first", f"Codici sconosciuti fra i servizi: {', '.join(unknown)}."),
        (not rest, "units", f"Scelga chi compila «{follows}», per territorio, tipologia o codice."),
    )
    return [FieldFault(name, message) for broken, name, message in rules if broken]


def begin_with(session: Session, row: Round, unit_code: str) -> None:
    """One more of those who begin, in a round that is running. Raises Refused where there are no parts."""
    if parts(definition_of(session, row.questionnaire_sha256)) is None:
        raise Refused("no_parts", "Il questionario della tornata non ha parti: aggiunga il servizio come gli altri.")
    row.selection = {**row.selection, FIRST: [*row.selection.get(FIRST, ()), unit_code]}


def _of_whole(definition: Questionnaire, first: Sequence[str]) -> list[FieldFault]:
    """A questionnaire without parts, or whose parts nothing ties."""
    title = say(definition.title)
    if roles(definition):
        message = f"Le parti di «{title}» spettano a soggetti diversi, ma nessun codice le lega: non si può chiedere."
        return [FieldFault("questionnaire", message)]
    return [FieldFault("first", f"«{title}» non ha parti: lasci vuoto questo campo.")] if first else []
