"""Invitations of the usual size, frozen and sent to a server in another process; then the same bytes by smtplib, on one
connection and on as many as ours (`share_of_raw`, `share_of_raw_together`). And both again to a server that has each
message on its disk before it says so, as one that answers for it must (`share_of_raw_kept`)."""

import atexit
import smtplib
import subprocess
import sys
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count

from sqlalchemy import select

from bench import crowd
from bench.place import Place, Run, Sample, Stopwatch
from questionari.settings import Settings
from questionari.store.models.census import Contact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database, open_database
from questionari.usecases.house import House
from questionari.usecases.outbox import Post, enqueue_all
from questionari.usecases.outbox.drain import drain
from questionari.usecases.outbox.freezing import thaw
from tests import factories
from tests.mail.desk import CALM, mail_app, transport_to

UNHURRIED = replace(CALM, messages=10**6, slice=timedelta(hours=1))


def server(*words: str) -> int:
    """The port of a mail server that ends with this process."""
    command = [sys.executable, "-m", "bench.sink", *words]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    assert process.stdout is not None
    return int(process.stdout.readline())


def raw(port: int, shares: Sequence[Sequence[tuple[bytes, str, str]]]) -> Stopwatch:
    """The same bytes by smtplib, each share on a connection of its own."""
    watch = Stopwatch()
    with watch.running(), ThreadPoolExecutor(len(shares)) as threads:
        list(threads.map(partial(sent, port), shares))
    return watch


def sent(port: int, messages: Sequence[tuple[bytes, str, str]]) -> None:
    """Send messages on one connection."""
    with smtplib.SMTP("127.0.0.1", port) as host:
        for body, sender, recipient in messages:
            host.sendmail(sender, [recipient], body)


def queued(database: Database, round_id: uuid.UUID, seq: int) -> None:
    """An invitation to everybody in the outbox."""
    with database.writing() as session:
        query = select(Contact.email, Invitation.id, Contact.id).join(Contact, Contact.id == Invitation.contact_id)
        posts = [Post(*row) for row in session.execute(query.where(Invitation.round_id == round_id))]
        enqueue_all(session, factories.NOW, "invitation", round_id, posts, f"b{seq}")


def round_of(database: Database, size: int) -> uuid.UUID:
    """A round with that many invitations whose mail has not left."""
    with database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session), launched_at=factories.NOW)
        _, ids = crowd.census(session, size)
        invitations = (crowd.unopened(round_, unit, contact, number) for number, (unit, contact) in enumerate(ids))
        crowd.add(session, Invitation, invitations)
        made: uuid.UUID = round_.id
        return made


def frozen(database: Database, house: House, size: int) -> list[tuple[bytes, str, str]]:
    """The bytes, sender and recipient of the latest messages."""
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(size)).all()
        return [(thaw(house, row), row.envelope_from or "", row.recipient) for row in rows]


def left(database: Database, house: House, settings: Settings, port: int, size: int) -> Stopwatch:
    """All that is queued goes to a server."""
    watch, transports = Stopwatch(), [transport_to(port) for _ in range(settings.mail.connections)]
    with mail_app(settings).app_context(), watch.running():
        report = drain(database, house, transports, lambda: factories.NOW, UNHURRIED)
    assert report.sent == size, report
    return watch


def prepare(place: Place, size: int) -> Run:
    """One run: that many queued invitations leave, to either server."""
    settings = factories.settings_for(place.database_url, place.folder, BASE_URL="https://monitoraggio.example")
    database, house = open_database(settings.database_url), factories.house_of(settings)
    forgetful, keeper, numbers = server(), server("--keep"), count()
    round_id = round_of(database, size)

    def run() -> Sample:
        ours = dict[int, Stopwatch]()
        for port in (keeper, forgetful):
            queued(database, round_id, next(numbers))
            ours[port] = left(database, house, settings, port, size)
        messages, width = frozen(database, house, size), settings.mail.connections
        plain, kept = raw(forgetful, [messages]), raw(keeper, [messages])
        together = raw(forgetful, [messages[one::width] for one in range(width)])
        notes = {
            "bytes": sum(len(body) for body, _, _ in messages) / size,
            "per_s": size / ours[forgetful].wall_s,
            "raw_per_s": size / plain.wall_s,
            "share_of_raw": plain.wall_s / ours[forgetful].wall_s,
            "share_of_raw_together": together.wall_s / ours[forgetful].wall_s,
            "raw_kept_per_s": size / kept.wall_s,
            "share_of_raw_kept": kept.wall_s / ours[keeper].wall_s,
        }
        return Sample(ours[forgetful].cpu_s, plain.cpu_s, notes)

    return run
