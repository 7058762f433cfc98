"""The lists of places: official codes, every name they go by, search."""

import pytest

from questionari.engine.places import LONGEST_SEARCH, comuni, countries, plain, province_of, provinces, search_comuni


def test_the_lists_hold_the_places_of_italy_and_the_world() -> None:
    assert len(provinces().by_code) == 107
    assert 7_800 < len(comuni().by_code) < 8_000
    assert len(countries().by_code) >= 249


def test_every_comune_lies_in_the_province_its_code_begins_with() -> None:
    assert all(place.parent == code[:3] and code[:3] in provinces().by_code for code, place in comuni().by_code.items())


def test_every_label_leads_back_to_its_place_alone() -> None:
    for places in (comuni(), provinces(), countries()):
        assert [p.label for p in places.by_code.values() if places.find(p.label) != (p,)] == []


def test_names_are_compared_without_accents_apostrophes_hyphens_and_case() -> None:
    assert [plain(name) for name in ("Forlì-Cesena", "L’Aquila", " SÜD_tirol ")] == [
        "forli cesena",
        "l aquila",
        "sud tirol",
    ]


def test_search_takes_no_notice_of_accents_and_case_and_puts_beginnings_first() -> None:
    assert [place.label for place in search_comuni("FORLÌ D")] == ["Forlì del Sannio (IS)"]
    found = search_comuni("bari")
    assert found[0].code == "072006"
    beginnings = [plain(place.name).startswith("bari") for place in found]
    assert beginnings == sorted(beginnings, reverse=True)


def test_search_is_bounded() -> None:
    assert len(search_comuni("a", 7)) == 7
    assert search_comuni("  ") == search_comuni("\x00") == search_comuni("x" * 100_000) == ()


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("072006", ["072006"]),
        ("Bari (BA)", ["072006"]),
        ("bari, ba", ["072006"]),
        ("Bari (MI)", []),
        ("BA", []),  # two letters are a province, not a comune
        ("Samone", ["001235", "022165"]),
        ("Samone, TN", ["022165"]),
        ("", []),
    ],
)
def test_a_comune_is_found_by_what_people_write_of_it(typed: str, codes: list[str]) -> None:
    assert sorted(place.code for place in comuni().find(typed)) == codes


def test_a_province_is_found_by_its_letters_and_a_country_by_its_code_in_any_case() -> None:
    assert [place.name for place in provinces().find("ba")] == ["Bari"]
    assert [place.code for place in countries().find("fr")] == ["FR"]
    assert [province.region for province in provinces().by_code.values()].count("Puglia") == 6


def test_the_label_of_what_is_no_place_is_its_code() -> None:
    assert (comuni().label("072006"), comuni().label("999999")) == ("Bari (BA)", "999999")


def test_a_text_of_the_longest_search_is_searched_and_of_a_longer_one_the_rest_is_not() -> None:
    padded = "bari" + " " * (LONGEST_SEARCH - 4)
    assert search_comuni(padded) == search_comuni(f"{padded}x") == search_comuni("bari")


def test_the_comuni_of_a_province_are_told_by_name_and_searched_alone() -> None:
    inside = comuni().inside(("072", "110"))
    assert {place.parent for place in inside} == {"072", "110"}
    assert [place.label for place in inside][:2] == ["Acquaviva delle Fonti (BA)", "Adelfia (BA)"]
    assert [plain(place.label) for place in inside] == sorted(plain(place.label) for place in inside)
    assert {place.parent for place in comuni().search("samone")} > {"022"}
    assert [place.label for place in comuni().search("samone", parents=("022",))] == ["Samone (TN)"]
    assert {province_of(place.code) for place in inside} == {"072", "110"}


def test_a_comune_of_two_languages_is_written_and_found_by_both() -> None:
    assert comuni().label("021008") == "Bolzano/Bozen (BZ)"
    assert [provinces().find(name)[0].code for name in ("Bozen", "Valle d'Aosta")] == ["021", "007"]
    assert {place.code for name in ("Bolzano", "Bozen", "Bolzano Bozen") for place in comuni().find(name)} == {"021008"}
