"""The blank form as a page to print and as a PDF, for whoever may read the questionnaire."""

from collections.abc import Sequence

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


def page(form: PaperForm, back: str, pdf: str, kind: str | None = None, languages: Sequence[str] = ()) -> str:
    """The form as a page; ``back`` and ``pdf`` are addresses. Who may choose a type of service says which is chosen;
    ``languages`` are those to choose from.
    """
    kinds = [("", "tutti: modulo intero"), *types().items()] if kind is not None else []
    named = [(code, NAMES[code]) for code in languages]
    return render_template("paper/page.html", form=form, back=back, pdf=pdf, kinds=kinds, kind=kind, languages=named)


def pdf_file(form: PaperForm) -> Response:
    """The form as a PDF to keep."""
    suffix = "" if form.language == ITALIAN else f"-{form.language}"
    return download(paper.pdf(form), "application/pdf", f"modulo-{form.code}-{form.version}{suffix}.pdf")
