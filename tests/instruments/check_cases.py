"""Every check of instrument A with answers that set it off and answers that do not (decisions.md 8)."""

from decimal import Decimal

from tests.instruments.tables import UNAVAILABLE, Case, adds_up, at_most, filled, referrals, staff
from tests.instruments.world import REMOVED

MORNING = [["09:00", "13:00"]]
FIVE_DAYS = {day: MORNING for day in ("lun", "mar", "mer", "gio", "ven")}
ONE_DAY = {"lun": MORNING}
BRANCH = {"comune": "072006", "giorni": ["lun"], "ore": 4}
BARI, BARLETTA = "072006", "110002"
WOMEN = {"A5_02": 10}
REFERENT = {"A8_02": "1"}
TRANSFERS = {"linked": {"transfers_1522": Decimal(100)}}
NETWORK = {"A9_01": "1"}
STALKING = {"A12_01": "1"}

SERVICE = [
    Case(
        "A0_05.periodo",
        {"A0_04": "2", "A0_05": "2026-07-01"},
        ({"A0_04": "2", "A0_05": "2026-06-30"}, {"A0_04": "5", "A0_05": "2026-07-01"}),
    ),
    Case("A1_02.censimento", {"A1_02": "03"}, ({"A1_02": "01"},)),
    Case("A1_03.prevalente", {"A1_03": ["01", "03"]}, ({"A1_03": ["03"]},)),
    Case("A1_10.territorio", {"A1_10": BARLETTA}, ({"A1_10": BARI},)),
    Case(
        "A1_14.ente_pubblico",
        {"A1_05": "1", "A1_14": REMOVED},
        ({"A1_05": "1", "A1_14": "ente@pec.rete.example"}, {"A1_05": "6", "A1_14": REMOVED}),
    ),
    Case("A1_17.anno", {"A1_17": 1969}, ({"A1_17": 1970}, {"A1_17": 2026}, {"A1_17": UNAVAILABLE})),
    Case("A1_17.anno", {"A1_17": 2027}, ({"A1_17": REMOVED},)),
    Case("A2_01.minimo", {"A2_01": 0}, ({"A2_01": 1}, {"A2_01": UNAVAILABLE})),
    Case(
        "A2_03.righe",
        {"A2_02": 2, "A2_03": [BRANCH]},
        ({"A2_02": 1, "A2_03": [BRANCH]}, {"A2_02": 2, "A2_03": REMOVED}),
    ),
    Case(
        "A2_06.requisiti",
        {"A1_20": "1", "A2_04": ONE_DAY},
        ({"A1_20": "1", "A2_04": FIVE_DAYS}, {"A1_20": "4", "A2_04": ONE_DAY}, {"A1_02": "03", "A2_04": ONE_DAY}),
    ),
    Case("A2_12.attesa", {"A2_12": "30,5"}, ({"A2_12": 30}, {"A2_12": UNAVAILABLE})),
    Case("A3_01.ore_mancanti", {"A3_01": staff(1, 0, 0)}, ({"A3_01": staff(1, 0, 8)}, {"A3_01": staff(0, 0, 0)})),
    Case("A3_01.ore_eccessive", {"A3_01": staff(1, 1, 97)}, ({"A3_01": staff(1, 1, 96)}, {"A3_01": staff(0, 0, 0)})),
    Case("A3_04.totale", {"A3_01": staff(1, 1, 40), "A3_04": 3}, ({"A3_01": staff(1, 1, 40), "A3_04": 2},)),
    Case("A3_05.totale", {"A3_01": staff(1, 1, 40), "A3_05": 3}, ({"A3_01": staff(1, 1, 40), "A3_05": 2},)),
    Case("A4_01.nessuna", {"A4_01": filled("A4_01", "4", r98="9")}, ({"A4_01": filled("A4_01", "4", r01="2")},)),
]
USERS = [
    at_most("A5_02.contatti", "A5_02", "A5_01"),
    at_most("A5_03.donne", "A5_03", "A5_02"),
    at_most("A5_04.donne", "A5_04", "A5_02"),
    Case(
        "A5_06.percorsi",
        {"A5_02": 10, "A5_04": 3, "A5_05": 2, "A5_06": filled("A5_06", 0, r1=6)},
        (
            {"A5_02": 10, "A5_04": 3, "A5_05": 2, "A5_06": filled("A5_06", 0, r1=5)},
            {"A5_02": 10, "A5_04": UNAVAILABLE, "A5_05": 2, "A5_06": filled("A5_06", 0, r1=6)},
        ),
    ),
    Case(
        "A5_06.percorsi",
        {"A5_02": 0, "A5_05": 2, "A5_06": filled("A5_06", 0, r1=3)},
        ({"A5_02": 0, "A5_05": 2, "A5_06": filled("A5_06", 0, r1=2)},),
    ),
    adds_up("A5_07.somma", "A5_07", "A5_02", "3"),
    adds_up("A5_08.somma", "A5_08", "A5_02", "1"),
    adds_up("A5_10.somma", "A5_10", "A5_02", "1"),
    adds_up("A5_11.somma", "A5_11", "A5_02", "1"),
    at_most("A5_12.donne", "A5_12", "A5_02"),
    Case(
        "A5_13.minimo",
        {**WOMEN, "A5_12": 3, "A5_13": 2},
        ({**WOMEN, "A5_12": 3, "A5_13": 3}, {**WOMEN, "A5_12": 3, "A5_13": UNAVAILABLE}),
    ),
    Case("A5_13.massimo", {**WOMEN, "A5_12": 3, "A5_13": 13}, ({**WOMEN, "A5_12": 3, "A5_13": 12},)),
    at_most("A5_14.donne", "A5_14", "A5_02"),
    at_most("A5_15.donne", "A5_15", "A5_02"),
    Case(
        "A5_16.non_ue",
        {**WOMEN, "A5_08": filled("A5_08", 0, r1=7, r3=3), "A5_16": 4},
        ({**WOMEN, "A5_08": filled("A5_08", 0, r1=7, r3=3), "A5_16": 3},),
    ),
    Case(
        "A6_01.riga",
        {**WOMEN, "A6_01": filled("A6_01", 0, r03=10, r05=11)},
        ({**WOMEN, "A6_01": filled("A6_01", 10)}, {**WOMEN, "A6_01": filled("A6_01", UNAVAILABLE)}),
    ),
    Case(
        "A6_01.somma",
        {**WOMEN, "A6_01": filled("A6_01", 0, r03=9)},
        ({**WOMEN, "A6_01": filled("A6_01", 0, r03=10)}, {**WOMEN, "A6_01": filled("A6_01", 0, r03=UNAVAILABLE)}),
    ),
    at_most("A6_02.donne", "A6_02", "A5_02"),
    adds_up("A6_03.somma", "A6_03", "A5_02", "99"),
    at_most("A6_04.donne", "A6_04", "A5_12", A5_02=20),
    adds_up("A6_05.somma", "A6_05", "A5_02", "1"),
    at_most("A6_06.donne", "A6_06", "A5_02"),
    at_most("A6_09.donne", "A6_09", "A5_02", A4_02="1"),
    Case(
        "A7_01.giunte",
        {**WOMEN, "A7_01": referrals(9)},
        ({**WOMEN, "A7_01": referrals(10)}, {"A5_02": UNAVAILABLE, "A7_01": referrals(9)}),
    ),
    Case("A7_01.inviate", {**WOMEN, "A7_01": referrals(10, 11)}, ({**WOMEN, "A7_01": referrals(10, 10)},)),
]
NETWORK_WORK = [
    Case(
        "A8_02.scheda_territorio",
        {"A8_02": "3"},
        ({"A8_02": "1"},),
        context={"linked": {"referent_1522": "1"}},
    ),
    Case(
        "A8_04.schede_1522",
        {**REFERENT, "A8_04": 111},
        ({**REFERENT, "A8_04": 110}, {**REFERENT, "A8_04": 90}),
        context=TRANSFERS,
    ),
    Case("A8_04.schede_1522", {**REFERENT, "A8_04": 89}, ({**REFERENT, "A8_04": UNAVAILABLE},), context=TRANSFERS),
    at_most("A8_05.trasferite", "A8_05", "A8_04", **REFERENT),
    Case(
        "A8_06.giunte_da_1522",
        {**REFERENT, "A8_04": 5, "A8_05": 3, "A8_06": 1, "A5_02": 5, "A7_01": referrals(5)},
        (
            {**REFERENT, "A8_04": 5, "A8_05": 3, "A8_06": 2, "A5_02": 5, "A7_01": referrals(5)},
            {"A8_02": "3", "A8_06": 5, "A5_02": 5, "A7_01": referrals(5)},
        ),
    ),
    Case(
        "A8_06.giunte_da_1522",
        {"A8_02": "3", "A8_06": 4, "A5_02": 5, "A7_01": referrals(5)},
        ({"A8_02": "3", "A8_06": UNAVAILABLE, "A5_02": 5, "A7_01": referrals(5)},),
    ),
    adds_up("A8_07.somma", "A8_07", "A8_05", "1", A8_04=20, **REFERENT),
    Case("A9_03.incontri", {**NETWORK, "A9_03": 51}, ({**NETWORK, "A9_03": 50},)),
    at_most("A9_05.donne", "A9_05", "A5_02", **NETWORK),
]
MODULES = [
    Case(
        "A10A_03.proposte",
        {"A10A_03": {"1": 5, "2": 3, "3": 3}},
        ({"A10A_03": {"1": 5, "2": 3, "3": 2}}, {"A10A_03": {"1": UNAVAILABLE, "2": 3, "3": 3}}),
    ),
    Case("A10B_01.effettivi", {"A10B_01": {"1": 8, "2": 9}}, ({"A10B_01": {"1": 8, "2": 8}},), "02"),
    Case(
        "A10B_04.capienza",
        {"A10B_01": {"1": 8, "2": 8}, "A10B_04": 8 * 181 + 1},
        ({"A10B_01": {"1": 8, "2": 8}, "A10B_04": 8 * 181},),
        "02",
    ),
    Case(
        "A10C_04.accessi",
        {"A10C_02": {"1": 5, "2": 5}, "A10C_04": filled("A10C_04", 0, r1=11)},
        ({"A10C_02": {"1": 5, "2": 5}, "A10C_04": filled("A10C_04", 0, r1=10)},),
        "05",
    ),
    Case(
        "A10C_05.accessi",
        {"A10C_02": {"1": 5, "2": 5}, "A10C_05": 11},
        ({"A10C_02": {"1": 5, "2": 5}, "A10C_05": 10},),
        "06",
    ),
    Case("A10D_02.donne", {**WOMEN, "A10D_02": 11}, ({**WOMEN, "A10D_02": 10},), "07"),
    Case(
        "A11_02.ore",
        {"A11_01": "1", "A11_02": [{"tema": "01", "ore": 8}, {"tema": "02", "ore": 201}]},
        ({"A11_01": "1", "A11_02": [{"tema": "01", "ore": 200}, {"tema": "02", "ore": UNAVAILABLE}]},),
    ),
    Case(
        "A12_03.donne",
        {**WOMEN, **STALKING, "A6_01": filled("A6_01", 2, r03=10), "A12_03": {"1": 3, "2": 0}},
        ({**WOMEN, **STALKING, "A6_01": filled("A6_01", 2, r03=10), "A12_03": {"1": 2, "2": 5}},),
    ),
    Case(
        "A12_04.somma",
        {**STALKING, "A12_03": {"1": 3, "2": 1}, "A12_04": filled("A12_04", 1)},
        ({**STALKING, "A12_03": {"1": 2, "2": 1}, "A12_04": filled("A12_04", 1)},),
    ),
    Case("A16_03.minuti", {"A16_03": 601}, ({"A16_03": 600}, {"A16_03": UNAVAILABLE})),
]
CASES = [*SERVICE, *USERS, *NETWORK_WORK, *MODULES]
