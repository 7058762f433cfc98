"""The language a page is drawn in: Italian, unless a page for its readers says otherwise (docs/languages.md)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from flask import Flask, g, has_request_context, request, session
from markupsafe import Markup

from questionari.engine.definition import Text, say
from questionari.engine.wording import ITALIAN, NAMES, catalogue, counted, translated

KEY = "language"
#: The blueprints whose pages follow the reader.
READERS = frozenset({"respond", "alive", "consult", "public"})


def current() -> str:
    """The language of this page; of a respondent's page that is about no response, the one last spoken here."""
    if "language" not in g:
        g.language = _remembered() if has_request_context() and request.blueprint in READERS else ITALIAN
    language: str = g.language
    return language


def _remembered() -> str:
    known: str = session.get(KEY, ITALIAN)
    return known if known in NAMES else ITALIAN


def speak(language: str, offered: Sequence[str] = ()) -> None:
    """Draw this page in that language; ``offered`` are those the reader may choose on it.

    The browser remembers it for the pages that are about no questionnaire (what was refused, the farewell).
    """
    g.language, g.offered = language, offered
    if session.get(KEY, ITALIAN) != language:
        session[KEY] = language


def speaking(language: str) -> str:
    """From here on the page speaks that language, if there is one: what respondents read, shown on a page of others."""
    g.language = language if language in NAMES else ITALIAN
    return ""


def word(message: str, /, **values: object) -> Markup:
    """A message of ours in the language of the page. The message may hold markup, its values never do."""
    text = _markup(message, current())
    return text.format(**values) if values else text


@lru_cache(maxsize=4096)
def _markup(message: str, language: str) -> Markup:
    return Markup(translated(message, language))  # noqa: S704  # catalogues are ours


def words(count: int, one: str, many: str, /, **values: object) -> Markup:
    """The message that agrees with a number, which it may name ``{count}``."""
    return Markup(counted(count, one, many, current())).format(count=count, **values)  # noqa: S704  # ours


def said(text: Text | None) -> str:
    """A text of a questionnaire in the language of the page."""
    return say(text, current())


def scripts() -> Mapping[str, str | list[str]]:
    """What the scripts of a page say, by its Italian words; nothing in Italian."""
    return catalogue(current()).scripts


def init_app(app: Flask) -> None:
    """Register what templates call."""
    app.jinja_env.globals.update(_=word, _n=words, said=said, spoken=current, speaking=speaking)
    app.jinja_env.globals.update(script_words=scripts, names=NAMES)
