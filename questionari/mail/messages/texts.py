"""The product's own mail texts: those of «Testi di servizio» as they stand, and the ones that document lacks.

A personal address stands on a line of its own, so that no mail reader takes the full stop for a part of it.
"""

SUBJECT_PREFIX = "Rete Nazionale Antiviolenza – "

INVITATION = """Gentile referente,

nell'ambito del Protocollo d'intesa fra il Dipartimento per le Pari Opportunità e l'ATR {atr} Le chiediamo di \
compilare il questionario sulle azioni svolte dal servizio «{servizio}» nel periodo {periodo}, entro il {scadenza}.

Il collegamento è del servizio e resta valido fino alla chiusura della rilevazione:
{link}

Può compilarlo anche insieme a colleghe e colleghi: nella pagina del questionario, con «Chieda aiuto a una \
persona», affida loro una o più sezioni.

Che cosa tenere a portata di mano:
{link_preparazione}

Il questionario non richiede dati sulle singole persone.

Per assistenza: {telefono}, {email}, {orari}.

Per verificare che questo messaggio sia nostro: {verifica}, codice {codice}."""

REMINDER_1 = """Gentile referente,

il questionario sulle azioni svolte dal servizio «{servizio}» nel periodo {periodo} risulta {stato_compilazione}. \
Il termine è il {scadenza}.

Per compilare:
{link}

Se il servizio non è più attivo o la referente è cambiata può segnalarlo qui:
{link_variazione}"""

REMINDER_2 = """Gentile referente,

il termine è trascorso. La compilazione resta aperta fino al {proroga}:
{link}

L'ATR {atr}, garante della rilevazione, è informato dello stato."""

ATR_NOTE = """Si trasmette l'elenco dei servizi del territorio che alla data odierna non hanno restituito il \
questionario, affinché codesto Ambito possa assicurare la buona riuscita della rilevazione (Piano operativo, impegni \
dell'ATR, punto 3).

{elenco_servizi}"""

QUERY = """Gentile referente,

abbiamo esaminato le risposte e Le chiediamo di verificare:

{elenco_quesiti}

Il questionario è stato riaperto fino al {proroga}. Riveda queste domande e invii di nuovo:
{link}"""

RECEIPT = """Gentile referente,

La ringraziamo: il questionario del servizio «{servizio}» è stato ricevuto.{inserimento}

Numero di ricevuta: {ricevuta}
Inviato il: {inviato_il}

La pagina del collegamento mostra la ricevuta; per rileggere le risposte serve un codice inviato al recapito del \
censimento:
{link}

Dati tecnici, da conservare: provano che cosa è stato inviato senza rivelarlo.
Impronta SHA-256 delle risposte: {impronta}
Sale dell'impronta: {sale}"""

ACCESS_CODE = """Gentile referente,

è stato chiesto di rileggere le risposte inviate dal servizio «{servizio}». Il codice, valido {validita}, è:

{codice_accesso}

Se non l'ha chiesto Lei non occorre fare nulla: senza il codice le risposte non si leggono."""

ACCOUNT_LINK = """Buongiorno,

per l'account {account} è stato chiesto di scegliere la password. Può farlo entro {validita} da questo \
messaggio, a questo indirizzo:
{link_password}

Se non l'ha chiesto Lei non occorre fare nulla: la password resta quella di prima."""

BARRIER = """Buongiorno,

dalla pagina «Accessibilità» del sito è arrivata questa segnalazione.

Pagina: {pagina}
Recapito per la risposta: {risposta}

{testo}

Va data risposta entro 30 giorni."""

HELP_ANSWER = """Gentile referente,

dal questionario di «{servizio}» ci è stato scritto a proposito di: {domanda}

Ecco la risposta dell'assistenza:

{testo}

La trova anche nel questionario, dove può scriverci di nuovo:
{link}"""

FALSE_MESSAGE = """Buongiorno,

dalla pagina «È davvero nostra?» è stato segnalato un messaggio che porta il nostro nome e un codice che non conosciamo.

Codice: {codice_segnalato}
Mittente: {mittente}
Territorio: {territorio}

{testo}

Nell'area riservata, fra le segnalazioni, si segna che cosa si è fatto. Gli ATR del territorio leggono un avviso \
nella loro pagina finché la segnalazione resta aperta."""

CORRECTION = """Gentile referente,

un messaggio inviato in precedenza per il servizio «{servizio}» va corretto come segue.

{testo}

Il collegamento del servizio è:
{link}

Ci scusiamo per il disguido."""

CONSULTATION = """Gentile referente,

il Protocollo d'intesa vuole che gli strumenti della Rete siano messi a punto attraverso un processo condiviso. Per \
questo chiediamo al servizio «{servizio}» di leggere la bozza di «{questionario}» e di dirci che cosa non va, domanda \
per domanda, entro il {fino_al}:
{link_consultazione}

Vedrà le domande come le vedrebbe chi risponde. Nulla di quanto prova a rispondere è conservato; restano solo i \
commenti, che può cambiare fino a quel giorno. Può farlo anche insieme a colleghe e colleghi: il collegamento è lo \
stesso.

Nei commenti non servono dati personali: La preghiamo di non scriverne. Le risposte ai commenti saranno pubblicate con \
il questionario, senza nomi."""

CONSULTATION_ATR = """Gentile referente,

il Protocollo d'intesa vuole che gli strumenti della Rete siano messi a punto attraverso un processo condiviso. Per \
questo chiediamo al territorio «{territorio}» di leggere la bozza di «{questionario}» e di dirci che cosa non va, \
domanda per domanda, entro il {fino_al}. La bozza è nella Sua area, a cui si entra con il Suo codice:
{link_area}

Vedrà le domande come le vedrebbe chi risponde. Nulla di quanto prova a rispondere è conservato; restano solo i \
commenti, gli stessi per tutte le utenze del territorio, che si possono cambiare fino a quel giorno.

Nei commenti non servono dati personali: La preghiamo di non scriverne. Le risposte ai commenti saranno pubblicate con \
il questionario, senza nomi."""

# Where a territory itself is asked, through the office that answers for it, nothing is said of the acts of a service.

INVITATION_ATR = """Gentile referente,

nell'ambito del Protocollo d'intesa fra il Dipartimento per le Pari Opportunità e l'ATR {atr} Le chiediamo di \
compilare per il territorio, a nome di «{servizio}», il questionario «{tornata}», riferito al periodo {periodo}, entro \
il {scadenza}.

Il collegamento è dell'ufficio e resta valido fino alla chiusura della rilevazione:
{link}

Può compilarlo anche insieme a colleghe e colleghi: nella pagina del questionario, con «Chieda aiuto a una \
persona», affida loro una o più sezioni.

Che cosa tenere a portata di mano:
{link_preparazione}

Il questionario non richiede dati sulle singole persone.

Per assistenza: {telefono}, {email}, {orari}.

Per verificare che questo messaggio sia nostro: {verifica}, codice {codice}."""

INVITATION_RECORDS = """Gentile referente,

nell'ambito del Protocollo d'intesa fra il Dipartimento per le Pari Opportunità e l'ATR {atr} Le chiediamo di \
compilare per il servizio «{servizio}» le schede di «{tornata}», riferite al periodo {periodo}, entro il {scadenza}.

Si compila una scheda per ogni contatto. Quando le ha inserite tutte, o se non ne ha, dichiari completo l'elenco.

Il collegamento è del servizio e resta valido fino alla chiusura della rilevazione:
{link}

Possono usarlo anche colleghe e colleghi: inoltri questo messaggio, il collegamento è lo stesso.

Che cosa tenere a portata di mano:
{link_preparazione}

Nelle schede non scriva nomi né altro che permetta di riconoscere una persona.

Per assistenza: {telefono}, {email}, {orari}.

Per verificare che questo messaggio sia nostro: {verifica}, codice {codice}."""

REMINDER_1_RECORDS = """Gentile referente,

l'elenco delle schede del servizio «{servizio}» per «{tornata}», periodo {periodo}, non risulta ancora dichiarato \
completo. Il termine è il {scadenza}.

Per inserire le schede o dichiarare completo l'elenco, anche se è vuoto:
{link}

Se il servizio non è più attivo o la referente è cambiata può segnalarlo qui:
{link_variazione}"""

RECEIPT_RECORDS = """Gentile referente,

La ringraziamo: l'elenco delle schede del servizio «{servizio}» per «{tornata}» è stato dichiarato completo.

Numero di ricevuta: {ricevuta}
Inviato il: {inviato_il}

La pagina del collegamento mostra l'elenco con le ricevute delle singole schede:
{link}

Dati tecnici, da conservare: provano che cosa è stato inviato senza rivelarlo.
Impronta SHA-256 delle ricevute: {impronta}
Sale dell'impronta: {sale}"""

REMINDER_1_ATR = """Gentile referente,

il questionario «{tornata}» dell'ATR {atr}, affidato a «{servizio}» e riferito al periodo {periodo}, risulta \
{stato_compilazione}. Il termine è il {scadenza}.

Per compilare:
{link}

Se l'ufficio non risponde più per il territorio o la referente è cambiata può segnalarlo qui:
{link_variazione}"""

REMINDER_2_ATR = """Gentile referente,

il termine è trascorso. La compilazione resta aperta fino al {proroga}:
{link}"""

RECEIPT_ATR = """Gentile referente,

La ringraziamo: il questionario «{tornata}» dell'ATR {atr} è stato ricevuto.{inserimento}

Numero di ricevuta: {ricevuta}
Inviato il: {inviato_il}

La pagina del collegamento mostra la ricevuta; per rileggere le risposte serve un codice inviato al recapito del \
censimento:
{link}

Dati tecnici, da conservare: provano che cosa è stato inviato senza rivelarlo.
Impronta SHA-256 delle risposte: {impronta}
Sale dell'impronta: {sale}"""

ACCESS_CODE_ATR = """Gentile referente,

è stato chiesto di rileggere le risposte inviate da «{servizio}» per l'ATR {atr}. Il codice, valido {validita}, è:

{codice_accesso}

Se non l'ha chiesto Lei non occorre fare nulla: senza il codice le risposte non si leggono."""

CORRECTION_ATR = """Gentile referente,

un messaggio inviato in precedenza a «{servizio}» va corretto come segue.

{testo}

Il collegamento dell'ufficio è:
{link}

Ci scusiamo per il disguido."""
