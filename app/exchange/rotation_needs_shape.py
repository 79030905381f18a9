"""What a doctor needs, in files: blocks, choices, and where they can be served."""

from app.exchange.case_shape import MONTHS
from app.exchange.rotation_months import Month
from app.exchange.shapes import Field, Flag, Items, Shape, Text, Whole

MANY = 200
POINTS = Whole(-100_000, 100_000)
KEY = Text(120)
KEYS = Items(KEY, MANY)
FROM = Field("from", Month(), "First month.", required=True)
TO = Field("to", Month(), "Last month, included.", required=True)
SPAN = Shape("months", (FROM, TO))
SPANS = Items(SPAN, MANY)

INNER = Shape(
    "inner service",
    (
        Field("service", Text(), "What is served in these months.", required=True),
        Field("sites", Items(KEY, MANY, 1), "Where it can be served.", required=True),
        Field("months", Whole(1, 120), "So many in a row.", unit=MONTHS, required=True),
        Field(
            "not_before",
            Whole(0, 120),
            "They begin so far into the block at the earliest.",
            unit=MONTHS,
            default=0,
        ),
    ),
)
MONTHS_BEFORE = Shape(
    "months before",
    (
        Field("blocks", Items(KEY, MANY, 1), "Keys of the doctor's blocks.", required=True),
        Field("months", Whole(1, 240), "Credited months of these.", unit=MONTHS, required=True),
    ),
)
BLOCK_FIELDS = (
    Field("key", KEY, "Name of the block; each once for a doctor.", required=True),
    Field("service", Text(), "What is served.", required=True),
    Field("sites", KEYS, "Sites where it can be served.", required=True),
    Field("min_months", Whole(1, 240), "Credited months, at least.", unit=MONTHS, required=True),
    Field("max_months", Whole(1, 240), "Credited months, at most.", unit=MONTHS, required=True),
    Field("after", KEYS, "Blocks that are finished first.", default=[]),
    Field("months_before", Items(MONTHS_BEFORE, 20), "Months that are served first.", default=[]),
    Field("needs_objectives", KEYS, "Objectives that are met first.", default=[]),
    Field("choice", KEY, "The choice that it is one of; null: compulsory."),
    Field("window", SPAN, "It begins in one of these months."),
    Field(
        "leave_may_interrupt",
        Flag(),
        "Whether leave may lie inside it; true when left out.",
        default=True,
    ),
    Field("inner", INNER, "A service that is counted inside this one."),
    Field(
        "points_per_month",
        POINTS,
        "For each credited month above `min_months`.",
        unit="points",
        default=0,
    ),
)
BLOCK = Shape("block", BLOCK_FIELDS)
SERVICE_EN = Field("service_en", Text(), "`service` in English.")
CHOICE = Shape(
    "choice",
    (
        Field("key", KEY, "Name of the choice; each once for a doctor.", required=True),
        Field("take", Whole(0, 100), "So many of its blocks.", unit="blocks", required=True),
    ),
)
AWAY = Shape(
    "away",
    (Field("site", KEY, "The site.", required=True), FROM, TO),
)
AT_MOST = Shape(
    "blocks at a site",
    (
        Field("site", KEY, "The site.", required=True),
        Field("blocks", Whole(0, 100), "So many at most.", unit="blocks", required=True),
    ),
)
CHOICES = Field("choices", Items(CHOICE, MANY), "Take some of the blocks.", default=[])
SAME_TOWN = Field(
    "same_town",
    Items(Items(KEY, MANY), MANY),
    "Groups of blocks that are served in one municipality.",
    default=[],
)
AT_MOST_FIELD = Field("at_most", Items(AT_MOST, MANY), "Most blocks at a site.", default=[])
AWAY_FIELD = Field("away", Items(AWAY, MANY), "Months in which a site cannot be used.", default=[])
NEEDS = Shape(
    "needs",
    (
        Field(
            "blocks",
            Items(Shape("block", (*BLOCK_FIELDS, SERVICE_EN)), MANY),
            "What is needed.",
            default=[],
        ),
        CHOICES,
        SAME_TOWN,
        AT_MOST_FIELD,
        AWAY_FIELD,
    ),
)
