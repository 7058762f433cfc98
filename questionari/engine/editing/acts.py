"""What authors change most, as functions document -> document: texts, options, order, required, conditions.

A document follows the meta-schema before; whether what comes out is good is for the checks to say. Places are named by
codes, never by positions, so that an act made on a page meets the newest document. The document given is left alone.
"""

import copy
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from questionari.engine.checks.outline import questions
from questionari.engine.editing.skeletons import skeleton

Document: TypeAlias = Mapping[str, Any]
Changed: TypeAlias = dict[str, Any]
FLAGS = ("required", "not_available", "prefer_not", "needs_register")
_QUESTION_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_OPTION_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
CONDITIONS = ("visible_if", "required_if")


class EditError(ValueError):
    """An act that the document does not allow. The message is Italian and says what to do."""


def _copy(document: Document) -> Changed:
    return copy.deepcopy(dict(document))


def find_question(document: Document, code: str) -> Any:
    """The question of that full code as written. Raises EditError."""
    found = next((place.raw for place in questions(document) if place.code == code), None)
    if found is None:
        raise EditError(f"La domanda {code} non c'è più: forse un'altra persona l'ha tolta.")
    return found


def _holder(document: Document, code: str) -> tuple[list[Any], int]:
    """The list a question stands in, and its place there."""
    wanted = find_question(document, code)
    holders = [page["questions"] for section in document["sections"] for page in section["pages"]]
    holders += [place.raw["questions"] for place in questions(document) if "questions" in place.raw]
    return next((listed, at) for listed in holders for at, raw in enumerate(listed) if raw is wanted)


def find_page(document: Document, code: str) -> Any:
    """The page of that code as written. Raises EditError."""
    pages = (page for section in document["sections"] for page in section["pages"])
    found = next((page for page in pages if page["code"] == code), None)
    if found is None:
        raise EditError(f"La pagina {code} non c'è più: forse un'altra persona l'ha tolta.")
    return found


def set_text(document: Document, code: str, key: str, language: str, words: str) -> Changed:
    """The question (``key`` text) or its explanation (help) in a language; blank words take it out."""
    changed = _copy(document)
    _say(find_question(changed, code), key, language, words)
    return changed


def set_title(document: Document, page: str, language: str, words: str) -> Changed:
    """The title of a page."""
    changed = _copy(document)
    _say(find_page(changed, page), "title", language, words)
    return changed


def _say(holder: Changed, key: str, language: str, words: str) -> None:
    text = {**holder.get(key, {}), language: words.strip()}
    said = {name: value for name, value in text.items() if value}
    if said or key != "help":
        holder[key] = said or {"it": ""}
    else:
        holder.pop(key, None)


def set_flag(document: Document, code: str, key: str, holds: bool) -> Changed:
    """Required, "dato non disponibile" and the like."""
    if key not in FLAGS:
        raise EditError(f"«{key}» non si cambia da qui: usi il testo del documento.")
    changed = _copy(document)
    question = find_question(changed, code)
    if holds or question.get(key) is True or key == "not_available":
        question[key] = holds
    return changed


def set_condition(document: Document, code: str, key: str, source: str) -> Changed:
    """When a question is asked, or required; a blank source takes the condition away."""
    if key not in CONDITIONS:
        raise EditError(f"«{key}» non è una condizione di una domanda.")
    changed = _copy(document)
    question = find_question(changed, code)
    if source.strip():
        question[key] = source.strip()
    else:
        question.pop(key, None)
    return changed


def options_of(document: Document, code: str) -> list[Any]:
    """The options that may be changed: those written in the question, or those of the list it names.

    Raises EditError where they come from a list shared by all questionnaires, or there are none.
    """
    source = find_question(document, code).get("options")
    if isinstance(source, list):
        return source
    if isinstance(source, Mapping):
        named = document.get("lists", {}).get(source["list"], {})
        options = named.get("options")
        if isinstance(options, list):
            return options
    raise EditError("Le risposte di questa domanda vengono da un elenco condiviso: le cambi nel testo del documento.")


def _option(document: Document, code: str, option: str) -> tuple[list[Any], int]:
    listed = options_of(document, code)
    at = next((at for at, raw in enumerate(listed) if raw["code"] == option), None)
    if at is None:
        raise EditError(f"L'opzione {option} non c'è più: forse un'altra persona l'ha tolta.")
    return listed, at


def _new_code(code: str, pattern: re.Pattern[str], taken: Collection[str]) -> str:
    """A code that may be given; the checks would refuse it anyway, and an act could not find it again."""
    wanted = code.strip()
    if not pattern.fullmatch(wanted):
        raise EditError(
            "Un codice ha lettere senza accenti, cifre e «_»; quello di una domanda comincia con una lettera."
        )
    if wanted in taken:
        raise EditError(f"Il codice {wanted} è già usato: ne scelga un altro.")
    return wanted


def set_option_text(document: Document, code: str, option: str, language: str, words: str) -> Changed:
    """The text of an option in a language."""
    changed = _copy(document)
    listed, at = _option(changed, code, option)
    _say(listed[at], "text", language, words)
    return changed


def add_option(document: Document, code: str, option: str, words: str) -> Changed:
    """A new option at the end."""
    changed = _copy(document)
    listed = options_of(changed, code)
    wanted = _new_code(option, _OPTION_CODE, [raw["code"] for raw in listed])
    listed.append({"code": wanted, "text": {"it": words.strip()}})
    return changed


def remove_option(document: Document, code: str, option: str) -> Changed:
    """Retire an option: published versions keep it."""
    changed = _copy(document)
    listed, at = _option(changed, code, option)
    if len(listed) == 1:
        raise EditError("È l'unica opzione: ne aggiunga un'altra prima di toglierla.")
    del listed[at]
    return changed


def move_option(document: Document, code: str, option: str, by: int) -> Changed:
    """An option up (-1) or down (1); at the end of the list nothing moves."""
    changed = _copy(document)
    _swap(*_option(changed, code, option), by)
    return changed


def move_question(document: Document, code: str, by: int) -> Changed:
    """A question up (-1) or down (1) among its neighbours; at the end nothing moves."""
    changed = _copy(document)
    _swap(*_holder(changed, code), by)
    return changed


def _swap(listed: list[Any], at: int, by: int) -> None:
    other = at + by
    if 0 <= other < len(listed):
        listed[at], listed[other] = listed[other], listed[at]


def move_to_page(document: Document, code: str, page: str) -> Changed:
    """A question to the end of another page."""
    changed = _copy(document)
    listed, at = _top(changed, code)
    target = find_page(changed, page)["questions"]
    if target is not listed:
        _keep_one(listed)
        target.append(listed.pop(at))
    return changed


def remove_question(document: Document, code: str) -> Changed:
    """Without a question and all in it; what reads it is told by the checks."""
    changed = _copy(document)
    listed, at = _holder(changed, code)
    _keep_one(listed)
    del listed[at]
    return changed


def _keep_one(listed: list[Any]) -> None:
    if len(listed) == 1:
        raise EditError("È l'unica domanda del gruppo o della pagina: ne aggiunga un'altra prima di toglierla.")


def _top(document: Document, code: str) -> tuple[list[Any], int]:
    listed, at = _holder(document, code)
    if not any(page["questions"] is listed for section in document["sections"] for page in section["pages"]):
        raise EditError("Questa domanda sta in un gruppo o in un elenco: non si sposta da sola in un'altra pagina.")
    return listed, at


def add_question(document: Document, page: str, after: str, kind: str, code: str, words: str) -> Changed:
    """A new question of a type on a page, after a question of it ("" : at the beginning)."""
    changed = _copy(document)
    listed = find_page(changed, page)["questions"]
    codes = [raw["code"] for raw in listed]
    at = codes.index(after) + 1 if after in codes else 0 if not after else len(codes)
    wanted = _new_code(code, _QUESTION_CODE, [place.code for place in questions(changed)])
    made = skeleton(kind, wanted, words.strip())
    if made is None:
        raise EditError(f"Il tipo «{kind}» non si aggiunge da qui: usi il testo del documento.")
    listed.insert(at, made)
    return changed
