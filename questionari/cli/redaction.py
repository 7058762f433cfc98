"""`flask redaction …`: what was erased as personal data, its certificates, their verification."""

from pathlib import Path
from typing import Any

import click

from esportazioni import certificate as printing
from questionari.cli import output
from questionari.usecases.house import Refused
from questionari.usecases.redactions import certificates, listing, packing, verifying
from questionari.usecases.redactions.printed import printed


@click.group("redaction")
def command() -> None:
    """Erasures of personal data and their certificates."""


@command.command("list")
@click.option("--page", default=1, show_default=True, help="Fifty a page, the newest first.")
@output.format_option
@output.guarded
def list_them(page: int, form: str) -> None:
    """What was erased, never what it said."""
    with output.database().reading() as session:
        found = listing.list_redactions(session, page)
    rows = [
        (one.code, one.at.isoformat(timespec="minutes"), one.service, one.question, one.ready) for one in found.lines
    ]
    names = ("code", "at", "service", "question", "certified")
    if form == "json":
        output.print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    output.print_table(names, [tuple(map(str, row)) for row in rows])
    output.say(f"page {found.page} of {found.pages}, {found.total} in all")


@command.command("certificate")
@click.argument("code")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write (.zip).")
@output.guarded
def certificate(code: str, out: Path) -> None:
    """Write the certificate CODE: statement, signature, public key, PDF."""
    try:
        with output.database().reading() as session:
            found = certificates.certificate(session, code.strip().upper())
    except Refused as refusal:
        output.fail(f"{code}: {refusal.code} (see `flask redaction list`; the timer signs within a minute)")
    out.write_bytes(packing.packed(found, output.house().settings.base_url, printing.pdf(printed(found))))
    output.say(f"{out}: certificate {found.code}")


@command.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@output.format_option
@output.guarded
def verify(file: Path, form: str) -> None:
    """Verify the FILE of a certificate (.zip): signature, key, register, audit trail. Exit 1 when it does not hold."""
    if file.stat().st_size > verifying.LARGEST:
        output.fail(f"{file}: too large for a certificate")
    try:
        with output.database().reading() as session:
            found = verifying.verify(session, output.house(), file.read_bytes())
    except Refused:
        output.fail(f"{file}: not the file of a certificate; take it as it was downloaded (.zip)")
    told = _told(found)
    if form == "json":
        output.print_json({"valid": found.valid, **told, "statement": dict(found.statement)})
    else:
        output.print_table(("check", "result"), [(name, str(value)) for name, value in told.items()])
    if not found.valid:
        output.fail(f"{file}: NOT valid")
    output.say(f"{file}: valid, certificate {found.statement['code']}")


def _told(found: verifying.Verdict) -> dict[str, Any]:
    seal = f"{found.seal[0]} {found.seal[1]}" if found.seal else "not sealed yet"
    return {"signature": found.signed, "key": found.ours, "register": found.listed, "audit seal": seal}
