"""The served example, and what its workers would do."""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from questionari import clock
from questionari.demo import content
from questionari.demo.mailbox import Mail, read_mailbox
from questionari.demo.stories import LISTED, SHARED_LINK
from questionari.jobs import exports
from questionari.usecases.incoming.reading import read
from questionari.usecases.links import shares
from tests.mail.returned import Box

LINK = re.compile(r"https?://\S+/q/[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An instance folder, and the port where every copy of it is served."""

    folder: Path
    port: int

    def environment(self, folder: Path, mail_port: int) -> dict[str, str]:
        """The settings of the site with its data in a folder."""
        return {
            "MODE": "demo",
            "INSTANCE": str(folder),
            "PORT": str(self.port),
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(mail_port),
        }


@dataclass(frozen=True, slots=True)
class Site:
    """What a test may do behind the pages."""

    app: Flask
    address: str
    instance: Path

    def deliver(self) -> None:
        """What the mail worker does when it is rung."""
        content.send(self.app, self.app.extensions["database"], self.app.extensions["house"])

    def receive(self, *mails: bytes) -> None:
        """What the timer does when these have come back by mail."""
        read(self.app.extensions["database"], self.app.extensions["house"], Box(list(mails)), clock.utc_now)

    def make_datasets(self) -> None:
        """What the export worker does when it is rung."""
        with self.app.app_context():
            exports.drain_exports()

    def mails_to(self, recipient: str) -> list[Mail]:
        """What arrived at an address, newest first."""
        return [mail for mail in read_mailbox(self.instance) if mail.recipient == recipient]

    def link_of(self, recipient: str, unit: str = "") -> str:
        """The personal link in the newest mail that has one, about that unit: one contact may hold several."""
        texts = (mail.text for mail in self.mails_to(recipient) if unit in mail.text)
        return next(link for text in texts if (link := self._link_in(text, unit)))

    def _link_in(self, text: str, unit: str) -> str:
        """The link of a mail; in one about several services that of this unit."""
        found, shared = LINK.search(text), SHARED_LINK.search(text)
        if not shared:
            return found.group() if found else ""
        number = [line.startswith(f"{unit}, ") for line in LISTED.findall(text)].index(True)
        return f"{self.address}/q/{shares(shared[1])[number]}"
