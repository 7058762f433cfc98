"""Questions: attributes with the defaults of their type, options, and details as questions of their own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionari.engine.checks.subject import join
from questionari.engine.compiler.build import Build, Sourced, decimal, items
from questionari.engine.compiler.lists import resolve
from questionari.engine.compiler.shapes import axes, build_matrix
from questionari.engine.definition import Check, ComparePrevious, Option, Question
from questionari.engine.expressions.context import PREVIOUS

#: Types that offer "Dato non disponibile" unless the document says otherwise (strumenti.md, section 0).
COUNTED = frozenset({"integer", "decimal", "currency", "percent"})
NUMERIC_CELLS = frozenset({"integer", "decimal"})

_YES_NO = (
    Option("1", {"it": "Sì", "de": "Ja", "fr": "Oui", "sl": "Da"}),
    Option("2", {"it": "No", "de": "Nein", "fr": "Non", "sl": "Ne"}),
)
_NOT_AVAILABLE = Option(
    "7",
    {
        "it": "Dato non disponibile",
        "de": "Angabe nicht verfügbar",
        "fr": "Donnée non disponible",
        "sl": "Podatek ni na voljo",
    },
    reserved=-7,
)
FIXED_OPTIONS = {"yes_no": _YES_NO, "yes_no_na": (*_YES_NO, _NOT_AVAILABLE)}

#: Keys copied as they stand; each absent one takes the default of ``Question``.
_COPIED = (
    "help", "required", "prefer_not", "store", "export", "scope", "concept", "unit_label", "needs_register",
    "options_from", "appearance", "min_picks", "max_picks", "max_length", "min_rows", "max_rows", "places",
    "change_note", "units_from", "units_only", "max_mb",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Around:
    """The roster a child stands in: its full code ("R.S" for one in the rows of R), and the question that depends."""

    path: str
    owner: str


def build_question(build: Build, at: Sourced, prefix: str = "", parent: str | None = None) -> Question:
    """Compile a question, and register it with its details and, for a group, its children."""
    code = prefix + at.raw["code"]
    question = Question(parent=parent, **_attributes(build, at, code, None))
    build.add_question(question, at.pointer)
    build.order.setdefault(code, len(build.order))
    build_details(build, at, question)
    if question.type == "group":
        for child in items(at, "questions"):
            build_question(build, child, f"{code}.", code)
    return question


def build_details(build: Build, at: Sourced, question: Question) -> None:
    """Register the details of a question's options."""
    for detail in _details(build, at, question):
        build.add_question(detail, build.pointers[detail.code])
        build.order.setdefault(detail.code, len(build.order))


def _details(build: Build, at: Sourced, question: Question, around: Around | None = None) -> list[Question]:
    found = []
    detailed = {option.code for option in question.options if option.detail is not None}
    for source in resolve(_silent(build), at, "options") if detailed else ():
        if source.raw["code"] in detailed and "detail" in source.raw:
            code = f"{question.code}.{source.raw['code']}"
            where = Sourced({"type": "text", **source.raw["detail"], "code": code}, join(source.pointer, "detail"))
            attributes = _attributes(build, where, code, around)
            build.pointers.setdefault(f"{around.path}.{code}" if around else code, where.pointer)
            found.append(Question(parent=question.code, detail_of=(question.code, source.raw["code"]), **attributes))
    return found


def _silent(build: Build) -> Build:
    """A build that resolves the same lists again without reporting twice."""
    return Build(lists=build.lists)


def _children(build: Build, at: Sourced, around: Around) -> tuple[Question, ...]:
    children: list[Question] = []
    for source in items(at, "questions"):
        child = Question(parent=around.path, **_attributes(build, source, source.raw["code"], around))
        build.pointers.setdefault(f"{around.path}.{child.code}", source.pointer)
        children += [child, *_details(build, source, child, around)]
    return tuple(children)


def _inside(code: str, around: Around | None) -> Around:
    return Around(code, code) if around is None else Around(f"{around.path}.{code}", around.owner)


def _attributes(build: Build, at: Sourced, code: str, around: Around | None) -> dict[str, Any]:
    raw = at.raw
    kind = raw["type"]
    owner, roster = (around.owner, around.path) if around else (code, None)
    return {
        **{key: raw[key] for key in _COPIED if key in raw},
        "code": code,
        "type": kind,
        "text": raw["text"],
        "required_if": build.expression(at, "required_if", "required_if", owner, row=roster),
        "visible_if": build.expression(at, "visible_if", "visible_if", owner, row=roster),
        "expression": build.expression(_valued(at), "expression", "computed", owner, row=roster, boolean=False),
        "suggest": build.expression(at, "suggest", "suggest", owner, row=roster, boolean=False),
        "within": build.expression(at, "within", "within", owner, row=roster, boolean=False),
        "not_available": raw.get("not_available", kind in COUNTED or raw.get("cell", "integer") in _numeric_for(kind)),
        "sensitive_text": raw.get("sensitive_text", kind == "long_text"),
        "min": decimal(raw.get("min")),
        "max": decimal(raw.get("max")),
        "options": () if kind == "matrix" else _options(build, at, code, around),
        "matrix": build_matrix(build, at, code, _options(build, at, code, around)) if kind == "matrix" else None,
        "children": _children(build, at, _inside(code, around)) if kind == "roster" else (),
        "fixed_rows": axes(build, items(at, "fixed_rows"), code),
        **_prefill(raw.get("prefill")),
        "unit_types": tuple(raw.get("unit_types", ())),
        "file_types": tuple(raw.get("file_types", ())),
        "compare_previous": _comparison(raw.get("compare_previous")),
        "checks": tuple(_checks(build, at, owner, roster)),
    }


def _prefill(field: str | None) -> dict[str, Any]:
    """What fills the answer in: a field of the census, or the previous round."""
    return {"from_previous": True} if field == PREVIOUS else {"prefill": field}


def _valued(at: Sourced) -> Sourced:
    """The question with the expression of its value: a generated code is a fact that the use-case gives."""
    raw = at.raw
    return Sourced({**raw, "expression": f"linked.{raw['code']}"}, at.pointer) if raw["type"] == "generated" else at


def _numeric_for(kind: str) -> frozenset[str]:
    return NUMERIC_CELLS if kind == "matrix" else frozenset()


def _options(build: Build, at: Sourced, code: str, around: Around | None) -> tuple[Option, ...]:
    fixed = FIXED_OPTIONS.get(at.raw["type"])
    if fixed is not None:
        return fixed
    return tuple(_option(build, source, code, around) for source in resolve(build, at, "options"))


def _option(build: Build, at: Sourced, code: str, around: Around | None) -> Option:
    raw = at.raw
    owner, roster = (around.owner, around.path) if around else (code, None)
    return Option(
        raw["code"],
        raw["text"],
        raw.get("exclusive", False),
        raw.get("reserved"),
        f"{code}.{raw['code']}" if "detail" in raw else None,
        build.expression(at, "visible_if", "visible_if", owner, row=roster),
        decimal(raw.get("score")),
    )


def _comparison(raw: dict[str, float] | None) -> ComparePrevious | None:
    if raw is None:
        return None
    return ComparePrevious(Decimal(str(raw["relative"])), Decimal(str(raw["absolute"])))


def _checks(build: Build, at: Sourced, owner: str, roster: str | None) -> list[Check]:
    found = [check for source in items(at, "checks") if (check := build_check(build, source, owner, roster))]
    build.checks += found
    return found


def build_check(build: Build, at: Sourced, stands_in: str | None, roster: str | None = None) -> Check | None:
    """Compile a check; its fields default to the question it stands in, its rows to its roster. None if unreadable."""
    raw = at.raw
    foreach = raw.get("foreach", roster)
    require = build.expression(at, "require", "check", raw["code"], row=foreach)
    when = build.expression(at, "when", "check", raw["code"], row=foreach)
    if require is None:
        return None
    fields = tuple(raw.get("fields", ())) or ((stands_in,) if stands_in else ())
    return Check(raw["code"], raw["severity"], require, raw.get("message", {}), fields, foreach, when)
