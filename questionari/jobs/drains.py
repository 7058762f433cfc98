"""The mail job: one slice of the outbox. Rung after commits and by the timer; may run twice, may be killed."""

import logging
from dataclasses import replace
from datetime import timedelta

from questionari import clock
from questionari.jobs.surroundings import bell, database, house
from questionari.mail.transport import connections
from questionari.usecases.outbox.drain import DrainReport, drain
from questionari.usecases.outbox.limits import for_mail

log = logging.getLogger(__name__)


def drain_mail() -> None:
    """Send what is due for one slice; ring again when something was left."""
    report = drain_slice()
    if report.more and not report.unreachable:
        bell().ring("mail")


def drain_slice(longest: timedelta | None = None) -> DrainReport:
    """Send what is due in this process, for a slice of the given length (the default one when None)."""
    mail = house().settings.mail
    limits = for_mail(mail)
    report = drain(
        database(),
        house(),
        connections(mail),
        clock.utc_now,
        replace(limits, slice=longest) if longest else limits,
    )
    if report.states or report.unreachable:
        log.info("outbox drained: %s %s", dict(report.states), report.unreachable)
    return report
