"""Before the first mail leaves: both servers tried, the sender's domain looked at, nothing sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from questionari.mail import expiring
from questionari.mail.checking import Finding, certified, leaving, pec, records, returning
from questionari.settings import MailSettings
from tests import factories
from tests.mail.certificates import client_that_trusts, server_side, write_certificate
from tests.services import smtp
from tests.services.imap import USER, post_office
from tests.services.smtp import Sink
from tools.ports import free_port

pytestmark = pytest.mark.engine("sqlite")
MAIL = MailSettings(timeout_s=5, sender=USER, reply_to=USER)


def verdicts(found: Sequence[Finding]) -> dict[str, str]:
    """What was looked at -> the verdict."""
    return {one.what: one.verdict for one in found}


def test_a_server_in_clear_works_and_is_warned_of(smtp_sink: Sink) -> None:
    found = list(leaving(replace(MAIL, port=smtp_sink.port)))
    assert verdicts(found) == {"smtp": "ok", "smtp tls": "warning", "smtp login": "warning", "smtp sender": "ok"}
    assert smtp_sink.messages == []


def test_encryption_is_shown_where_the_certificate_is_good(tmp_path: Path) -> None:
    path = write_certificate(tmp_path)
    with smtp.sink(server_side(path)) as sink:
        settings = replace(MAIL, port=sink.port, tls="starttls")
        found = {one.what: one for one in leaving(settings, client_that_trusts(path))}
        assert found["smtp tls"].verdict == "ok" and "TLSv1.3, certificate verified" in found["smtp tls"].words
        assert verdicts(list(leaving(settings))) == {"smtp": "fault"}


def test_until_when_certificates_are_good_is_asked_of_those_that_show_one(tmp_path: Path) -> None:
    path = write_certificate(tmp_path)
    with smtp.sink(server_side(path)) as sink:
        mail = replace(MAIL, port=sink.port, tls="starttls")
        env = factories.settings_for("sqlite://", tmp_path, BASE_URL="https://127.0.0.1:1")
        settings = replace(env, mail=mail, pec=replace(mail, port=1, tls="tls"))
        found = expiring.places(settings, client_that_trusts(path))
        assert set(found) == {"smtp", "pec smtp", "site"}
        assert [(name, until.year) for name, until in expiring.looked_at(found)] == [("smtp", 2119)]
        assert list(expiring.looked_at(expiring.places(settings))) == [], "one that does not verify is no certificate"


class Strict(Sink):
    """A mail server that takes nothing from that sender."""

    async def handle_MAIL(self, _server: SMTP, _session: Session, _envelope: Envelope, _who: str, _: list) -> str:
        """Refuse."""
        return "553 5.7.1 not yours"


@pytest.fixture
def strict() -> Iterator[Strict]:
    """Such a server, listening."""
    state = Strict(free_port())
    controller = Controller(state, state.host, state.port)
    controller.start()
    yield state
    controller.stop()


def test_a_server_that_is_not_there_and_a_sender_it_refuses_are_faults(strict: Strict) -> None:
    assert verdicts(list(leaving(replace(MAIL, port=1)))) == {"smtp": "fault"}
    found = list(leaving(replace(MAIL, port=strict.port)))
    assert verdicts(found)["smtp sender"] == "fault" and "553" in found[-1].words


def test_the_mailbox_is_opened_and_must_be_the_one_that_failures_go_to() -> None:
    with post_office() as office:
        settings = office.settings()
        found = list(returning(settings, MAIL))
        assert verdicts(found) == {"imap": "ok", "imap tls": "warning", "imap login": "ok", "imap address": "ok"}
        other = list(returning(settings, replace(MAIL, sender="invii@rete.example")))
        assert verdicts(other)["imap address"] == "warning" and "invii@rete.example" in other[-1].words
        wrong = list(returning(replace(settings, password="un'altra-parola"), MAIL))
        assert verdicts(wrong)["imap"] == "fault" and "un'altra-parola" not in str(wrong)
    assert verdicts(list(returning(None, MAIL))) == {"imap": "warning"}


def test_certified_mail_with_a_mailbox_of_its_own_is_looked_at_the_same_way(smtp_sink: Sink) -> None:
    mail = replace(MAIL, port=smtp_sink.port, sender="a@pec.example", reply_to="a@pec.example", certified=True)
    found = {one.what: one for one in pec(mail, None)}
    assert {what: one.verdict for what, one in found.items() if what in ("pec smtp", "pec imap")} == {
        "pec smtp": "ok",
        "pec imap": "warning",
    }
    assert "PEC_IMAP_HOST" in found["pec imap"].words and list(pec(None, None)) == []


GOOD = {
    "rete.example": ["google-site-verification=x", "v=spf1 include:_spf.posta.example -all"],
    "_dmarc.rete.example": ["v=DMARC1; p=quarantine"],
    "s1._domainkey.rete.example": ["v=DKIM1; k=rsa; p=MIIB"],
    "rete.example MX": ["mx.posta.example"],
}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, {"spf": "ok", "dmarc": "ok", "dkim": "ok", "mx": "ok"}),
        ({"rete.example": []}, {"spf": "fault"}),
        ({"rete.example": ["v=spf1 -all", "v=spf1 ~all"]}, {"spf": "fault"}),
        ({"rete.example": ["v=spf1 a mx"]}, {"spf": "warning"}),
        ({"rete.example": ["v=spf1 redirect=_spf.posta.example"]}, {"spf": "ok"}),
        ({"rete.example": ["v=spf10 -all"]}, {"spf": "fault"}),
        ({"_dmarc.rete.example": []}, {"dmarc": "warning"}),
        ({"s1._domainkey.rete.example": ["v=DKIM1; p="]}, {"dkim": "fault"}),
        ({"s1._domainkey.rete.example": ["v=DKIM1; p=; k=rsa"]}, {"dkim": "fault"}),
        ({"rete.example MX": []}, {"mx": "fault"}),
    ],
)
def test_the_records_of_the_senders_domain_are_judged(
    changes: Mapping[str, list[str]], verdict: dict[str, str]
) -> None:
    known = {**GOOD, **changes}

    def lookup(name: str, kind: str) -> Sequence[str]:
        found = known.get(f"{name} {kind}" if kind == "MX" else name, [])
        if not found:
            raise LookupError(name)
        return found

    found = verdicts(list(records(MAIL, lookup, "s1")))
    assert {what: found[what] for what in verdict} == verdict


def test_where_nobody_answers_or_is_asked_it_says_what_to_look_up() -> None:
    def silent(name: str, kind: str) -> Sequence[str]:
        raise TimeoutError(name, kind)

    for lookup in (None, silent):
        found = list(records(MAIL, lookup))
        assert set(verdicts(found).values()) == {"warning"} and "rete.example" in found[0].words


def test_a_certified_mailbox_writes_for_itself_alone() -> None:
    assert verdicts(list(certified(replace(MAIL, username=USER)))) == {"pec rules": "ok"}
    assert verdicts(list(certified(replace(MAIL, username="altra@pec.example"))))["pec sender"] == "warning"
