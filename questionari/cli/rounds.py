"""`flask round …`: create, open, extend, close and follow rounds."""

from pathlib import Path
from typing import Any

import click

from questionari import clock
from questionari.cli import output
from questionari.usecases.house import Refused
from questionari.usecases.redactions import verifying
from questionari.usecases.rounds import changing, closing, drafting, listing, minutes, opening, patching, status, trial
from questionari.usecases.rounds.basics import id_of_code


@click.group("round")
def command() -> None:
    """Create, open, extend, close and follow rounds. Days are written 31/12/2026 or 2026-12-31."""


@command.command()
@click.option("--code", required=True, help="Short stable name, e.g. 2026-1.")
@click.option("--title", required=True)
@click.option("--questionnaire", required=True, help="CODE or CODE@VERSION of a published questionnaire.")
@click.option("--period-start", required=True, help="First day of the reference period.")
@click.option("--period-end", required=True, help="Last day of the reference period.")
@click.option("--opens", required=True, help="First day on which services may answer.")
@click.option("--deadline", required=True, help="Last day by which answers are asked.")
@click.option("--closes", required=True, help="Last day on which answers are accepted.")
@click.option("--atr", "atrs", multiple=True, help="Territory (code); may be repeated. None = all.")
@click.option("--type", "types", multiple=True, help="Service type (code); may be repeated. None = all.")
@click.option("--unit", "units", multiple=True, help="A service (code) besides those chosen; may be repeated.")
@click.option("--first", multiple=True, help="Of a questionnaire in parts: a service that begins; may be repeated.")
@click.option("--test", "is_test", is_flag=True, help="A rehearsal: mail goes to --mail-to only.")
@click.option("--pilot", is_flag=True, help="A field trial: the chosen services are written to, nothing counts.")
@click.option("--mail-to", "test_recipient", default="", help="With --test: the staff address that gets every mail.")
@output.guarded
def create(
    atrs: tuple[str, ...],
    types: tuple[str, ...],
    units: tuple[str, ...],
    first: tuple[str, ...],
    is_test: bool,
    pilot: bool,
    **values: Any,
) -> None:
    """Make a round in draft."""
    form = drafting.RoundForm(values, atrs, types, units, first, is_test, pilot=pilot)
    with output.database().writing() as session:
        drafting.create_round(session, clock.utc_now(), output.ACTOR, form)
    output.say(f"Round {values['code']} created: look at it with `flask round status`, then `flask round open`.")


@command.command("open")
@click.argument("code")
@output.guarded
def open_command(code: str) -> None:
    """Launch a round, or finish a launch that was interrupted: nobody is invited twice."""
    database = output.database()
    with database.writing() as session:
        round_id = id_of_code(session, code)
        if round_id in opening.unfinished(session):
            output.say("Going on with an opening that was interrupted.")
        else:
            units = opening.open_round(session, clock.utc_now(), output.ACTOR, round_id)
            output.say(f"Round {code} opened: {units} services are asked.")
    left = 1
    while left:
        with database.writing() as session:
            left = opening.continue_opening(session, clock.utc_now(), round_id)
    output.say("All invitations are queued: `flask outbox drain` sends them if no worker runs.")


@command.command()
@click.argument("code")
@click.option("--deadline", default="", help="New last day by which answers are asked.")
@click.option("--closes", default="", help="New last day on which answers are accepted.")
@output.guarded
def extend(code: str, deadline: str, closes: str) -> None:
    """Move the deadline, the closing or both forward."""
    with output.database().writing() as session:
        changing.extend(session, clock.utc_now(), output.ACTOR, id_of_code(session, code), deadline, closes)
    output.say(f"Round {code} extended.")


@command.command()
@click.argument("code")
@output.format_option
@output.guarded
def close(code: str, form: str) -> None:
    """End a round and sign the record of what came of it."""
    with output.database().writing() as session:
        record = closing.close(session, output.house(), clock.utc_now(), output.ACTOR, id_of_code(session, code))
    if form == "json":
        output.print_json(record)
    output.say(f"Round {code} closed: {record['answered']} of {record['units']} answered ({record['rate']}%).")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@output.guarded
def verify(file: Path) -> None:
    """Verify the FILE of a closing record (.zip): signature, key, what we keep. Exit 1 when it does not hold."""
    if file.stat().st_size > verifying.LARGEST:
        output.fail(f"{file}: too large for a closing record")
    try:
        with output.database().reading() as session:
            found = minutes.verify(session, output.house(), file.read_bytes())
    except Refused:
        output.fail(f"{file}: not the file of a closing record; take it as it was downloaded (.zip)")
    output.print_table(("check", "result"), [(name, str(value)) for name, value in found.items()])
    if not all(found.values()):
        output.fail(f"{file}: NOT valid")
    output.say(f"{file}: valid")


@command.command("status")
@click.argument("code")
@output.format_option
@output.guarded
def status_command(code: str, form: str) -> None:
    """Print the counts of a round by state, type and territory."""
    with output.database().reading() as session:
        found = status.status(session, clock.utc_now(), id_of_code(session, code))
    if form == "json":
        output.print_json(status.as_json(found))
        return
    line, total = found.line, found.total
    output.say(f"{line.code} {line.title}: {line.state}, deadline {line.deadline}, closes {line.closes}")
    rows = [("total", "", total.asked, total.answered, total.rate)]
    rows += [("type", tally.key, tally.asked, tally.answered, tally.rate) for tally in found.by_type]
    rows += [("atr", tally.key, tally.asked, tally.answered, tally.rate) for tally in found.by_atr]
    output.print_table(("by", "key", "asked", "answered", "rate"), rows)


@command.command("list")
@output.format_option
@output.guarded
def list_command(form: str) -> None:
    """Print every round, the latest first."""
    with output.database().reading() as session:
        rounds = listing.list_rounds(session, clock.utc_now())
    names = ("code", "title", "state", "deadline", "closes")
    records = [
        {name: getattr(found.line, name) for name in names}
        | {
            "test": found.is_test,
            "questionnaire": found.questionnaire,
            "asked": found.asked,
            "answered": found.answered,
        }
        for found in rounds
    ]
    if form == "json":
        output.print_json(records)
    else:
        headers = (*names, "test", "questionnaire", "asked", "answered")
        output.print_table(headers, ([record[name] for name in headers] for record in records))


@command.command("try-version")
@click.argument("code")
@click.argument("version")
@output.format_option
@output.guarded
def try_version(code: str, version: str, form: str) -> None:
    """Try another version of its questionnaire on every draft of an open round; changes nothing.

    Exit code 1 when the version does more than mend: it cannot take the place of the one asked. Two persons propose
    and approve on the pages.
    """
    with output.database().reading() as session:
        round_id = id_of_code(session, code)
        chosen = patching.candidate(session, round_id, version)
        found = (
            None if chosen.obstacles else trial.make(session, output.house(), clock.utc_now(), round_id, chosen.sha256)
        )
    told = [{"pointer": one.pointer, "message": one.message} for one in chosen.obstacles]
    if form == "json":
        output.print_json({"obstacles": told, "trial": trial.as_json(found) if found else None})
    elif told:
        output.print_table(("pointer", "message"), ([one["pointer"], one["message"]] for one in told))
    if found is None:
        output.fail(f"Version {version} does more than mend: close the round and open another.")
    output.say(f"{output.count(found.drafts, 'draft')} tried, {len(found.lines)} would change: {dict(found.totals)}")
