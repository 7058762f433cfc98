"""REF: what is named exists and comes in time. LST: lists are there, used and not empty. CHK: checks are clear."""

from collections.abc import Iterable, Iterator, Mapping

from questionari.engine.checks.outline import Place, checks, coded_lists, questions
from questionari.engine.checks.subject import Site, Subject, finding, join
from questionari.engine.definition import Question
from questionari.engine.expressions.context import PREFILL_FIELDS
from questionari.engine.expressions.scope import NAMED, repeated, table
from questionari.engine.findings import StaticFinding


def forward_references(subject: Subject) -> Iterator[StaticFinding]:
    """REF002: the path is found in one pass, so a condition of visibility reads what stands before it."""
    computed = {site.owner: site.expression.names for site in subject.sites if site.role == "computed"}
    for site in subject.sites:
        if site.position is not None:
            yield from _late(subject, site, computed)


def _late(subject: Subject, site: Site, computed: Mapping[str, frozenset[str]]) -> Iterator[StaticFinding]:
    position = site.position or 0
    for name in sorted(_through(site.expression.names, computed)):
        index = subject.order.get(name)
        if index is not None and index >= position:
            yield finding("REF002", site.pointer, f"the condition of {site.owner} reads {name}, asked later")


def _through(names: Iterable[str], computed: Mapping[str, frozenset[str]]) -> set[str]:
    """The names read, computed values replaced by what they are made of."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += computed.get(name, ())
    return found


def fields_exist(subject: Subject) -> Iterator[StaticFinding]:
    """REF001: questions named by checks, effects, preparation and lists of fields."""
    for check, pointer, _ in checks(subject.document):
        yield from _unknown(subject, check.get("fields", ()), join(pointer, "fields"))
    for key, inside in (("effects", "fields"), ("preparation", "questions")):
        for i, raw in enumerate(subject.document.get(key, ())):
            yield from _unknown(subject, raw.get(inside, ()), join("", key, i, inside))


def _unknown(subject: Subject, codes: Iterable[str], pointer: str) -> Iterator[StaticFinding]:
    for i, code in enumerate(codes):
        if subject.question(code) is None:
            yield finding("REF001", join(pointer, i), f"there is no question {code!r}")


def cells_exist(subject: Subject) -> Iterator[StaticFinding]:
    """REF004: rows and columns named by 'blocked' and 'cell_rules'."""
    for place in questions(subject.document):
        question = subject.question(place.code)
        if question is None or question.matrix is None:
            continue
        known = {(row.code, column.code) for row in question.matrix.rows for column in question.matrix.columns}
        named = [(cell, join(place.pointer, "blocked", i)) for i, cell in enumerate(place.raw.get("blocked", ()))]
        for i, rule in enumerate(place.raw.get("cell_rules", ())):
            named.append(([rule["row"], rule["column"]], join(place.pointer, "cell_rules", i)))
        for cell, pointer in named:
            if tuple(cell) not in known:
                yield finding("REF004", pointer, f"{place.code} has no cell {cell[0]!r}, {cell[1]!r}")


def prefill_fields(subject: Subject) -> Iterator[StaticFinding]:
    """REF005: census fields named by 'prefill'; rows are filled in by their roster."""
    for place in questions(subject.document):
        field = place.raw.get("prefill")
        if field is not None and field not in PREFILL_FIELDS:
            yield finding("REF005", join(place.pointer, "prefill"), f"the census has no field {field!r}")
        elif field is not None and place.roster:
            message = f"{place.code} stands in a row: write 'prefill' on the roster {place.roster}"
            yield finding("REF005", join(place.pointer, "prefill"), message)


def empty_lists(subject: Subject) -> Iterator[StaticFinding]:
    """LST001: lists written empty, or left empty by 'only' and 'without'."""
    for listed, pointer in coded_lists(subject.document):
        if not listed:
            yield finding("LST001", pointer, "the list is empty")
    for place in questions(subject.document):
        question = subject.question(place.code)
        if question and isinstance(place.raw.get("options"), Mapping) and not _options(question):
            yield finding("LST001", join(place.pointer, "options"), f"no option is left for {place.code}")
        if question and question.matrix and isinstance(place.raw.get("rows"), Mapping) and not question.matrix.rows:
            yield finding("LST001", join(place.pointer, "rows"), f"no row is left for {place.code}")


def _options(question: Question) -> tuple[object, ...]:
    return question.matrix.options if question.matrix else question.options


def limited_options(subject: Subject) -> Iterator[StaticFinding]:
    """LST005: 'options_from' names an earlier multiple choice, or one in the rows of a roster, with these codes; of a
    text or a comune a child of the same type.
    """
    for place in questions(subject.document):
        source = place.raw.get("options_from")
        if source is None:
            continue
        pointer = join(place.pointer, "options_from")
        named = place.raw["type"] in NAMED
        chosen = _named(subject, source, place.raw["type"]) if named else _source(subject, source)
        if chosen is None and named:
            yield finding("LST005", pointer, f"{source!r} is not a {place.raw['type']} in the rows of a roster")
        elif chosen is None:
            yield finding("LST005", pointer, f"{source!r} is not a multiple choice of this document")
        elif subject.standing(source) >= subject.standing(place.code):
            yield finding("LST005", pointer, f"{source} is asked after {place.code}")
        elif not named and not _codes(subject, place) & {option.code for option in chosen.options}:
            yield finding("LST005", pointer, f"{source} has none of the codes of {place.code}")


def _source(subject: Subject, source: str) -> Question | None:
    """The multiple choice that a code names, or the choice in the rows of a roster."""
    rows, chosen = repeated(subject, source), subject.question(source)
    if rows is not None:
        return rows[1] if rows[1].type in ("choice", "multi", "ordered") else None
    return chosen if chosen is not None and chosen.type in ("multi", "ordered") else None


def _named(subject: Subject, source: str, kind: str) -> Question | None:
    """The child of a roster that a code names, where it is of that type."""
    rows = repeated(subject, source)
    return rows[1] if rows is not None and rows[1].type == kind else None


def _codes(subject: Subject, place: Place) -> frozenset[str]:
    """The codes of the options of a question, of the rows of a matrix."""
    around = table(subject, place.roster) if place.roster else None
    inside = (child for child in (around.children if around else ()) if child.code == place.raw["code"])
    question = next(inside, None) if place.roster else subject.question(place.code)
    coded = () if question is None else question.matrix.rows if question.matrix else question.options
    return frozenset(one.code for one in coded)


def unused_lists(subject: Subject) -> Iterator[StaticFinding]:
    """LST006: named lists that no question takes."""
    used = {
        place.raw[key]["list"]
        for place in questions(subject.document)
        for key in ("options", "rows")
        if isinstance(place.raw.get(key), Mapping)
    }
    for name in subject.document.get("lists", {}):
        if name not in used:
            yield finding("LST006", join("", "lists", name), f"list {name!r} is never used")


def understandable_checks(subject: Subject) -> Iterator[StaticFinding]:
    """CHK001 to CHK003: a message, a place, rows to walk."""
    for raw, pointer, stands_in in checks(subject.document):
        if not raw.get("message"):
            yield finding("CHK001", pointer, f"check {raw['code']} has no message")
        if stands_in is None and not raw.get("fields"):
            yield finding("CHK002", pointer, f"check {raw['code']} points at no question")
        walked = table(subject, raw["foreach"]) if "foreach" in raw else None
        if "foreach" in raw and (walked is None or walked.type not in ("matrix", "roster")):
            yield finding("CHK003", join(pointer, "foreach"), f"{raw['foreach']!r} is not a matrix or a roster")


def idle_checks(subject: Subject) -> Iterator[StaticFinding]:
    """CHK004: rules that read no answer."""
    for site in subject.sites:
        if site.role == "check" and site.pointer.endswith("/require") and not site.expression.names and not site.row:
            yield finding("CHK004", site.pointer, f"check {site.owner} reads no answer")
