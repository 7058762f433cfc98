"""flask questionnaire import-xlsform: strict writes what can be published or nothing, lenient always writes."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from questionari.cli.questionnaire import command

GOOD = "| survey |\n| | type | name | label |\n| | integer | n | Quanti? |\n"
FAULTY = GOOD + "| | integer | n | Ancora? |\n"


def call(folder: Path, form: str, *words: str) -> Result:
    (folder / "form.bin").write_text(form, encoding="utf-8")
    out, report = str(folder / "doc.json"), str(folder / "report.json")
    words = ("import-xlsform", str(folder / "form.bin"), "--out", out, "--report", report, *words)
    return CliRunner().invoke(command, words)


def test_a_good_form_becomes_a_document_that_can_be_published(tmp_path: Path) -> None:
    done = call(tmp_path, GOOD)
    assert (done.exit_code, "it can be published" in done.stderr) == (0, True)
    assert CliRunner().invoke(command, ["check", str(tmp_path / "doc.json")]).exit_code == 0


def test_a_faulty_form_is_refused_and_its_report_written(tmp_path: Path) -> None:
    done = call(tmp_path, FAULTY)
    assert (done.exit_code, (tmp_path / "doc.json").exists()) == (1, False)
    assert "error form.duplicate survey row 3" in done.stderr
    report = json.loads((tmp_path / "report.json").read_bytes())
    assert (report["publishable"], report["findings"][0]["row"]) == (False, 3)


def test_a_lenient_import_keeps_everything_and_says_so(tmp_path: Path) -> None:
    done = call(tmp_path, FAULTY, "--lenient")
    assert (done.exit_code, "cannot be published as it is" in done.stderr) == (0, True)
    document = json.loads((tmp_path / "doc.json").read_bytes())
    assert [q["code"] for q in document["sections"][0]["pages"][0]["questions"]] == ["n", "n_2"]


def test_a_form_whose_logic_lets_nobody_submit_is_refused(tmp_path: Path) -> None:
    rows = "| | integer | a | A | yes | . > 5 and . < 3 |\n"
    done = call(tmp_path, f"| survey |\n| | type | name | label | required | constraint |\n{rows}")
    assert (done.exit_code, "error LOG0" in done.stderr) == (1, True)


def test_the_logic_of_a_form_that_is_refused_anyway_is_proved_only_where_it_is_taken(tmp_path: Path) -> None:
    never = FAULTY + "| | text | t | Testo | | | ${n} > 5 and ${n} < 3 |\n"
    form = never.replace("| name | label |", "| name | label | required | constraint | relevant |")
    strict, lenient = call(tmp_path, form), call(tmp_path, form, "--lenient")
    assert (strict.exit_code, "LOG0" in strict.stderr) == (1, False)
    assert (lenient.exit_code, "LOG0" in lenient.stderr) == (0, True)


def test_a_file_that_is_no_form_is_told_in_a_line(tmp_path: Path) -> None:
    done = call(tmp_path, "nothing")
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)


def test_a_document_goes_out_as_a_workbook_and_comes_back_the_same(tmp_path: Path) -> None:
    call(tmp_path, GOOD)
    document, book = str(tmp_path / "doc.json"), str(tmp_path / "form.xlsx")
    assert CliRunner().invoke(command, ["export-xlsform", document, "--out", book]).exit_code == 0
    again = str(tmp_path / "again.json")
    assert CliRunner().invoke(command, ["import-xlsform", book, "--out", again]).exit_code == 0
    assert Path(again).read_bytes() == Path(document).read_bytes()


def test_a_faulty_document_goes_nowhere(tmp_path: Path) -> None:
    (tmp_path / "doc.json").write_text("{}", encoding="utf-8")
    words = ["export-xlsform", str(tmp_path / "doc.json"), "--out", str(tmp_path / "form.xlsx")]
    done = CliRunner().invoke(command, words)
    assert (done.exit_code, "has errors" in done.stderr, (tmp_path / "form.xlsx").exists()) == (1, True, False)
