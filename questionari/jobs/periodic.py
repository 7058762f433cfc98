"""What the timer does, one function an entry of the timetable: no arguments, safe to run twice, one commit an act."""

import logging
from datetime import timedelta

from questionari import clock
from questionari.jobs import redactions
from questionari.jobs.drains import drain_slices
from questionari.jobs.export_files import forget_files
from questionari.jobs.surroundings import bell, database, house
from questionari.mail import expiring
from questionari.mail.mailbox import ImapMailbox
from questionari.usecases import audit_chain, daily, health, overtaken, retention, vetting
from questionari.usecases.chasing import notes
from questionari.usecases.incoming.reading import read
from questionari.usecases.outbox.erasing import erase_bodies
from questionari.usecases.responding import approval_reminders, paradata, reasons
from questionari.usecases.rounds import opening, promises, reasons_told, reminding

log = logging.getLogger(__name__)
OWN_SLICE = timedelta(seconds=20)  # short: the timer's other entries wait meanwhile


def beat() -> None:
    """Say that the timer is alive: pages and monitors see when it is not."""
    with database().writing() as session:
        health.beat(session, clock.utc_now())


def mail() -> None:
    """Ring the mail worker; when nobody can be rung (Redis down), drain here: mails leave within a minute anyway."""
    if not bell().ring("mail"):
        drain_slices(OWN_SLICE)


def read_mailbox() -> None:
    """Read what has come back, and the receipts of PEC; what it queues again leaves at once."""
    found = [read(database(), house(), ImapMailbox(box), clock.utc_now) for box in house().settings.mailboxes]
    if any(one.kinds for one in found):
        log.info("mailboxes read: %s", [dict(one.kinds) for one in found])
        bell().ring("mail")


def look_at_certificates() -> None:
    """Ask the site and the mail servers until when their certificates are good; the digest tells of the next to end."""
    places = expiring.places(house().settings)
    found = dict(expiring.looked_at(places))
    with database().writing() as session:
        health.keep_certificates(session, list(places), found)


def exports() -> None:
    """Ring the export worker; while Redis is down the requests stay "in coda"."""
    bell().ring("exports")


def forget_exports() -> None:
    """Erase datasets after seven days, and what killed workers left behind."""
    forget_files()


def certify_erasures() -> None:
    """Remove what erasures left on disk and sign their certificates, where the worker was not rung."""
    redactions.sweep()


def continue_openings() -> None:
    """Go on with invitations that a killed process left unmade: one transaction a batch."""
    with database().reading() as session:
        unfinished = opening.unfinished(session)
    for round_id in unfinished:
        left = 1
        while left:
            with database().writing() as session:
                left = opening.continue_opening(session, clock.utc_now(), round_id)
        bell().ring("mail")


def run_calendar() -> None:
    """Queue the reminders and thanks that are due today in every round."""
    now = clock.utc_now()
    with database().writing() as session:
        queued = (
            reminding.run_calendar(session, now)
            + promises.remind_promised(session, now)
            + notes.run_notes(session, now)
        )
    with database().writing() as session:
        queued += approval_reminders.remind(session, house(), now)
    with database().writing() as session:
        health.beat(session, now, health.CALENDAR)
    if queued:
        log.info("queued by the calendar: %d", queued)
        bell().ring("mail")


def settle_overtaken() -> None:
    """End reports and proposals of which nothing can come any more, one after the other."""
    left = True
    while left:
        with database().writing() as session:
            left = overtaken.settle_next(session, clock.utc_now())


def tell_staff() -> None:
    """Queue the staff's digest of the day, once; what it says is read before anything is written."""
    now = clock.utc_now()
    with database().reading() as session:
        text = daily.to_tell(session, house(), now)
    if text:
        with database().writing() as session:
            daily.tell_staff(session, house(), now, text)
        bell().ring("mail")


def examine_responses() -> None:
    """Say again which responses are worth a look, in the rounds where something was sent since: read, then kept."""
    with database().reading() as session:
        due = vetting.due(session)
    for round_id in due:
        with database().reading() as session:
            found = vetting.examine(session, house(), clock.utc_now(), round_id)
        with database().writing() as session:
            number = vetting.keep(session, house(), found)
        log.info("responses to look at: %d", number)


def erase_old_bodies() -> None:
    """Erase mail bodies 30 days after their end state: they hold links."""
    with database().writing() as session:
        erased = erase_bodies(session, clock.utc_now())
    log.info("mail bodies erased: %d", erased)


def erase_outlasted() -> None:
    """Erase what has lasted longer than its class of data allows, batch by batch."""
    for name in retention.RULES:
        left = 1
        while left:
            with database().writing() as session:
                left = retention.erase_due(session, house(), clock.utc_now(), name)


def seal_old_reasons() -> None:
    """Seal what staff wrote to services before reasons were sealed, batch by batch; nothing is left after one night."""
    done = 1
    while done:
        with database().writing() as session:
            done = reasons.seal_old(session, house()) + reasons_told.seal_old(session, house().keyring)


def forget_paradata() -> None:
    """Forget how versions were filled in that nobody is asked any more."""
    with database().writing() as session:
        gone = paradata.forget(session, clock.utc_now())
    log.info("counters of filling in forgotten: %d", gone)


def seal_audit() -> None:
    """Chain the audit events of the day."""
    with database().writing() as session:
        sealed = audit_chain.seal(session, clock.utc_now())
    log.info("audit events sealed: %d", sealed)
