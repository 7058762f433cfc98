"""A document as a form: the same questions, choices and conditions, in a workbook that an author may edit.

A column `questionari` carries, row by row, what a form cannot say (types, checks, concepts …) with a mark of each cell
as it was written: `restoring` keeps what the author did not touch, word for word.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from questionari.engine.definition import Option, Question, Questionnaire
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.scope import repeated, table
from questionari.engine.expressions.tree import Node
from questionari.xlsform.carrying import Cells, kept, packed, pieces
from questionari.xlsform.outgoing import NoXPathError, Writer, cell_name
from questionari.xlsform.pieces import YES_NO, both_of, bounds, carried_by, fact, raw_options
from questionari.xlsform.tables import KEPT

Raw = Mapping[str, Any]
NAMES = {"it": "Italiano (it)", "de": "Deutsch (de)", "fr": "Français (fr)", "sl": "Slovenščina (sl)"}
_PLACEHOLDER = re.compile(r"(?<![{$])\{([A-Za-z_][\w.]*)\}(?!\})")
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("integer",), "integer"),
    **dict.fromkeys(("decimal", "currency", "percent"), "decimal"),
    **dict.fromkeys(("date", "month"), "date"),
    **dict.fromkeys(("computed", "computed_text", "generated"), "calculate"),
    "time": "time",
    "datetime": "dateTime",
    "note": "note",
    "attachment": "file",
}
_PICTURES = frozenset({"jpg", "png"})
NOTHING_BESIDE: Mapping[str, int] = {}
_SELECTS = {
    **dict.fromkeys(("choice", "yes_no", "yes_no_na"), "select_one"),
    "multi": "select_multiple",
    "ordered": "rank",
}
_APPEARANCES = {"long_text": "multiline", "month": "month-year"}
_LOOKS = {"list": "minimal", "search": "autocomplete"}


@dataclass(slots=True)
class Exported:
    """The three sheets as rows of cells by column, and what a form cannot say of the document (one line each)."""

    survey: list[Cells] = field(default_factory=list)
    choices: list[Cells] = field(default_factory=list)
    settings: list[Cells] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def export(document: Mapping[str, Any], definition: Questionnaire) -> Exported:
    """The form of a self-contained document and its compiled questionnaire."""
    return _Export(document, definition, Writer(definition), Exported()).whole()


@dataclass(slots=True)
class _Export:
    document: Mapping[str, Any]
    definition: Questionnaire
    writer: Writer
    to: Exported

    def whole(self) -> Exported:
        """Every section, then the facts of the context that conditions read, then the settings."""
        for section in self.document["sections"]:
            self._section(section)
        self.to.survey[:0] = [fact(name) for name in self.writer.context]
        top = {key: value for key, value in self.document.items() if key != "sections"}
        settings = {
            "form_title": self.document["title"]["it"],
            "form_id": self.document["code"],
            "version": self.document["version"],
            "default_language": NAMES["it"],
            "allow_choice_duplicates": "no",
        }
        self.to.settings.append(settings | dict(pieces(packed(top))))
        return self.to

    def _section(self, raw: Raw) -> None:
        self._open("section", raw, "sez", "pages")
        for page in raw["pages"]:
            self._open("page", page, "pag", "questions")
            for question in page["questions"]:
                self._question(question, "", None)
            self.to.survey.append({"type": "end_group", "name": f"pag_{page['code']}"})
        self.to.survey.append({"type": "end_group", "name": f"sez_{raw['code']}"})

    def _open(self, what: str, raw: Raw, prefix: str, inner: str) -> None:
        cells = {"type": "begin_group", "name": f"{prefix}_{raw['code']}", **self._said("label", raw["title"])}
        cells |= self._condition(raw.get("visible_if"), raw["code"], self.writer)
        cells |= {"appearance": "field-list"} if what == "page" else {}
        self.to.survey.append(kept(cells, {what: {key: value for key, value in raw.items() if key != inner}}))

    def _said(self, column: str, text: Mapping[str, str] | None) -> Cells:
        """A text in each of the document's languages; placeholders as forms write them."""
        languages = [language for language in NAMES if language in (text or {})]
        return {f"{column}::{NAMES[language]}": self._piped((text or {})[language]) for language in languages}

    def _piped(self, text: str) -> str:
        """A placeholder that is one answer becomes `${name}`; any other stays as it is written."""
        known = self.definition.questions
        return _PLACEHOLDER.sub(lambda met: f"${met.group()}" if met.group(1) in known else met.group(), text)

    def _condition(self, source: str | None, owner: str, writer: Writer, column: str = "relevant") -> Cells:
        found = self._xpath(source, owner, writer, column)
        return {column: found} if found else {}

    def _xpath(self, source: str | None, owner: str, writer: Writer, column: str) -> str:
        if source is None:
            return ""
        try:
            return writer.condition(parse(source).root)
        except NoXPathError as error:
            self.to.lost.append(f"{owner}: {column} {source!r} stays in the column {KEPT}: {error}")
            return ""

    def _question(self, raw: Raw, prefix: str, roster: str | None) -> None:
        """The rows of a question: one, or a group of them."""
        kind = raw["type"]
        _ROWS.get(kind, _Export._plain)(self, raw, prefix, roster)

    def _of(self, raw: Raw, prefix: str, roster: str | None) -> Question:
        around = table(self.definition, roster) if roster else None
        if around is not None:
            return next(child for child in around.children if child.code == raw["code"])
        return self.definition.questions[prefix + raw["code"]]

    def _common(self, raw: Raw, name: str, writer: Writer) -> Cells:
        """What every question has."""
        cells = {"name": name, **self._said("label", raw["text"]), **self._said("hint", raw.get("help"))}
        cells |= self._condition(raw.get("visible_if"), name, writer)
        required = "yes" if raw.get("required") else self._xpath(raw.get("required_if"), name, writer, "required")
        return cells | ({"required": required} if required else {})

    def _plain(self, raw: Raw, prefix: str, roster: str | None) -> None:
        question, writer = self._of(raw, prefix, roster), self.writer.within(roster)
        name = f"{roster}.{raw['code']}" if roster else prefix + raw["code"]
        pictures = question.file_types and _PICTURES.issuperset(question.file_types)
        cells = {"type": "image" if pictures else TYPES.get(question.type, "text"), **self._common(raw, name, writer)}
        cells |= self._chosen(question, name, raw, writer) if question.type in _SELECTS else {}
        if question.options_from and question.type not in _SELECTS:
            self.to.lost.append(
                f"{name}: what rows name as answers ({question.options_from}) stays in the column {KEPT}"
            )
        cells |= {"appearance": _APPEARANCES[question.type]} if question.type in _APPEARANCES else {}
        cells |= {"calculation": self._worked_out(raw, name, writer)} if cells["type"] == "calculate" else {}
        cells |= self._limits(question, raw, name, writer)
        self.to.survey.append(kept(cells, carried_by(question, raw)))
        self._details(raw, question, name, roster)

    def _worked_out(self, raw: Raw, name: str, writer: Writer) -> str:
        source = raw.get("expression")
        try:
            return writer.value(parse(source).root) if source else "''"
        except NoXPathError as error:
            self.to.lost.append(f"{name}: calculation {source!r} stays in the column {KEPT}: {error}")
            return "''"

    def _limits(self, question: Question, raw: Raw, name: str, writer: Writer) -> Cells:
        """Bounds and the checks that stop a submission, as one constraint."""
        parts = list(bounds(question))
        messages: list[Mapping[str, str]] = []
        for check in raw.get("checks", ()):
            met = self._refused(check, name, writer)
            parts += [met] if met else []
            messages += [check["message"]] if met else []
        if not parts:
            return {}
        said = {language: " ".join(m[language] for m in messages if language in m) for language in NAMES}
        text = {language: words for language, words in said.items() if words}
        whole = " and ".join(f"({part})" for part in parts) if len(parts) > 1 else parts[0]
        return {"constraint": whole, **self._said("constraint_message", text)}

    def _refused(self, check: Raw, name: str, writer: Writer) -> str:
        """A check that must hold, as a constraint that fails exactly where it fires."""
        if check["severity"] != "error" or "foreach" in check:
            self.to.lost.append(f"{name}: check {check['code']} stays in the column {KEPT}: forms only refuse")
            return ""
        conditions: list[tuple[Node, bool]] = [(parse(check["require"]).root, False)]
        conditions += [(parse(check["when"]).root, True)] if "when" in check else []
        try:
            return f"not({' and '.join(writer.condition(node, holds) for node, holds in conditions)})"
        except NoXPathError as error:
            self.to.lost.append(f"{name}: check {check['code']} stays in the column {KEPT}: {error}")
            return ""

    def _chosen(self, question: Question, name: str, raw: Raw, writer: Writer) -> Cells:
        """The select and its list; a condition of an option becomes a filter by the column `caso`."""
        options = raw_options(self.document, question, raw)
        conditions = self._cases(question, name, writer)
        for option in question.options:
            said = {"list_name": name, "name": option.code, **self._said("label", option.text)}
            said = kept(said, {"option": options.get(option.code)})
            self.to.choices.append(said | ({"caso": option.code} if option.code in conditions else {}))
        cells = {"type": f"{_SELECTS[question.type]} {name}"}
        cells |= {"appearance": _LOOKS[question.appearance]} if question.appearance in _LOOKS else {}
        filters = [f"(caso = '{code}' and {condition})" for code, condition in conditions.items()]
        among = self._among(question.options_from) if question.options_from else ""
        whole = " or ".join(["caso = ''", *filters]) if filters else ""
        both = " and ".join(f"({part})" for part in (among, whole) if part) if among and whole else among or whole
        return cells | ({"choice_filter": both} if both else {})

    def _among(self, source: str) -> str:
        """Only what was chosen earlier; in the rows of a roster by any of them."""
        chosen = f"join(' ', ${{{source}}})" if repeated(self.definition, source) else f"${{{source}}}"
        return f"selected({chosen}, name)"

    def _cases(self, question: Question, name: str, writer: Writer) -> dict[str, str]:
        found: dict[str, str] = {}
        for option in question.options:
            source = option.visible_if.source if option.visible_if else None
            found[option.code] = self._xpath(source, f"{name}, option {option.code}", writer, "choice_filter")
        return {code: condition for code, condition in found.items() if condition}

    def _details(self, raw: Raw, question: Question, name: str, roster: str | None) -> None:
        """What is specified beside an option, as a question of its own."""
        for option in question.options:
            detail = raw_options(self.document, question, raw).get(option.code, {}).get("detail")
            if detail:
                self._detail(detail, option, question, name)

    def _detail(self, detail: Raw, option: Option, question: Question, name: str) -> None:
        picked = f"selected(${{{name}}}, '{option.code}')"
        kind = TYPES.get(detail.get("type", "text"), "text")
        cells = {
            "type": kind,
            "name": f"{name}.{option.code}",
            **self._said("label", detail["text"]),
            "relevant": picked,
        }
        self.to.survey.append(cells | {KEPT: '{"detail":true}'})

    def _group(self, raw: Raw, prefix: str, roster: str | None) -> None:
        self._container("group", raw, prefix + raw["code"], {}, self.writer)
        for child in raw["questions"]:
            self._question(child, f"{prefix}{raw['code']}.", None)
        self.to.survey.append({"type": "end_group", "name": prefix + raw["code"]})

    def _roster(self, raw: Raw, prefix: str, roster: str | None) -> None:
        rows, name = raw.get("fixed_rows"), f"{roster}.{raw['code']}" if roster else raw["code"]
        counted = {"repeat_count": str(len(rows))} if rows else {}
        self._container("repeat", raw, name, counted, self.writer.within(roster))
        for child in raw["questions"]:
            self._question(child, "", name)
        self.to.survey.append({"type": "end_repeat", "name": name})

    def _container(
        self, kind: str, raw: Raw, name: str, more: Cells, writer: Writer, beside: Mapping[str, int] = NOTHING_BESIDE
    ) -> None:
        cells = {"type": f"begin_{kind}", **self._common(raw, name, writer), **more}
        cells.pop("required", "")
        hint = [column for column in cells if column.startswith("hint")]
        cells = {column: cell for column, cell in cells.items() if column not in hint}
        lean = {key: value for key, value in raw.items() if key != "questions"}
        self.to.survey.append(kept(cells, {"question": lean, **beside}))

    def _matrix(self, raw: Raw, prefix: str, roster: str | None) -> None:
        """A group of its cells, one question each."""
        question = self._of(raw, prefix, roster)
        cells = list(self._cells(question))
        self._container("group", raw, question.code, {}, self.writer, {"cells": len(cells)})
        self.to.survey.extend(kept(cell, {"cell": True}) for cell in cells)
        self.to.survey.append({"type": "end_group", "name": question.code})

    def _cells(self, question: Question) -> Iterator[Cells]:
        """The cells of a matrix, but for those that are never shown."""
        shape = question.matrix
        if shape is None:
            return
        kind = {"integer": "integer", "decimal": "decimal"}.get(shape.cell, f"select_one {question.code}")
        options = shape.options or YES_NO
        for option in options if kind.startswith("select") else ():
            named = {"list_name": question.code, "name": option.code}
            self.to.choices.append(named | self._said("label", option.text))
        for row in shape.rows:
            for column in shape.columns:
                if (row.code, column.code) not in shape.blocked:
                    text = row.text if shape.single_column else both_of(row.text, column.text)
                    yield {
                        "type": kind,
                        "name": cell_name(question, row.code, column.code),
                        **self._said("label", text),
                    }


_ROWS: Mapping[str, Any] = {"group": _Export._group, "roster": _Export._roster, "matrix": _Export._matrix}
