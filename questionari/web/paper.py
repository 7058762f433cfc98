"""The blank form as a page to print and as a PDF, for whoever may read the questionnaire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, render_template, request, url_for

from esportazioni import paper
from questionari.engine.definition import Questionnaire
from questionari.engine.paper import PaperForm, paper_form
from questionari.engine.roles import roles
from questionari.engine.values import NO_CONTEXT, Context
from questionari.engine.wording import ITALIAN, NAMES
from questionari.usecases.census.vocabulary import types
from questionari.usecases.workbench.versions import parts_named
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


def form_asked(definition: Questionnaire) -> PaperForm:
    """The form as the address asks for it: for a type of service, of a part, in a language that it has whole."""
    role = request.args.get("parte", "")
    around = replace(NO_CONTEXT, role=role if role in roles(definition) else None)
    return form_of(definition, request.args.get("tipo", ""), around, request.args.get("lingua", ""))


def page_asked(definition: Questionnaire, back: str, pdf: str, place: Mapping[str, Any]) -> str:
    """The same as a page on which these are chosen; ``pdf`` is the endpoint of the file, ``place`` where it stands."""
    form, kind, parts = form_asked(definition), request.args.get("tipo", ""), parts_named(definition)
    other = form.language if form.language != ITALIAN else None
    role = next((code for code, _ in parts if code == request.args.get("parte")), None)
    target = url_for(pdf, **place, tipo=kind or None, lingua=other, parte=role)
    return page(form, back, target, Choices(kind, definition.languages, parts, role or ""))
