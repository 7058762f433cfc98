"""Values and visibilities that depend on themselves."""

from collections.abc import Iterable, Iterator, Mapping

from questionari.engine.checks.subject import Site, Subject, finding
from questionari.engine.findings import StaticFinding


def circular(subject: Subject) -> Iterator[StaticFinding]:
    """REF003: computed values and visibilities that read each other in a circle."""
    for circle in circles(reads(subject.sites)):
        yield finding("REF003", subject.pointer(circle[0]), "circle: " + " → ".join((*circle, circle[0])))


def reads(sites: Iterable[Site]) -> dict[str, set[str]]:
    """Question, page or section code -> names its visibility or value reads."""
    graph: dict[str, set[str]] = {}
    for site in sites:
        if site.role in ("visible_if", "computed"):
            graph.setdefault(site.owner, set()).update(site.expression.names)
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[tuple[str, ...]]:
    """One path for each circle found, as the codes met in order."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in graph:
        _walk(graph, start, [], done, found)
    return found


def _walk(
    graph: Mapping[str, set[str]], node: str, trail: list[str], done: set[str], found: list[tuple[str, ...]]
) -> None:
    if node in trail:
        found.append(tuple(trail[trail.index(node) :]))
        return
    if node in done or node not in graph:
        return
    trail.append(node)
    for name in sorted(graph[node]):
        _walk(graph, name, trail, done, found)
    trail.pop()
    done.add(node)
