"""The results of LIS1 cases, schema 1.0. Every key is always there; null is "none"."""

from app.exchange.lis1_shape import CAP, FACT, KEY, MANY, MOST_CANDIDATES, MOST_SEATS
from app.exchange.result_shape import always, maybe, one_of
from app.exchange.rotation_months import AnyText
from app.exchange.shapes import Amount, Field, Flag, Items, OneOf, Shape, Whole
from rotations.lis1.check import Fault
from rotations.lis1.compare import Turned
from rotations.lis1.draw import DrawFault
from rotations.lis1.reasons import Why
from rotations.lis1.results import How, Mechanism
from rotations.lis1.strategy import Honesty
from rotations.lis1.what_if import ChangeKind

LIS1_RESULT_VERSION = "1.0"
NUMBER = Whole(0, 10**9)
SENTENCE = AnyText(100_000)
KEYS = Items(KEY, MOST_CANDIDATES)

RANKS = Shape(
    "LIS1 ranks",
    (
        always("candidates", NUMBER, "So many; those placed beforehand are not counted."),
        always("placed", NUMBER, "Have a seat."),
        always("unplaced", NUMBER, "Have none."),
        always("first", NUMBER, "Got their first wish."),
        always("wished", NUMBER, "Got one of their wishes."),
        maybe("mean", Amount(10_000), "Mean rank of these."),
        maybe("worst", NUMBER, "Worst rank of these."),
    ),
)
PART = Shape(
    "LIS1 part",
    (
        always("name", KEY, "Hospital, municipality or group."),
        maybe("ranks", RANKS, "Of those placed there, or in the group; null: too few to be shown."),
        maybe("places", NUMBER, "Its places; null for a group.", "places"),
        maybe("filled", NUMBER, "Of these: filled; null for a group.", "places"),
    ),
)
GROUPING = Shape(
    "LIS1 grouping",
    (
        always("kind", KEY, "Kind of group."),
        always("parts", Items(PART, MANY), "Each group of it."),
    ),
)
FIGURES = Shape(
    "LIS1 figures",
    (
        always("everybody", RANKS, "All together."),
        always("hospitals", Items(PART, MOST_SEATS), "By where they were placed."),
        always("municipalities", Items(PART, MOST_SEATS), "By where they were placed."),
        always("groups", Items(GROUPING, MANY), "By the groups in the case."),
        always("places", NUMBER, "Places of all seats.", "places"),
        always("empty", NUMBER, "Of these: stay empty.", "places"),
        always("swap_pairs", NUMBER, "Candidate and seat that both would rather have each other."),
        always("would_swap", NUMBER, "Candidates in such a pair.", "candidates"),
        always("honesty", one_of(Honesty), "Whether an honest list is the best one."),
    ),
)
MISSED = Shape(
    "LIS1 missed wish",
    (
        always("seat", KEY, "What was wished."),
        always("rank", NUMBER, "The wish, 1 is first."),
        always("why", one_of(Why), "What stood in the way."),
        always("places", NUMBER, "Of the seat, or under the cap that is full.", "places"),
        always("by_preplaced", NUMBER, "Have it: placed beforehand.", "candidates"),
        always("by_points", NUMBER, "Have it: more points.", "candidates"),
        always("by_number", NUMBER, "Have it: earlier in the draw.", "candidates"),
        always("by_first_choice", NUMBER, "Have it: put it first.", "candidates"),
        always("in_spite", NUMBER, "Have it and stand after.", "candidates"),
        always("for_the_sum", NUMBER, "Have it: least sum together.", "candidates"),
    ),
)
CHANGE = Shape(
    "LIS1 change",
    (
        always("kind", one_of(ChangeKind), "What is imagined otherwise."),
        always("candidate", KEY, "For whom."),
        maybe("number", NUMBER, "Draw number."),
        maybe("fact", FACT, "A fact that would be confirmed."),
        maybe("criterion", KEY, "The criterion that it fulfils."),
        maybe("seat", KEY, "The seat with one more place, or put last on the list."),
        always("caps", Items(CAP, MOST_SEATS), "Caps that would have one more place."),
        always("qualifications", Items(KEY, 50), "That the candidate would have."),
    ),
)
WHAT_IF = Shape(
    "LIS1 what if",
    (
        always("change", CHANGE, "One thing imagined otherwise; it was run."),
        always("seat", KEY, "What the candidate then gets."),
        maybe("rank", NUMBER, "Which wish that is."),
        always("or_earlier", Flag(), "Any earlier draw number gives that or better."),
        always("sentence", SENTENCE, "All of it in English."),
    ),
)
PERSON = Shape(
    "LIS1 answer",
    (
        always("candidate", KEY, "Key of the candidate."),
        always("number", NUMBER, "In the draw, 1 is first."),
        maybe("seat", KEY, "Key of the seat."),
        maybe("rank", NUMBER, "Which wish it was; null: not wished, or no seat."),
        maybe("how", one_of(How), "How it came about."),
        always("points", NUMBER, "For the seat.", "points"),
        always("missed", Items(MISSED, MANY), "Better wishes, best first."),
        maybe("partner", KEY, "The other one of a couple."),
        always("text", AnyText(2_000), "Reason given for a seat beforehand or by hand."),
        always("sentence", SENTENCE, "The reason in English."),
        maybe("what_ifs", Items(WHAT_IF, MANY), "What would have changed it; null: not asked."),
    ),
)
PAIR = Shape(
    "LIS1 pair",
    (
        always("candidates", KEYS, "One candidate, or a couple."),
        always("seats", KEYS, "What they would rather have."),
        always("displaced", KEYS, "Who has it and stands after; empty: there is room."),
        always("is_same_seat", Flag(), "Somebody who stands after has that very seat."),
        always("sentence", SENTENCE, "All of it in English."),
    ),
)
BROKEN = Shape(
    "LIS1 broken promise",
    (
        always("fault", one_of(Fault), "What no result may do."),
        maybe("candidate", KEY, "Whom it is about."),
        maybe("place", KEY, "Where."),
        maybe("found", NUMBER, "So many."),
        maybe("allowed", NUMBER, "So many at most."),
    ),
)
RUN = Shape(
    "LIS1 run",
    (
        always("mechanism", one_of(Mechanism), "The way."),
        always("rules", KEY, "Version of the rules."),
        always("is_settled", Flag(), "False: no stable result was found."),
        always("figures", FIGURES, "How it fell out."),
        always("honesty_sentence", SENTENCE, "Whether an honest list pays, in English."),
        always("pairs", Items(PAIR, 1_000_000), "Who would rather have had each other."),
        always("broken", Items(BROKEN, 100_000), "Broken promises; empty unless we are wrong."),
        always("people", Items(PERSON, MOST_CANDIDATES), "Everybody, in order of key."),
    ),
)
DRAW_PROBLEM = Shape(
    "LIS1 draw problem",
    (
        always("fault", one_of(DrawFault), "What does not match."),
        always("found", AnyText(1_000), "What is there."),
        always("expected", AnyText(1_000), "What was to be there."),
        always("sentence", SENTENCE, "All of it in English."),
    ),
)
DRAW_CHECK = (
    always("is_verified", Flag(), "Everything matches."),
    always("problems", Items(DRAW_PROBLEM, 20), "What does not match."),
    always("order", KEYS, "The order, first drawn first."),
)
AT_RISK = Shape(
    "LIS1 seat at risk",
    (
        always("seat", KEY, "Key of the seat."),
        always("places", NUMBER, "Its places.", "places"),
        always("asked", NUMBER, "Wish for it and may have it.", "candidates"),
        always("first", NUMBER, "Of these: as first wish.", "candidates"),
        always("empty", Items(NUMBER, 20), "Left empty by each run, in order.", "places"),
    ),
)


def head(kind: str) -> tuple[Field, ...]:
    """What every result begins with."""
    return (
        always("schema_version", OneOf((LIS1_RESULT_VERSION,)), "Version of this format."),
        always("result", OneOf((kind,)), "What the result is of."),
        always("round", KEY, "The round."),
        always("name", AnyText(200), "Name of the case."),
        always("input_hash", KEY, "Of the case; the order of its rows makes no difference."),
    )


LIS1_ALLOCATION = Shape(
    "LIS1 allocation",
    (
        *head("allocate"),
        always("draw", Shape("LIS1 draw check", DRAW_CHECK), "Whether the draw can be trusted."),
        always("runs", Items(RUN, 20), "Each way, in the order of the case."),
        always("at_risk", Items(AT_RISK, MOST_SEATS), "Seats that may stay empty, worst first."),
    ),
)
MOVED = Shape(
    "LIS1 moved",
    (
        always("candidate", KEY, "Key of the candidate."),
        always("turned", one_of(Turned), "By the candidate's own list."),
        maybe("seat_before", KEY, "In the one."),
        maybe("seat_after", KEY, "In the other."),
        maybe("rank_before", NUMBER, "Which wish that was."),
        maybe("rank_after", NUMBER, "Which wish that is."),
    ),
)
COMPARED = Shape(
    "LIS1 compared runs",
    (
        always("before", one_of(Mechanism), "From this way."),
        always("after", one_of(Mechanism), "To this way."),
        always("rules_before", KEY, "Rules of the one."),
        always("rules_after", KEY, "Rules of the other."),
        always("gains", NUMBER, "Have something better.", "candidates"),
        always("loses", NUMBER, "Have something worse.", "candidates"),
        always("unchanged", NUMBER, "Have the same seat, or none in both.", "candidates"),
        always("moved", Items(MOVED, MOST_CANDIDATES), "Who has something else; gains first."),
    ),
)
BRIEF = Shape(
    "LIS1 run in brief",
    (
        always("mechanism", one_of(Mechanism), "The way."),
        always("rules", KEY, "Version of the rules."),
        always("is_settled", Flag(), "False: no stable result was found."),
        always("figures", FIGURES, "How it fell out."),
    ),
)
LIS1_COMPARISON = Shape(
    "LIS1 comparison",
    (
        *head("compare"),
        always("runs", Items(BRIEF, 100), "Every run that is compared."),
        always("comparisons", Items(COMPARED, 100), "Who gains and who loses."),
    ),
)
LIS1_DRAW = Shape("LIS1 draw verification", (*head("verify-draw"), *DRAW_CHECK))
