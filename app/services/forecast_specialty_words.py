"""The sentences of one specialty's forecast: each from its numbers, and nothing else.

Amounts are full-time equivalents ("årsverk"), said in whole ones. A chance is said in per cent;
where there are fewer than five specialists it is said of ten paths, because a per cent of so few
says more than anybody knows.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.start_pages import Opening
from app.services.wording import figure, in_words, listed, together, upper_first

LARGE = 5
"""Årsverk from which a decimal says more than anybody knows."""
TEN = 10
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Advised:
    """One advice: the smallest intake for a chance; `starts` None when no intake does it.

    `is_too_soon`: nobody who starts can be finished by the year; else not even `most` is enough.
    """

    wanted: float
    starts: int | None
    reached: float
    surplus: float
    is_too_soon: bool = False
    most: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """What is missing in a year: eight of ten paths lie between low and high; below 0: too many."""

    low: float
    middle: float
    high: float


def opening(
    advised: Advised, now: int, year: int, earliest: int, few: bool, first: int, gap: Span
) -> Opening:
    """The headline and its reason.

    `now` starts a year; `year` is the one that is asked for; nobody who starts in `first` is
    finished before `earliest`; `gap` is what is missing the year before that.
    """
    return Opening(headline(advised, now, year, earliest, few), reason(first, earliest, gap))


def headline(advised: Advised, now: int, year: int, earliest: int, few: bool) -> str:
    """How many to take in, compared with now; or that no intake is enough."""
    if advised.is_too_soon:
        return _("Full dekning kan ikke nås med inntak før *%(year)s*.", year=earliest)
    aim = _aim(advised.wanted, year, few)
    if advised.starts is None:
        most = figure(advised.most)
        return _("Selv *%(most)s i året* er for få til å ha %(aim)s.", most=most, aim=aim)
    if advised.starts == 0:
        return _("*Ingen nye* trenger å begynne for å ha %(aim)s.", aim=aim)
    starts = figure(advised.starts)
    if advised.starts == now:
        return _("Ta inn *%(starts)s i året*, som nå, for å ha %(aim)s.", starts=starts, aim=aim)
    more = difference(advised.starts - now)
    if advised.starts < now:
        return _(
            "Det er nok å ta inn *%(starts)s i året*, %(more)s, for å ha %(aim)s.",
            starts=starts,
            more=more,
            aim=aim,
        )
    return _(
        "Ta inn *%(starts)s i året*, %(more)s, for å ha %(aim)s.",
        starts=starts,
        more=more,
        aim=aim,
    )


def _aim(chance: float, year: int, few: bool) -> str:
    if few:
        return _("full dekning i %(year)s i %(paths)s", year=year, paths=tenths(chance))
    return _("%(share)s sjanse for full dekning i %(year)s", share=percent(chance), year=year)


def difference(more: int) -> str:
    """How an intake differs from the present one: "tre flere enn nå"."""
    if more >= 0:
        return _("%(number)s flere enn nå", number=in_words(more))
    return _("%(number)s færre enn nå", number=in_words(-more))


def reason(first: int, earliest: int, gap: Span) -> str:
    """From when an intake helps, and what is missing until then whatever is done."""
    before = _(
        "De som begynner i %(first)s, er ikke ferdige før %(earliest)s.",
        first=first,
        earliest=earliest,
    )
    return before + " " + unavoidable(earliest - 1, gap)


def unavoidable(year: int, gap: Span) -> str:
    """What is missing in a year that no intake changes."""
    low, high = whole(gap.low), whole(gap.high)
    if high <= 0:
        return _("I %(year)s er det trolig nok, uansett inntak.", year=year)
    if low <= 0:
        return ngettext(
            "I %(year)s mangler det trolig høyst ett årsverk, uansett inntak.",
            "I %(year)s mangler det trolig høyst %(num)s årsverk, uansett inntak.",
            high,
            year=year,
        )
    if low == high:
        return ngettext(
            "I %(year)s mangler det trolig ett årsverk, uansett inntak.",
            "I %(year)s mangler det trolig %(num)s årsverk, uansett inntak.",
            high,
            year=year,
        )
    return _(
        "I %(year)s mangler det trolig mellom %(low)s og %(high)s årsverk, uansett inntak.",
        year=year,
        low=figure(low),
        high=figure(high),
    )


# Amounts and chances


def whole(value: float) -> int:
    """To the nearest whole one, halves upwards."""
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


def signed(value: float) -> str:
    """+8, −9, 0: as bars and lists have it."""
    number = whole(value)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + figure(abs(number))


def amount(value: float) -> str:
    """With its sign; small ones have a decimal, so that they are not told as none."""
    if abs(value) >= LARGE:
        return signed(value)
    return ("+" if round(value, 1) > 0 else "") + tenth(value)


def tenth(value: float) -> str:
    """With one decimal, and no minus before nothing: 2,4."""
    return figure(round(value, 1) + 0.0).replace("-", "−")


def percent(chance: float) -> str:
    """15 %; a chance that is not quite none or not quite sure is never rounded to that."""
    if 0 < chance < 1 / HUNDRED:
        return together(_("under %(number)s %%", number=1))
    if 1 - 1 / HUNDRED < chance < 1:
        return together(_("over %(number)s %%", number=99))
    return together(_("%(number)s %%", number=figure(whole(chance * HUNDRED))))


def tenths(chance: float) -> str:
    """8 av 10 forløp."""
    if 0 < chance < 1 / TEN:
        return _("færre enn 1 av 10 forløp")
    if 1 - 1 / TEN < chance < 1:
        return _("flere enn 9 av 10 forløp")
    return _("%(number)s av 10 forløp", number=figure(whole(chance * TEN)))


def chance_of(chance: float, few: bool) -> str:
    """63 % sjanse; of few specialists: 6 av 10 forløp."""
    return tenths(chance) if few else _("%(share)s sjanse", share=percent(chance))


def missing(year: int, gap: float) -> str:
    """What is probably missing in a year, as under an alternative."""
    number = whole(gap)
    if number > 0:
        return ngettext(
            "Mangler trolig ett årsverk i %(year)s.",
            "Mangler trolig %(num)s årsverk i %(year)s.",
            number,
            year=year,
        )
    if number == 0:
        return _("Trolig nok i %(year)s.", year=year)
    return ngettext(
        "Trolig ett årsverk for mye i %(year)s.",
        "Trolig %(num)s årsverk for mye i %(year)s.",
        -number,
        year=year,
    )


def too_many(surplus: float, few: bool) -> str | None:
    """The chance of clearly more than is needed; None when there is as good as none."""
    if surplus < 1 / HUNDRED:
        return None
    if few:
        return _("For mange i %(paths)s.", paths=tenths(surplus))
    return _("%(share)s sjanse for over 10 %% for mange.", share=percent(surplus))


# What moves the answer, what helps, how sure it is


def swing_name(name: str, low: float, high: float) -> str:
    """An input with how far it was moved; the name itself for one that is not known here."""
    ends = {"low": figure(low), "high": figure(high)}
    shares = {"low": figure(whole(low * HUNDRED)), "high": figure(whole(high * HUNDRED))}
    both, points = figure(abs(high)), figure(round(abs(high) * HUNDRED, 1))
    texts = {
        "exits_later": _("Alder når folk slutter, ± %(size)s år", size=both),
        "recruits": _("Kommer utenfra, %(low)s–%(high)s i året", **ends),
        "drift": _("Behov per innbygger, ± %(size)s %% i året", size=points),
        "population": _("Folketall og alder, ± %(size)s %% i året", size=points),
        "duration": _("Tid til ferdig, ± %(size)s år", size=both),
        "retention": _("Andel som blir i regionen, %(low)s–%(high)s %%", **shares),
        "drop_out": _("Slutter i utdanningen, %(low)s–%(high)s %% i året", **shares),
    }
    return texts.get(name, name)


def lever_name(kind: str, size: float) -> str:
    """What can be done, with how far."""
    points = figure(whole(size * HUNDRED))
    texts = {
        "retention": _("Flere nye spesialister blir, %(points)s av 100", points=points),
        "later_exit": _("Slutte %(years)s år senere", years=in_words(whole(size))),
        "recruitment": _(
            "%(number)s mer utenfra i året", number=upper_first(in_words(whole(size)))
        ),
        "full_time": _("Jobbe %(points)s %% mer", points=points),
        "fewer_delays": _("Ingen forsinkelser"),
        "task_shift": _(
            "Andre overtar %(points)s %% av oppgavene i året",
            points=figure(round(size * HUNDRED, 1)),
        ),
    }
    return texts.get(kind, kind)


def effect(fte: float, year: int) -> str:
    """+5 årsverk i 2032."""
    return _("*%(amount)s årsverk* i %(year)s", amount=amount(fte), year=year)


def certainty(
    year: int, persons_share: float | None, scenarios: tuple[float, float, int] | None
) -> str:
    """The three kinds of uncertainty in one sentence: persons, inputs, and what may be chosen.

    `persons_share`: of the spread that the paths have; None when nothing varies. `scenarios`: the
    lowest and highest middle gap in that year over the scenarios that are worked out, and how many
    they are.
    """
    if persons_share is None:
        first = _("Ingenting i forløpene varierer")
    else:
        share = percent(persons_share)
        rest = percent(1 - persons_share)
        first = _(
            "Av usikkerheten i %(year)s er %(share)s tilfeldigheter for hver person, og %(rest)s"
            " hvor sikre forutsetningene er",
            year=year,
            share=share,
            rest=rest,
        )
    if scenarios is None:
        second = _("hva vi velger å endre, er ikke med: det viser scenariene hver for seg")
    else:
        low, high, number = scenarios
        second = ngettext(
            "scenariet som er regnet ut, gir %(low)s til %(high)s årsverk for lite på midten",
            "de %(num)s scenariene som er regnet ut, gir %(low)s til %(high)s årsverk for lite på"
            " midten",
            number,
            low=tenth(low),
            high=tenth(high),
        )
    return _("%(first)s; %(second)s.", first=first, second=second)


# What training takes


def requires(places: int | None, supervisors: int | None, ceiling: int | None) -> str:
    """What an intake asks of training beyond what is there; None: not known.

    `ceiling` is how many starts a year there are training places for when that is fewer.
    """
    if places is None and supervisors is None:
        return _("Hva det krever av plasser og veiledere, er ukjent.")
    parts = []
    if supervisors:
        parts.append(
            ngettext(
                "én ny veileder",
                "%(words)s nye veiledere",
                supervisors,
                words=in_words(supervisors),
            )
        )
    if places:
        parts.append(
            ngettext(
                "én utdanningsplass til",
                "%(words)s utdanningsplasser til",
                places,
                words=in_words(places),
            )
        )
    told = []
    if parts:
        told.append(_("Krever %(what)s.", what=listed(parts)))
    if ceiling == 0:
        told.append(_("Opplæringskapasiteten er under én i året."))
    elif ceiling is not None:
        told.append(_("Over opplæringskapasiteten på %(number)s i året.", number=in_words(ceiling)))
    if places is None:
        told.append(_("Antall utdanningsplasser er ukjent."))
    if supervisors is None:
        told.append(_("Antall veiledere er ukjent."))
    return " ".join(told) or _("Det er plasser og veiledere nok.")
