"""The lines that `make bench` measures. A new one: a module in `bench/lines`, and its row here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work. Sizes are numbers of `unit`; `tiny` is the size at which a test only sees that it runs."""

    name: str
    title: str
    unit: str
    small: int
    large: int
    tiny: int
    baseline: str
    target: str
    database: bool = True  # measured on each database
    runs: int = 3  # after one that warms up; 1: no warming up either, where a run is long

    @property
    def module(self) -> str:
        """Where its code stands; loaded in the measuring process alone, so that memory is its own."""
        return f"bench.lines.{self.name}"


LINES = (
    Line(
        "response",
        "complete response: link, 5 pages, 30 questions, submission",
        "responses",
        5,
        40,
        1,
        "as many requests to a Flask application that says hello",
        "<= 0.08 CPU s a response (aim 0.05), <= 40 SQL statements",
    ),
    Line(
        "dryrun",
        "dry run: who would be reminded, and of a draft invited",
        "units",
        10_000,
        100_000,
        20,
        "the rows read as plainly as SQLAlchemy can",
        "<= 5 s for 100 000 units",
    ),
    Line(
        "autosave",
        "one changed field saved by an open page",
        "saves",
        20,
        200,
        1,
        "as many requests to a Flask application that says hello",
        "<= 3 SQL statements, 4 where the page had been overtaken",
    ),
    Line(
        "save",
        "a page of instrument A saved, all of it filled in",
        "saves",
        20,
        100,
        2,
        "as many requests to a Flask application that says hello",
        "<= 0.010 CPU s a save at 640 variables, <= 3 SQL statements",
    ),
    Line(
        "together",
        "people at once, each saving a field every five seconds, under gunicorn as deployed",
        "people",
        50,
        200,
        3,
        "the same people on a Flask application that does one UPDATE",
        "p95 of a save < 300 ms for 200 people on two cores, no error",
        runs=1,
    ),
    Line(
        "page",
        "a page of questions, drawn",
        "pages",
        20,
        200,
        1,
        "as many requests to a Flask application that says hello",
        "<= 8 KB + 250 B an input of HTML, <= 30 KB",
    ),
    Line(
        "export",
        "CSV export, 61 columns of answers, with stati and codebook",
        "rows",
        1_000,
        10_000,
        5,
        "csv.writer of the same rows already in memory",
        "<= 0.6 CPU s for 10 000 rows",
        database=False,
    ),
    Line(
        "dataset",
        "the same from the database, decryption included",
        "rows",
        500,
        5_000,
        3,
        "csv.writer of the same rows already in memory",
        "<= 6 CPU s for 100 000 rows",
    ),
    Line(
        "xlsx",
        "the same as an Excel workbook: codes, words, states, codebook",
        "rows",
        500,
        5_000,
        3,
        "XlsxWriter alone: as many cells, all texts, no format",
        "within twice its baseline",
        database=False,
    ),
    Line(
        "opening",
        "opening a round: units, invitations, outbox rows",
        "units",
        10_000,
        100_000,
        5,
        "bulk insert of as many units, contacts and the links between them",
        "<= 60 CPU s for 100 000 units",
        runs=1,
    ),
    Line(
        "mail",
        "invitations frozen and sent from the outbox",
        "mails",
        200,
        2_000,
        3,
        "smtplib on one connection to the same server, the same bytes",
        "<= 3 CPU ms a mail, >= 40 % of the raw rate",
    ),
    Line(
        "completion_atr",
        "completion page of an ATR",
        "invitations",
        1_000,
        100_000,
        5,
        "a request to a Flask application that says hello",
        "<= 0.05 CPU s with 100 000 invitations",
    ),
    Line(
        "completion_staff",
        "round page of the staff",
        "invitations",
        1_000,
        100_000,
        5,
        "a request to a Flask application that says hello",
        "<= 0.05 CPU s with 100 000 invitations",
    ),
    Line(
        "compile",
        "compilation of instrument A",
        "compilations",
        1,
        5,
        1,
        "reading the same file as JSON",
        "<= 0.1 CPU s",
        database=False,
    ),
    Line(
        "check",
        "every static check of instrument A",
        "checks",
        1,
        5,
        1,
        "reading the same file as JSON",
        "<= 3 CPU s",
        database=False,
    ),
    Line(
        "proofs",
        "instruments A to E checked and proved",
        "instruments",
        1,
        5,
        2,
        "reading the same files as JSON",
        "<= 3 CPU s each",
        database=False,
    ),
    Line(
        "autopsy",
        "the WHO's verbal autopsy, imported from its workbook, filled in page by page",
        "pages",
        5,
        31,
        2,
        "as many requests to a Flask application that says hello",
        "<= 50 CPU ms for the slowest page, shown or saved",
    ),
    Line(
        "hostile",
        "documents that are too large, too deep or too many, refused",
        "documents",
        2,
        12,
        1,
        "reading the same files as JSON",
        "<= 0.5 CPU s each, <= 300 MB; `proved` (the most checks that are taken) <= 3 CPU s",
        database=False,
    ),
)
BY_NAME = {line.name: line for line in LINES}
