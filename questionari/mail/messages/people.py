"""The product's own mail texts to whoever a service involves: fixed, whatever was typed but the names."""

DELEGATION = """Gentile {nome},

{chiede} Le chiede aiuto per il questionario «{tornata}» di «{servizio}», da inviare entro il {scadenza}.

Le sezioni affidate a Lei: {sezioni}

Il collegamento è soltanto Suo, non lo inoltri; apre queste sezioni e nient'altro:
{link_delega}

Il Suo nome resta accanto alle risposte che scrive e lo vede chi compila con Lei; non entra nei dati. Chi Le ha \
chiesto aiuto può riprendere le sezioni in ogni momento.

Se non conosce chi Le scrive, o non lavora per questo servizio, non occorre fare nulla: ci avvisi, se vuole."""

DELEGATION_SETTLED = """Gentile referente,

dal questionario «{tornata}» di «{servizio}» è stato chiesto di coinvolgere una persona con un indirizzo che non è fra \
quelli noti dell'ente.

{esito}

Per tornare al questionario:
{link}"""

CONTACT_CONFIRM = """Gentile referente,

{chiede} ha indicato {nome} ({indirizzo}) come nuova persona di riferimento per il questionario \
«{tornata}» di «{servizio}».

Perché il questionario passi serve la Sua conferma:
{link_passaggio}

Se non ne sa nulla prema «No, il recapito resta questo» nella stessa pagina, oppure ci avvisi: senza conferma non \
cambia niente."""

CONTACT_OFFER = """Gentile {nome},

Le viene affidato il questionario «{tornata}» di «{servizio}», da inviare entro il {scadenza}. La persona di \
riferimento di oggi lo ha confermato.

Per accettare:
{link_passaggio}

Dopo il Suo sì riceve a questo indirizzo il collegamento personale del servizio, con quanto è già stato compilato. \
Se non lavora per questo servizio non occorre fare nulla: ci avvisi, se vuole."""

CONTACT_TOLD = """Gentile referente,

il questionario «{tornata}» di «{servizio}» è passato a {nome} ({indirizzo}), che ha accettato. I collegamenti che \
aveva ricevuto Lei non si aprono più; quello che era stato compilato resta.

Se non lo sapeva ci chiami subito."""
