"""Our own DKIM signature: made with the frozen bytes, verified as a receiver does, the same on every copy."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask

from questionari.mail.checking import signature
from questionari.mail.messages.signing import verified
from questionari.mail.transport import FlaskMailTransport
from questionari.settings import Dkim
from questionari.usecases.outbox.port import Uncertain
from tests.mail.desk import CALM, Desk, Probe, one
from tests.services.smtp import Sink

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    """A key of the test's own; small, to be made at once."""
    return generate_private_key(public_exponent=65537, key_size=1024)


def dkim_of(key: RSAPrivateKey) -> Dkim:
    """How we sign with it."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Dkim("s1", "rete.example", pem)


def published(key: RSAPrivateKey) -> str:
    """Its record in the DNS."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"


def signing_desk(desk: Desk, dkim: Dkim) -> Desk:
    """The desk, whose mails are signed."""
    settings = desk.house.settings
    return Desk(
        desk.database,
        replace(desk.house, settings=replace(settings, mail=replace(settings.mail, dkim=dkim))),
        desk.clock,
    )


def test_a_mail_arrives_with_a_signature_that_its_receiver_believes(
    desk: Desk, smtp_sink: Sink, transport: FlaskMailTransport, mail_context: Flask, key: RSAPrivateKey
) -> None:
    one(desk)
    assert signing_desk(desk, dkim_of(key)).drain(transport).sent == 1
    raw = smtp_sink.messages[0].raw
    asked: list[str] = []

    def dns(name: str) -> Sequence[str]:
        asked.append(name)
        return [published(key)]

    assert verified(raw, dns) and asked == ["s1._domainkey.rete.example"]
    assert not verified(raw.replace(b"Tornata di prova", b"Tornata di Prova"), dns)
    assert not verified(b"From: altri@rete.example\r\n" + raw, dns)
    assert not verified(raw, lambda name: [])


def test_the_signature_is_frozen_with_the_message_so_copies_are_the_same(desk: Desk, key: RSAPrivateKey) -> None:
    row, house, kept = one(desk), signing_desk(desk, dkim_of(key)), list[bytes]()

    class Losing(Probe):
        def send(self, frozen: bytes, envelope_from: str, rcpt: str) -> None:
            """Take the message and say nothing."""
            kept.append(frozen)
            raise Uncertain("lost")

    house.drain(Losing(), limits=CALM)
    house.clock.ahead(hours=1)
    probe = Probe()
    house.drain(probe, limits=CALM)
    assert [frozen for _, frozen in probe.sent] == kept and kept[0].startswith(b"DKIM-Signature: ")
    assert house.row(row.id).state == "sent"


def test_a_key_that_signs_nothing_stops_the_message_and_never_says_why_in_its_own_words(desk: Desk) -> None:
    row = one(desk)
    house = signing_desk(
        desk, Dkim("s1", "rete.example", "-----BEGIN PRIVATE KEY-----\nsegreto\n-----END PRIVATE KEY-----")
    )
    house.drain(Probe())
    found = house.row(row.id)
    assert found.state == "technical_failure" and "segreto" not in (found.reason or "")


def test_the_check_signs_and_verifies_by_the_dns(desk: Desk, key: RSAPrivateKey) -> None:
    mail = replace(desk.house.settings.mail, dkim=dkim_of(key))
    records = {"s1._domainkey.rete.example": [published(key)]}
    assert [one.verdict for one in signature(mail, lambda name, _kind: records[name])] == ["ok"]
    assert [one.verdict for one in signature(mail, lambda name, _kind: [])] == ["fault"]
    assert [one.verdict for one in signature(mail, None)] == ["ok"]
    assert list(signature(desk.house.settings.mail, None)) == []
