"""Who of a draft's units receives the invitation and who does not, as one list: searched, narrowed, in pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionari.usecases.rounds.previewing import Excluded, Preview, Receiver
from questionari.usecases.rounds.recipients import REASONS

PAGE_SIZE = 100
RECEIVE, EXCLUDED = "ricevono", "non-ricevono"
#: What is shown, in the address -> in words; besides these a key of REASONS.
VIEWS: Mapping[str, str] = {"": "tutti", RECEIVE: "che ricevono l'invito", EXCLUDED: "che non lo ricevono"}


@dataclass(frozen=True, slots=True)
class PreviewFilter:
    """What is asked of the list; an unknown view counts as blank."""

    search: str = ""
    view: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class PreviewList:
    """One page. ``total``: how many the filter lets through; ``views``: what may be asked of this draft, in words."""

    lines: tuple[Receiver | Excluded, ...]
    total: int
    page: int
    pages: int
    views: Mapping[str, str]


def sift_preview(found: Preview, asked: PreviewFilter, size: int = PAGE_SIZE) -> PreviewList:
    """A page of those that a filter lets through: who does not receive comes first, for that is to be seen to."""
    why = dict.fromkeys(one.reason for one in found.excluded)
    views = {**VIEWS, **{reason: f"che non lo ricevono: {REASONS[reason]}" for reason in why}}
    words = asked.search.strip().casefold()
    kept = [one for one in _viewed(found, asked.view) if words in f"{one.name} {one.code}".casefold()]
    pages = max(1, -(-len(kept) // size))
    page = min(max(1, asked.page), pages)
    return PreviewList(tuple(kept[(page - 1) * size : page * size]), len(kept), page, pages, views)


def _viewed(found: Preview, view: str) -> tuple[Receiver | Excluded, ...]:
    if view in REASONS:
        return tuple(one for one in found.excluded if one.reason == view)
    both: tuple[Receiver | Excluded, ...] = (*found.excluded, *found.receive)
    sides: Mapping[str, tuple[Receiver | Excluded, ...]] = {RECEIVE: found.receive, EXCLUDED: found.excluded}
    return sides.get(view, both)
