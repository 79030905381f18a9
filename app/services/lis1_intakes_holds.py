"""Whether an intake holds together: sums against caps, and everything that does not fit, in words.

What cannot be so is found by `rotations.lis1.validation`; here it is told with its place in the
words of the page. Beside it stands what is allowed but without effect.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.db.tables import Lis1Cap, Lis1Seat
from app.services.wording import day, in_words, upper_first
from app.store.lis1 import StoredIntake
from rotations.lis1 import validation
from rotations.lis1.types import CapKind, Intake
from rotations.validation_values import Place

_PARTS_OF_OTHERS = ("candidates", "couples", "draw", "other_rules")
"""Told on the pages that keep them; a candidate who has not handed in is no mistake of seats."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit, or (not `is_wrong`) that has no effect as it stands."""

    where: str
    text: str
    is_wrong: bool
    seat: str | None = None
    """Key of the seat to look at."""
    cap: int | None = None
    """Row id of the cap to look at."""
    page: str = ""
    """The form that mends it, by the end of its endpoint."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Places at one hospital, in one municipality, or on one track."""

    name: str
    places: int
    leaves: tuple[str, ...] = ()
    """What each cap leaves of them."""


def findings(stored: StoredIntake, intake: Intake) -> tuple[Finding, ...]:
    """Everything that does not fit, what must be mended first."""
    found = [
        _told(stored, each.place)
        for each in validation.problems(intake)
        if each.place[0] not in _PARTS_OF_OTHERS
    ]
    return (*found, *_dates(stored), *_without_effect(stored))


def sums(stored: StoredIntake) -> tuple[tuple[str, tuple[Sum, ...]], ...]:
    """Places per hospital, municipality and track, with what the caps leave of them."""
    tracks = {each.id: each.name for each in stored.tracks}

    def of(kind: CapKind) -> tuple[Sum, ...]:
        places: dict[int, int] = {}
        for seat in stored.seats:
            at = place_of(seat, kind)
            places[at] = places.get(at, 0) + seat.places
        return tuple(
            Sum(
                stored.places[at],
                count,
                tuple(
                    leaves(stored, cap)
                    for cap in stored.caps
                    if cap.kind is kind and cap.place_id == at
                ),
            )
            for at, count in sorted(places.items(), key=lambda each: (-each[1], each[0]))
        )

    by_track: dict[str, int] = {}
    for seat in stored.seats:
        name = tracks[seat.track_id]
        by_track[name] = by_track.get(name, 0) + seat.places
    return (
        (_("Sykehus"), of(CapKind.HOSPITAL)),
        (_("Kommune"), of(CapKind.MUNICIPALITY)),
        (_("Løp"), tuple(Sum(name, count) for name, count in by_track.items())),
    )


def under(stored: StoredIntake, cap: Lis1Cap) -> int:
    """Places of all seats under a cap."""
    return sum(seat.places for seat in stored.seats if _counts(cap, seat))


def leaves(stored: StoredIntake, cap: Lis1Cap) -> str:
    """What a cap leaves of the places under it, in words."""
    total = under(stored, cap)
    start = "" if cap.starts_on is None else _(" fra %(day)s", day=day(cap.starts_on))
    if total > cap.places:
        return ngettext(
            "Taket%(start)s er %(cap)s: %(words)s plass kan ikke brukes.",
            "Taket%(start)s er %(cap)s: %(words)s plasser kan ikke brukes.",
            total - cap.places,
            words=in_words(total - cap.places),
            cap=cap.places,
            start=start,
        )
    if total == cap.places:
        return _("Taket%(start)s er %(cap)s, like mange som plassene.", cap=cap.places, start=start)
    return _(
        "Taket%(start)s er %(cap)s, flere enn plassene: det virker ikke.",
        cap=cap.places,
        start=start,
    )


def place_of(seat: Lis1Seat, kind: CapKind) -> int:
    """Row id of the side of a seat that a kind of cap stands on."""
    return seat.hospital_id if kind is CapKind.HOSPITAL else seat.municipality_id


def cap_name(stored: StoredIntake, cap: Lis1Cap) -> str:
    """A cap in a few words."""
    name = _("Tak for %(place)s", place=stored.places[cap.place_id])
    return name if cap.starts_on is None else f"{name}, {day(cap.starts_on)}"


def _counts(cap: Lis1Cap, seat: Lis1Seat) -> bool:
    return place_of(seat, cap.kind) == cap.place_id and cap.starts_on in (None, seat.starts_on)


# ---- In words --------------------------------------------------------------------------------


def _told(stored: StoredIntake, place: Place) -> Finding:
    """A finding of the engine with the name of what it is about, and what is expected there."""
    head, row = place[0], next((each for each in place if isinstance(each, int)), None)
    last = next((each for each in reversed(place) if isinstance(each, str)), "")
    if head == "seats" and row is not None:
        seat = stored.seats[row]
        text = (
            _("Krever noe som ikke er blant kvalifikasjonene.")
            if last == "needs"
            else _("Antallet må være 0 eller mer, og løpet ett av rådets.")
        )
        return Finding(seat.key, text, True, seat=seat.key)
    if head == "caps" and row is not None:
        cap = stored.caps[row]
        text = (
            _("Ingen plass hører til her med denne oppstarten. Ta bort taket, eller endre det.")
            if last == "place"
            else _("Det finnes et tak til for det samme. Behold det ene.")
        )
        return Finding(cap_name(stored, cap), text, True, cap=cap.id)
    where, text, page = _round_words(head, row, last)
    return Finding(where, text, True, page=page)


def _round_words(head: str | int, row: int | None, last: str) -> tuple[str, str, str]:
    """Where, what is expected there, and the form that mends it."""
    names = {"sent_on": _("sendes"), "reply_by": _("svar innen"), "marked_by": _("merkes")}
    if head == "offer_rounds":
        where = _("Tilbudsrunde %(number)s", number=(row or 0) + 1)
        text = _(
            "%(what)s: skriv en dag som ikke er før datoen foran.",
            what=upper_first(names.get(last, _("dato"))),
        )
        return where, text, "dates"
    words = {
        "deadline_on": (
            _("Siste dag for ønsker"),
            _("Må være samme dag som utlysningen, eller senere."),
            "dates",
        ),
        "fewest_shown": (_("Minste gruppe som vises"), _("Må være 1 eller mer."), "settings"),
        "qualifications": (
            _("Kvalifikasjoner"),
            _("Hver må stå én gang, og bare vise til andre på listen."),
            "qualifications",
        ),
        "tracks": (_("Løp"), _("Hvert løp må ha tjenester på minst én måned."), ""),
        "rules": (_("Regler"), _("Reglene kan ikke brukes slik de står."), ""),
        "preplacements": (
            _("Plassert på forhånd"),
            _("Flere er plassert enn det er plass til, eller noen uten det plassen krever."),
            "",
        ),
    }
    return words[str(head)]


def _dates(stored: StoredIntake) -> Iterator[Finding]:
    """What the order of the dates must be beside what the engine asks."""
    intake = stored.intake
    first = stored.offer_dates[0].sent_on if stored.offer_dates else None
    decide, deadline = intake.decide_on, intake.deadline_on
    if decide and deadline and decide < deadline:
        text = _("Må være %(day)s eller senere: da er ønskene inne.", day=day(deadline))
        yield Finding(_("Rådet vedtar"), text, True, page="dates")
    if decide and first and first < decide:
        text = _("Må være %(day)s eller senere: da vedtar rådet.", day=day(decide))
        yield Finding(_("Tilbudsrunde %(number)s", number=1), text, True, page="dates")
    for seat in _early(stored.seats, stored):
        text = _("Oppstart må være etter siste dag for ønsker.")
        yield Finding(seat.key, text, True, seat=seat.key)


def _early(seats: Iterable[Lis1Seat], stored: StoredIntake) -> Iterator[Lis1Seat]:
    deadline = stored.intake.deadline_on
    return (seat for seat in seats if deadline is not None and seat.starts_on <= deadline)


def _without_effect(stored: StoredIntake) -> Iterator[Finding]:
    for cap in stored.caps:
        total = under(stored, cap)
        if any(_counts(cap, seat) for seat in stored.seats) and total <= cap.places:
            text = ngettext(
                "Taket er %(cap)s, og det er bare én plass. Det stopper ingen.",
                "Taket er %(cap)s, og det er %(num)s plasser. Det stopper ingen.",
                total,
                cap=cap.places,
            )
            yield Finding(cap_name(stored, cap), text, False, cap=cap.id)
    for seat in stored.seats:
        if seat.places == 0:
            text = _("Har 0 plasser. Den kan ønskes, men ingen får den.")
            if seat.is_closed:
                text = _("Har 0 plasser og er stengt.")
            yield Finding(seat.key, text, False, seat=seat.key)
