"""Points that the written rules give a candidate for a seat, and the order that follows."""

from collections.abc import Iterator, Mapping

from rotations.lis1.types import Candidate, Criterion, Fact, Intake, Qualification, Scope, Seat


def met(criterion: Criterion, candidate: Candidate) -> Iterator[Fact]:
    """The confirmed facts that fulfil a criterion, wherever they are about."""
    for fact in candidate.facts:
        if (
            fact.is_confirmed
            and fact.subject == criterion.subject
            and fact.amount >= criterion.at_least
        ):
            yield fact


def counts_for(criterion: Criterion, candidate: Candidate, seat: Seat) -> bool:
    """Whether the criterion gives the candidate its points for this seat; once at most."""
    where = {
        Scope.EVERYWHERE: None,
        Scope.HOSPITAL: seat.hospital,
        Scope.MUNICIPALITY: seat.municipality,
    }[criterion.scope]
    return any(where is None or fact.place == where for fact in met(criterion, candidate))


def points(intake: Intake, candidate: Candidate, seat: Seat) -> int:
    """All points of a candidate for a seat."""
    return sum(each.weight for each in intake.rules.criteria if counts_for(each, candidate, seat))


def general_points(intake: Intake, candidate: Candidate) -> int:
    """Points that count for every seat: they alone move somebody in the drawn order."""
    return sum(
        each.weight
        for each in intake.rules.criteria
        if each.scope is Scope.EVERYWHERE and any(met(each, candidate))
    )


def all_included(qualifications: tuple[Qualification, ...]) -> Mapping[str, frozenset[str]]:
    """For each qualification, itself and everything it includes, also through others."""
    direct = {each.key: each.includes for each in qualifications}
    found: dict[str, frozenset[str]] = {}
    for key in direct:
        seen: set[str] = set()
        waiting = [key]
        while waiting:
            now = waiting.pop()
            if now not in seen:
                seen.add(now)
                waiting.extend(direct.get(now, ()))
        found[key] = frozenset(seen)
    return found


def held_by(included: Mapping[str, frozenset[str]], candidate: Candidate) -> frozenset[str]:
    """Every qualification that a candidate has, directly or because another includes it."""
    return frozenset().union(*(included.get(key, {key}) for key in candidate.qualifications))
