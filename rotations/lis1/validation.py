"""What cannot be so in an intake, each with its field, what stands there and what may.

Rows are counted from 0 and named as in the file format. Everything that the mechanisms take for
granted is looked at here: a sound intake never fails in them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from rotations.lis1.priority import all_included, held_by
from rotations.lis1.types import (
    Candidate,
    Draw,
    Intake,
    OfferRound,
    Phase,
    Rules,
    Scope,
    Seat,
    Track,
)
from rotations.validation_values import Finding, Place, known, repeated, twice


def problems(intake: Intake) -> tuple[Finding, ...]:
    """Every mistake, in the order of the intake's parts; empty when the intake is sound."""
    return (
        *_dates(intake),
        *_qualifications(intake),
        *_tracks(intake.tracks),
        *_seats(intake),
        *_caps(intake),
        *_rules(intake.rules, ("rules",)),
        *_other_rules(intake),
        *_candidates(intake),
        *_couples(intake),
        *_preplacements(intake),
        *_draw(intake.draw, intake),
    )


# ---- The round -------------------------------------------------------------------------------


def _dates(intake: Intake) -> Iterator[Finding]:
    advertised, deadline = intake.advertised_on, intake.deadline_on
    if advertised and deadline and advertised > deadline:
        yield Finding(("deadline_on",), str(deadline), f"{advertised} (advertised_on) or later")
    last = deadline
    for index, each in enumerate(intake.offer_rounds):
        at: Place = ("offer_rounds", index)
        if each.number != index + 1:
            yield Finding((*at, "number"), str(each.number), f"{index + 1}: rounds in order")
        for name, day in _days(each):
            if last is not None and day < last:
                yield Finding((*at, name), str(day), f"{last} or later")
            last = max(day, last) if last else day
    if intake.fewest_shown < 1:
        yield Finding(("fewest_shown",), str(intake.fewest_shown), "1 or more")


def _days(each: OfferRound) -> Sequence[tuple[str, date]]:
    return ("sent_on", each.sent_on), ("reply_by", each.reply_by), ("marked_by", each.marked_by)


def _qualifications(intake: Intake) -> Iterator[Finding]:
    keys = [each.key for each in intake.qualifications]
    yield from twice(keys, ("qualifications",), "each qualification once")
    for index, each in enumerate(intake.qualifications):
        at: Place = ("qualifications", index, "includes")
        yield from known(each.includes, keys, at, "the key of a qualification of the intake")


def _tracks(tracks: tuple[Track, ...]) -> Iterator[Finding]:
    yield from twice([each.key for each in tracks], ("tracks",), "each track once")
    for index, track in enumerate(tracks):
        at: Place = ("tracks", index, "phases")
        if not track.phases:
            yield Finding(at, "no phase", "the services of the track in order")
        for number, phase in enumerate(track.phases):
            yield from _phase(phase, (*at, number))


def _phase(phase: Phase, at: Place) -> Iterator[Finding]:
    if phase.months < 1:
        yield Finding((*at, "months"), str(phase.months), "1 month or more")


# ---- Seats -----------------------------------------------------------------------------------


def _seats(intake: Intake) -> Iterator[Finding]:
    tracks = {each.key for each in intake.tracks}
    names = {each.key for each in intake.qualifications}
    yield from twice([each.key for each in intake.seats], ("seats",), "each seat once")
    for index, seat in enumerate(intake.seats):
        at: Place = ("seats", index)
        if seat.track not in tracks:
            yield Finding((*at, "track"), seat.track, "the key of a track of the intake")
        if seat.places < 0:
            yield Finding((*at, "places"), str(seat.places), "0 or more")
        expected = "the key of a qualification of the intake"
        yield from known(seat.needs, names, (*at, "needs"), expected)


def _caps(intake: Intake) -> Iterator[Finding]:
    seen: dict[object, int] = {}
    for index, cap in enumerate(intake.caps):
        at: Place = ("caps", index)
        if not any(cap.counts(seat) for seat in intake.seats):
            yield Finding((*at, "place"), cap.place, f"a {cap.kind} with a seat, at that start")
        if cap.places < 0:
            yield Finding((*at, "places"), str(cap.places), "0 or more")
        same = (cap.kind, cap.place, cap.starts_on)
        if same in seen:
            yield Finding(at, f"a second cap for {cap.place}", f"caps[{seen[same]}] alone")
        seen.setdefault(same, index)
    for index, pair in enumerate(intake.near):
        places = {seat.municipality for seat in intake.seats}
        for name in ("one", "other"):
            if getattr(pair, name) not in places:
                expected = "a municipality with a seat"
                yield Finding(("near", index, name), getattr(pair, name), expected)


# ---- Rules and draw --------------------------------------------------------------------------


def _other_rules(intake: Intake) -> Iterator[Finding]:
    versions = {intake.rules.version}
    for index, rules in enumerate(intake.other_rules):
        at: Place = ("other_rules", index)
        if rules.version in versions:
            yield Finding((*at, "version"), rules.version, "a version that no other rules have")
        versions.add(rules.version)
        yield from _rules(rules, at)


def _rules(rules: Rules, at: Place) -> Iterator[Finding]:
    inside: Place = (*at, "criteria")
    yield from twice([each.key for each in rules.criteria], inside, "each criterion once")
    for index, each in enumerate(rules.criteria):
        if each.weight < 0:
            yield Finding((*inside, index, "weight"), str(each.weight), "0 or more points")
        if each.at_least < 1:
            yield Finding((*inside, index, "at_least"), str(each.at_least), "1 or more")


def _draw(draw: Draw, intake: Intake) -> Iterator[Finding]:
    keys = {each.key for each in intake.candidates}
    gone: Place = ("draw", "withdrawn")
    yield from repeated(draw.withdrawn, gone, "each key once")
    for number, key in enumerate(draw.withdrawn):
        if key in keys:
            yield Finding((*gone, number), f"{key}, who takes part", "the key of nobody who does")
    if draw.order:
        at: Place = ("draw", "order")
        yield from known(draw.order, keys.union(draw.withdrawn), at, "the key of a candidate")
        yield from repeated(draw.order, at, "each candidate once")
        for key in sorted(keys.difference(draw.order)):
            yield Finding(at, f"not {key}", "every candidate of the intake")


# ---- Candidates ------------------------------------------------------------------------------


def _candidates(intake: Intake) -> Iterator[Finding]:
    at: Place = ("candidates",)
    yield from twice([each.key for each in intake.candidates], at, "each candidate once")
    seats = {each.key: each for each in intake.seats}
    fixed = {each.candidate for each in intake.preplacements}
    names = {each.key for each in intake.qualifications}
    for index, each in enumerate(intake.candidates):
        place: Place = (*at, index)
        if not each.wishes and each.key not in fixed:
            yield Finding((*place, "wishes"), "an empty list", "one wish or more")
        yield from _wishes(each, seats, (*place, "wishes"))
        expected = "the key of a qualification of the intake"
        yield from known(each.qualifications, names, (*place, "qualifications"), expected)
        yield from _facts(intake, each, (*place, "facts"))
        kinds = [group.kind for group in each.groups]
        yield from repeated(kinds, (*place, "groups"), "one group of each kind")


def _wishes(candidate: Candidate, seats: dict[str, Seat], at: Place) -> Iterator[Finding]:
    yield from known(candidate.wishes, seats, at, "the key of a seat of the intake")
    yield from repeated(candidate.wishes, at, "each seat once")
    for index, key in enumerate(candidate.wishes):
        if key in seats and seats[key].is_closed:
            yield Finding((*at, index), f"{key}, which is closed", "an open seat")


def _facts(intake: Intake, candidate: Candidate, at: Place) -> Iterator[Finding]:
    """A fact that some rules count at a place must name one; else it would silently not count."""
    local = {
        each.subject
        for rules in (intake.rules, *intake.other_rules)
        for each in rules.criteria
        if each.scope is not Scope.EVERYWHERE
    }
    for index, fact in enumerate(candidate.facts):
        if fact.subject in local and fact.place is None:
            expected = "the hospital or municipality that it is about"
            yield Finding((*at, index, "place"), "no place", expected)
        if fact.amount < 0:
            yield Finding((*at, index, "amount"), str(fact.amount), "0 or more")


def _couples(intake: Intake) -> Iterator[Finding]:
    keys = {each.key for each in intake.candidates}
    seen: Counter[str] = Counter()
    for index, couple in enumerate(intake.couples):
        for name in ("one", "other"):
            key = getattr(couple, name)
            at: Place = ("couples", index, name)
            if key not in keys:
                yield Finding(at, key, "the key of a candidate")
            elif seen[key]:
                yield Finding(at, f"{key} once more", "a candidate of no other couple")
            seen[key] += 1


def _preplacements(intake: Intake) -> Iterator[Finding]:
    candidates = {each.key: each for each in intake.candidates}
    seats = {each.key: each for each in intake.seats}
    included = all_included(intake.qualifications)
    names = [each.candidate for each in intake.preplacements]
    yield from repeated(names, ("preplacements",), "each candidate once")
    for index, each in enumerate(intake.preplacements):
        at: Place = ("preplacements", index)
        if each.candidate not in candidates:
            yield Finding((*at, "candidate"), each.candidate, "the key of a candidate")
        if each.seat not in seats:
            yield Finding((*at, "seat"), each.seat, "the key of a seat of the intake")
        elif each.candidate in candidates:
            has = held_by(included, candidates[each.candidate])
            missing = sorted(set(seats[each.seat].needs) - has)
            if missing:
                expected = f"a seat that {each.candidate} is qualified for"
                yield Finding((*at, "seat"), f"{each.seat} needs {', '.join(missing)}", expected)
        if not each.reason.strip():
            yield Finding((*at, "reason"), "no reason", "why this candidate has a seat beforehand")
    yield from _preplaced_room(intake, seats)


def _preplaced_room(intake: Intake, seats: dict[str, Seat]) -> Iterator[Finding]:
    taken = Counter(each.seat for each in intake.preplacements if each.seat in seats)
    for key, count in sorted(taken.items()):
        if count > seats[key].places:
            found = f"{count} placed beforehand in {key}"
            yield Finding(("preplacements",), found, f"at most {seats[key].places}")
    for cap in intake.caps:
        inside = sum(count for key, count in taken.items() if cap.counts(seats[key]))
        if inside > cap.places:
            found = f"{inside} placed beforehand at {cap.place}"
            yield Finding(("preplacements",), found, f"at most {cap.places}")
