"""Free text that looks like personal data (strumenti.md, [T]): fiscal code, telephone, e-mail, name and surname.

A name and surname is a common Italian given name before another capitalised word, unless the word before tells a
street, an institution or a saint ("Via Giuseppe Garibaldi"). The list is short on purpose: the finding is a warning
that may be confirmed, a longer list would catch words that are also names and teach people to confirm without reading.
"""

import re
from collections.abc import Iterator

from questionari.engine.definition import Question, say
from questionari.engine.findings import Finding
from questionari.engine.validating import messages
from questionari.engine.validating.case import Case
from questionari.engine.validating.rows import places
from questionari.engine.wording import translated


def _words(text: str) -> frozenset[str]:
    """The words of a list written as text."""
    return frozenset(text.split())


_GIVEN_NAMES = _words(
    """
    Alessandra Alessandro Alessia Alessio Alice Andrea Angela Angelo Anna Antonella Antonietta Antonio Barbara Beatrice
    Carla Carlo Carmela Caterina Chiara Claudia Claudio Concetta Cristina Daniela Daniele Davide Domenico Elena Eleonora
    Elisa Elisabetta Emanuela Emanuele Enrico Enzo Erika Ester Fabio Fabrizio Fatima Federica Federico Filippo Francesca
    Francesco Franco Gabriele Gabriella Giacomo Gianluca Gianni Giorgia Giorgio Giovanna Giovanni Giulia Giulio Giuseppe
    Giuseppina Ilaria Irene Laura Lorenzo Luca Lucia Luciano Luigi Luisa Manuela Marco Maria Mario Marta Martina Massimo
    Matteo Maurizio Michela Michele Monica Nadia Natalia Nicola Nicoletta Paola Paolo Patrizia Pietro Raffaele Raffaella
    Riccardo Rita Roberta Roberto Rosa Rosaria Salvatore Sandra Sara Sergio Silvia Simona Simone Sofia Sonia Stefania
    Stefano Susanna Teresa Tiziana Valentina Valeria Vanessa Vincenza Vincenzo Vito Viviana
    """
)
_INSTITUTIONS = _words(
    """
    via viale vicolo piazza piazzale largo corso strada contrada località villa palazzo ospedale policlinico clinica
    istituto scuola liceo università associazione fondazione cooperativa centro casa sportello consultorio progetto
    comune frazione parrocchia caritas san santa santo sant' madonna beata beato
    """
)
_DIGIT = "[0-9LMNPQRSTUV]"  # letters stand for digits where two people would share a code
_FISCAL_CODE = re.compile(rf"\b[A-Z]{{6}}{_DIGIT}{{2}}[A-EHLMPRST]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z]\b", re.I)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PREFIX = r"(?:(?:\+|00)39[ .-]?)?(?:3\d{2}|0\d{1,3})"
_TELEPHONE = re.compile(rf"(?<![\w/.,-]){_PREFIX}[ ./-]?\d{{2,4}}(?:[ .-]?\d{{2,4}}){{1,2}}(?![\w/])")
_WORD = re.compile(r"[^\W\d_]+'?")
_MIN_DIGITS = 9


def personal_data(case: Case) -> Iterator[Finding]:
    """The texts on the path that look like personal data."""
    for question, value in case.answered():
        message = _suspicion(case, value) if question.sensitive_text else ""
        if message:
            yield case.finding(f"{question.code}.sensitive", "warning", message, (question.code,))
        if question.type == "roster":
            yield from _in_rows(case, question)


def _in_rows(case: Case, roster: Question) -> Iterator[Finding]:
    for place in places(case, roster):
        for child in place.asked(case):
            message = _suspicion(case, place.row.get(child.code)) if child.sensitive_text else ""
            if message:
                title = say(child.text, case.language)
                message = case.said(messages.AT_ROW, number=place.number, question=title, message=message)
                yield place.finding(case, "warning", child, "sensitive", message)


def _suspicion(case: Case, text: object) -> str:
    """What is said of a text that looks like personal data; "" of any other answer."""
    found = likenesses(text) if isinstance(text, str) else ()
    between = f" {translated('e', case.language)} "
    words = between.join(translated(what, case.language) for what in found)
    return case.said(messages.SENSITIVE, found=words) if found else ""


def likenesses(text: str) -> tuple[str, ...]:
    """What a text seems to contain, in Italian; nothing when it looks clean."""
    tests = (
        (messages.FISCAL_CODE, _FISCAL_CODE.search(text) is not None),
        (messages.EMAIL, _EMAIL.search(text) is not None),
        (messages.TELEPHONE, any(map(_is_telephone, _TELEPHONE.findall(text)))),
        (messages.FULL_NAME, _has_full_name(text)),
    )
    return tuple(what for what, met in tests if met)


def _is_telephone(candidate: str) -> bool:
    return sum(character.isdigit() for character in candidate) >= _MIN_DIGITS


def _has_full_name(text: str) -> bool:
    words = list(_WORD.finditer(text))
    return any(
        word.group() in _GIVEN_NAMES
        and _is_surname(following.group())
        and text[word.end() : following.start()].isspace()
        and (index == 0 or words[index - 1].group().lower() not in _INSTITUTIONS)
        for index, (word, following) in enumerate(zip(words, words[1:], strict=False))
    )


def _is_surname(word: str) -> bool:
    """A capitalised word of more than two letters that is not all capitals (an acronym)."""
    return len(word) > 2 and word[0].isupper() and not word.isupper()
