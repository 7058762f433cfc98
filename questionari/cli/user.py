"""flask user: accounts."""

import click

from questionari import clock
from questionari.cli.common import database, house, refusals, ring, say
from questionari.usecases.accounts import credentials
from questionari.usecases.house import Actor

CLI = Actor("system", "cli")


@click.group("user")
def command() -> None:
    """Accounts of staff and ATR."""


@command.command("create")
@click.option("--code", required=True, help="Identification code, used to log in.")
@click.option("--name", required=True, help="Name shown on the pages.")
@click.option("--email", required=True, help="Where the set-password link is sent.")
@click.option("--role", type=click.Choice(["staff", "atr"]), required=True)
@click.option("--atr", "atrs", multiple=True, help="ISTAT code of a territory (role atr; repeatable).")
@click.option("--print-link", is_flag=True, help="Print the set-password link instead of mailing it.")
def create(code: str, name: str, email: str, role: str, atrs: tuple[str, ...], print_link: bool) -> None:
    """Create an account; its password is set by the link, never sent as text."""
    now = clock.utc_now()
    with refusals(), database().writing() as session:
        user = credentials.create_user(session, now, CLI, code, name, email, role, atrs)
        token = credentials.mint(session, user.id, now) if print_link else None
        if token is None:
            credentials.send_link(session, now, user)
    if token:
        click.echo(f"{house().settings.base_url}/accesso/password/{token}")
    else:
        ring("mail")
    say(f"account {code} created: the link to set the password lives 48 hours")
