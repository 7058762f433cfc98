"""`flask questionnaire publish` and `flask round …`: a round from its draft to the signed closing, by command."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionari import clock
from questionari.catalogue import SCHEMI
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases.rounds import opening
from tests.cli.conftest import Run
from tests.engine.builders import DOCUMENTS

DATA = Path("questionari/demo/data")
DOCUMENT = Path("tests/documents/valid/respond.json")


def day(ahead: int) -> str:
    return (clock.local_day(clock.utc_now()) + timedelta(days=ahead)).strftime("%d/%m/%Y")


@pytest.fixture
def ready(run: Run) -> Run:
    """Territories, the network of Bari, a published questionnaire."""
    for words in (
        ("census", "import", DATA / "territori_pilota.csv"),
        ("census", "import", DATA / "rete_bari.csv"),
        ("questionnaire", "publish", DOCUMENT),
    ):
        assert run(*words).exit_code == 0
    return run


def questionnaire() -> str:
    return str(json.loads(DOCUMENT.read_text())["code"])


def create(run: Run, *more: str, **changes: str) -> tuple[int, str]:
    values = {
        "code": "2026-1",
        "title": "Monitoraggio 2026",
        "questionnaire": questionnaire(),
        "period-start": "01/01/2026",
        "period-end": "2026-06-30",
        "opens": day(0),
        "deadline": day(21),
        "closes": day(30),
    }
    words = [word for name, value in (values | changes).items() for word in (f"--{name}", value)]
    result = run("round", "create", *words, *more)
    return result.exit_code, result.stderr


def status(run: Run) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("round", "status", "2026-1", "--format", "json").stdout)
    return found


def test_publishing_twice_gives_the_same_hash_and_one_version(ready: Run) -> None:
    again = ready("questionnaire", "publish", DOCUMENT)
    assert again.exit_code == 0 and "Already published" in again.stderr
    assert len(again.stdout.strip()) == 64


def test_a_published_version_cannot_be_replaced_by_another_document(ready: Run, tmp_path: Path) -> None:
    changed = json.loads(DOCUMENT.read_text())
    changed["title"]["it"] = "Un altro titolo"
    file = tmp_path / "altro.json"
    file.write_text(json.dumps(changed))
    result = ready("questionnaire", "publish", file)
    assert result.exit_code == 1 and "già pubblicata" in result.stderr


def test_a_document_with_errors_is_not_published(ready: Run, tmp_path: Path) -> None:
    broken = tmp_path / "rotto.json"
    broken.write_text('{"code": "X"}')
    assert ready("questionnaire", "publish", broken).exit_code == 1
    broken.write_text("{")
    assert ready("questionnaire", "publish", broken).exit_code == 2


def test_a_document_that_nobody_could_submit_is_not_published(ready: Run) -> None:
    result = ready("questionnaire", "publish", DOCUMENTS / "faulty" / "LOG010.json")
    assert result.exit_code == 1 and "error LOG010 /checks/0/require" in result.stderr


def test_a_round_goes_from_draft_to_open_to_extended_to_closed(ready: Run) -> None:
    assert create(ready) == (
        0,
        "Round 2026-1 created: look at it with `flask round status`, then `flask round open`.\n",
    )
    assert status(ready)["state"] == "draft"
    opened = ready("round", "open", "2026-1")
    assert opened.exit_code == 0 and "30 services are asked" in opened.stderr
    found = status(ready)
    assert (found["state"], found["by_state"]) == ("open", {"invito in coda": 30})
    assert found["by_atr"] == {"072": found["total"]}
    assert ready("round", "extend", "2026-1", "--deadline", day(40)).exit_code == 0
    assert status(ready)["closes"] == str(clock.local_day(clock.utc_now()) + timedelta(days=40))
    closed = ready("round", "close", "2026-1", "--format", "json")
    assert json.loads(closed.stdout)["rate"] == 0
    assert status(ready)["state"] == "closed"
    assert ready("round", "close", "2026-1").exit_code == 1
    listed = json.loads(ready("round", "list", "--format", "json").stdout)
    assert [(r["code"], r["state"], r["asked"], r["answered"]) for r in listed] == [("2026-1", "closed", 30, 0)]


def test_all_wrong_fields_of_a_round_are_named_at_once(ready: Run) -> None:
    code, message = create(ready, deadline=day(-1), closes="domani", questionnaire="Z", code="a b")
    assert code == 1
    for start in ("code: ", "deadline: La scadenza viene prima", "closes: Scriva la data", "questionnaire: Nessun"):
        assert start in message
    assert create(ready, "--atr", "999", "--type", "77")[0] == 1
    assert "sollecito" not in ready("round", "list").stdout


def test_a_missing_option_is_bad_usage_and_an_unknown_round_is_refused(ready: Run) -> None:
    assert ready("round", "create", "--code", "x").exit_code == 2
    unknown = ready("round", "open", "nessuna")
    assert unknown.exit_code == 1 and "not_found" in unknown.stderr


def test_units_are_chosen_by_type_and_territory(ready: Run) -> None:
    create(ready, "--atr", "072", "--type", "01", "--unit", "BA-010")
    assert "4 services are asked" in ready("round", "open", "2026-1").stderr
    assert sorted(status(ready)["by_type"]) == ["01", "04"]  # type: ignore[call-overload]  # JSON


def test_a_test_round_writes_to_the_staff_alone(ready: Run, database: Database) -> None:
    assert create(ready, "--test")[0] == 1
    assert create(ready, "--test", "--mail-to", "prova@staff.example")[0] == 0
    ready("round", "open", "2026-1")
    with database.reading() as session:
        rows = session.execute(select(OutboxMessage.recipient, OutboxMessage.contact_id).distinct()).all()
    assert [tuple(row) for row in rows] == [("prova@staff.example", None)]


def test_an_opening_killed_half_way_is_finished_by_the_next_run(
    ready: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(ready)
    monkeypatch.setattr("questionari.cli.rounds.opening.continue_opening", _die_in_the_second_batch())
    assert isinstance(ready("round", "open", "2026-1").exception, KeyboardInterrupt | SystemExit)
    monkeypatch.undo()
    assert _counts(database) == (10, 10)
    assert "interrupted" in ready("round", "open", "2026-1").stderr
    assert _counts(database) == (30, 30)
    assert ready("round", "open", "2026-1").exit_code == 1
    assert _counts(database) == (30, 30)


def _die_in_the_second_batch() -> object:
    calls = []
    batch = opening.continue_opening

    def run(*arguments: object) -> int:
        calls.append(1)
        left = batch(*arguments, limit=10)  # type: ignore[arg-type]  # handed through
        if len(calls) == 2:
            raise KeyboardInterrupt  # the second batch is written, not committed
        return left

    return run


def _counts(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        invitations = session.scalar(select(func.count()).select_from(Invitation))
        mails = session.scalar(select(func.count()).select_from(OutboxMessage))
    return invitations or 0, mails or 0


def test_a_version_is_tried_on_the_drafts_of_an_open_round_and_nothing_changes(ready: Run, tmp_path: Path) -> None:
    create(ready)
    ready("round", "open", "2026-1")
    for version, unit in (("2026.1.1", "service"), ("2026.2", "atr")):
        path = tmp_path / f"{version}.json"
        path.write_text(json.dumps(json.loads(DOCUMENT.read_text()) | {"version": version, "unit": unit}))
        assert ready("questionnaire", "publish", path).exit_code == 0
    mends = ready("round", "try-version", "2026-1", "2026.1.1", "--format", "json")
    assert (mends.exit_code, json.loads(mends.stdout)["trial"]["drafts"]) == (0, 0)
    more = ready("round", "try-version", "2026-1", "2026.2")
    assert (more.exit_code, "cambia chi risponde" in more.stdout) == (1, True)
    assert "does more than mend" in more.stderr
    assert ready("round", "try-version", "2026-1", "1999").exit_code == 1


def test_a_questionnaire_in_parts_is_asked_by_naming_who_begins(ready: Run) -> None:
    assert ready("questionnaire", "publish", SCHEMI / "questionari" / "E" / "2026.1.json").exit_code == 0
    assert create(ready, "--unit", "BA-005", questionnaire="E")[0] == 1
    assert create(ready, "--unit", "BA-005", "--first", "BA-024", questionnaire="E")[0] == 0
    assert "2 services are asked" in ready("round", "open", "2026-1").stderr
