"""How a questionnaire is filled in, counted for all responses together: times by class, saves, device, errors, help.

Where errors are met is noted in a sealed cell of the drafts (`cells.MET`), which goes with them at submission.

A submission adds one to each of its classes; nothing tells which response, who, or when. Of fewer than LEAST responses
nothing is shown. ``PARADATA=0`` counts nothing and shows nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire, say
from questionari.engine.pace import MINUTES, TIMES, class_of, median_class, page_saves, page_seconds
from questionari.store import paradata as store
from questionari.store.paradata import Count
from questionari.usecases.house import House
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.definitions import definition_of

LEAST, LEAST_TOLD, RARE = 10, 30, 3  # responses to show staff, to tell services; of what, less is not named
KEPT = timedelta(days=3 * 365)
TIME, SAVES, DEVICE, WARNING, ERROR = "minutes", "saves", "device", "warning", "error"
PHONE, COMPUTER = "telefono", "computer"
Between = tuple[int, int | None]  # minutes; None: more


@dataclass(frozen=True, slots=True)
class PageTally:
    """A page: its usual time, how often it is usually saved, how many stopped there for good (None: few)."""

    code: str
    title: str
    minutes: Between
    saves: Between
    left: int | None


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """A question, or a check of it: responses in which an error was met there, requests of help, warnings confirmed.

    0 where they are few.
    """

    code: str
    text: str
    erred: int
    helped: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What is known of the filling in of a version."""

    responses: int
    minutes: Between
    on_phone: int  # percent
    pages: tuple[PageTally, ...]
    questions: tuple[QuestionTally, ...]


def counted(session: Session, house: House, case: Case, device: str) -> tuple[Count, ...]:
    """The classes of a response about to be submitted, before its drafts go; none of one that does not count.

    Test rounds do not count, nor what was sent before or entered by staff.
    """
    header = case.header
    if not house.settings.paradata or header.rehearsal or header.reopened_at or header.entered_by:
        return ()
    rows = store.saves(session, case.response_id)
    places = {code: page.code for page in case.definition.pages() for code in page.questions}
    saves = [(saved_at, places[cell]) for cell, saved_at, _ in rows if cell in places]
    seconds = page_seconds(rows[0][2], saves) if rows else {}
    return (*_times(seconds), *_saves(page_saves(saves)), *_whole(case, device))


def _times(seconds: Mapping[str, float]) -> Iterator[Count]:
    for page, spent in {**seconds, "": sum(seconds.values())}.items():
        yield Count(page, TIME, str(class_of(spent / 60, MINUTES)))


def _saves(times: Mapping[str, int]) -> Iterator[Count]:
    for page, number in times.items():
        yield Count(page, SAVES, str(class_of(number, TIMES)))


def _whole(case: Case, device: str) -> Iterator[Count]:
    if device:
        yield Count("", DEVICE, device)
    for finding in case.findings:
        if finding.severity == "warning" and finding.confirmed:
            yield Count(finding.page or "", WARNING, finding.code[:120])
    places = case.definition.page_of
    for code in case.met.codes & places.keys():
        yield Count(places[code], ERROR, code[:120])


def usual_minutes(session: Session, house: House, sha256: str) -> Between | None:
    """How long a version usually takes, once enough have answered."""
    found = store.whole(session, sha256, TIME) if house.settings.paradata else {}
    return _median(found, MINUTES) if sum(found.values()) >= LEAST_TOLD else None


def difficulty(session: Session, house: House, now: datetime, sha256: str) -> Difficulty | None:
    """What is known of a version; None while too few have answered it."""
    definition = definition_of(session, sha256)
    rows = store.of_version(session, sha256) if house.settings.paradata else ()
    found: dict[tuple[str, str], dict[str, int]] = {}
    for one, number in rows:
        found.setdefault((one.page, one.measure), {})[one.bucket] = number
    total = found.get(("", TIME), {})
    if sum(total.values()) < LEAST:
        return None
    devices = found.get(("", DEVICE), {})
    return Difficulty(
        sum(total.values()),
        _median(total, MINUTES),
        round(100 * devices.get(PHONE, 0) / max(1, sum(devices.values()))),
        tuple(_pages(definition, found, store.left_at(session, sha256, now))),
        tuple(_questions(definition, found, store.helped(session, sha256))),
    )


def _median(counts: Mapping[str, int], ends: tuple[int, ...]) -> Between:
    return median_class({int(bucket): number for bucket, number in counts.items()}, ends)


Found = Mapping[tuple[str, str], Mapping[str, int]]


def _pages(definition: Questionnaire, found: Found, left: Mapping[str, int]) -> Iterator[PageTally]:
    """The pages that enough have filled in, the slowest first."""
    known = []
    for page in definition.pages():
        times, saves = found.get((page.code, TIME), {}), found.get((page.code, SAVES), {})
        if sum(times.values()) >= LEAST:
            stopped = left.get(page.code, 0)
            shown = stopped if stopped >= RARE else None
            title = say(page.title)
            known.append(PageTally(page.code, title, _median(times, MINUTES), _median(saves, TIMES), shown))
    yield from sorted(known, key=lambda tally: (-tally.minutes[0], -(tally.left or 0)))


def _questions(definition: Questionnaire, found: Found, helped: Mapping[str, int]) -> Iterator[QuestionTally]:
    """Where errors were met, help was asked or warnings confirmed at least RARE times; the most frequent first."""
    every = _told(definition, found, helped)
    told = tuple({code: number for code, number in each.items() if number >= RARE} for each in every)
    codes = {code for each in told for code in each}
    for code in sorted(codes, key=lambda one: -sum(each.get(one, 0) for each in told)):
        question = definition.questions.get(code)
        erred, asked, kept = (each.get(code, 0) for each in told)
        yield QuestionTally(code, say(question.text) if question else "", erred, asked, kept)


def _told(
    definition: Questionnaire, found: Found, helped: Mapping[str, int]
) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]:
    """By question: errors met, requests of help, warnings confirmed (its own code or that of a check of it)."""
    counts: dict[str, Counter[str]] = {ERROR: Counter(), WARNING: Counter()}
    for (_, measure), buckets in found.items():
        for named, number in buckets.items() if measure in counts else ():
            code = named if named in definition.questions else named.rpartition(".")[0]
            counts[measure][code] += number
    return counts[ERROR], helped, counts[WARNING]


def forget(session: Session, now: datetime) -> int:
    """Delete what was counted of versions no longer asked."""
    return store.forget(session, now - KEPT)
