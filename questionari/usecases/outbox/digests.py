"""One person with several services gets one mail: invitations, reminders of a kind, or the same correction, that are
due to one address.

Each service keeps its own row in the outbox, with its own check, outcome and delivery. When a batch is claimed, the
rows that may go to one address are put together: the first bears the mail, the others are `carried_by` it. They are
leased, attempted and marked together. A mail that was made leaves as it is, or not at all: where one of its services
drops out, or its days are moved, the rows go back to the queue and the next claim makes another.
"""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from questionari.store.leases import Standing
from questionari.usecases.links import MOST_SHARED

CORRECTION = "correction"
KINDS = ("invitation", "reminder_1", "reminder_2", CORRECTION)
Groups = Mapping[uuid.UUID, tuple[uuid.UUID, ...]]  # the message that bears the mail -> those it carries


class Part(Protocol):
    """A message as far as a mail names it."""

    @property
    def bounds(self) -> str | None:
        """The days that hold for it."""


def grouped(known: Mapping[uuid.UUID, Standing], ready: Iterable[uuid.UUID]) -> Groups:
    """The messages that leave together. What was in one mail before stays apart from what has come since."""
    alike = defaultdict[tuple[str, str, str, uuid.UUID | None], list[uuid.UUID]](list)
    for i in sorted(ready):
        one = known[i]
        if one.kind in KINDS and one.invitation_id is not None and not (one.again or one.trial):
            former = one.carried_by or (i if one.frozen_for else None)
            alike[one.kind, _act(one), one.recipient, former].append(i)
    groups = dict[uuid.UUID, tuple[uuid.UUID, ...]]()
    for (*_, former), ids in alike.items():
        ordered = [former, *(i for i in ids if i != former)] if former in ids and former else ids
        for begin in range(0, len(ordered), MOST_SHARED):
            first, *others = ordered[begin : begin + MOST_SHARED]
            groups |= {first: tuple(others)} if others else {}
    return groups


def _act(one: Standing) -> str:
    """Of a correction its round and its text, as its key names them: those that say the same go together."""
    if one.kind != CORRECTION:
        return ""
    _, round_id, _, *seq = one.dedupe_key.split(":", 3)
    return f"{round_id}:{seq[0]}" if seq else one.dedupe_key


def mails(asked: Iterable[tuple[str, str]], trial: bool) -> int:
    """How many mails so many messages make, each told by its kind and address, where all are due together."""
    alike = Counter(one if one[0] in KINDS and not trial else (*one, number) for number, one in enumerate(asked))
    return sum(-(-found // MOST_SHARED) for found in alike.values())


def carriers(
    known: Mapping[uuid.UUID, Standing], ready: Iterable[uuid.UUID], groups: Groups
) -> Mapping[uuid.UUID, uuid.UUID | None]:
    """Messages whose carrier is another than before."""
    now = {other: first for first, others in groups.items() for other in others}
    return {i: now.get(i) for i in ready if known[i].carried_by != now.get(i)}


def frozen_for(parts: Mapping[uuid.UUID, Part]) -> str | None:
    """What a mail names, as kept beside it: the days of one message; of several, which they are and their days."""
    if len(parts) == 1:
        return next(iter(parts.values())).bounds
    told = "\n".join(f"{i} {parts[i].bounds}" for i in sorted(parts))
    return f"{len(parts)}:{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def is_true(group: Sequence[Standing]) -> bool:
    """Whether the mail that the first bears names what holds now."""
    return group[0].frozen_for == frozen_for({one.id: one for one in group})
