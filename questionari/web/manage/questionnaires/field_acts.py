"""What the form of a part's texts and data asks for: posted fields -> changes of the document, field by field."""

from collections.abc import Callable, Mapping

from questionari.engine.definition import Questionnaire
from questionari.engine.editing import acts, details, profiles
from questionari.engine.editing.acts import Changed
from questionari.engine.editing.places import Document, find
from questionari.usecases.workbench.fields import Field, fields
from questionari.usecases.workbench.structured import Act

Posted = Mapping[str, str]


def save(address: str, posted: Posted) -> Act:
    """Every field of a part that was changed: texts in each language, marks, limits, menus."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        changed = dict(document)
        lists = tuple(document.get("lists", ()))
        for field in fields(definition, address, find(document, address).raw, lists):
            changed = _SETTERS[field.kind](changed, address, field, posted)
        return changed

    return act


def text(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    for name, words in posted.items():
        key, _, language = name.rpartition("-")
        typed = words.strip()
        if key == field.key and typed != field.value.get(language, ""):
            document = acts.say(document, address, key, language, typed)
    return document


def _flag(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    ticked = field.key in posted
    same = f"has-{field.key}" not in posted or ticked == bool(field.value)
    return document if same else acts.set_flag(document, address, field.key, ticked)


def _typed(setter: Callable[[Document, str, str, str], Changed]) -> Callable[[Changed, str, Field, Posted], Changed]:
    """A field of one line: set where it is not as it was."""

    def set_(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
        before = "" if field.value is None else str(field.value)
        typed = posted.get(field.key, before).strip()
        return document if typed == before else setter(document, address, field.key, typed)

    return set_


def _minutes(document: Changed, _address: str, field: Field, posted: Posted) -> Changed:
    low, high = (posted.get(f"minutes-{end}", str(field.value.get(end, ""))) for end in ("min", "max"))
    return acts.set_minutes(document, low, high)


def _languages(document: Changed, _address: str, _field: Field, posted: Posted) -> Changed:
    if "has-languages" not in posted:
        return document
    chosen = tuple(language for language in ("de", "fr", "sl") if f"language-{language}" in posted)
    return acts.set_languages(document, chosen)


def _boxes(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    """Some of a few words; none ticked takes the key away."""
    if f"has-{field.key}" not in posted:
        return document
    chosen = " ".join(name for name, _ in field.choices if f"{field.key}-{name}" in posted)
    return document if chosen == " ".join(field.value) else acts.set_words(document, address, field.key, chosen)


def _picks(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    """Of the questions that are there those still ticked, and the one that is added."""
    if f"has-{field.key}" not in posted:
        return document
    kept = [code for code in field.value if f"{field.key}-{code}" in posted]
    chosen = dict.fromkeys((*kept, *filter(None, (posted.get(f"{field.key}-add", ""),))))
    return document if (*chosen,) == field.value else acts.set_words(document, address, field.key, " ".join(chosen))


def _kept(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    """Of the answers that are supposed those still ticked."""
    kept = [code for code in field.value if f"{field.key}-{code}" in posted]
    same = f"has-{field.key}" not in posted or len(kept) == len(field.value)
    return document if same else profiles.keep_assumed(document, address, kept)


def _compare(document: Changed, address: str, field: Field, posted: Posted) -> Changed:
    """How much may change, in per cent and in units; both blank: nothing is compared."""
    typed = {part: posted.get(f"compare-{part}", field.value[part]).strip() for part in ("relative", "absolute")}
    return document if typed == field.value else details.set_compare(document, address, **typed)


def _notice(document: Changed, _address: str, field: Field, posted: Posted) -> Changed:
    """The privacy notice: its version, its text in each language."""
    if "notice-version" not in posted:
        return document
    said = {
        name.removeprefix("notice-text-"): words for name, words in posted.items() if name.startswith("notice-text-")
    }
    return details.set_notice(document, posted["notice-version"], said)


_SETTERS: Mapping[str, Callable[[Changed, str, Field, Posted], Changed]] = {
    "text": text,
    "flag": _flag,
    "number": _typed(acts.set_number),
    "menu": _typed(acts.set_word),
    "line": _typed(acts.set_word),
    "picks": _picks,
    "kept": _kept,
    "census": _typed(profiles.set_census),
    "cell": _typed(lambda document, address, _, typed: details.set_cell(document, address, typed)),
    "detail-type": _typed(lambda document, address, _, typed: details.set_detail_type(document, address, typed)),
    "area": _typed(acts.set_word),
    "number-menu": _typed(acts.set_number),
    "boxes": _boxes,
    "compare": _compare,
    "notice": _notice,
    "minutes": _minutes,
    "languages": _languages,
}
