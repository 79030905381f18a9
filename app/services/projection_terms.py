"""Words for the parts of a projection: what a line waits for, what is unknown, what was assumed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from app.services.projection_names import Telling
from app.services.wording import day, figure, listed, long_day, plain
from pathways.projection.values import Assumption, Unknown, UnknownKind, Wait, WaitKind

RULE_OF = {
    Assumption.SHARE_GOES_ON: "part-time",
    Assumption.LEAVE_DOES_NOT_COUNT: "leave-threshold",
    Assumption.HOLIDAY_LIMIT: "lis1-absence-percent",
    Assumption.OTHER_SPECIALTY_NOT_COUNTED: "objectives-decide",
    Assumption.INTAKE_DATES: "lis1-rounds",
    Assumption.OWN_POSTS: "lis1-own-posts",
}
"""The rule that an assumption leans on; one without a rule is our own choice."""


def wait_words(wait: Wait, telling: Telling) -> str:
    """What a line waits for, short enough for a cell; empty when there is nothing to say."""
    return WAITS[wait.kind](wait, telling)


def _session(wait: Wait, _telling: Telling) -> str:
    if wait.day is None:
        return _("samling")
    if wait.deadline is None:
        return _("samling %(day)s", day=day(wait.day))
    return _(
        "samling %(day)s, påmelding til %(deadline)s",
        day=day(wait.day),
        deadline=day(wait.deadline),
    )


def _dated(text: str, value: date | None, otherwise: str) -> str:
    return otherwise if value is None else f"{text} {day(value)}"


WAITS: dict[WaitKind, Callable[[Wait, Telling], str]] = {
    WaitKind.NOTHING: lambda wait, telling: "",
    WaitKind.TIME: lambda wait, telling: _("tid som må gå"),
    WaitKind.BOOKED_START: lambda wait, telling: _dated(_("booket fra"), wait.day, _("booket")),
    WaitKind.EARLIER_SERVICE: lambda wait, telling: _(
        "etter %(line)s", line=telling.line(wait.ref)
    ),
    WaitKind.SESSION: _session,
    WaitKind.SESSION_UNKNOWN: lambda wait, telling: (
        _("ingen samling er kjent")
        if wait.day is None
        else _("samlingene til og med %(day)s er fulle", day=day(wait.day))
    ),
    WaitKind.PERSON: lambda wait, telling: _(
        "ligger hos %(name)s", name=plain(wait.ref or _("noen"))
    ),
    WaitKind.SERVICE_OF_IT: lambda wait, telling: _(
        "følger tjenesten på %(line)s", line=telling.line(wait.ref)
    ),
    WaitKind.LENGTH_UNKNOWN: lambda wait, telling: _("lengden er ukjent"),
    WaitKind.INTAKE: lambda wait, telling: _dated(
        _("LIS1-start"), wait.day, _("første LIS1-start")
    ),
    WaitKind.STAGE: lambda wait, telling: _("etter %(line)s", line=telling.line(wait.ref)),
    WaitKind.EVERYTHING: lambda wait, telling: _("når alt annet er på plass"),
}


# What is unknown


def unknown_words(unknown: Unknown, telling: Telling) -> str:
    """What nobody has said, and how much room there is for it."""
    text = UNKNOWNS[unknown.kind](unknown, telling)
    room = _room(unknown)
    return f"{text} {room}" if room else text


def _room(unknown: Unknown) -> str:
    """How long it may take, or the day it must be done, without moving the date."""
    room, by = unknown.room_months, unknown.by
    if room is not None and room > 0:
        if unknown.kind is UnknownKind.NO_PLAN:
            return _("Datoen holder hvis de tar høyst %(months)s md.", months=_md(room))
        return _("Datoen holder hvis den tar høyst %(months)s md.", months=_md(room))
    if by is None:
        return ""
    if unknown.kind is UnknownKind.SERVICE_LENGTH:
        return _("Datoen holder hvis den er ferdig %(day)s.", day=long_day(by))
    return _("Datoen holder hvis det er på plass %(day)s.", day=long_day(by))


def _md(value: Fraction) -> str:
    return figure(float(value))


def _contradicts(unknown: Unknown, _telling: Telling) -> str:
    if unknown.low is None or unknown.high is None:
        return _("Planens samlede lengde stemmer ikke med tjenestene i den.")
    return _(
        "Planen går ikke opp: den gir både %(low)s og %(high)s måneder.",
        low=_md(unknown.low),
        high=_md(unknown.high),
    )


def _choice(unknown: Unknown, _telling: Telling) -> str:
    if unknown.low is None or unknown.high is None or unknown.low == unknown.high:
        return _("Et valg i planen er ikke tatt.")
    return _(
        "Et valg i planen er ikke tatt: %(low)s eller %(high)s måneder.",
        low=_md(unknown.low),
        high=_md(unknown.high),
    )


UNKNOWNS: dict[UnknownKind, Callable[[Unknown, Telling], str]] = {
    UnknownKind.NO_PLAN: lambda unknown, telling: _(
        "Ingen utdanningsplan er registrert, så vi vet ikke hvilke tjenester som gjenstår."
    ),
    UnknownKind.PLAN_PARTIAL: lambda unknown, telling: _(
        "Planen slik vi har den, har ikke med alle tjenestene."
    ),
    UnknownKind.PLAN_CONTRADICTS: _contradicts,
    UnknownKind.SERVICE_LENGTH: lambda unknown, telling: _(
        "Planen sier ikke hvor lang «%(line)s» er.", line=telling.line(unknown.ref)
    ),
    UnknownKind.CHOICE_OPEN: _choice,
    UnknownKind.COURSE_SESSION: lambda unknown, telling: _(
        "Ingen samling er kjent for kurset %(line)s.", line=telling.line(unknown.ref)
    ),
    UnknownKind.OBJECTIVE_COUNT: lambda unknown, telling: _(
        "Antallet er ikke kjent for %(line)s.", line=telling.line(unknown.ref)
    ),
    UnknownKind.REQUIREMENT_AMOUNT: lambda unknown, telling: _(
        "Kildene sier ikke hvor mye som kreves av dette: %(line)s.", line=telling.line(unknown.ref)
    ),
    UnknownKind.SERVICE_ABROAD: lambda unknown, telling: _(
        "Hvor mye av tjenesten i utlandet som teller, avgjøres etter søknad."
    ),
    UnknownKind.OTHER_SPECIALTY: lambda unknown, telling: _(
        "Hvor mye av tjenesten i et annet fag som teller, avgjøres for hver lege."
    ),
    UnknownKind.ORDER_BEFORE_EXTERNAL: lambda unknown, telling: _(
        "Planen ber om lokale læringsmål før tjeneste et annet sted, men sier ikke hvor mange."
    ),
}


# What was taken for granted


@dataclass(frozen=True, slots=True)
class AssumptionFacts:
    """The figures that the assumptions speak of.

    `first_day` is None when service starts tomorrow; `holiday` are months in hospital and in
    municipality; `starts` and `deadlines` are those of the LIS1 rounds, already as text.
    """

    first_day: date | None
    share_percent: int
    holiday: tuple[Fraction, Fraction]
    starts: Sequence[str]
    deadlines: Sequence[str]


def assumption_words(assumption: Assumption, facts: AssumptionFacts) -> str:
    """One thing that was taken for granted, as a sentence."""
    return ASSUMPTIONS[assumption](facts)


ASSUMPTIONS: dict[Assumption, Callable[[AssumptionFacts], str]] = {
    Assumption.UNBROKEN_SERVICE: lambda facts: _(
        "Tjenesten går uten opphold fra %(day)s.",
        day=long_day(facts.first_day) if facts.first_day else _("i morgen"),
    ),
    Assumption.SHARE_GOES_ON: lambda facts: _(
        "Stillingen er %(percent)s %% nå. Deltid teller i forhold til stillingen.",
        percent=facts.share_percent,
    ),
    Assumption.LEAVE_DOES_NOT_COUNT: lambda facts: _(
        "Registrert permisjon teller ikke. Noe fravær kan telle, men grensen er ikke funnet,"
        " så datoen kan bli noe tidligere."
    ),
    Assumption.HOLIDAY_LIMIT: lambda facts: _(
        "Ferie teller i LIS1 inntil %(hospital)s måneder i sykehus og %(municipality)s i kommune.",
        hospital=_md(facts.holiday[0]),
        municipality=_md(facts.holiday[1]),
    ),
    Assumption.PART1_TAKEN_AS_DONE: lambda facts: _(
        "LIS1 er regnet som fullført, selv om ikke all tjenesten er registrert her."
    ),
    Assumption.OTHER_SPECIALTY_NOT_COUNTED: lambda facts: _(
        "Tjeneste i et annet fag er ikke regnet med. Hva som kan regnes med, avgjøres for"
        " hver lege."
    ),
    Assumption.INTAKE_DATES: lambda facts: _(
        "LIS1 starter %(starts)s. Fristene følger de siste vi har sett, %(deadlines)s. Nyere"
        " frister har vi ikke.",
        starts=listed(list(facts.starts)),
        deadlines=listed(list(facts.deadlines)),
    ),
    Assumption.OWN_POSTS: lambda facts: _(
        "Egne LIS1-stillinger kan lyses ut når som helst og kan gi en tidligere start."
    ),
    Assumption.TO_PLAN_FITS: lambda facts: _(
        "Tjeneste som ikke er booket, finner plass første gang den kan."
    ),
    Assumption.COURSES_AS_PLANNED: lambda facts: _(
        "Kurs tas til den tiden som er planlagt, ellers i første samling med ledig plass."
    ),
    Assumption.APPROVAL_AT_ONCE: lambda facts: _(
        "Godkjenningen er regnet fra dagen det siste kravet er oppfylt. Søknaden tar tid i tillegg."
    ),
}
