"""What goes around the words of staff in answer to a mail. It quotes nothing: what was written to us stays with us."""

STAFF_REPLY = """Buongiorno,

rispondiamo al messaggio che ci ha scritto.

{testo}

Se vuole aggiungere altro risponda a questa e-mail. Non scriva nomi né altri dati delle persone seguite: la posta non \
è cifrata."""
