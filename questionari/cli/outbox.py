"""flask outbox drain, flask outbox status."""

import click

from questionari import clock
from questionari.cli.output import database, fail, format_option, guarded, house, print_json, print_table, say
from questionari.mail.transport import connections
from questionari.usecases.outbox.drain import DrainReport, drain
from questionari.usecases.outbox.limits import for_route
from questionari.usecases.outbox.routing import Route, routes
from questionari.usecases.outbox.status import OutboxStatus, status


@click.group("outbox")
def command() -> None:
    """Drain and look at the outbox."""


@command.command("drain")
@click.option("--once", is_flag=True, help="One slice (two minutes at most) instead of going on while mails are due.")
@guarded
def drain_now(once: bool) -> None:
    """Send what is due now, in this process; exit code 1 when the mail server cannot be used."""
    away = [fault for fault in (_drain(route, once) for route in routes(house().settings)) if fault]
    if away:
        fail("; ".join(away))


def _drain(route: Route, once: bool) -> str:
    """Why its server cannot be used, or ""."""
    report, mail, which = _slice(route), route.mail, route.name.upper()
    while report.more and not report.unreachable and not once:
        report = _slice(route)
    if not report.unreachable:
        return ""
    what = f"{route.name} server {mail.host}:{mail.port} unusable: {report.unreachable}"
    return f"{what}; check {which}_HOST, {which}_PORT, {which}_TLS"


def _slice(route: Route) -> DrainReport:
    report = drain(database(), house(), connections(route.mail), clock.utc_now, for_route(route))
    say(", ".join(f"{state}: {number}" for state, number in sorted(report.states.items())) or "nothing was due")
    return report


@command.command("status")
@format_option
@guarded
def show_status(form: str) -> None:
    """Messages by kind and state, and since when the oldest is due."""
    with database().reading() as session:
        found = status(session, clock.utc_now())
    if form == "json":
        print_json(_as_json(found))
        return
    print_table(("kind", "state", "messages"), found.counts)
    for label, instant in (("oldest due since", found.oldest_due), ("sends stopped since", found.stopped_at)):
        if instant is not None:
            say(f"{label} {instant.isoformat(timespec='seconds')}")


def _as_json(found: OutboxStatus) -> dict[str, object]:
    return {
        "messages": [{"kind": kind, "state": state, "number": number} for kind, state, number in found.counts],
        "oldest_due": found.oldest_due.isoformat() if found.oldest_due else None,
        "stopped_at": found.stopped_at.isoformat() if found.stopped_at else None,
    }
