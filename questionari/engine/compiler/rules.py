"""What a document says beside its questions: effects, indicators, limits of effort, preparation."""

from questionari.engine.compiler.build import Build, Sourced, items
from questionari.engine.definition import BurdenProfile, Effect, Indicator, Preparation


def effects(build: Build, document: Sourced) -> tuple[Effect, ...]:
    """The effects whose condition could be read."""
    found = []
    for at in items(document, "effects"):
        when = build.expression(at, "when", "effect", at.pointer)
        if when is not None:
            found.append(Effect(at.raw["kind"], when, tuple(at.raw["fields"]), at.raw["text"]))
    return tuple(found)


def indicators(build: Build, document: Sourced) -> tuple[Indicator, ...]:
    """The indicators; the numerator of a share stays text, read by the data exports."""
    return tuple(
        Indicator(
            at.raw["code"],
            at.raw["title"],
            at.raw["level"],
            build.expression(at, "expression", "indicator", at.raw["code"], boolean=False),
            at.raw.get("unit"),
            at.raw.get("numerator"),
            at.raw.get("method"),
        )
        for at in items(document, "indicators")
    )


def burden(document: Sourced) -> tuple[BurdenProfile, ...]:
    """The declared limits of effort."""
    return tuple(
        BurdenProfile(
            raw["code"], raw["title"], raw["census"], raw["assume"], raw.get("max_inputs"), raw.get("max_required")
        )
        for raw in document.raw.get("burden", ())
    )


def preparation(build: Build, document: Sourced) -> tuple[Preparation, ...]:
    """The lines of the preparation sheet."""
    return tuple(
        Preparation(
            at.raw["text"],
            build.expression(at, "when", "preparation", at.pointer),
            tuple(at.raw.get("questions", ())),
        )
        for at in items(document, "preparation")
    )
