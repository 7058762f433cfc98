"""The product's own texts to one person about several services at once."""

from questionari.mail.messages.texts import SUBJECT_PREFIX

INVITATION_SUBJECT = SUBJECT_PREFIX + "{quanti} questionari da compilare"

INVITATION = """Gentile referente,

nell'ambito del Protocollo d'intesa fra il Dipartimento per le Pari Opportunità e gli Ambiti territoriali di rete Le \
chiediamo di compilare questi questionari, uno per servizio:

{elenco_questionari}

Un solo collegamento apre la pagina dei Suoi questionari e resta valido fino alla chiusura della rilevazione:
{link}

Può compilarli anche insieme a colleghe e colleghi: nella pagina di ogni questionario, con «Chieda aiuto a una \
persona», affida loro una o più sezioni.

I questionari non richiedono dati sulle singole persone.

Per assistenza: {telefono}, {email}, {orari}.

Per verificare che questo messaggio sia nostro: {verifica}, codice {codice}."""

REMINDER_1_SUBJECT = SUBJECT_PREFIX + "promemoria, {quanti} questionari da compilare"

REMINDER_1 = """Gentile referente,

questi questionari non risultano ancora inviati:

{elenco_questionari}

Per compilarli:
{link}

Se un servizio non è più attivo o la referente è cambiata può segnalarlo dalla pagina del suo questionario."""

REMINDER_2_SUBJECT = SUBJECT_PREFIX + "il termine è trascorso, {quanti} questionari ancora aperti"

REMINDER_2 = """Gentile referente,

il termine è trascorso, ma questi questionari si possono ancora compilare:

{elenco_questionari}

Per compilarli:
{link}

Gli Ambiti territoriali di rete, garanti della rilevazione, sono informati dello stato."""

CORRECTION_SUBJECT = SUBJECT_PREFIX + "rettifica, {quanti} questionari"

CORRECTION = """Gentile referente,

un messaggio inviato in precedenza per questi questionari va corretto:

{elenco_questionari}

{testo}

Il collegamento alla pagina dei Suoi questionari è:
{link}

Ci scusiamo per il disguido."""
