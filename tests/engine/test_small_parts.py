"""Small modules that nothing small had held: profiles, names of before, protected cells, texts and parts of files."""

import io
import zipfile

import pytest

from questionari.engine.columns.protection import protected, restore
from questionari.engine.editing.aliases import Alias, alias, answers_under, codes_under
from questionari.engine.editing.places import find
from questionari.engine.editing.profiles import add_profile, assume, keep_assumed, set_census
from questionari.engine.files.archives import read_part
from questionari.engine.files.reasons import DAMAGED, Unfit
from questionari.engine.files.revisions import REVISIONS, accepted, is_revised
from questionari.engine.files.texts import text_of
from tests.engine.test_copying import R


def test_a_profile_is_added_with_its_type_or_for_any_service() -> None:
    for typed, census in (("01", {"type": "01"}), ("", {})):
        made = find(add_profile(R, "NUOVO", " Un centro ", typed), "carico/NUOVO").raw
        assert made == {"code": "NUOVO", "title": {"it": "Un centro"}, "census": census, "assume": {}}


def test_what_is_supposed_of_a_service_is_set_and_taken_back() -> None:
    made = add_profile(R, "NUOVO", "Un centro", "")
    known = set_census(made, "carico/NUOVO", "region", " 16 ")
    assert find(known, "carico/NUOVO").raw["census"] == {"region": "16"}
    for _ in range(2):
        known = set_census(known, "carico/NUOVO", "region", " ")
        assert find(known, "carico/NUOVO").raw["census"] == {}
    supposed = assume(assume(made, "carico/NUOVO", {"Q1": "1", "Q2": 3}), "carico/NUOVO", {"Q2": 4})
    assert find(supposed, "carico/NUOVO").raw["assume"] == {"Q1": "1", "Q2": 4}
    assert find(keep_assumed(supposed, "carico/NUOVO", ["Q2"]), "carico/NUOVO").raw["assume"] == {"Q2": 4}


def test_a_name_goes_on_under_the_later_one_of_the_same_thing_alone() -> None:
    first = Alias("domanda", "Q1", "Q1b")
    assert first.after(Alias("domanda", "Q1b", "Q9")) == Alias("domanda", "Q1", "Q9")
    assert first.after(Alias("pagina", "Q1b", "Q9")) is None
    assert first.after(Alias("domanda", "Q1", "Q9")) is None


def test_a_child_is_named_within_its_holder() -> None:
    assert alias(R, "domanda/R1.comune", "luogo") == Alias("domanda", "R1.comune", "R1.luogo")
    assert alias(R, "pagina/P1", "P9") == Alias("pagina", "P1", "P9")
    assert alias(R, "sezione/S1", "S9") is None


def test_codes_that_begin_with_the_old_name_have_the_new_one() -> None:
    renamed = Alias("domanda", "Q1", "Q9")
    assert codes_under(["Q1", "Q1.molte", "Q12"], renamed) == ["Q9", "Q9.molte", "Q12"]
    assert codes_under(["Q1"], Alias("voce", "1", "2")) == ["Q1"]
    assert answers_under({"Q1": "x", "Q12": "y"}, renamed) == {"Q9": "x", "Q12": "y"}
    assert answers_under({"P1": "x"}, Alias("pagina", "P1", "P9")) == {"P1": "x"}


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"\xef\xbb\xbfcitt\xc3\xa0", "città"), (b"citt\xe0", "città"), (b"a\0b", None), (b"\x81", None), (b"", "")],
)
def test_a_text_is_read_as_spreadsheets_save_it(content: bytes, text: str | None) -> None:
    assert text_of(content) == text


def test_a_part_that_is_not_packed_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("dati.csv", "a;b")
        assert read_part(archive, archive.getinfo("dati.csv")) == b"a;b"
        archive.getinfo("dati.csv").file_size += 1
        with pytest.raises(zipfile.BadZipFile, match="not as long as declared"):
            read_part(archive, archive.getinfo("dati.csv"))


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("'-", "''-"),
        ("\tx", "'\tx"),
        ("@x", "'@x"),
        ("l'ascolto", "l'ascolto"),
        ("Xy", "Xy"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_reckon_is_kept_as_text_and_restored(cell: str, kept: str) -> None:
    assert protected(cell) == kept
    assert restore(kept) == cell


BY = 'w:id="1" w:author="Z"'
STAY = ["ins", "moveTo", "cellIns"]
GO = ["del", "moveFrom", "numberingChange", "tblGridChange", "tblPrExChange"]
GO += [f"{part}PrChange" for part in ("r", "p", "sect", "tbl", "tr", "tc")]
LIMITS = [f"{custom}Range{end}" for custom in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveTo")
          for end in ("Start", "End")]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        *((f"<a>x<w:{name} {BY}><b>y</b></w:{name}>z<w:{name} {BY}/>v</a>", "<a>xzv</a>") for name in GO),
        *(
            (f"<a>x<w:{name} {BY}><b>y</b></w:{name}>z</a>", "<a>x<b>y</b>z</a>")
            for name in ("ins", "moveTo", "cellIns")
        ),
        *((f"<a>x<w:{name} {BY}/>z</a>", "<a>xz</a>") for name in LIMITS),
        ("<a><w:delText>y</w:delText><w:insideH/></a>", "<a><w:delText>y</w:delText><w:insideH/></a>"),
        ("<w:tr><w:trPr/><w:del>y</w:del></w:tr>", "<w:tr><w:trPr/></w:tr>"),
        (
            "<w:tr><w:trPr><w:ins/></w:trPr><w:trPrEx/><w:del>y</w:del></w:tr>",
            "<w:tr><w:trPr></w:trPr><w:trPrEx/></w:tr>",
        ),
    ],
)
def test_a_part_of_a_document_has_its_revisions_accepted(part: str, kept: str) -> None:
    assert accepted(part.encode()) == kept.encode()
    assert is_revised(part.encode()) is (part != kept) and not is_revised(kept.encode())


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("<a><w:del>x<w:del>y</w:del>z</w:del></a>", REVISIONS),
        ("<a><w:tcPr><w:cellDel/></w:tcPr></a>", REVISIONS),
        ("<a><w:tcPr><w:cellMerge/></w:tcPr></a>", REVISIONS),
        ("<w:tr><w:trPr><w:del/></w:trPr></w:tr>", REVISIONS),
        ("<a><w:tr><w:trPr/></w:tr><w:tr><w:trPr><w:h/><w:moveFrom/></w:trPr></w:tr></a>", REVISIONS),
        ("<a><w:del><b></w:del></b></a>", REVISIONS),  # what is left is no XML
        ("<a><w:del>x</a>", DAMAGED),
        ("<a><w:ins ", DAMAGED),
    ],
)
def test_revisions_that_cannot_be_accepted_are_left_to_whoever_made_them(part: str, message: str) -> None:
    with pytest.raises(Unfit) as refusal:
        accepted(part.encode())
    assert refusal.value.message == message
