"""How many people of every group the demo world holds.

Scale 1 is Sykehuset Østfold and the Helse Nord trusts. Every further step of the scale adds
the same numbers again: hospital trainees at one more trust, LIS1 at that trust, and ALIS in
the municipalities that the reference data knows (Østfold, Vestby and northern Norway). At
scale 20 that is about as many doctors in training as in all of Norway.
"""

from seed.demo.departments import FINNMARK, HELGELAND, HOME_TRUSTS, NORDLAND, OSTFOLD, UNN
from seed.demo.values import DemoReference

LIS1 = 60
ALIS_OSTFOLD = 45
ALIS_NORTH = 35
STUDENTS = 10
LIS0 = 8
TRAINEES_PER_SUPERVISOR = 6
ALIS_PER_SUPERVISOR = 6

NOT_ADDED = (*HOME_TRUSTS, "sunnaas-sykehus")
"""Trusts that no step adds: those of step 0, and one too specialised for the numbers below."""

LIS1_BY_TRUST = {OSTFOLD: 30, UNN: 12, NORDLAND: 8, FINNMARK: 6, HELGELAND: 4}


def _cells(text: str) -> dict[str, int]:
    parts = text.split()
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))


HOSPITAL_TRAINEES: dict[str, dict[str, int]] = {
    OSTFOLD: _cells(
        """VOP 20 BUP 5 RUS 2 MED 12 HJS 6 LUN 4 FOR 4 NYR 3 GER 4 INF 3 BLS 2 END 2 AMM 6
        KIR 8 GAS 4 URO 3 KAR 2 BEK 1 ORT 11 ANE 11 RAD 8 PED 6 GYN 7 NEV 5 ONH 3 OYE 2
        REV 1 FMR 2 PAT 2 MMB 1"""
    ),
    UNN: _cells(
        """VOP 6 BUP 4 RUS 2 MED 5 HJS 3 LUN 2 FOR 2 NYR 2 GER 1 INF 2 BLS 2 END 1 KIR 3
        GAS 2 URO 1 KAR 1 THO 1 PLA 1 NKI 1 ORT 4 ANE 4 RAD 3 PED 3 GYN 2 NEV 2 ONH 1 OYE 1
        HUD 1 ONC 2 REV 1 PAT 2 MMB 1 GEN 1 KLF 1 ARB 1"""
    ),
    NORDLAND: _cells(
        "VOP 6 BUP 3 RUS 1 MED 7 HJS 2 LUN 2 GER 1 KIR 4 ORT 4 ANE 5 RAD 2 PED 2 GYN 3 NEV 2"
    ),
    FINNMARK: _cells("VOP 4 BUP 1 MED 4 KIR 2 ORT 2 ANE 2 PED 1 GYN 1"),
    HELGELAND: _cells("VOP 1 MED 4 KIR 3 ORT 2 ANE 2 GYN 1 RAD 1"),
    "fredrikstad-kommune": {"SAM": 2},
    "bodo-kommune": {"SAM": 1},
}
"""Trainees in parts 2 and 3 outside general practice, by employer and specialty."""

OTHER_TRUST_TRAINEES = _cells(
    """VOP 26 BUP 12 RUS 6 MED 16 HJS 12 LUN 8 FOR 8 NYR 6 GER 8 INF 6 BLS 6 END 5 AMM 8
    KIR 12 GAS 8 URO 6 KAR 4 BEK 3 THO 2 PLA 4 BKI 1 ORT 17 ANE 17 RAD 14 PED 13 GYN 13 NEV 10
    NKI 2 ONH 6 OYE 6 HUD 4 ONC 6 REV 4 FMR 5 KNF 2 NUK 1 PAT 4 MMB 2 MBK 2 ITR 1 GEN 1 KLF 1
    MAX 1 ARB 1"""
)
"""The same for the trust that one further step of the scale adds."""

LIS23 = sum(sum(cells.values()) for cells in HOSPITAL_TRAINEES.values())


def hospital_trainees(reference: DemoReference, block: int) -> dict[str, dict[str, int]]:
    """Trainees by employer and specialty in step `block` of the scale, 0 being the first."""
    if block == 0:
        return HOSPITAL_TRAINEES
    return {other_trust(reference, block): OTHER_TRUST_TRAINEES}


def lis1_by_trust(reference: DemoReference, block: int) -> dict[str, int]:
    """LIS1 by hospital trust in step `block` of the scale."""
    return LIS1_BY_TRUST if block == 0 else {other_trust(reference, block): LIS1}


def other_trust(reference: DemoReference, block: int) -> str:
    """The trust that step `block` (1, 2, …) of the scale adds, in the order of the reference."""
    trusts = [
        organisation.key
        for organisation in reference.organisations
        if organisation.kind == "health_trust" and organisation.key not in NOT_ADDED
    ]
    return trusts[(block - 1) % len(trusts)]
