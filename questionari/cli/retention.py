"""`flask retention`: what has lasted longer than it may is erased, as the timer does every night."""

import click

from questionari import clock
from questionari.cli import output
from questionari.usecases import retention


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Count what would be erased; nothing is changed.")
@output.format_option
@output.guarded
def command(dry_run: bool, form: str) -> None:
    """Erase what has lasted longer than its class allows; safe to run again."""
    now = clock.utc_now()
    with output.database().reading() as session:
        found = retention.due(session, now)
    for one in () if dry_run else found:
        _erase(one.name)
    if form == "json":
        output.print_json([{"class": one.name, "days": one.kept.days, "number": one.number} for one in found])
        return
    rows = [(one.name, f"{one.kept.days} days from {one.since}", str(one.number)) for one in found]
    output.print_table(("class", "kept", "due" if dry_run else "erased"), rows)
    output.say("nothing was changed" if dry_run else "done; each batch is in the audit trail")


def _erase(name: str) -> None:
    left = 1
    while left:
        with output.database().writing() as session:
            left = retention.erase_due(session, output.house(), clock.utc_now(), name)
