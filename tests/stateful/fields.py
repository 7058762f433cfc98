"""What a respondent may type: right, wrong, blank, forged. "{n}" becomes a word that is typed only once."""

from collections.abc import Mapping

from hypothesis import strategies as st

from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Question, Questionnaire
from tests.engine import strategies as wild
from tests.instruments import strategies as right

Typed = Mapping[str, tuple[str, ...]]
WORD = "zqx{n}xqz"
TEXTS = st.sampled_from([WORD, f" {WORD}\r\nseconda riga", f"=1+1 {WORD}", f"{WORD} 080 574 1461", "9" * 2500])
OWN: Mapping[str, st.SearchStrategy[Typed]] = {
    "text": TEXTS.map(lambda text: {"": (text,)}),
    "long_text": TEXTS.map(lambda text: {"": (text,)}),
    "email": st.sampled_from([f"{WORD}@servizio.example", f"{WORD}@", "Rossi"]).map(lambda text: {"": (text,)}),
}
WRONG: st.SearchStrategy[Typed] = st.sampled_from(
    [
        {},
        {"": ("  ", "")},
        {"": (WORD,)},
        {"": ("1", "2")},
        {"": ("-7",)},
        {"nd": ("-7",)},
        {"zz": (WORD,), "": ("1",)},
        {"9:zz:nd": ("x",), "0:ore": ("mille",)},
        {"": ("\x00\ud7ff\u202e",)},
    ]
)


def typed_for(question: Question) -> st.SearchStrategy[Typed]:
    """The fields of one question."""
    if question.type in OWN:
        return OWN[question.type] | OWN[question.type] | WRONG
    kind = answer_type(question)
    values = right.value_of(question) | wild.values(question)
    return values.map(lambda value: kind.raw(question, value)) | WRONG


def typed_on(definition: Questionnaire, codes: tuple[str, ...]) -> st.SearchStrategy[dict[str, Typed]]:
    """Fields of some of these questions."""
    return st.fixed_dictionaries({}, optional={code: typed_for(definition.questions[code]) for code in codes})


#: Fields that no page has drawn: of other pages, of nobody, markers that lie.
FORGED: st.SearchStrategy[dict[str, list[str]]] = st.fixed_dictionaries(
    {},
    optional={
        "_q": st.lists(st.sampled_from(["ZZ@1", "T1@0", "N1@0", "Q3", "@", "L1@-1", "Q9@99999999999"]), max_size=2),
        "T1": st.just(["99"]),
        "ZZ": st.just(["zqx0xqz"]),
        "_why:altro": st.just(["perché"]),
        "_do": st.sampled_from([["zap/M1"], ["del/ZZ/0"], ["add"]]),
    },
)
