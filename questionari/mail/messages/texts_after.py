"""The product's own texts of messages about a response that was sent; the others stand in `texts`."""

VERIFICATION = """Gentile referente,

abbiamo letto le risposte di «{servizio}» al monitoraggio {tornata} e Le chiediamo di verificarne alcune {quando}.

Quali sono, e perché lo chiediamo, si legge solo aprendo il collegamento: questo messaggio non contiene domande né \
risposte. Se le risposte sono giuste basta scriverci perché; altrimenti si correggono soltanto quelle.
{link}

Finché non risponde vale quello che ha inviato."""
