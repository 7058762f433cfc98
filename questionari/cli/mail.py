"""flask mail read, flask mail check."""

from dataclasses import asdict

import click

from questionari import clock
from questionari.cli.output import database, fail, format_option, guarded, house, print_json, print_table, say
from questionari.mail import checking, dns
from questionari.mail.mailbox import ImapMailbox
from questionari.settings import MailboxSettings, MailSettings
from questionari.usecases.incoming.reading import read

UNSET = "no mailbox is set: IMAP_HOST, IMAP_USER, IMAP_PASSWORD (docs/operations.md)"


@click.group("mail")
def command() -> None:
    """Read what comes back, check how mail signs in."""


@command.command("read")
@click.option("--once", is_flag=True, help="One slice (200 mails at most) instead of going on while some are left.")
@guarded
def read_now(once: bool) -> None:
    """Read what is new in the mailboxes, in this process; exit code 1 when one cannot be read."""
    mailboxes = house().settings.mailboxes
    if not mailboxes:
        raise click.UsageError(UNSET)
    faults = [fault for fault in (_read(one, once) for one in mailboxes) if fault]
    if faults:
        fail("; ".join(faults))


def _read(mailbox: MailboxSettings, once: bool) -> str:
    """Why it cannot be read, or ""."""
    more = True
    while more:
        found = read(database(), house(), ImapMailbox(mailbox), clock.utc_now)
        say(", ".join(f"{kind}: {number}" for kind, number in sorted(found.kinds.items())) or "nothing new")
        if found.fault:
            which = "PEC_IMAP" if mailbox == house().settings.pec_mailbox else "IMAP"
            place = f"check {which}_HOST, {which}_PORT, {which}_TLS, {which}_USER"
            return f"mailbox {mailbox.name} unusable: {found.fault}; {place}"
        more = found.goes_on and not once
    return ""


def _own_selector(mail: MailSettings) -> str:
    return mail.dkim.selector if mail.dkim else ""


@command.command("check")
@click.option("--selector", default="", help="The DKIM selector of the mail server, to look its key up.")
@click.option("--no-dns", is_flag=True, help="Ask no name server; print what to look up.")
@format_option
@guarded
def check(selector: str, no_dns: bool, form: str) -> None:
    """Connect to both servers, sign in, look at the sender's domain. Sends nothing; exit code 1 on a fault."""
    settings = house().settings
    found = [
        *checking.leaving(settings.mail),
        *checking.returning(settings.mailbox, settings.mail),
        *checking.records(settings.mail, None if no_dns else dns.lookup, selector or _own_selector(settings.mail)),
        *checking.signature(settings.mail, None if no_dns else dns.lookup),
        *checking.certified(settings.mail),
        *checking.pec(settings.pec, settings.pec_mailbox),
    ]
    if form == "json":
        print_json([asdict(one) for one in found])
    else:
        print_table(("verdict", "what", "words"), [(one.verdict, one.what, one.words) for one in found])
    faults = sum(one.verdict == checking.FAULT for one in found)
    if faults:
        fail(f"{faults} of {len(found)} things are wrong (docs/operations.md, What comes back)")
