"""The dataset of responses that are in memory already: what writing it costs, without the database."""

import csv
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from time import process_time

from bench.answers import answers, definition
from bench.place import Place, Run, Sample, Stopwatch
from esportazioni.export import export_csv
from questionari.engine.dataset import Submission
from tests.esportazioni.world import NOW, around, submission


def rewritten(source: Path, target: Path) -> float:
    """CPU seconds of `csv.writer` writing the rows of a file that is in memory."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    begun = process_time()
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return process_time() - begun


def wide_file(folder: Path) -> Path:
    """The file with a row a response: the widest of the folder."""
    files = [path for path in folder.glob("*.csv") if "excel" not in path.stem]
    return max(files, key=lambda path: path.open(encoding="utf-8").readline().count(",") * 10**9 + path.stat().st_size)


def prepare(place: Place, size: int) -> Run:
    """One run: wide file, stati and all small files of that many responses, in both dialects."""
    questionnaire = definition()
    found: Sequence[Submission] = [submission(number, answers(number)) for number in range(size)]
    numbers = count()

    def run() -> Sample:
        folder, watch = place.folder / f"dataset{next(numbers)}", Stopwatch()
        with watch.running():
            export_csv(around(questionnaire, size), found, folder, NOW)
        return Sample(watch.cpu_s, rewritten(wide_file(folder), place.folder / "again.csv"))

    return run
