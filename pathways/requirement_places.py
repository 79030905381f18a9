"""Which recorded kinds of place answer to the words that the sources use.

The sources name kinds of service (institution service, clinical service, other
general-medicine service) and never list the places. What is plainly meant is read as such;
where a place may or may not be meant the reading is `unsure`: its months are shown and never
added, and the page says that the source does not tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pathways.phases import PlaceCap
from pathways.types.knowledge import Rule
from pathways.types.record import PlaceKind

_TRUSTS = frozenset({PlaceKind.HOSPITAL, PlaceKind.DPS, PlaceKind.OTHER_TRUST})


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """The kinds of place that a word means, and those that it may mean."""

    sure: frozenset[PlaceKind]
    unsure: frozenset[PlaceKind] = frozenset()

    @property
    def widest(self) -> frozenset[PlaceKind]:
        """Every place that may be meant."""
        return self.sure | self.unsure


PLACES: dict[str, PlaceReading] = {
    # src-001, src-012: twelve months in hospital. Psychiatry, one of the three parts, is often
    # served at a DPS, which belongs to the trust.
    "hospital": PlaceReading(_TRUSTS),
    # src-001, src-037: six months in a municipality, at whatever the municipality runs.
    "municipality": PlaceReading(
        frozenset(
            {
                PlaceKind.MUNICIPALITY,
                PlaceKind.OPEN_PRACTICE,
                PlaceKind.NURSING_HOME,
                PlaceKind.EMERGENCY_UNIT,
                PlaceKind.COMMUNITY_MEDICINE,
            }
        )
    ),
    # src-044: "åpen uselektert praksis", recorded as a kind of its own.
    "open_unselected_practice": PlaceReading(frozenset({PlaceKind.OPEN_PRACTICE})),
    # src-044: "institusjonstjeneste", six months; src-047 to src-049 offer it in hospital. That a
    # nursing home or municipal acute beds are an institution too is likely and not said.
    "institution": PlaceReading(
        _TRUSTS, frozenset({PlaceKind.NURSING_HOME, PlaceKind.EMERGENCY_UNIT})
    ),
    # src-060: four years of community medicine. A municipal post that is recorded only as
    # municipal may be either that or clinical work.
    "community_medicine": PlaceReading(
        frozenset({PlaceKind.COMMUNITY_MEDICINE}), frozenset({PlaceKind.MUNICIPALITY})
    ),
    # src-060: about a year of clinical work, no place named: where patients are treated.
    "clinical": PlaceReading(
        _TRUSTS
        | {
            PlaceKind.OPEN_PRACTICE,
            PlaceKind.NURSING_HOME,
            PlaceKind.EMERGENCY_UNIT,
            PlaceKind.CONTRACT_SPECIALIST,
        },
        frozenset({PlaceKind.MUNICIPALITY, PlaceKind.COMPANY_HEALTH}),
    ),
}
"""By the word in a requirement's `inside_service`."""

OPEN_PRACTICE = PLACES["open_unselected_practice"].sure

OTHER_GENERAL_MEDICINE = frozenset(
    {PlaceKind.MUNICIPALITY, PlaceKind.NURSING_HOME, PlaceKind.EMERGENCY_UNIT}
)
"""src-044: "annen allmennmedisinsk tjeneste", read as municipal clinical work outside open
practice. A nursing home stays under this cap even if it should be an institution too: the
lower of the two readings, so that no month is promised that may not count."""

_CAPS: dict[str, tuple[tuple[str, frozenset[PlaceKind]], ...]] = {
    "ALM": (
        ("alm-open-practice-max", OPEN_PRACTICE),
        ("alm-other-max", OTHER_GENERAL_MEDICINE),
    )
}
"""By specialty: the rule that holds the most months, and the places it speaks of."""


def caps_of(specialty: str | None, rules: Iterable[Rule], day: date) -> tuple[PlaceCap, ...]:
    """The caps on places in parts 2 and 3 of a specialty as the rules have them on `day`.

    A cap whose rule is missing, not in force or without a figure does not bound anything.
    """
    wanted = _CAPS.get(specialty or "", ())
    figures = {
        rule.key: rule.number
        for rule in rules
        if rule.applies_on(day) and any(rule.key == key for key, _places in wanted)
    }
    return tuple(
        PlaceCap(places, Fraction(str(figure)), key)
        for key, places in wanted
        if (figure := figures.get(key)) is not None
    )
