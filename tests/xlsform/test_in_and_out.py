"""Forms of others that have gone in and out: pyxform takes them, and they ask, offer, refuse and work out the same."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from questionari.catalogue import compile_document, load_document
from questionari.xlsform.exporting import export
from questionari.xlsform.importing import import_xlsform
from questionari.xlsform.workbook import write_workbook
from tests.xlsform.behaving import Answers, Asked, Filling, Met, asked, made_up
from tests.xlsform.forms import SHARED, TODAY

FORMS = sorted(SHARED.glob("*"))
SEEDS = range(6)
Form = Mapping[str, Any]
#: What pyxform calls a question, and what it becomes where that is not the same.
BECOMES = {
    **dict.fromkeys(("audio", "video"), "note"),  # files of sound are told, not asked
    **dict.fromkeys(("barcode", "geopoint", "geoshape", "geotrace", "phone number", "string"), "text"),
    "int": "integer",
    "trigger": "select one",  # "OK" as the one option
}
SPOKEN = {("select one", "text"), ("string", "note"), ("text", "note"), ("range", "decimal"), ("range", "integer")}
#: What is never asked of anybody: notes of the device, a day worked out where it is read, headings that pyxform adds.
UNASKED = frozenset({"today", "start", "end", "calculate", "loop"})
ADDED = re.compile(r"generated_table_list_label_\d+|reserved_name_for_field_list_labels_\d+")
_MARKUP = re.compile(r"<[^>]*>|[*_#\\`~\s\[\]]+|&nbsp;|\$?\{[^}]*\}")


def compiled(content: bytes | str, kind: str) -> Form | None:
    """The form as pyxform compiles it, None where it does not."""
    try:
        found: Form = convert(xlsform=content, file_type=kind, validate=False)._pyxform  # noqa: SLF001
    except PyXFormError:
        return None
    return found


@cache
def first(path: Path) -> Form | None:
    """The form of a file."""
    return compiled(path.read_bytes() if path.suffix.startswith(".xls") else path.read_text("utf-8"), path.suffix)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The form of a file when it has gone in and out."""

    @cache
    def again(path: Path) -> Form:
        made = import_xlsform(path.read_bytes(), TODAY)
        definition = compile_document(made.document).questionnaire
        assert definition is not None
        book = tmp_path_factory.mktemp("out") / "form.xlsx"
        write_workbook(book, export(load_document(made.document).document, definition))
        found = compiled(book.read_bytes(), ".xlsx")
        assert found is not None
        return found

    return again


def by_name(form: Form) -> dict[str, Asked]:
    """Questions by the names they had: without the code of their roster, "other" as pyxform calls it."""
    found = {}
    for question in asked(form):
        around, _, name = question.name.rpartition(".")
        inside = question.places and around == question.places[-1]
        found[f"{around}_other" if name == "other" and around and not inside else name] = question
    return found


def before_and_after(path: Path, out: Any) -> tuple[Form, Form] | None:
    before = first(path)
    return None if before is None else (before, out(path))


def told(words: Any) -> list[str]:
    """Texts without markup, the first language first."""
    written = words.values() if isinstance(words, Mapping) else [words] if words else []
    return [_MARKUP.sub("", str(text)) for text in written]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FORMS or [None], ids=lambda path: path.name if path else "absent")
def test_a_form_comes_out_with_its_questions_and_choices(path: Path | None, out: Any) -> None:
    forms = before_and_after(path, out) if path else None
    if forms is None:
        return
    before, after = map(by_name, forms)
    gone = {name for name, each in before.items() if name not in after and each.type not in UNASKED}
    assert {name for name in gone if not ADDED.fullmatch(name) and "FALSE" not in before[name].relevant} == set()
    for name in before.keys() & after.keys():
        was, now = before[name], after[name]
        assert now.type in (was.type, BECOMES.get(was.type)) or (was.type, now.type) in SPOKEN, name
        worded = was.type not in UNASKED and not name.endswith("_other")  # what "other" is asked for we say ourselves
        assert set(told(now.label)) <= set(told(was.label)) or not worded, name
        assert bool(now.label) >= bool(was.label), name
        if was.list_name and now.list_name:
            assert choices(forms[1], now) == choices(forms[0], was), name


def choices(form: Form, question: Asked) -> list[tuple[str, str]]:
    """Names as codes, each once, and the text in the first language; "Altro" is ours."""
    listed = [each for each in form["choices"][question.list_name] if each["name"] != "other"]
    said = [(re.sub(r"\W", "_", each["name"]), next(iter(told(each.get("label"))), each["name"])) for each in listed]
    return list(dict.fromkeys(said))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FORMS or [None], ids=lambda path: path.name if path else "absent")
def test_a_form_that_has_gone_in_and_out_behaves_as_before(path: Path | None, out: Any) -> None:
    forms = before_and_after(path, out) if path else None
    if forms is None:
        return
    differences = set(chain.from_iterable(differing(*forms, made_up(forms[0], seed)) for seed in SEEDS))
    assert differences == set()


def differing(before: Form, after: Form, given: Answers) -> Iterator[str]:
    """What is met otherwise on the two ways, of what both can be asked about."""
    names = {name: question.name for name, question in by_name(after).items()}
    renamed = {names[name]: answer for name, answer in given.items() if name in names}
    was, now = Filling(before, given).whole(), Filling(after, renamed).whole()
    kinds = {question.name: question.type for question in asked(before)}
    for name in was.keys() & names.keys():
        for what, one, other in told_of(was[name], now[names[name]], kinds[name]):
            if one is not None and other is not None and one != other:
                yield f"{name}: {what} {one} became {other}"


def told_of(was: Met, now: Met, kind: str) -> Iterator[tuple[str, Any, Any]]:
    """The pairs that mean something of a kind of question."""
    yield "shown", was.shown, now.shown
    yield "worked out", was.worked_out, now.worked_out
    if kind not in ("calculate", "note"):
        yield "required", was.required, now.required
    if kind != "range":  # its bounds are its own before, a constraint after
        yield "accepted", was.accepted, now.accepted
    if kind != "trigger" and was.offered is not None and now.offered is not None:
        yield "offered", *([re.sub(r"\W", "_", code) for code in met] for met in (was.offered, now.offered))
