"""`flask …` commands. Groups are named by dotted strings and loaded when called: `import app` stays light."""

from importlib import import_module
from typing import Any

import click
from flask import Flask

GROUPS = {
    "questionnaire": ("questionari.cli.questionnaire", "Check, run and publish questionnaires."),
    "census": ("questionari.cli.census", "Import and list the census."),
    "round": ("questionari.cli.rounds", "Create, open, extend, close and follow rounds."),
    "responses": ("questionari.cli.responses", "Import earlier responses from a file."),
    "dataset": ("questionari.cli.dataset", "Export the dataset of a round."),
    "mail": ("questionari.cli.mail", "Read what comes back by mail, check how mail signs in."),
    "outbox": ("questionari.cli.outbox", "Drain and look at the outbox."),
    "user": ("questionari.cli.user", "Create accounts."),
    "key": ("questionari.cli.key", "Check the encryption key, print the recovery sheet."),
    "redaction": ("questionari.cli.redaction", "Erasures of personal data, their certificates."),
    "retention": ("questionari.cli.retention", "Erase what has lasted longer than it may."),
    "audit": ("questionari.cli.audit", "Say whether the audit trail holds."),
    "worker": ("questionari.jobs.worker", "Run a worker (mail, pec or exports)."),
    "timer": ("questionari.jobs.timer", "Ring the periodic jobs."),
    "db": ("questionari.cli.db", "Migrate the database."),
    "backup": ("questionari.cli.backup:backup", "Write a backup."),
    "restore": ("questionari.cli.backup:restore", "Restore a backup."),
    "demo": ("questionari.demo.command", "Set up the demonstration."),
}


class LazyCommand(click.Group):
    """A command loaded from "module[:attribute]" at its first use; the attribute defaults to `command`."""

    def __init__(self, name: str, target: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help, help=short_help)
        self.target = target

    def _load(self) -> click.Command:
        module, _, attribute = self.target.partition(":")
        loaded: click.Command = getattr(import_module(module), attribute or "command")
        return loaded

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Hand the whole call over to the real command."""
        return self._load().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the real command in its own context."""
        return ctx.command.invoke(ctx)


def register(app: Flask) -> None:
    """Put every command on `flask`."""
    for name, (target, text) in GROUPS.items():
        app.cli.add_command(LazyCommand(name, target, text), name)
