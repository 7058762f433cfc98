"""The product's own texts of messages about answers that are finished, and of ATRs; `texts` has the others."""

VERIFICATION = """Gentile referente,

abbiamo letto le risposte di «{servizio}» al monitoraggio {tornata} e Le chiediamo di verificarne alcune {quando}.

Quali sono, e perché lo chiediamo, si legge solo aprendo il collegamento: questo messaggio non contiene domande né \
risposte. Se le risposte sono giuste basta scriverci perché; altrimenti si correggono soltanto quelle.
{link}

Finché non risponde vale quello che ha inviato."""

THANKS = """Gentile referente,

la rilevazione è chiusa. La ringraziamo: le risposte del servizio «{servizio}» per il periodo {periodo} ne fanno parte.

Non deve fare altro. La ricevuta che ha già avuto resta la prova dell'invio.

Per assistenza: {telefono}, {email}, {orari}.

Per verificare che questo messaggio sia nostro: {verifica}, codice {codice}."""

THANKS_ATR = """Gentile referente,

la rilevazione è chiusa. La ringraziamo: le risposte per l'ATR {atr}, affidate a «{servizio}», ne fanno parte.

Non deve fare altro. La ricevuta che ha già avuto resta la prova dell'invio.

Per assistenza: {telefono}, {email}, {orari}.

Per verificare che questo messaggio sia nostro: {verifica}, codice {codice}."""

NUDGE = """Gentile referente,

l'ATR {atr_scrivente}, garante della rilevazione, Le ricorda il questionario «{tornata}» del servizio «{servizio}», \
che risulta {stato_compilazione}. Il termine è il {scadenza}; la compilazione resta aperta fino al {proroga}.
{link}

Questo promemoria è scritto e inviato da noi: l'ATR non vede le risposte né questo collegamento.

Se il servizio non è più attivo o la referente è cambiata può segnalarlo qui:
{link_variazione}"""

NUDGE_ATR = """Gentile referente,

l'ATR {atr_scrivente} Le ricorda il questionario «{tornata}», affidato a «{servizio}», che risulta \
{stato_compilazione}. Il termine è il {scadenza}; la compilazione resta aperta fino al {proroga}.
{link}"""

APPROVAL = """Gentile responsabile,

chi compila per «{servizio}» il questionario del monitoraggio {tornata}, periodo {periodo}, lo ha completato e chiede \
il Suo visto entro il {scadenza}.

Da questo collegamento, che è soltanto Suo, legge le risposte; può inviarle, oppure rinviarle con una nota. Finché non \
decide nessuno le può cambiare:
{link_visto}

Non inoltri questo messaggio: chi ha il collegamento legge le risposte."""

APPROVAL_REMINDER = """Gentile responsabile,

le risposte di «{servizio}» per il monitoraggio {tornata} attendono ancora il Suo visto. Il termine è il {scadenza}: \
finché non decide non vengono inviate.

Da questo collegamento, che è soltanto Suo, le legge; può inviarle, oppure rinviarle con una nota:
{link_visto}

Non inoltri questo messaggio: chi ha il collegamento legge le risposte."""

APPROVAL_RETURNED = """Gentile referente,

il responsabile ha letto le risposte di «{servizio}» per il monitoraggio {tornata} e chiede di rivederle: la sua nota \
si legge nella pagina del questionario, non in questo messaggio.
{link}

Il termine è il {scadenza}. Quando le risposte sono pronte può chiedere di nuovo il visto."""

CORRECTION_PLAIN = """Un messaggio inviato in precedenza per «{tornata}» va corretto come segue.

{testo}

Ci scusiamo per il disguido."""
