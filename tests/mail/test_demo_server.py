"""The demo's mail server: what it acknowledges is a whole file that the demo's mailbox can read."""

import smtplib
from pathlib import Path

from questionari.demo.mailbox import Mail, boxes, read_mailbox
from questionari.demo.smtp import FOLDER, open_server
from questionari.mail.messages import compose, freeze
from tests.factories import NOW
from tests.mail.test_messages import ENVELOPE, VALUES
from tools.ports import free_port


def test_a_mail_sent_to_the_demo_is_read_in_its_mailbox(tmp_path: Path) -> None:
    port = free_port()
    server = open_server(tmp_path / FOLDER, port)
    message = compose("invitation", VALUES)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail(ENVELOPE.sender, [ENVELOPE.recipient], freeze(message, ENVELOPE))
    server.stop()
    (mail,) = read_mailbox(tmp_path)
    assert (mail.subject, mail.recipient) == (message.subject, ENVELOPE.recipient)
    assert VALUES["link"] in mail.text and "<a href=" in mail.html
    (box,) = boxes([mail])
    assert (box.address, box.count, box.last, box.units) == (mail.recipient, 1, mail.sent_at, (VALUES["servizio"],))
    assert [path.suffix for path in (tmp_path / FOLDER).iterdir()] == [".eml"]


def test_a_mail_about_several_services_is_told_by_all_their_names() -> None:
    listed = (
        "– Sportello A, Ascolto, Primo semestre 2026: entro il 14 dicembre 2026\n– Casa B, Prova: termine trascorso, …"
    )
    mail = Mail("1", "2 questionari", "a@x.example", "b@x.example", NOW, f"Gentile referente,\n\n{listed}\n", "")
    assert mail.units == ("Sportello A, Ascolto", "Casa B") == boxes([mail])[0].units[::-1]
