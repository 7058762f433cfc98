"""`flask user …`: accounts."""

import click

from questionari import clock
from questionari.cli import output
from questionari.usecases.accounts import credentials


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
@output.guarded
def create(code: str, name: str, email: str, role: str, atrs: tuple[str, ...], print_link: bool) -> None:
    """Create an account; its password is set by the link, never sent as text."""
    now, token = clock.utc_now(), ""
    with output.database().writing() as session:
        user = credentials.create_user(session, now, output.ACTOR, code, name, email, role, atrs)
        if print_link:
            token = credentials.mint(session, user.id, now)
        else:
            credentials.send_link(session, now, user)
    if token:
        click.echo(f"{output.house().settings.base_url}/accesso/password/{token}")
    else:
        output.ring("mail")
    output.say(f"account {code} created: the link to set the password lives 48 hours")
