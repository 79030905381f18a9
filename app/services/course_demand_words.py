"""The sentences and figures of *Kursbehov*: generated from the scan's numbers, nothing else.

Time saved is said in doctor-months (days / 30.4375), under one month in days. A number of
people is shown when everybody in it is within the reader's reach, or when at least
`FEWEST_SHOWN` are not; otherwise it is said in words that give nobody away (design section 10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.course_catalogue_setup import order_name
from app.services.start_pages import Opening
from app.services.wording import figure, formatted, in_words, plain, together, upper_first
from pathways.types.courses import Extra, SeatOrder, SeatRule, ServiceMeasure

DAYS_PER_MONTH = 30.4375
FEWEST_SHOWN = 5
"""The fewest people outside the reader's reach that are given as a number; a design choice."""
WHOLE_FROM = 10
"""From ten months on, whole months say enough."""
JULY = 7


@dataclass(frozen=True, slots=True)
class Crowd:
    """A number of doctors, and how many of them are within the reader's reach."""

    total: int
    own: int = 0

    @property
    def others(self) -> int:
        """Those outside the reach."""
        return max(0, self.total - self.own)

    @property
    def is_hidden(self) -> bool:
        """Whether the number would say something about very few doctors of others."""
        return 0 < self.others < FEWEST_SHOWN

    @property
    def drawn(self) -> int:
        """The number as a bar may show it: never how few the others are."""
        return self.own + FEWEST_SHOWN - 1 if self.is_hidden else self.total


@dataclass(frozen=True, slots=True)
class Answer:
    """What the headline is made of: the best extra session of one course.

    `best` None: no extra session saves anything; `course` is then the one that delays most.
    `later` is another candidate to compare with; `why` the cause of the delays in words, after
    "fordi"; `has_unknown` whether anybody needs a course without a known day.
    """

    course: str
    delayed: Crowd
    delay_days: int
    best: Extra | None = None
    later: Extra | None = None
    why: str = ""
    has_unknown: bool = False


# Figures


def months(days: int) -> float:
    """Days as months: whole from ten, one decimal below."""
    amount = days / DAYS_PER_MONTH
    return float(round(amount)) if abs(amount) >= WHOLE_FROM - 0.05 else round(amount, 1)


def months_figure(days: int) -> str:
    """For tables and bars, without unit: "31", "6,4"; a day or two is 0,1 and not 0."""
    return figure(0.1 if days > 0 and months(days) == 0 else months(days))


def doctor_months(days: int) -> str:
    """For sentences: "31 legemåneder", "1 legemåned", "12 dager"."""
    amount = months(days)
    if amount < 1:
        return together(ngettext("%(num)s dag", "%(num)s dager", days))
    if amount == 1:
        return together(_("1 legemåned"))
    return together(_("%(number)s legemåneder", number=figure(amount)))


def month_and_year(day: date) -> str:
    """Month by name and year: mars 2027."""
    return formatted(day, "MMMM y", "MMMM y")


def month_of(day: date, beside: date) -> str:
    """mars; with the year when it is another than that of `beside`."""
    if day.year != beside.year:
        return month_and_year(day)
    return formatted(day, "MMMM", "MMMM")


def month_short(day: date) -> str:
    """mar, as a chart has it."""
    return formatted(day, "LLL", "LLL").removesuffix(".")[:3]


def half_year(first: date) -> str:
    """vår 2027, høst 2027."""
    if first.month < JULY:
        return _("vår %(year)s", year=first.year)
    return _("høst %(year)s", year=first.year)


def half_year_short(first: date) -> str:
    """For the narrow chart: v. 27, h. 27."""
    year = f"{first.year % 100:02}"
    return _("v. %(year)s", year=year) if first.month < JULY else _("h. %(year)s", year=year)


def crowd_figure(crowd: Crowd) -> str:
    """A number of doctors for tables: "9", "under 5", "3 og noen få andre"."""
    if not crowd.is_hidden:
        return figure(crowd.total)
    if crowd.own == 0:
        return _("under %(number)s", number=FEWEST_SHOWN)
    return _("%(own)s og noen få andre", own=figure(crowd.own))


def needing_words(crowd: Crowd, seats: int) -> tuple[str, str]:
    """(number, the rest): "46", "trenger, 32 plasser"."""
    places = ngettext("%(count)s plass", "%(count)s plasser", seats, count=figure(seats))
    return crowd_figure(crowd), _("trenger, %(seats)s", seats=places)


# The sentence


def opening(answer: Answer | None) -> Opening:
    """The headline and its reason; None: nobody needs a course."""
    if answer is None:
        return Opening(_("Alle får kurset i tide."))
    if answer.best is None:
        return _nothing_helps(answer)
    sentence = _(
        "Én ekstra samling av %(course)s i %(month)s sparer *%(amount)s*.",
        course=plain(answer.course),
        month=month_and_year(answer.best.starts_on),
        amount=doctor_months(answer.best.saved_days),
    )
    parts = [_delayed_because(answer), _helps(answer, answer.best), _later(answer, answer.best)]
    return Opening(sentence, " ".join(part for part in parts if part))


def _nothing_helps(answer: Answer) -> Opening:
    if answer.delayed.total:
        return Opening(
            _("Ingen ekstra samling kan spare tid nå."),
            _(
                "Kurset som forsinker mest, er %(course)s. Ingen av datoene vi har prøvd, henter"
                " inn noe av det.",
                course=plain(answer.course),
            ),
        )
    if not answer.has_unknown:
        return Opening(_("Alle får kurset i tide."))
    return Opening(
        _("Ingen dato som er kjent, flyttes av et kurs."),
        _(
            "For noen leger kan vi ikke si det: datoen deres er ukjent, ingen samling er kunngjort,"
            " eller arrangøren velger selv."
        ),
    )


def _delayed_because(answer: Answer) -> str:
    crowd, why = answer.delayed, answer.why
    if crowd.total == 0:
        return ""
    if crowd.is_hidden and crowd.own:
        return ngettext(
            "%(words)s av dine leger og noen få andre er forsinket fordi %(why)s.",
            "%(words)s av dine leger og noen få andre er forsinket fordi %(why)s.",
            crowd.own,
            words=upper_first(in_words(crowd.own)),
            why=why,
        )
    if crowd.is_hidden:
        return _("Noen få leger er forsinket fordi %(why)s.", why=why)
    return ngettext(
        "%(words)s lege er forsinket fordi %(why)s.",
        "%(words)s leger er forsinket fordi %(why)s.",
        crowd.total,
        words=upper_first(in_words(crowd.total)),
        why=why,
    )


def _helps(answer: Answer, best: Extra) -> str:
    seats = ngettext("%(count)s plass", "%(count)s plasser", best.seats, count=figure(best.seats))
    month = month_of(best.starts_on, best.starts_on)
    values = {"seats": seats, "month": month}
    helps_all = best.helped >= answer.delayed.total
    if helps_all and best.saved_days >= answer.delay_days:
        if answer.delayed.is_hidden or answer.delayed.total < 2:
            return _("En samling med %(seats)s i %(month)s henter inn hele forsinkelsen.", **values)
        words = in_words(answer.delayed.total)
        return _(
            "En samling med %(seats)s i %(month)s henter inn alle %(words)s.", words=words, **values
        )
    if helps_all:
        return _(
            "En samling med %(seats)s i %(month)s hjelper alle, men henter ikke inn alt.", **values
        )
    if _is_few(best.helped, answer.delayed):
        return _("En samling med %(seats)s i %(month)s hjelper noen av dem.", **values)
    words = in_words(best.helped)
    return _(
        "En samling med %(seats)s i %(month)s hjelper %(words)s av dem.", words=words, **values
    )


def _later(answer: Answer, best: Extra) -> str:
    """What waiting costs: the same at a later date."""
    later = answer.later
    if later is None:
        return ""
    month = upper_first(_("i %(month)s", month=month_of(later.starts_on, best.starts_on)))
    if later.helped < best.helped and not _is_few(later.helped, answer.delayed):
        return ngettext(
            "%(month)s hjelper den %(words)s.",
            "%(month)s hjelper den %(words)s.",
            later.helped,
            month=month,
            words=in_words(later.helped),
        )
    return _(
        "%(month)s sparer den %(amount)s.", month=month, amount=doctor_months(later.saved_days)
    )


def _is_few(count: int, delayed: Crowd) -> bool:
    return delayed.others > 0 and count < FEWEST_SHOWN


def why_late(no_seat: int, late_seat: int) -> str:
    """The cause after "fordi", from how many are without a seat and how many get a late one."""
    if no_seat and late_seat:
        return _("samlingene er fulle eller kommer for sent")
    if no_seat:
        return _("samlingene er fulle")
    return _("plassen kommer etter at alt annet er ferdig")


# The rule


def rule_words(rule: SeatRule) -> str:
    """How the seats of a course are given."""
    if not rule.is_predictable:
        return _(
            "Arrangøren fordeler plassene etter egne kriterier. Bare bekreftede plasser er kjent."
        )
    order = [order_name(each) for each in rule.order]
    if not order:
        return _("Ingen regel for plassene er satt.")
    text = _("Plassene deles ut etter %(first)s.", first=order[0])
    if SeatOrder.LONGEST_SERVICE in rule.order:
        text += " " + _("Del 1 teller ikke.")
        if rule.measure is ServiceMeasure.CALENDAR:
            text += " " + _("Hver dag fra første tjenestedag teller fullt.")
    if len(order) > 1:
        text += " " + _("Står flere likt, går %(next)s foran.", next=_then(order[1:]))
    return text


def _then(order: Sequence[str]) -> str:
    return _(", så ").join(order)
