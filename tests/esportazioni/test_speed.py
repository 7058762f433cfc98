"""Writing is fast enough for a page's patience: measured in CPU seconds, in a process that has pandas already."""

from pathlib import Path
from time import process_time

from esportazioni.csv_files import CLEAN, CsvFile
from esportazioni.fields import field_of
from esportazioni.frames import frame
from esportazioni.records import Cells
from esportazioni.sheets import Sheet, sheets
from tests.instruments.world import instrument_a

ROWS, COLUMNS, BATCH = 10_000, 61, 500
LIMIT_S = 1.2  # twice the aim, for a busy machine
VALUES = {"integer": 12, "flag": 1, "text": "Una risposta di prova.", "code": "01", "time": "09:00"}


def test_ten_thousand_rows_of_sixty_one_columns_are_written_in_time(tmp_path: Path) -> None:
    columns = [c for c in sheets(instrument_a()).layout.wide if c.kind in VALUES][:COLUMNS]
    sheet = Sheet("prova", "Prova", tuple(field_of(instrument_a(), column) for column in columns))
    cells: list[Cells] = [[VALUES[column.kind]] * BATCH for column in columns]
    begun = process_time()
    with CsvFile(tmp_path, sheet, CLEAN) as file:
        for _ in range(ROWS // BATCH):
            file.write(frame(sheet, cells))
    assert process_time() - begun <= LIMIT_S
    assert file.facts().rows == ROWS
