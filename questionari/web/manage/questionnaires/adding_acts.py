"""What the forms that add a part ask for: posted fields -> an act on the document."""

from collections.abc import Callable, Mapping, Sequence

from questionari.engine.definition import Questionnaire
from questionari.engine.editing import adding, conditions, details, profiles
from questionari.engine.editing.acts import Changed
from questionari.engine.editing.places import DETAIL, TOP, WHOLE, Address, Document, EditError, code_of, find
from questionari.engine.expressions.tree import Call
from questionari.usecases.workbench import shared_lists
from questionari.usecases.workbench.overview import known_to
from questionari.usecases.workbench.structured import Act
from questionari.web.manage.questionnaires.composing import guided
from questionari.web.manage.questionnaires.field_acts import Posted


def add(address: str, posted: Posted) -> Act:
    """A new part: a section, a page, a question, a rule, a list."""

    def act(document: Document, definition: Questionnaire) -> Changed:
        making = _ADDERS.get(posted.get("what", ""))
        if making is None:
            raise EditError("Scelga che cosa aggiungere.")
        return making(document, definition, address, posted)

    return act


def _given(posted: Posted, *names: str) -> tuple[str, ...]:
    return tuple(posted.get(name, "") for name in names)


def _first(document: Document, posted: Posted, section: str) -> Changed:
    kind, code, words = _given(posted, "question-kind", "question-code", "question-text")
    return adding.first_question(document, kind, code, words, section)


def _section(document: Document, _definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    code, title = _given(posted, "section-code", "section-title")
    return adding.add_section(document, code, title, _first(document, posted, code))


def _page(document: Document, _definition: Questionnaire, address: str, posted: Posted) -> Changed:
    code, title = _given(posted, "page-code", "page-title")
    return adding.add_page(
        document, Address.of(address).code, code, title, _first(document, posted, Address.of(address).code)
    )


def _question(document: Document, _definition: Questionnaire, address: str, posted: Posted) -> Changed:
    given = _given(posted, "question-after", "question-kind", "question-code", "question-text")
    return adding.add_question(document, address, *given)


def _check(document: Document, definition: Questionnaire, address: str, posted: Posted) -> Changed:
    require = guided(document, definition, address, "require", posted, "")
    code, severity, message = _given(posted, "check-code", "check-severity", "check-message")
    return adding.add_check(document, address, code, severity, require, message)


def _effect(document: Document, definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    """A notice that parts when a question has an answer, or a measure counts something: refined afterwards."""
    kind, words, asked = _given(posted, "effect-kind", "effect-text", "effect-question")
    known = known_to(document, definition, WHOLE, "when").get(asked)
    if known is None:
        raise EditError("Scelga quale domanda fa partire l'avviso: poi potrà comporre la condizione.")
    operator, value = (">", "0") if isinstance(known.node, Call) else ("answered", "")
    when = conditions.condition(known, operator, value)
    made = {"kind": kind, "when": when, "fields": [known.question.code], "text": {"it": words.strip()}}
    return details.add_top(document, "effetto", made)


def _indicator(document: Document, definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    code, title, asked = _given(posted, "indicator-code", "indicator-title", "indicator-question")
    if asked not in known_to(document, definition, WHOLE, "expression"):
        raise EditError("Scelga da quale domanda parte il calcolo: poi lo potrà comporre.")
    taken = [one["code"] for one in document.get("indicators", ())]
    wanted = adding.free_code(code, taken, taken, "I")
    made = {"code": wanted.strip(), "title": {"it": title.strip()}, "level": "record", "expression": asked}
    return details.add_top(document, "indicatore", made)


def _line(document: Document, _definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    made = {"text": {"it": posted.get("line-text", "").strip()}}
    return details.add_top(document, "preparazione", made)


def _profile(document: Document, _definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    code, title, kind = _given(posted, "profile-code", "profile-title", "profile-type")
    taken = [one["code"] for one in document.get("burden", ())]
    wanted = adding.free_code(code, taken, taken, "profilo")
    return profiles.add_profile(document, wanted.strip(), title, kind)


def _detail(document: Document, _definition: Questionnaire, address: str, posted: Posted) -> Changed:
    return details.ask_detail(document, address, posted.get("detail-text", ""))


def _list(document: Document, _definition: Questionnaire, _address: str, posted: Posted) -> Changed:
    code, shared = _given(posted, "list-code", "list-shared")
    if shared:
        return shared_lists.take(document, code, shared)
    return adding.add_list(document, code, *_given(posted, "list-option", "list-text"))


_ADDERS: Mapping[str, Callable[[Document, Questionnaire, str, Posted], Changed]] = {
    "section": _section,
    "page": _page,
    "question": _question,
    "check": _check,
    "list": _list,
    "effect": _effect,
    "indicator": _indicator,
    "line": _line,
    "profile": _profile,
    "detail": _detail,
}


def made_at(document: Document, address: str, posted: Posted) -> str:
    """The address of what was added a moment ago: the last of its list, of questions the one after another."""
    what, at = posted.get("what", ""), Address.of(address)
    top = {"effect": "effetto", "indicator": "indicatore", "line": "preparazione", "profile": "carico"}.get(what)
    if top:
        listed = document[TOP[top]]
        return f"{top}/{code_of(listed[-1], len(listed) - 1)}"
    if what == "list":
        return f"elenco/{list(document['lists'])[-1]}"
    if what == DETAIL:
        return f"{address}/{DETAIL}"
    kind, key = {"section": ("sezione", "sections"), "page": ("pagina", "pages"), "check": ("controllo", "checks")}.get(
        what, ("domanda", "questions")
    )
    listed = find(document, address).raw[key]
    prefix = f"{at.code}." if at.kind == kind == "domanda" else ""
    return f"{kind}/{prefix}{listed[_place(listed, posted) if key == 'questions' else -1]['code']}"


def _place(listed: Sequence[Document], posted: Posted) -> int:
    """Where a new question was put."""
    after, codes = posted.get("question-after", ""), [raw["code"] for raw in listed]
    return codes.index(after) + 1 if after in codes else 0 if not after else len(codes) - 1
