"""The rotation case, schema 1.0: who needs which blocks, where, and what limits them."""

from typing import Any

from app.exchange.case_shape import MONTHS
from app.exchange.rotation_months import AnyText, Month
from app.exchange.rotation_needs_shape import (
    AT_MOST_FIELD,
    AWAY_FIELD,
    BLOCK,
    CHOICES,
    FROM,
    KEY,
    MANY,
    POINTS,
    SAME_TOWN,
    SPAN,
    SPANS,
    TO,
)
from app.exchange.shapes import Amount, Field, Flag, Items, Kind, OneOf, Shape, Text, Whole
from rotations.types.case import LimitKind, LimitPer, PairKind, SiteKind, TraineeGroup, WishKind
from rotations.types.results import Mode

ROTATION_CASE_VERSION = "1.0"
MOST_DOCTORS = 2_000
MOST_LIMITS = 10_000
MOST_MONTHS = 120
MOST_PLACEMENTS = 20_000
PRICE = Whole(0, 100_000)
SPAN_FROM = Field("from", Month(), "First month; null: from the beginning.")
SPAN_TO = Field("to", Month(), "Last month, included; null: to the end.")


def defaults(shape: Shape) -> dict[str, Any]:
    """The row of an object that is left out."""
    return {field.name: field.default for field in shape.fields}


def points(name: str, meaning: str, default: int, kind: Kind = PRICE) -> Field:
    """A price in points with its default."""
    return Field(name, kind, f"{meaning}; {default} when left out.", "points", default=default)


SITE = Shape(
    "site",
    (
        Field("key", KEY, "Name of the site in the file.", required=True),
        Field("name", Text(), "What it is called.", required=True),
        Field("short", Text(40), "Its name where there is little room.", default=""),
        Field("kind", OneOf(tuple(SiteKind)), "Kind of place.", required=True),
        Field("town", Text(), "The municipality that one lives in.", required=True),
        Field("employer", Text(), "Who employs there.", default=""),
        Field("open", SPANS, "Months in which anybody may be there; empty: all.", default=[]),
    ),
)
SHARE = Shape(
    "part time",
    (
        FROM,
        TO,
        Field("percent", Whole(1, 100), "Share of full time.", unit="per cent", required=True),
    ),
)
WISH = Shape(
    "wish",
    (
        Field("key", KEY, "Name of the wish; each once for a doctor.", required=True),
        Field("kind", OneOf(tuple(WishKind)), "What it is about.", required=True),
        Field("points", POINTS, "When it is met; below 0: not to.", unit="points", required=True),
        Field("service", Text(), "In this service; null: any."),
        Field("site", KEY, "At this site; null: any."),
        Field("starts", SPAN, "Beginning in one of these months; null: any."),
        Field("rank", Whole(1, 1_000), "The doctor's own order, 1 first."),
    ),
)
DOCTOR = Shape(
    "rotation doctor",
    (
        Field("key", KEY, "Name of the doctor in the file.", required=True),
        Field("name", Text(), "What the doctor is called.", required=True),
        Field("group", OneOf(tuple(TraineeGroup)), "Group of the doctor.", required=True),
        Field("blocks", Items(BLOCK, MANY), "What is needed.", required=True),
        CHOICES,
        Field("start", Month(), "Placed from this month; null: the case's first month."),
        Field("available_to", Month(), "Last month here; null: all of the case."),
        Field("deadline", Month(), "Last month that is not late; null: none is."),
        Field(
            "must_finish",
            Flag(),
            "Everything fits within the case; false: the months are filled and the rest comes"
            " later; true when left out.",
            default=True,
        ),
        Field("shares", Items(SHARE, MANY), "Part time; full time otherwise.", default=[]),
        Field("leave", SPANS, "Months of leave.", default=[]),
        AWAY_FIELD,
        Field("town", Text(), "Where the doctor lives at the start; null: no move is counted."),
        Field("site", KEY, "Where the doctor is before `start`."),
        SAME_TOWN,
        AT_MOST_FIELD,
        Field("objectives_met", Items(KEY, 1_000), "Objectives met before `start`.", default=[]),
        Field("wishes", Items(WISH, MANY), "What is wished.", default=[]),
        Field(
            "is_vacancy",
            Flag(),
            "A vacant post: takes room, fills no minimum; false when left out.",
            default=False,
        ),
        Field(
            "is_thawed",
            Flag(),
            "The frozen months do not bind the doctor; false when left out.",
            default=False,
        ),
    ),
)
OUTSIDE = Shape(
    "outside",
    (
        Field(
            "doctors",
            Whole(),
            "How many, or how many doctor-months of a whole span.",
            unit="doctors",
            required=True,
        ),
        Field("minimum", Whole(), "Everybody at least; null: none.", unit="doctors"),
        Field("maximum", Whole(), "Everybody at most; null: none.", unit="doctors"),
    ),
)
LIMIT = Shape(
    "limit",
    (
        Field("key", KEY, "Name of the limit in the file.", required=True),
        Field("kind", OneOf(tuple(LimitKind)), "Where it comes from.", required=True),
        Field("name", Text(), "What it is called.", required=True),
        Field("sites", Items(KEY, MANY, 1), "Sites that are counted together.", required=True),
        FROM,
        TO,
        Field("minimum", Whole(), "Doctors at least; null: none.", unit="doctors"),
        Field("maximum", Whole(), "Doctors at most; null: none.", unit="doctors"),
        Field("services", Items(Text(), MANY), "Services counted; empty: all.", default=[]),
        Field(
            "groups",
            Items(OneOf(tuple(TraineeGroup)), 4),
            "Groups counted; empty: all.",
            default=[],
        ),
        Field(
            "per",
            OneOf(tuple(LimitPer)),
            "In each month, or person-months of all months together; `month` when left out.",
            default=LimitPer.MONTH.value,
        ),
        Field("is_hard", Flag(), "False: costs points; true when left out.", default=True),
        points("over_price", "Each doctor and month over a soft one", 20),
        points("under_price", "Each doctor and month under a soft one", 20),
        Field(
            "counts_share",
            Flag(),
            "Part time takes part of a place; false when left out.",
            default=False,
        ),
        Field("source", Text(500), "Where it is written.", default=""),
        Field(
            "outside",
            OUTSIDE,
            "Doctors outside the case who are counted too; for words. `minimum` and `maximum` are "
            "what they leave.",
        ),
    ),
)
LOCK = Shape(
    "lock",
    (
        Field("doctor", KEY, "Key of the doctor.", required=True),
        Field("block", KEY, "Key of the doctor's block.", required=True),
        Field("site", KEY, "At this site; null: any."),
        Field("from", Month(), "First month; null: any."),
        Field("to", Month(), "Last month, included; null: any."),
        Field("reason", AnyText(500), "Why; told as it is.", default=""),
    ),
)
PAIR = Shape(
    "pair",
    (
        Field("kind", OneOf(tuple(PairKind)), "What the two need of each other.", required=True),
        Field("doctors", Items(KEY, 2, 2), "Keys of the two.", required=True),
        SPAN_FROM,
        SPAN_TO,
    ),
)
OBJECTIVE_PLACE = Shape(
    "objective place",
    (
        Field("objective", KEY, "Key of the objective.", required=True),
        Field("site", KEY, "Where it can lawfully be met.", required=True),
        Field("service", Text(), "In this service; null: any there."),
    ),
)
WEIGHTS = Shape(
    "weights",
    (
        points("idle_month", "A month between start and finish without placement or leave", 6),
        points("site_change", "A change of site", 2),
        points("town_change", "A change of municipality", 8),
        points("late_month", "A month of training after the deadline", 10),
        points("changed_placement", "A published placement that is not kept", 6),
        points("changed_near", "The same, within the notice", 12),
        points("worst_off", "Times the lowest score of any doctor", 1),
    ),
)
INNER_PLACEMENT = Shape("inner placement", (Field("site", KEY, "Where.", required=True), FROM, TO))
PLACEMENT = Shape(
    "placement",
    (
        Field("doctor", KEY, "Key of the doctor.", required=True),
        FROM,
        TO,
        Field("block", KEY, "Key of the doctor's block.", required=True),
        Field("site", KEY, "Key of the site.", required=True),
        Field("inner", INNER_PLACEMENT, "Where and when the inner service is served."),
        Field(
            "continues",
            Flag(),
            "Runs on after the case's last month; false when left out.",
            default=False,
        ),
    ),
)
PLACEMENTS = Items(PLACEMENT, MOST_PLACEMENTS)
OPTIONS = Shape(
    "options",
    (
        Field(
            "mode",
            OneOf(tuple(Mode)),
            "Bounded by seconds, or by work so that the plan is the same every time;"
            " `interactive` when left out.",
            default=Mode.INTERACTIVE.value,
        ),
        Field("seed", Whole(0, 2**31 - 1), "Of the random choices; 0 when left out.", default=0),
        Field(
            "seconds",
            Amount(86_400),
            "At most so long; 60 when left out.",
            unit="seconds",
            default=60,
        ),
        Field("subgradient_rounds", Whole(0, 10_000), "60 when left out.", default=60),
        Field("column_rounds", Whole(0, 10_000), "60 when left out.", default=60),
        Field("search_rounds", Whole(0, 1_000_000), "200 when left out.", default=200),
        Field("mip_nodes", Whole(0, 10**9), "2000 when left out.", default=2_000),
    ),
)
ROTATION_CASE = Shape(
    "rotation case",
    (
        Field(
            "schema_version",
            OneOf((ROTATION_CASE_VERSION,)),
            "Version of this format.",
            required=True,
        ),
        Field("name", Text(), "What to call the case; comes back in the result.", default=""),
        Field("first_month", Month(), "The first month that is planned.", required=True),
        Field("months", Whole(1, MOST_MONTHS), "So many.", unit=MONTHS, required=True),
        Field("sites", Items(SITE, 2_000, 1), "Places where doctors serve.", required=True),
        Field("doctors", Items(DOCTOR, MOST_DOCTORS), "Who is placed.", required=True),
        Field("limits", Items(LIMIT, MOST_LIMITS), "Least and most doctors.", default=[]),
        Field("locks", Items(LOCK, MOST_PLACEMENTS), "Placements that stand.", default=[]),
        Field("pairs", Items(PAIR, 1_000), "Doctors who need each other's plans.", default=[]),
        Field(
            "objective_places",
            Items(OBJECTIVE_PLACE, 50_000),
            "Which objectives can be met where.",
            default=[],
        ),
        Field("weights", WEIGHTS, "What things cost.", default=defaults(WEIGHTS)),
        Field("published", PLACEMENTS, "The published plan.", default=[]),
        Field(
            "frozen_months",
            Whole(0, MOST_MONTHS),
            "The first months stay as published; 0 when left out.",
            unit=MONTHS,
            default=0,
        ),
        Field(
            "notice_months",
            Whole(0, 60),
            "Placements are known so long before; 6 when left out.",
            unit=MONTHS,
            default=6,
        ),
        Field("options", OPTIONS, "How much work a run may do.", default=defaults(OPTIONS)),
        Field("placements", PLACEMENTS, "The plan to judge, to repair or to explain.", default=[]),
        Field("edits", Items(LOCK, 100), "What a repair must take over.", default=[]),
    ),
)
