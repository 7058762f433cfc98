"""What the import of a form says, in the words of those who read it; the particulars (xlsform.italian) follow."""

from collections.abc import Mapping

#: Code of a finding (xlsform.findings.SEVERITIES) -> Italian sentence, without the particulars.
FORM_WORDS: Mapping[str, str] = {
    "form.structure": "La struttura del modulo non si può riprodurre così com'è.",
    "form.list": "L'elenco di risposte nominato non c'è.",
    "form.duplicate": "Il nome è già usato nello stesso gruppo.",
    "form.type": "Il tipo di domanda non è riconosciuto.",
    "form.missing": "Manca qualcosa senza cui la riga non si può leggere.",
    "condition.lost": "La condizione non si può riprodurre: la scriva a mano.",
    "choice.lost": "Il filtro delle risposte non si può riprodurre: lo scriva a mano.",
    "calculation.lost": "Il calcolo non si può riprodurre.",
    "constraint.lost": "Il controllo non si può riprodurre.",
    "default.lost": "Il valore proposto non si può riprodurre.",
    "type.changed": "La domanda è diventata di un altro tipo.",
    "name.changed": "Il nome è diventato un altro codice.",
    "option.unknown": "Una risposta nominata non è nell'elenco.",
    "question.never": "La condizione non vale mai: le domande non sono state riprese.",
    "language.lost": "I testi in questa lingua non sono stati ripresi.",
    "language.italian": "Manca una lingua riconosciuta come italiano: un'altra ne ha preso il posto.",
    "text.lost": "Nel testo, una parte che dipende dalle risposte è diventata «…».",
    "text.changed": "Il testo è stato ripulito.",
    "text.made": "Manca il testo: al suo posto c'è il nome.",
    "workbook.edited": "Questa modifica del foglio non è stata ripresa: la faccia nel documento.",
    "workbook.changed": "Modifica del foglio ripresa.",
    "required.idle": "Nessuno risponde a questa voce: che sia obbligatoria non ha effetto.",
    "metadata": "È un dato che il dispositivo raccoglie da sé: non è stato ripreso.",
    "column.unread": "La colonna non è letta.",
    "media": "Immagini, suoni e filmati non sono ripresi.",
    "identity": "Codice, versione e chi risponde: li controlli nel documento.",
    "language.incomplete": "La traduzione è incompleta.",
}
