"""The results of rotation cases, schema 1.0. Every key is always there; null is "none".

The same words as `rotations.types`: a plan, a judgement, an explanation, a repair, an alternative.
"""

from app.exchange.result_shape import always, maybe, one_of
from app.exchange.rotation_months import AnyText, Month
from app.exchange.rotation_shape import LOCK, MOST_PLACEMENTS, PLACEMENTS
from app.exchange.shapes import Amount, Field, Flag, Items, OneOf, Shape, Text, Whole
from rotations.types.findings import Rule, Severity
from rotations.types.results import Mode, RelaxKind, Status

ROTATION_RESULT_VERSION = "1.0"
MOST = 10**9
KEY = Text(200)
KEYS = Items(KEY, MOST_PLACEMENTS)
POINTS = Whole(-MOST, MOST)
NUMBER = Whole(0, MOST)
SENTENCE = AnyText(100_000)
SECONDS = Amount(MOST)
LOCKS = Items(LOCK, MOST_PLACEMENTS)

VIOLATION = Shape(
    "violation",
    (
        always("rule", one_of(Rule), "The rule that is not kept."),
        always("severity", one_of(Severity), "A breach makes the plan invalid."),
        always("sentence", SENTENCE, "All of it in English."),
        maybe("doctor", KEY, "Who."),
        maybe("block", KEY, "Which block."),
        maybe("site", KEY, "Where."),
        maybe("limit", KEY, "Which limit."),
        maybe("from", Month(), "First month concerned."),
        maybe("to", Month(), "Last month concerned."),
        maybe("count", POINTS, "How many there are."),
        maybe("expected", POINTS, "How many there should be."),
        always("others", KEYS, "Other doctors or blocks concerned."),
    ),
)
VIOLATIONS = Items(VIOLATION, MOST_PLACEMENTS)
DOCTOR_SCORE = Shape(
    "doctor's points",
    (
        always("doctor", KEY, "Key of the doctor."),
        always("wishes", POINTS, "Wishes met.", "points"),
        always("length", POINTS, "Months above the least.", "points"),
        always("idle", POINTS, "Idle months.", "points"),
        always("site_changes", POINTS, "Changes of site.", "points"),
        always("town_changes", POINTS, "Changes of municipality.", "points"),
        always("late", POINTS, "Months after the deadline.", "points"),
        always("changed", POINTS, "Published placements that are not kept.", "points"),
        always("wishes_met", KEYS, "Keys of the wishes met."),
        always("total", POINTS, "All together.", "points"),
    ),
)
SCORE = Shape(
    "plan's points",
    (
        always("total", POINTS, "All together: what is made as great as possible.", "points"),
        always("doctors", Items(DOCTOR_SCORE, 5_000), "Each doctor's."),
        always("worst", POINTS, "The lowest of any doctor.", "points"),
        always("soft_limits", POINTS, "Soft limits that are not kept.", "points"),
    ),
)
WORK = Shape(
    "work limits",
    (
        always("mode", one_of(Mode), "Bounded by work or by seconds."),
        always("seconds", SECONDS, "At most so long.", "seconds"),
        always("subgradient_rounds", NUMBER, "Rounds for the first prices."),
        always("column_rounds", NUMBER, "Rounds of new plans for every doctor."),
        always("search_rounds", NUMBER, "Rounds of search around the best plan."),
        always("mip_nodes", NUMBER, "Nodes of each integer programme."),
    ),
)
HISTORY = Shape(
    "point in time",
    (
        always("seconds", SECONDS, "Since the start.", "seconds"),
        maybe("score", POINTS, "Of the best plan then.", "points"),
        maybe("bound", POINTS, "No plan is worth more.", "points"),
    ),
)
VERSION = Shape("version", (always("name", KEY, "What."), always("version", KEY, "Which version.")))
RELAXATION = Shape(
    "relaxation",
    (
        always("kind", one_of(RelaxKind), "What gives way."),
        always("cost", NUMBER, "What that costs.", "points"),
        maybe("limit", KEY, "The limit."),
        maybe("from", Month(), "First month."),
        maybe("to", Month(), "Last month."),
        maybe("by", POINTS, "By so many in each month.", "doctors"),
        maybe("doctor", KEY, "The doctor."),
        maybe("block", KEY, "The block."),
        maybe("lock", LOCK, "The lock."),
        maybe("other", KEY, "The other doctor of a pair."),
    ),
)
CLASH_LIMIT = Shape(
    "limit of a clash",
    (
        always("limit", KEY, "Key of the limit."),
        always("from", Month(), "First month."),
        always("to", Month(), "Last month."),
    ),
)
CLASH = Shape(
    "clash",
    (
        always("limits", Items(CLASH_LIMIT, 10_000), "Limits that take part."),
        always("doctors", KEYS, "Doctors who take part."),
        always("locks", LOCKS, "Locks that take part."),
        always("sentence", SENTENCE, "All of it in English."),
        always("is_minimum", Flag(), "Too few can come, rather than too many."),
        maybe("at_most", NUMBER, "So many could come.", "doctors"),
        always("frozen", KEYS, "Doctors whose frozen months take part."),
        always("pairs", Items(Items(KEY, 2, 2), 1_000), "Pairs of doctors that take part."),
    ),
)
OPTION = Shape(
    "way out",
    (
        always("relaxations", Items(RELAXATION, 10_000), "What gives way, together."),
        always("cost", NUMBER, "What that costs.", "points"),
        always("is_smallest", Flag(), "Proven: nothing cheaper gives a plan."),
        always("placements", PLACEMENTS, "A plan that keeps all the rest."),
        maybe("changed", NUMBER, "Placements that differ from the plan before."),
    ),
)
LOAD = Shape(
    "load",
    (
        always("limit", KEY, "Key of the limit."),
        always(
            "used",
            Items(NUMBER, 200),
            "Doctors in each month of the case, or person-months of all together;"
            " per cent of full time where the limit counts shares.",
        ),
    ),
)


def head(kind: str) -> tuple[Field, ...]:
    """What every result begins with."""
    return (
        always("schema_version", OneOf((ROTATION_RESULT_VERSION,)), "Version of this format."),
        always("result", OneOf((kind,)), "What the result is of."),
        always("name", AnyText(200), "Name of the case."),
        always("first_month", Month(), "First month of the case."),
    )


SOLVE = Shape(
    "rotation plan",
    (
        *head("solve"),
        always("status", one_of(Status), "How the run ended."),
        always(
            "placements", PLACEMENTS, "The plan; the one with fewest breaches when none is valid."
        ),
        maybe("score", SCORE, "What it is worth."),
        maybe("bound", POINTS, "No plan is worth more.", "points"),
        always("bound_source", AnyText(40), "`lagrange`, `columns`, `enumeration`, or empty."),
        always("hard_breaches", NUMBER, "Person-months beyond hard limits; 0 in a valid plan."),
        always("seconds", SECONDS, "How long it took.", "seconds"),
        always("seed", NUMBER, "Of the random choices."),
        always("limits", WORK, "How much work it might do."),
        always("is_stopped", Flag(), "Somebody stopped it; the best so far was kept."),
        always("input_hash", AnyText(200), "Of the case."),
        always("plan_hash", AnyText(200), "Of the plan."),
        always("versions", Items(VERSION, 50), "Of the programs."),
        always("violations", VIOLATIONS, "What the rules say of the plan."),
        always("history", Items(HISTORY, 1_000_000), "Score and bound whenever one changed."),
        maybe("gap", Amount(MOST), "(bound - score) / score: how far the best may be away."),
    ),
)
CHECK = Shape(
    "rotation check",
    (
        *head("check"),
        always("is_valid", Flag(), "No rule is broken."),
        always("violations", VIOLATIONS, "Breaches and remarks."),
        always("score", SCORE, "What the plan is worth."),
        always("loads", Items(LOAD, 10_000), "Each limit's load."),
    ),
)
EXPLAINED = (
    always("is_proven", Flag(), "There is certainly no plan."),
    always("clashes", Items(CLASH, 1_000), "Demands that cannot all hold."),
    always("options", Items(OPTION, 10), "What to give up, cheapest first."),
    always("lower_bound", POINTS, "Nothing cheaper gives a plan.", "points"),
    always("demands_tried", NUMBER, "How many demands were tried."),
    always("seconds", SECONDS, "How long it took.", "seconds"),
    always("not_cause", KEYS, "Limits with room in every month and every plan tried."),
)
EXPLANATION = Shape("rotation explanation", (*head("explain"), *EXPLAINED))
REPAIRED = (
    always("placements", PLACEMENTS, "The repaired plan."),
    always("changed", PLACEMENTS, "Its placements that the plan before did not have."),
    always("changed_count", NUMBER, "Placements not kept, apart from the edits."),
    always("lower_bound", POINTS, "No repair changes fewer."),
    always("is_possible", Flag(), "Whether there is a repair at all."),
    always("seconds", SECONDS, "How long it took.", "seconds"),
    always("violations", VIOLATIONS, "What the rules say of the plan."),
    always("is_proven", Flag(), "Fewer changes are impossible."),
)
REPAIR = Shape("rotation repair", (*head("repair"), *REPAIRED))
QUESTION = Shape(
    "question",
    (
        always("doctor", KEY, "Whom it is about."),
        maybe("block", KEY, "Why this block is not elsewhere or at another time;"),
        maybe("site", KEY, "at this site,"),
        maybe("from", Month(), "from this month."),
        maybe("wish", KEY, "Or what this wish would cost."),
    ),
)
DOCTOR_WISH = Shape(
    "doctor's wish",
    (always("doctor", KEY, "Who."), always("wish", KEY, "Key of the wish.")),
)
FINISH = Shape(
    "finish moved",
    (always("doctor", KEY, "Who."), always("months_later", POINTS, "Negative: earlier.", "months")),
)
COST = Shape(
    "cost of a plan",
    (
        always("points", POINTS, "Points lost against the present plan.", "points"),
        always("placements", NUMBER, "Placements that are different, new or gone."),
        always("moved", KEYS, "Doctors with such a placement."),
        always("posts_moved", NUMBER, "Vacant posts with such a placement."),
        always("wishes_lost", Items(DOCTOR_WISH, 100_000), "Met now, and not then."),
        always("wishes_met", Items(DOCTOR_WISH, 100_000), "Met then, and not now."),
        always("finish_moved", Items(FINISH, 5_000), "Whose last placement ends elsewhen."),
        always("idle_months", POINTS, "Idle months more.", "months"),
        always("site_changes", POINTS, "Changes of site more."),
        always("town_changes", POINTS, "Changes of municipality more."),
        always("late_months", POINTS, "Months after the deadlines more.", "months"),
        always(
            "longer_months", POINTS, "Months above the least more, where worth points.", "months"
        ),
        always("published_changed", POINTS, "Published placements not kept more."),
        always("beyond_soft", POINTS, "Person-months beyond soft limits more."),
        always("breaches_before", NUMBER, "Rules that the present plan breaks."),
    ),
)
ALTERNATIVE = Shape(
    "best plan",
    (
        always("is_possible", Flag(), "Whether it was found."),
        maybe("difference", POINTS, "Points lost against the present plan.", "points"),
        always("is_exact", Flag(), "Proven: nothing better, or impossible."),
        maybe("gap", Amount(MOST), "How far the best may be away."),
        always("placements", PLACEMENTS, "The plan then."),
        always("violations", VIOLATIONS, "What stands in the way, when known."),
    ),
)
ANSWER = Shape(
    "rotation answer",
    (
        *head("answer"),
        always("question", QUESTION, "What was asked."),
        always("best", ALTERNATIVE, "The plan with most points that has it."),
        maybe("best_cost", COST, "What that plan takes and gives."),
        maybe("fewest", Shape("fewest changes", REPAIRED), "The plan nearest to the present one."),
        maybe("fewest_cost", COST, "What that plan takes and gives."),
        maybe("explanation", Shape("why not", EXPLAINED), "Why it cannot be."),
        always("is_settled", Flag(), "The plan has it already."),
        always("ways", NUMBER, "Ways to have it; 0: no block could ever meet the wish."),
        always("is_possible", Flag(), "Whether a plan with it was found."),
    ),
)
