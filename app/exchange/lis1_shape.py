"""The LIS1 case, schema 1.0: one intake with seats, candidates, rules and draw."""

from app.exchange.rotation_months import AnyText
from app.exchange.shapes import Day, Field, Flag, Items, OneOf, Shape, Text, Whole
from rotations.lis1.results import Mechanism
from rotations.lis1.types import (
    FEWEST_SHOWN,
    CapKind,
    CriterionKind,
    FactStatus,
    PhaseKind,
    Scope,
    Together,
)

LIS1_CASE_VERSION = "1.0"
MOST_CANDIDATES = 5_000
MOST_SEATS = 5_000
MANY = 1_000
KEY = Text(200)
DAY = Day()
POINTS = Whole(0, 1_000)
MONTHS = "months"

QUALIFICATION = Shape(
    "LIS1 qualification",
    (
        Field("key", KEY, "Name of the qualification in the file.", required=True),
        Field("name", Text(), "What it is called.", required=True),
        Field("includes", Items(KEY, MANY), "Who has this one has these too.", default=[]),
    ),
)
PHASE = Shape(
    "LIS1 phase",
    (
        Field("kind", OneOf(tuple(PhaseKind)), "Where it is served.", required=True),
        Field("service", Text(), "What is served.", required=True),
        Field("months", Whole(1, 60), "So long.", unit=MONTHS, required=True),
    ),
)
TRACK = Shape(
    "LIS1 track",
    (
        Field("key", KEY, "Name of the track in the file.", required=True),
        Field("name", Text(), "What it is called.", required=True),
        Field("phases", Items(PHASE, 20, 1), "The services in order.", required=True),
        Field("coupled_to", Text(), "Code of the specialty whose LIS3 post follows."),
        Field("source", AnyText(500), "Where it is written.", default=""),
        Field(
            "status",
            OneOf(tuple(FactStatus)),
            "How sure the source is; `confirmed` when left out.",
            default=FactStatus.CONFIRMED.value,
        ),
    ),
)
SEAT = Shape(
    "LIS1 seat",
    (
        Field("key", KEY, "Name of the seat in the file.", required=True),
        Field("hospital", Text(), "The hospital.", required=True),
        Field("municipality", Text(), "The municipality of all municipal months.", required=True),
        Field("track", KEY, "Key of the track.", required=True),
        Field("starts_on", DAY, "First day.", required=True),
        Field("places", Whole(0, MANY), "So many alike.", unit="places", required=True),
        Field("needs", Items(KEY, 50), "Qualifications that all placed here have.", default=[]),
        Field(
            "is_closed",
            Flag(),
            "Nobody may wish for it; only for those placed beforehand; false when left out.",
            default=False,
        ),
        Field(
            "is_own_post",
            Flag(),
            "The employer's own post, outside the ordinary round; false when left out.",
            default=False,
        ),
    ),
)
CAP = Shape(
    "LIS1 cap",
    (
        Field("kind", OneOf(tuple(CapKind)), "Which side it stands on.", required=True),
        Field("place", Text(), "The hospital or municipality.", required=True),
        Field("places", Whole(0, 10_000), "At most so many.", unit="candidates", required=True),
        Field("starts_on", DAY, "Seats that start then; null: all seats."),
    ),
)
CRITERION = Shape(
    "LIS1 criterion",
    (
        Field("key", KEY, "Name of the criterion.", required=True),
        Field("kind", OneOf(tuple(CriterionKind)), "What it is about.", required=True),
        Field("text", AnyText(2_000), "As the council wrote it.", required=True),
        Field("subject", KEY, "Confirmed facts about this count.", required=True),
        Field("weight", POINTS, "Given once.", unit="points", required=True),
        Field(
            "scope",
            OneOf(tuple(Scope)),
            "For every seat, or for seats at the place that the fact names; `everywhere` when"
            " left out.",
            default=Scope.EVERYWHERE.value,
        ),
        Field(
            "at_least",
            Whole(1, 10_000),
            "The fact's amount is so much; 1 when left out.",
            default=1,
        ),
    ),
)
RULES = Shape(
    "LIS1 rules",
    (
        Field("version", KEY, "Name of the version.", required=True),
        Field("decided_on", DAY, "When it was decided.", required=True),
        Field("text", AnyText(20_000), "The written criteria.", required=True),
        Field("source", AnyText(500), "Where they are written.", required=True),
        Field("status", OneOf(tuple(FactStatus)), "How sure the source is.", required=True),
        Field("criteria", Items(CRITERION, 100), "What gives points.", default=[]),
        Field(
            "any_remaining",
            Flag(),
            "Who gets no wish is given a seat that is left; false when left out.",
            default=False,
        ),
    ),
)
DRAW = Shape(
    "LIS1 draw",
    (
        Field("seed", KEY, "The seed, once revealed."),
        Field("public", AnyText(500), "Text that nobody knew at the commitment.", default=""),
        Field("public_source", AnyText(500), "Where it is taken from.", default=""),
        Field("commitment", KEY, "SHA-256 of the seed, published before."),
        Field("list_hash", KEY, "SHA-256 of the list of keys, published before."),
        Field("committed_on", DAY, "When both were published."),
        Field("revealed_on", DAY, "When the seed was."),
        Field(
            "order",
            Items(KEY, MOST_CANDIDATES),
            "Keys in an order drawn by hand, first drawn first; empty: by the seed.",
            default=[],
        ),
        Field(
            "withdrawn",
            Items(KEY, MOST_CANDIDATES),
            "Keys in the list, and in the order, of candidates who take part no more.",
            default=[],
        ),
    ),
)
FACT = Shape(
    "LIS1 fact",
    (
        Field("subject", KEY, "What it is about.", required=True),
        Field("place", Text(), "The hospital or municipality."),
        Field("amount", Whole(0, 10_000), "How much; 1 when left out.", default=1),
        Field(
            "is_confirmed",
            Flag(),
            "Somebody has looked at it; only then it counts. False when left out.",
            default=False,
        ),
    ),
)
BELONGS = Shape(
    "LIS1 group",
    (
        Field("kind", KEY, "Kind of group.", required=True),
        Field("value", KEY, "Which one.", required=True),
    ),
)
CANDIDATE = Shape(
    "LIS1 candidate",
    (
        Field("key", KEY, "Name of the candidate in the file, and in the draw.", required=True),
        Field("wishes", Items(KEY, MANY), "Keys of seats, best first.", required=True),
        Field("qualifications", Items(KEY, 50), "What the candidate has.", default=[]),
        Field("facts", Items(FACT, 100), "Needs and affiliation.", default=[]),
        Field("groups", Items(BELONGS, 20), "For figures only; never a priority.", default=[]),
    ),
)
COUPLE = Shape(
    "LIS1 couple",
    (
        Field("one", KEY, "Key of a candidate.", required=True),
        Field("other", KEY, "Key of another.", required=True),
        Field(
            "wish",
            OneOf(tuple(Together)),
            "What they ask for; `same_municipality` when left out.",
            default=Together.SAME_MUNICIPALITY.value,
        ),
        Field(
            "or_apart",
            Flag(),
            "Seats apart follow after all that are together; else both or none. True when left"
            " out.",
            default=True,
        ),
    ),
)
NEAR = Shape(
    "LIS1 neighbours",
    (
        Field("one", Text(), "A municipality.", required=True),
        Field("other", Text(), "One that counts as near it.", required=True),
    ),
)
PREPLACEMENT = Shape(
    "LIS1 preplacement",
    (
        Field("candidate", KEY, "Key of the candidate.", required=True),
        Field("seat", KEY, "Key of the seat.", required=True),
        Field("reason", AnyText(2_000), "Why; told as it is.", required=True),
    ),
)
OFFER_ROUND = Shape(
    "LIS1 offer round",
    (
        Field("number", Whole(1, 20), "1, 2, 3, …", required=True),
        Field("sent_on", DAY, "Offers go out.", required=True),
        Field("reply_by", DAY, "Last day for an answer.", required=True),
        Field("marked_by", DAY, "Answers are marked in the portal.", required=True),
    ),
)
PUBLISHED_DRAW = Shape(
    "LIS1 published draw",
    (
        Field(
            "schema_version",
            OneOf((LIS1_CASE_VERSION,)),
            "Version of this format.",
            required=True,
        ),
        Field("round", KEY, "Name of the round.", required=True),
        Field("name", AnyText(200), "What to call it.", default=""),
        Field("draw", DRAW, "What decides between equals.", required=True),
        Field("keys", Items(KEY, MOST_CANDIDATES), "The list that was closed.", required=True),
        Field(
            "order",
            Items(KEY, MOST_CANDIDATES),
            "The keys in the order that was published, first drawn first; empty: not yet.",
            default=[],
        ),
    ),
)
MECHANISMS = tuple(each.value for each in Mechanism)
LIS1_CASE = Shape(
    "LIS1 case",
    (
        Field(
            "schema_version",
            OneOf((LIS1_CASE_VERSION,)),
            "Version of this format.",
            required=True,
        ),
        Field("round", KEY, "Name of the round; each round in one file.", required=True),
        Field("name", AnyText(200), "What to call it.", default=""),
        Field("advertised_on", DAY, "When the posts were advertised."),
        Field("deadline_on", DAY, "Last day for applications."),
        Field("offer_rounds", Items(OFFER_ROUND, 20), "In order.", default=[]),
        Field("qualifications", Items(QUALIFICATION, 100), "What there is to have.", default=[]),
        Field("tracks", Items(TRACK, 100, 1), "Shapes of the service.", required=True),
        Field("seats", Items(SEAT, MOST_SEATS, 1), "What is shared out.", required=True),
        Field("caps", Items(CAP, MOST_SEATS), "At most so many on either side.", default=[]),
        Field("near", Items(NEAR, 10_000), "Municipalities near each other.", default=[]),
        Field("rules", RULES, "The rules in force.", required=True),
        Field("other_rules", Items(RULES, 20), "Earlier ones and proposals.", default=[]),
        Field("draw", DRAW, "What decides between equals.", required=True),
        Field("candidates", Items(CANDIDATE, MOST_CANDIDATES), "Who asks.", required=True),
        Field("couples", Items(COUPLE, MANY), "Two with one joint list.", default=[]),
        Field("preplacements", Items(PREPLACEMENT, MANY), "Seats given before.", default=[]),
        Field(
            "mechanisms",
            Items(OneOf(MECHANISMS), len(MECHANISMS), 1),
            "Ways to share out, in this order; all when left out.",
            default=list(MECHANISMS),
        ),
        Field(
            "fewest_shown",
            Whole(1, 100),
            f"Smaller groups are not described; {FEWEST_SHOWN} when left out.",
            unit="candidates",
            default=FEWEST_SHOWN,
        ),
    ),
)
