"""Documents in, compiled questionnaires out: bytes, meta-schema, compiler, and a cache by content hash.

Reads ``schemi/`` of the project: the meta-schema and the shared code lists. Everything else is given by the caller.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs

from questionari.engine.canonical import canonical, sha256
from questionari.engine.checks.sizes import many_lists, oversized
from questionari.engine.checks.subject import finding, join
from questionari.engine.compiler import Compiled, build_questionnaire, compile_questionnaire, self_contained
from questionari.engine.definition import Questionnaire
from questionari.engine.findings import StaticFinding

SCHEMI = Path(__file__).resolve().parent.parent / "schemi"
MAX_BYTES = 2_000_000  # the longest form of others has a tenth of it; no page takes more
MAX_DEPTH = 40
_CACHED = 64
_MOST_FAULTS = 500


class DocumentError(ValueError):
    """A document that is not one JSON object of bearable size. The message is English and says what to do."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its shared lists copied in; ``sha256`` is of its canonical form. One that is too large is left as
    it is written, without a hash: ``oversized`` says by what, and nothing else is done with it.
    """

    document: Mapping[str, Any]
    sha256: str
    oversized: tuple[StaticFinding, ...] = ()


def load_document(content: bytes | Mapping[str, Any], schemi: Path = SCHEMI) -> Prepared:
    """The self-contained document of these bytes, its size judged before anything else. Raises ``DocumentError``."""
    document = _object(content)
    faults = oversized(document)
    return Prepared(document, "", faults) if faults else _whole(document, schemi)


def _object(content: bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    document = _parsed(content) if isinstance(content, bytes) else content
    if not isinstance(document, Mapping):
        raise DocumentError("the document is not a JSON object: it must begin with {")
    _refuse_depth(document)
    return document


def _whole(document: Mapping[str, Any], schemi: Path = SCHEMI) -> Prepared:
    try:
        whole = (
            self_contained(document, lambda name: shared_list(name, schemi)) if _has_lists(document) else dict(document)
        )
        return Prepared(whole, sha256(whole))
    except (RecursionError, ValueError) as error:
        raise DocumentError(f"the document has no canonical form: {error}") from error


def translatable(content: bytes, language: str) -> dict[str, Any]:
    """The self-contained document with what its shared lists say in a language to come. Raises ``DocumentError``."""
    raw = _parsed(content)
    widened = load_document({**raw, "languages": [*raw["languages"], language]})
    return {**widened.document, "languages": raw["languages"]}


def _refuse_depth(document: Mapping[str, Any]) -> None:
    """Walk level by level, so that a depth bomb costs no stack."""
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        level = [item for value in level for item in _inside(value)]
    if level:
        raise DocumentError(f"the document is nested too deeply: at most {MAX_DEPTH} levels")


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def canonical_bytes(prepared: Prepared) -> bytes:
    """The bytes that are stored at publication; loading them gives the same hash."""
    return canonical(prepared.document)


def compile_document(document: Prepared | bytes | Mapping[str, Any], schemi: Path = SCHEMI) -> Compiled:
    """The compiled questionnaire with all findings. Raises ``DocumentError`` when there is no JSON object."""
    prepared = document if isinstance(document, Prepared) else load_document(document, schemi)
    if prepared.oversized:
        return Compiled(None, prepared.oversized)
    if prepared.sha256 not in _compiled:
        while len(_compiled) >= _CACHED:
            _compiled.pop(next(iter(_compiled)), None)
        _compiled[prepared.sha256] = _compile(prepared)
    return _compiled[prepared.sha256]


def published(document: bytes) -> Questionnaire:
    """The questionnaire of stored canonical bytes. It was judged at publication and is never judged again: a round
    under way must not stop because a newer release knows one check more, or takes less.
    """
    prepared = _whole(_object(document))
    return build_questionnaire(prepared.document, prepared.sha256)


_compiled: dict[str, Compiled] = {}


def _compile(prepared: Prepared) -> Compiled:
    faults = oversized(prepared.document) or structural_findings(prepared.document)
    return Compiled(None, faults) if faults else compile_questionnaire(prepared.document, prepared.sha256)


def structural_findings(document: Mapping[str, Any], schemi: Path = SCHEMI) -> tuple[StaticFinding, ...]:
    """STR001: where the document does not follow the meta-schema; the first places where there are very many."""
    errors = islice(_validator(schemi).iter_errors(document), _MOST_FAULTS)
    return tuple(finding("STR001", join("", *error.instance_path), _readable(error.message)) for error in errors)


def _readable(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:140]} … {message[-140:]}"


def meta_schema(schemi: Path = SCHEMI) -> bytes:
    """The JSON Schema that documents follow, as it is published."""
    return (schemi / "meta" / "questionnaire.schema.json").read_bytes()


@lru_cache(maxsize=4)
def italian_schema(schemi: Path = SCHEMI) -> bytes:
    """The same with its descriptions in Italian, for who writes a document on a page."""
    words: Mapping[str, str] = json.loads((schemi / "meta" / "questionnaire.it.json").read_bytes())
    return json.dumps(_described(json.loads(meta_schema(schemi)), words), ensure_ascii=False).encode()


def _described(node: Any, words: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_described(item, words) for item in node]
    if not isinstance(node, dict):
        return node
    told = node.get("description")
    inside = {key: _described(value, words) for key, value in node.items()}
    return {**inside, "description": words.get(told, told)} if isinstance(told, str) else inside


@lru_cache(maxsize=4)
def _validator(schemi: Path) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(meta_schema(schemi)))


@lru_cache(maxsize=64)
def shared_names(schemi: Path = SCHEMI) -> tuple[str, ...]:
    """The names of the shared code lists; the registers of places, which have no options, are none."""
    found = ((path.stem, json.loads(path.read_bytes())) for path in sorted((schemi / "elenchi").glob("*.json")))
    return tuple(name for name, content in found if isinstance(content, dict) and "options" in content)


def shared_list(name: str, schemi: Path = SCHEMI) -> Mapping[str, Any]:
    """A shared code list of ``schemi/elenchi``. Raises KeyError when there is none of that name."""
    path = schemi / "elenchi" / f"{name}.json"
    if not name.isidentifier() or not path.is_file():
        raise KeyError(name)
    content: Mapping[str, Any] = json.loads(path.read_bytes())
    return content


def _has_lists(document: Mapping[str, Any]) -> bool:
    """Whether the lists have a shape and a number that can be copied (both are judged later)."""
    lists = document.get("lists", {})
    return (
        isinstance(lists, dict)
        and not many_lists(document)
        and all(isinstance(raw, dict) and isinstance(raw.get("shared", ""), str) for raw in lists.values())
    )


def _parsed(content: bytes) -> Any:
    if len(content) > MAX_BYTES:
        raise DocumentError(f"the document has {len(content)} bytes, at most {MAX_BYTES}")
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except DocumentError:
        raise
    except json.JSONDecodeError as error:
        raise DocumentError(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8: byte {error.start} cannot be read; save the file as UTF-8") from error
    except RecursionError as error:
        raise DocumentError("the document is nested too deeply") from error
    except ValueError as error:
        raise DocumentError(f"not JSON: {error}") from error  # a number of more digits than Python reads


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are met once: JSON would silently keep the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise DocumentError(f"the key {repeated!r} stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise DocumentError(f"{name} is not JSON")
