"""Datasets as the tests make them: submissions without a database, files read back as their readers would."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from esportazioni.csv_files import CLEAN, EXCEL, Dialect
from esportazioni.export import Exported, export_csv
from questionari.engine.dataset import DatasetRound, Submission
from questionari.engine.definition import Questionnaire
from questionari.engine.values import NO_CONTEXT, Context, Value
from tests.instruments import world

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
Row = Mapping[str, str]


def around(definition: Questionnaire, submitted: int) -> DatasetRound:
    """An open round in which so many have answered."""
    first, last, deadline = date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 14)
    return DatasetRound("2026-1", "Primo semestre", first, last, deadline, True, definition, 30, submitted, 0)


def submission(number: int, answers: Mapping[str, Value], context: Context = NO_CONTEXT) -> Submission:
    """The response of a service of Bari."""
    day = date(2026, 11, 20)
    return Submission(
        f"r{number}", f"BA-{number:03}", "01", "072", ("072",), day, "submitted", "it", 0, answers, context
    )


def written(definition: Questionnaire, found: Sequence[Submission], folder: Path) -> Exported:
    """The dataset of these submissions in a new folder."""
    return export_csv(around(definition, len(found)), found, folder, NOW)


def of_a(folder: Path, answers: Iterable[Mapping[str, Value]]) -> Exported:
    """The dataset of responses to instrument A."""
    found = [submission(number, given, world.context()) for number, given in enumerate(answers)]
    return written(world.instrument_a(), found, folder)


def read(folder: Path, name: str, dialect: Dialect = CLEAN) -> list[Row]:
    """The rows of a file as another program reads them."""
    path = folder / f"{name}{dialect.suffix}.csv"
    with path.open(encoding="utf-8-sig" if dialect is EXCEL else "utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=dialect.delimiter))
