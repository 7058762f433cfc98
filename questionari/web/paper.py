"""The blank form as a page to print and as a PDF, for whoever may read the questionnaire."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template

from esportazioni import paper
from questionari.engine.definition import Questionnaire
from questionari.engine.paper import PaperForm, paper_form
from questionari.engine.values import NO_CONTEXT, Context
from questionari.engine.wording import ITALIAN, NAMES
from questionari.usecases.census.vocabulary import types
from questionari.web.downloads import download


def form_of(
    definition: Questionnaire, kind: str = "", context: Context = NO_CONTEXT, language: str = ITALIAN
) -> PaperForm:
    """The form, cut for a type of service where one is known; its texts speak of the round of the context.

    A language that the questionnaire does not have gives Italian.
    """
    name = types().get(kind, "")
    spoken = language if language in definition.languages else ITALIAN
    return paper_form(definition, kind if name else "", name, context, spoken)


@dataclass(frozen=True, slots=True)
class Choices:
    """What whoever may read all of a questionnaire chooses from: a type of service and the one chosen, languages, parts
    (role, title) and the one chosen.
    """

    kind: str
    languages: Sequence[str]
    parts: Sequence[tuple[str, str]] = ()
    part: str = ""

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The types of service."""
        return [("", "tutti: modulo intero"), *types().items()]

    @property
    def named(self) -> list[tuple[str, str]]:
        """The languages with their names."""
        return [(code, NAMES[code]) for code in self.languages]


def page(form: PaperForm, back: str, pdf: str, choices: Choices | None = None) -> str:
    """The form as a page; ``back`` and ``pdf`` are addresses."""
    return render_template("paper/page.html", form=form, back=back, pdf=pdf, choices=choices)


def pdf_file(form: PaperForm) -> Response:
    """The form as a PDF to keep."""
    suffix = "" if form.language == ITALIAN else f"-{form.language}"
    return download(paper.pdf(form), "application/pdf", f"modulo-{form.code}-{form.version}{suffix}.pdf")
