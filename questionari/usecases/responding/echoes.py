"""Where an answer goes on being known after its response: the facts of later responses that were told of it.

Copies are found again, never listed: of the same service in the next rounds of the instrument (`previous`), and of the
responses whose questionnaire reads what this instrument says of its territory (`linked`).
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.carrying import pairs_of
from questionari.engine.definition import Questionnaire
from questionari.engine.linked import linked_names, prefilled_names, previous_codes
from questionari.store import linked, passing
from questionari.store.headers import Header
from questionari.usecases.responding.definitions import definition_of

#: (instrument, question) -> the facts that repeat its answer (fact_sources.py); those that only follow from it are not.
REPEATED: Mapping[tuple[str, str], str] = {
    ("B", "B6_01"): "referent_unit",
    ("B", "B6_06.al"): "referent_valid_to",
    ("B", "B7_01"): "stalking_services",
    ("C", "C1_01.anno"): "reported_year",
}


@dataclass(frozen=True, slots=True)
class Echo:
    """What is to be forgotten of another answer: codes of the previous round, names of linked and prefilled facts.

    ``given``: codes of another part of the same record.
    """

    previous: frozenset[str] = field(default=frozenset())
    linked: frozenset[str] = field(default=frozenset())
    given: frozenset[str] = field(default=frozenset())

    def without(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts (or the context of a document) without it."""
        kept = dict(facts)
        for part in ("linked", "census"):
            if part in facts:
                kept[part] = {name: value for name, value in facts[part].items() if name not in self.linked}
        if "given" in facts:
            kept["given"] = {code: value for code, value in facts["given"].items() if code not in self.given}
        if facts.get("previous"):
            answers = facts["previous"]["answers"]
            left = {code: value for code, value in answers.items() if code not in self.previous}
            kept["previous"] = {**facts["previous"], "answers": left}
        return kept


def own_echo(definition: Questionnaire, code: str) -> Echo:
    """An answer erased from a response is not to come back there as what the previous round was told."""
    return Echo(previous=frozenset(known for known in definition.questions if concerns(code, known)))


def concerns(code: str, name: str) -> bool:
    """Whether a code or key is about a question: it itself, its details, its checks."""
    return name == code or name.startswith(f"{code}.")


def echoes(session: Session, header: Header, definition: Questionnaire, code: str) -> Iterator[tuple[uuid.UUID, Echo]]:
    """The later responses that may have been told this answer, and what they are to forget."""
    found = _of_parts(session, header, definition, code)
    after = linked.of_unit_after(session, definition.code, header.unit_id, header.period_end)
    for response_id, sha256 in after:
        told = _told(definition, definition_of(session, sha256), code)
        if told:
            found[response_id] = Echo(previous=told)
    names = frozenset(name for (of, asked), name in REPEATED.items() if of == definition.code and concerns(code, asked))
    for response_id, sha256 in linked.of_territories_of(session, header.invitation_id) if names else ():
        reader = definition_of(session, sha256)
        read = names & (linked_names(reader) | prefilled_names(reader))
        if read and response_id != header.response_id:
            found[response_id] = Echo(found.get(response_id, Echo()).previous, read)
    yield from found.items()


def _of_parts(session: Session, header: Header, definition: Questionnaire, code: str) -> dict[uuid.UUID, Echo]:
    """The part of the same record that may have been told this answer."""
    follows = passing.following(session, header.response_id) if header.role and header.response_id else None
    told = frozenset(known for known in definition.questions if concerns(code, known))
    return {follows.response_id: Echo(given=told)} if follows else {}


def _told(old: Questionnaire, new: Questionnaire, code: str) -> frozenset[str]:
    """The codes under which a later version reads the answer."""
    carried = (pair.code for asked, pair in pairs_of(old, new).items() if concerns(code, asked))
    return previous_codes(new).intersection(carried)
