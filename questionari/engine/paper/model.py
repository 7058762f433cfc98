"""What stands on a blank form, in its language: authors' Markdown left as it is, placeholders resolved."""

from dataclasses import dataclass

from questionari.engine.wording import ITALIAN, translated

HOW = (
    "Questo modulo serve a raccogliere i dati prima di compilare in rete: le risposte si inviano solo dalla pagina del"
    " questionario.\n\n"
    "Faccia una croce sulla risposta che sceglie. Le domande con «Risponda solo se …» si saltano quando la condizione"
    " non vale; la freccia → dice a quale domanda andare.\n\n"
    "Dove un dato manca segni «Dato non disponibile»: non lo stimi e non scriva zero. Non scriva nomi di persone."
    " Conservi il foglio compilato al sicuro e lo distrugga dopo l'invio."
)


@dataclass(frozen=True, slots=True)
class Box:
    """An answer to tick. ``condition`` says when it is offered, ``goto`` where to go on.

    ``detail`` asks for words beside it, "" where none are asked.
    """

    text: str
    goto: str
    detail: str
    condition: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to fill in: a header a column, the first one of the row titles; False closes a cell."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[bool, ...]], ...]
    legend: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question. ``number`` is "" of what is not answered (a note, the title of a group); ``hint`` says how to answer.

    The space: ``boxes``, ``blank`` (a dotted form such as "giorno … mese …", or ""), ``lines`` to write on, ``grid``.
    """

    code: str
    number: str
    text: str
    help: str
    required: str
    condition: str
    hint: str
    boxes: tuple[Box, ...] = ()
    blank: str = ""
    lines: int = 0
    grid: Grid | None = None
    reserved: tuple[str, ...] = ()
    inner: tuple["PaperQuestion", ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page of the questionnaire: a heading with what stands under it."""

    title: str
    condition: str
    intro: str
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A part of the form."""

    code: str
    title: str
    condition: str
    intro: str
    pages: tuple[PaperPage, ...]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """The whole form. ``kind`` names the type of service it is cut for, "" for the whole questionnaire."""

    code: str
    version: str
    sha256: str
    title: str
    kind: str
    minutes: tuple[int, int]
    intro: str
    sections: tuple[PaperSection, ...]
    language: str = ITALIAN

    @property
    def how(self) -> str:
        """How to fill it in."""
        return translated(HOW, self.language)

    @property
    def name(self) -> str:
        """Which version of which questionnaire it is."""
        return self.said("{code}, versione {version}", code=self.code, version=self.version)

    @property
    def subtitle(self) -> str:
        """For whom it is, which version it is, how long it takes."""
        least, most = self.minutes
        hours = not least % 60 and not most % 60
        time = (
            self.said("{least}–{most} ore, anche in più volte", least=least // 60, most=most // 60)
            if hours
            else self.said("{least}–{most} minuti, anche in più volte", least=least, most=most)
        )
        return f"{self.kind or self.said('Modulo intero')} – {self.name} – {time}"

    @property
    def glossary(self) -> str:
        """The title of the definitions."""
        return self.said("Domande e definizioni")

    def said(self, message: str, **values: object) -> str:
        """Words of ours in the language of the form."""
        return translated(message, self.language).format(**values)

    def definitions(self) -> tuple[PaperQuestion, ...]:
        """The questions that have an explanation, in order: the page "Domande e definizioni"."""
        found = (question for section in self.sections for page in section.pages for question in page.questions)
        return tuple(one for question in found for one in (question, *question.inner) if one.help)
