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
