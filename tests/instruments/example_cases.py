"""What sets off each check of instruments B, C, D, E and what must not: changes of the complete examples."""

from collections.abc import Mapping

from tests.instruments.example import Case, Data, example

UNAVAILABLE = {"reserved": -7}
SERVICES = example("B")["answers"]["B5_01"]
MEMBER = example("B")["answers"]["B4"][0]
WEEK = {day: [["08:00", "20:00"]] for day in ("lun", "mar", "mer", "gio", "ven")}
SPENT = example("C")["answers"]["C9_01"][0]
PRIORITY = example("C")["answers"]["C11_03"][0]


def _row(first: Data, **changes: object) -> Data:
    return {**first, **changes}


B = (
    Case("B1_03.regione", {"B1_02": "5", "B1_03.regione": "21"}, ({"B1_02": "5", "B1_03.regione": "16"}, {})),
    Case("B1_06.dopo", {"B1_06": "2025-03-01"}, ({"B1_06": "2026-12-31"}, {"B1_05": None})),
    Case("B1_07.date", {"B1_06": "2026-11-21"}, ({"B1_06": "2026-11-22"}, {"B1_06": "2026-11-21", "B1_07": "3"})),
    Case("B2_01.altro_atr", {"B2_01": [{"comune": "058091"}]}, ({"B2_01": [{"comune": "072021"}]},)),
    Case("B2_01.doppio", {"B2_01": [{"comune": "072006"}, {"comune": "072006"}]}, ({},)),
    Case("B3_02.scadenza", {"B3_02.scadenza": "2025-03-01"}, ({"B3_02.scadenza": None}, {"B3_01": "5"})),
    Case(
        "B4_01.doppione",
        {"B4": [_row(MEMBER, B4_06=None), MEMBER]},
        ({"B4": [MEMBER, MEMBER]}, {"B4": [_row(MEMBER, B4_06=None), _row(MEMBER, B4_01="Altro ente")]}),
    ),
    Case(
        "B4_01.censimento",
        {"B4": [_row(MEMBER, B4_06=None)]},
        ({"B4": [MEMBER]}, {"B4": [_row(MEMBER, B4_01="Altro ente", B4_06=None)]}),
        linked={"similar_names": [MEMBER["B4_01"]]},
    ),
    Case(
        "B5_01.censimento",
        {"B5_01": {**SERVICES, "01": {"a": 1, "b": 2, "c": 0}}},
        (
            {"B5_01": {**SERVICES, "01": {"a": 2, "b": 2, "c": 9}}},
            {"B5_01": {**SERVICES, "01": {"a": UNAVAILABLE, "b": 2}}},
        ),
    ),
    Case(
        "B6_03.orario_servizio",
        {"B6_03": WEEK},
        ({"B6_03": {**WEEK, "ven": []}, "B6_05": None}, {}),
        {"referent_hours": 48},
    ),
    Case(
        "B6_04.date",
        {"B6_04": [{"dal": "2026-08-21", "al": "2026-08-20"}]},
        ({"B6_04": [{"dal": "2026-08-21", "al": "2026-08-21"}]},),
    ),
    Case("B6_05.diverso", {"B6_05": "CAV01"}, ({"B6_05": None}, {})),
    Case("B6_06.sovrapposizione", {"B6_06.dal": "2025-12-31"}, ({"B6_01": "CAV03", "B6_06.dal": "2025-12-31"}, {})),
    Case("B6_06.date", {"B6_06.al": "2025-12-31"}, ({"B6_06.al": "2026-01-01"}, {})),
    Case("B10_03.ruolo", {}, ({"B10_03.approvo": None},), linked={"role": "content"}),
    Case("B10_03.data", {"B10_03.data": "2026-11-23"}, ({"B10_03.data": "2026-11-22"},)),
)

C = (
    Case("C1_01.unica", {"C1_01.anno": 2025}, ({},)),
    Case("C1_01.anno", {"C1_01.dal": "2025-12-31"}, ({"C1_01.dal": "2026-03-01"},)),
    Case("C1_01.date", {"C1_01.al": "2026-01-01"}, ({"C1_01.al": None},)),
    Case(
        "C7_02.svolto", {"C7_02.1": "2027-01-21"}, ({"C7_02": "2", "C7_02.2": "2027-03-01"}, {"C7_02.1": "2027-01-20"})
    ),
    Case(
        "C9_01.speso",
        {"C9_01": [_row(SPENT, speso="10000,01")]},
        ({"C9_01": [_row(SPENT, speso="10000")]}, {"C9_01": [_row(SPENT, impegnato=UNAVAILABLE)]}),
    ),
    Case(
        "C11_03.data",
        {"C11_03": [_row(PRIORITY, data="2026-12-31")]},
        ({"C11_03": [_row(PRIORITY, data="2027-01-01")]},),
    ),
    Case("C11_05.data", {"C11_05.data": "2027-01-21"}, ({"C11_05.data": "2027-01-20"},)),
)

D = (
    Case("D1_02.futuro", {"D1_02": "2026-12"}, ({"D1_02": "2026-11"}, {"D1_02": "2025-01"})),
    Case("D1_08.trasferimento", {"D1_08": "04"}, ({"D1_04": "1", "D1_08": "04"}, {"D1_08": None})),
    Case("D1_10.pericolo", {"D1_10": "1"}, ({"D1_10": "2"}, {"D1_10": UNAVAILABLE}, {"D1_10": None})),
)

E = (
    Case("E1_02.futuro", {"E1_02": "2026-11-23T00:00"}, ({"E1_02": "2026-11-22T23:59"}, {"E1_02": "22/11/2026 09:00"})),
    Case("E1_07.diverso", {"E1_07": "CAV02"}, ({"E1_05": "2", "E1_12": ["1"]},)),
    Case("E1_10.attesa", {"E1_10": 301}, ({"E1_10": 300}, {"E1_10": UNAVAILABLE})),
    Case("E2_01.esistente", {"E2_01": "K7M3Q9XA"}, ({},)),
    Case("E2_02.contrasto", {"E2_02": "3"}, ({"E1_09": "5"}, {"E1_09": "2", "E2_02": "3"}, {"E1_04": "1"})),
    Case("E2_02.contrasto", {"E1_09": "2"}, ({"E1_09": "2", "E2_02": "2"},)),
)

CASES: Mapping[str, tuple[Case, ...]] = {"B": B, "C": C, "D": D, "E": E}
