"""What a run says, in English sentences without names; pages have their own words."""

from rotations.lis1.check import Blocking
from rotations.lis1.draw import DrawFault, DrawProblem
from rotations.lis1.reasons import Missed, Reason, Why
from rotations.lis1.results import How, Mechanism
from rotations.lis1.strategy import Honesty
from rotations.lis1.what_if import ChangeKind, WhatIf

NAMES = {
    Mechanism.DRAWN_ORDER: "Drawn order",
    Mechanism.TWO_PASS: "Two passes",
    Mechanism.STABLE_FOR_CANDIDATES: "Stable, best for the candidates",
    Mechanism.STABLE_FOR_SEATS: "Stable, best for the seats",
    Mechanism.LEAST_SUM: "Least sum of ranks",
    Mechanism.LEAST_WORST: "Least worst rank",
}
HONESTY = {
    Honesty.BEST: "An honest list is the best one.",
    Honesty.NOT_PROVEN: "Nobody has proved that an honest list is the best one here.",
    Honesty.NOT_ALWAYS: "An honest list is not always the best one.",
}
_DRAW = {
    DrawFault.BY_HAND: "The order was drawn by hand, so it cannot be recomputed",
    DrawFault.NOT_REVEALED: "The seed has not been revealed",
    DrawFault.NOT_COMMITTED: "No hash of the seed was published before the draw",
    DrawFault.SEED: "The seed is not the one that was committed to",
    DrawFault.NO_LIST: "No hash of the list of candidates was published before the draw",
    DrawFault.LIST: "The list of candidates is not the one that was committed to",
    DrawFault.DATES: "The dates do not show that the seed was committed to before it was revealed",
    DrawFault.PUBLIC: "The public text is not what was announced",
    DrawFault.ORDER: "The published order is not the recomputed one",
}
_FULL = {
    Why.SEAT_FULL: "is full",
    Why.HOSPITAL_FULL: "has room, but its hospital is full",
    Why.MUNICIPALITY_FULL: "has room, but its municipality is full",
}
_LACKING = {
    Why.NOT_QUALIFIED: "needs a qualification that the candidate does not have",
    Why.NO_PLACES: "has no places",
    Why.COUPLE: "has room, but not for what the couple asked for together",
    Why.LEFT_FREE: "has room, but this way did not give it",
}
_HOLDERS = (
    ("by_preplaced", "placed beforehand"),
    ("by_points", "with more points"),
    ("by_number", "with an earlier draw number"),
    ("by_first_choice", "who put it first"),
    ("in_spite", "who stand after all the same"),
    ("for_the_sum", "whose ranks weigh more together"),
)


def reason_sentence(reason: Reason) -> str:
    """Why this seat, in one or more sentences."""
    head = {
        How.PREPLACED: f"Placed beforehand: {reason.text}.",
        How.MANUAL: f"Placed by the council: {reason.text}.",
        How.REMAINING: "None of the wishes could be met; this seat was left.",
        How.WISHED: f"Got wish no. {reason.rank}.",
        None: "Got no seat.",
    }[reason.how]
    parts = [head]
    if reason.how is not How.PREPLACED:
        parts.append(f"Drawn as no. {reason.number}.")
    parts += [missed_sentence(each) for each in reason.missed]
    return " ".join(parts)


def missed_sentence(missed: Missed) -> str:
    """What became of one better wish."""
    head = f"Wish no. {missed.rank}, {missed.seat},"
    if missed.why in _LACKING:
        return f"{head} {_LACKING[missed.why]}."
    counts = [
        f"{getattr(missed, name)} {words}" for name, words in _HOLDERS if getattr(missed, name)
    ]
    return f"{head} {_FULL[missed.why]}: {', '.join(counts) or 'no places'}."


def what_if_sentence(what_if: WhatIf) -> str:
    """What would have changed it."""
    change = what_if.change
    raised = [change.seat or "", *(cap.place for cap in change.caps)]
    said = {
        ChangeKind.DRAW_NUMBER: f"Draw number {change.number}"
        + (" or earlier" if what_if.or_earlier else ""),
        ChangeKind.FACT: f'"{change.criterion}" confirmed'
        + (f" for {change.fact.place}" if change.fact and change.fact.place else ""),
        ChangeKind.MORE_PLACES: f"One more place at {' and '.join(filter(None, raised))}",
        ChangeKind.QUALIFICATION: f"The qualification {', '.join(change.qualifications)}",
        ChangeKind.ALONE: "Asking without the partner",
        ChangeKind.LONGER_LIST: f"{change.seat} put last on the list",
    }[change.kind]
    rank = f", wish no. {what_if.rank}" if what_if.rank else ""
    better = " or better" if what_if.or_earlier else ""
    return f"{said} would have given {what_if.seat}{rank}{better}."


def blocking_sentence(pair: Blocking) -> str:
    """Who would rather have had each other, without names."""
    seats = " and ".join(pair.seats)
    who = "A candidate" if len(pair.candidates) == 1 else "A couple"
    head = f"{who} would rather have {seats}"
    if not pair.displaced:
        return f"{head}, and there is room."
    if pair.is_same_seat:
        return f"{head}, which somebody with a lower priority has."
    return f"{head}; somebody with a lower priority takes the room under a cap."


def draw_sentence(problem: DrawProblem) -> str:
    """What does not match in a draw."""
    return f"{_DRAW[problem.fault]}: found {problem.found}, expected {problem.expected}."
