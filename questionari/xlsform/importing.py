"""A form becomes a document: bytes in; document, findings and how far it can be relied on, out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from questionari.engine.expressions.errors import ExpressionError
from questionari.xlsform.choices import choice_lists
from questionari.xlsform.declaring import declare
from questionari.xlsform.findings import FormError, FormFinding, Report, refused
from questionari.xlsform.form import Form, is_true
from questionari.xlsform.languages import OFFERED, ORIGINAL, languages
from questionari.xlsform.markup import plain
from questionari.xlsform.options import lists, name_lists
from questionari.xlsform.outline import outline
from questionari.xlsform.pages import sections
from questionari.xlsform.reading import read_sheets
from questionari.xlsform.restoring import restored, top_of
from questionari.xlsform.tables import KEPT, SETTINGS, Row, Tables, tables

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NUMBERS = re.compile(r"[0-9]+")
#: Columns of the survey that are read, or told about by another finding.
_READ = frozenset(
    {"type", "name", "label", "hint", "guidance_hint", "relevant", "constraint", "constraint_message", "required",
     "calculation", "default", "appearance", "choice_filter", "repeat_count", "parameters", "read_only", "disabled",
     "questionari"}
)  # fmt: skip
MOST_ROWS = 5_000  # of the survey: a questionnaire has 1 500 questions at most
_MEDIA = frozenset({"image", "audio", "video", "big_image"})


@dataclass(frozen=True, slots=True)
class Imported:
    """``document`` follows the schema; whether it can be published, the compiler says."""

    document: dict[str, Any]
    findings: tuple[FormFinding, ...]

    @property
    def refused(self) -> bool:
        """Whether a strict import takes it: nothing that decides who is asked or what is kept was lost."""
        return refused(self.findings)


def import_xlsform(content: bytes, today: date) -> Imported:
    """The document in a form. Raises FormError for what is no form, or one beyond what is read."""
    report = Report()
    read = tables(read_sheets(content), report)
    if len(read.survey) > MOST_ROWS:
        raise FormError(f"the survey has {len(read.survey)} rows, at most {MOST_ROWS} are read")
    if not read.survey:
        raise FormError("the survey sheet has no questions")
    spoken = languages(read, report)
    choices = choice_lists(read.choices, is_true(read.settings.get("allow_choice_duplicates", "")), report)
    top = top_of(read.settings)
    form = Form(read, report, spoken, choices, outline(read.survey, report), ours=top is not None)
    document = _made(form, today) if top is None else _restored(form, top)
    if not document["sections"]:
        raise FormError("the form asks nothing: no row of the survey sheet is a question")
    return Imported(document, report.findings)


def _restored(form: Form, top: dict[str, Any]) -> dict[str, Any]:
    """The document of a workbook of ours. What it carries may have been written over with anything: FormError."""
    try:
        declare(form)
        return restored(form, top)
    except (KeyError, TypeError, AttributeError, ExpressionError, RecursionError) as error:
        raise FormError(f"a column {KEPT} was written over ({error!r:.80}): export the form again") from error


def _made(form: Form, today: date) -> dict[str, Any]:
    """The document of a form of others."""
    declare(form)
    title = _title(form)
    name_lists(form)
    made = sections(form, title)
    _unread(form.tables, form.report)
    named = lists(form)
    head = _identity(form.tables, form.report, today, title)
    document = {**head, **({"lists": named} if named else {}), "sections": made}
    return _with_languages(document, form)


def _title(form: Form) -> dict[str, str]:
    settings = form.tables.settings
    words = plain(settings.get("form_title", "")) or settings.get("form_id", "") or "Questionario"
    return dict.fromkeys(form.languages.offered, " ".join(words.replace("{", "").replace("}", "").split()))


def _identity(read: Tables, report: Report, today: date, title: dict[str, str]) -> dict[str, Any]:
    """Code, version and what a form does not say: who answers, how often."""
    wanted = read.settings.get("form_id", "")
    code = re.sub(r"[^A-Za-z0-9_]+", "_", wanted).strip("_")[:60] or "MODULO"
    written = read.settings.get("version", "")
    version = _version(written, today)
    if (code, version) != (wanted, written):
        message = f"form_id {wanted!r} and version {written!r} are {code!r} and {version!r} here"
        report.add("identity", SETTINGS, 2, message)
    report.add("identity", SETTINGS, 2, "a form does not say who answers: unit service, one response a round")
    return {
        "code": code,
        "version": version,
        "title": title,
        "languages": [ORIGINAL],
        "unit": "service",
        "cardinality": "one",
    }


def _version(written: str, today: date) -> str:
    """A year and numbers: of '2024091201-3' 2024.91201.3."""
    year = _YEAR.match(written)
    if year is None:
        return f"{today.year}.1"
    rest = [str(int(number)) for number in _NUMBERS.findall(written[4:])]
    return ".".join((year.group(), *(rest or ["1"])))[:20].rstrip(".")


def _unread(read: Tables, report: Report) -> None:
    """Columns nobody reads here, once each, and media, row by row."""
    seen: dict[str, Row] = {}
    for row in read.survey:
        for column, _ in row.cells:
            if column in _MEDIA:
                report.add("media", row.sheet, row.number, f"the {column} shown with the question is left out")
            elif column not in _READ:
                seen.setdefault(column, row)
    for column, row in seen.items():
        report.add("column.unread", row.sheet, row.number, f"the column {column!r} is not read")


def _with_languages(document: dict[str, Any], form: Form) -> dict[str, Any]:
    """The document with the languages that say every text; the others keep what they have, undeclared."""
    said = list(_texts(document))
    declared = [ORIGINAL]
    for language in form.languages.offered[1:]:
        missing = sum(language not in text for text in said)
        if missing:
            message = f"{language!r} lacks {missing} of {len(said)} texts: it is kept, and not declared"
            form.report.add("language.incomplete", "survey", 1, message)
        else:
            declared.append(language)
    translations = {language: {"state": "to_review"} for language in declared[1:]}
    return document | {"languages": declared} | ({"translations": translations} if translations else {})


def _texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text of a document."""
    if isinstance(value, dict):
        if value and value.keys() <= set(OFFERED):
            yield value
            return
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
