"""`flask audit …`: whether the audit trail holds."""

import click

from questionari.cli import output
from questionari.usecases import audit_chain, audit_segments


@click.group("audit")
def command() -> None:
    """The audit trail: each event is chained to the one before."""


@command.command("verify")
@output.guarded
def verify_command() -> None:
    """Compute the chain anew and check the signatures of its checkpoints. Exit code 1 where something does not hold."""
    with output.database().reading() as session:
        report = audit_chain.verify(session)
        found = audit_segments.checkpoints(session, output.house())
    for one in found:
        output.say(f"checkpoint {one.seq}, {one.made_at:%Y-%m-%d}: {'holds' if one.holds else 'DOES NOT HOLD'}")
    if not report.whole:
        output.fail(f"the chain is broken at seal {report.broken_at}", 1)
    if not all(one.holds for one in found):
        output.fail("a checkpoint does not hold", 1)
    output.say(f"the chain holds up to seal {report.checked}")
