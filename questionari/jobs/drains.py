"""The mail jobs: one slice of the outbox, by one way out. Rung after commits and by the timer; may run twice or die.

Ordinary mail and PEC have a job, a queue and a worker each: a slow server holds up nobody who waits for the other.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from questionari import clock
from questionari.jobs.surroundings import bell, database, house
from questionari.mail.transport import connections
from questionari.usecases.outbox.drain import DrainReport, drain
from questionari.usecases.outbox.limits import for_route
from questionari.usecases.outbox.routing import MAIL, PEC, Route, route_named, routes

log = logging.getLogger(__name__)


def drain_mail() -> None:
    """Send the ordinary mail that is due for one slice; ring again when something was left."""
    _drain_and_ring(MAIL)


def drain_pec() -> None:
    """Send the certified mail that is due for one slice; nothing where none is set up."""
    _drain_and_ring(PEC)


def _drain_and_ring(name: str) -> None:
    route = route_named(house().settings, name)
    report = drain_by(route) if route else None
    if report and report.more and not report.unreachable:
        bell().ring(name)


def drain_slices(longest: timedelta | None = None) -> Sequence[DrainReport]:
    """Send what is due in this process by every way out, a slice each."""
    return [drain_by(route, longest) for route in routes(house().settings)]


def drain_by(route: Route, longest: timedelta | None = None) -> DrainReport:
    """Send what is due in this process by one way out, for a slice of the given length (the default one when None)."""
    limits = for_route(route)
    report = drain(
        database(),
        house(),
        connections(route.mail),
        clock.utc_now,
        replace(limits, slice=longest) if longest else limits,
    )
    if report.states or report.unreachable:
        log.info("outbox drained, %s: %s %s", route.name, dict(report.states), report.unreachable)
    return report
