"""Invented sizes of every specialty in the north: what the demo's staff data are reckoned from.

No figure here is anybody's: they are made up so that the forecast has something to say.
"""

from dataclasses import dataclass

SITES: dict[str, tuple[tuple[str, float], ...]] = {
    "A": (
        ("unn-tromso", 0.36), ("nordlandssykehuset-bodo", 0.22), ("unn-harstad", 0.08),
        ("hammerfest-sykehus", 0.08), ("unn-narvik", 0.06),
        ("helgelandssykehuset-mo-i-rana", 0.05), ("nordlandssykehuset-vesteralen", 0.04),
        ("helgelandssykehuset-sandnessjoen", 0.04), ("kirkenes-sykehus", 0.04),
        ("nordlandssykehuset-lofoten", 0.02), ("helgelandssykehuset-mosjoen", 0.01),
    ),
    "B": (
        ("unn-tromso", 0.47), ("nordlandssykehuset-bodo", 0.27), ("unn-harstad", 0.08),
        ("hammerfest-sykehus", 0.08), ("helgelandssykehuset-mo-i-rana", 0.06),
        ("helgelandssykehuset-sandnessjoen", 0.04),
    ),
    "C": (("unn-tromso", 0.64), ("nordlandssykehuset-bodo", 0.36)),
    "U": (("unn-tromso", 1.0),),
    "M": (
        ("tromso-kommune", 0.32), ("bodo-kommune", 0.24), ("rana-kommune", 0.14),
        ("harstad-kommune", 0.14), ("alta-kommune", 0.16),
    ),
}  # fmt: skip
"""Where the specialists of a pattern work, by keys of organisations, with shares."""

SECOND = {"GAS": "KIR", "KAR": "KIR", "URO": "KIR", "GER": "MED", "FOR": "MED", "LUN": "MED"}
"""Another specialty that one in four of a specialty holds as well."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One specialty: invented, see the module."""

    code: str
    persons: int
    """At the end of 2025."""
    before: int
    """At the end of 2015."""
    women: float
    older: int
    """Years that those in post in 2016 were older than usual."""
    starts: float
    """A year, now."""
    earlier: float
    """Of them, what it was before it was raised."""
    stay: float
    """Share who take a post here when they are approved."""
    vacant: float
    hired_in: float
    unmet: float
    rota: float
    """Share of a site's specialists that its rota takes at least; 0: no rota."""
    sites: str


_TABLE = """
AMM   14    4  50  -6   2.2  0.72  0.75   1   0  0     0 B
ALM  430  378  54   0  43.2  0.72  0.80   1   1  0     0 M
ANE  118   98  42  -4  13.4  0.72  0.74   1   1  0  0.55 A
ARB   16   16  50   4   1.6  0.72  0.70   1   0  0     0 M
BUP   52   44  66   1   5.4  0.72  0.72   1   1  0     0 B
BKI    4    4  40   2   0.6  0.72  0.70   0   0  0     0 U
PED   78   64  60  -4     8  0.72  0.76   0   0  0  0.50 B
BLS   18   14  52  -1   2.2  0.72  0.70   1   0  0  0.30 C
BEK   13   11  62   0   1.6  0.72  0.70   0   0  0     0 C
END   12   10  58   0   1.8  0.72  0.70   1   0  0     0 C
FOR   34   28  40  -1   4.8  0.72  0.70   1   1  0  0.25 B
FMR   26   25  52   3   3.2  0.72  0.68   1   0  0     0 B
GYN   84   72  68  -1   9.2  0.72  0.72   1   1  0  0.50 A
GAS   38   32  40  -1   4.4  0.72  0.70   1   0  0  0.40 B
KIR   62   60  34   1   9.5  0.72  0.66   1   1  0  0.50 A
GER   11    8  62   1   0.6     1  0.70 1.5   0  0     0 B
HJS   52   42  34  -1   5.8  0.72  0.72   1   1  0  0.30 B
HUD   14   13  68   1   2.1  0.72  0.66   1   0  0     0 C
ITR    9    8  56   2   1.1  0.72  0.72   0   0  0     0 C
MED   96   88  42   0  13.7  0.72  0.64   1   1  0  0.50 A
INF   19   14  58  -2   2.5  0.72  0.72   0   0  0  0.25 C
KAR   13   12  30   2   2.4  0.72  0.70   1   0  0  0.50 C
KLF    6    5  50   0   0.9  0.72  0.75   0   0  0     0 U
KNF    8    7  50   1   0.8  0.72  0.70   0   0  0     0 C
LUN   33   26  54  -1     5  0.72  0.70   1   0  0  0.25 B
MAX    4    3  40   0   0.8  0.72  0.75   0   0  0     0 U
MBK    9    9  56   3   1.1  0.72  0.70   1   0  0     0 C
GEN    8    5  70  -2   1.1  0.72  0.75   0   0  0     0 U
MMB   17   15  56   0     2  0.72  0.72   0   0  0     0 C
NKI   12   10  26  -1   1.4  0.72  0.72   0   0  0  0.55 U
NEV   44   34  56  -2   5.2  0.72  0.70   1   1  0  0.30 B
NUK    7    6  46   1   1.1  0.72  0.72   0   0  0     0 U
NYR   20   16  52  -1   2.5  0.72  0.70   0   0  0  0.25 C
ONC   27   22  62   1     2     1  0.66   2   0  1  0.25 C
ORT   62   54  24   1   8.7  0.72  0.70   1   2  0  0.50 A
PAT   31   28  58   2   2.7  0.72  0.70   1   1  0     0 C
PLA   12   10  44   0   1.7  0.72  0.70   0   0  0  0.40 C
VOP   84   76  52   3     6     1  0.68   7   5  0  0.40 A
RAD   46   44  40   7   2.6     1  0.66   2   2  0  0.35 B
REV   19   18  58   1   2.8  0.72  0.70   0   0  0     0 C
RUS   24   14  52   0   4.1  0.72  0.70   1   0  0     0 A
SAM   34   30  56   3   3.5  0.72  0.75   1   0  0     0 M
THO    8    8  14   2   0.9  0.72  0.70   0   0  0  0.70 U
URO   27   22  34  -1   3.4  0.72  0.70   1   0  0  0.35 B
ONH   28   26  48   1   4.3  0.72  0.70   1   1  0  0.35 B
OYE   30   27  52   1   3.8  0.72  0.68   1   0  0  0.30 B
"""


def profiles() -> tuple[Profile, ...]:
    """Every specialty, in the order of the table."""
    return tuple(_read(line.split()) for line in _TABLE.strip().splitlines())


def _read(cells: list[str]) -> Profile:
    code, persons, before, women, older, starts, earlier, *rest = cells
    stay, vacant, hired, unmet, rota, sites = rest
    return Profile(
        code,
        int(persons),
        int(before),
        int(women) / 100,
        int(older),
        float(starts),
        float(earlier),
        float(stay),
        float(vacant),
        float(hired),
        float(unmet),
        float(rota),
        sites,
    )
