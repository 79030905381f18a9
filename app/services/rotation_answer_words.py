"""What another plan costs, in words: with names for the coordinator, in numbers for the doctor."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.board_months import month_name
from app.services.board_words import Names
from app.services.rotation_months import first_day
from app.services.rotation_talk_page import wish_text
from app.services.wording import in_words, listed, lower_first, upper_first
from rotations.types.case import RotationCase, Wish
from rotations.types.questions import PlanCost, Question, WhyNot

# --- The question ---


def question_words(question: Question, names: Names) -> str:
    """What is asked about, inside a sentence: akuttpsykiatri for Anna på DPS Moss fra mars 2028."""
    if isinstance(question, WhyNot):
        lock = question.lock
        return _(
            "%(service)s for %(doctor)s på %(place)s fra %(month)s",
            service=names.service(lock.doctor, lock.block),
            doctor=names.doctor(lock.doctor),
            place=names.site(lock.site),
            month=month_name(names.case.first_month, lock.first or 0),
        )
    wish = wishes_of(names.case).get((question.doctor, question.wish))
    text = lower_first(_wish(wish, names)) if wish else ""
    return _("ønsket fra %(doctor)s (%(wish)s)", doctor=names.doctor(question.doctor), wish=text)


def wishes_of(case: RotationCase) -> dict[tuple[str, str], Wish]:
    """Every wish of a case by doctor and key."""
    return {(each.key, wish.key): wish for each in case.doctors for wish in each.wishes}


def _wish(wish: Wish, names: Names) -> str:
    first = last = None
    if wish.starts is not None:
        # The ends of the plan stand for no bound.
        start = names.case.first_month
        first = first_day(start, wish.starts.first) if wish.starts.first > 0 else None
        last = first_day(start, wish.starts.last) if wish.starts.last < names.case.months else None
    return wish_text(wish.service, names.site(wish.site) if wish.site else None, first, last)


# --- What it costs, with names ---


def who_moves(cost: PlanCost, doctor: str) -> str:
    """How many others get other placements."""
    others = len(set(cost.moved) - {doctor})
    if not others and not cost.posts_moved:
        return _("Ingen andre må flytte.")
    parts = []
    if others:
        parts.append(
            ngettext(
                "én annen lege må flytte",
                "%(words)s andre leger må flytte",
                others,
                words=in_words(others),
            )
        )
    if cost.posts_moved:
        parts.append(
            ngettext(
                "én ledig stilling må flytte",
                "%(words)s ledige stillinger må flytte",
                cost.posts_moved,
                words=in_words(cost.posts_moved),
            )
        )
    return upper_first(listed(parts)) + "."


def cost_lines(cost: PlanCost, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the plan takes and what it gives, line by line; what does not change is not told."""
    takes = [_wish_line(each, names, is_met=False) for each in cost.wishes_lost]
    gives = [_wish_line(each, names, is_met=True) for each in cost.wishes_met]
    for doctor, months in cost.finish_moved:
        (takes if months > 0 else gives).append(_finish_line(doctor, months, names))
    for amount, more, less in _amounts(cost):
        if amount > 0:
            takes.append(more)
        elif amount < 0:
            gives.append(less)
    return tuple(takes), tuple(gives)


def _wish_line(key: tuple[str, str], names: Names, *, is_met: bool) -> str:
    wish = wishes_of(names.case).get(key)
    values = {
        "doctor": names.doctor(key[0]),
        "number": (wish.rank if wish else None) or "",
        "wish": lower_first(_wish(wish, names)) if wish else "",
    }
    if is_met:
        return _("%(doctor)s får oppfylt ønske nr. %(number)s: %(wish)s", **values)
    return _("%(doctor)s får ikke lenger oppfylt ønske nr. %(number)s: %(wish)s", **values)


def _finish_line(doctor: str, months: int, names: Names) -> str:
    values = {"doctor": names.doctor(doctor), "words": in_words(abs(months))}
    if months > 0:
        return ngettext(
            "%(doctor)s blir ferdig med plasseringene én måned senere",
            "%(doctor)s blir ferdig med plasseringene %(words)s måneder senere",
            months,
            **values,
        )
    return ngettext(
        "%(doctor)s blir ferdig med plasseringene én måned før",
        "%(doctor)s blir ferdig med plasseringene %(words)s måneder før",
        -months,
        **values,
    )


Amount = tuple[int, str, str]
"""How much more, the line when it is more, the line when it is less."""


def _amounts(cost: PlanCost) -> tuple[Amount, ...]:
    return (*_months(cost), *_moves(cost))


def _words(amount: int) -> str:
    return upper_first(in_words(abs(amount)))


def _months(cost: PlanCost) -> tuple[Amount, ...]:
    idle, late, short = cost.idle_months, cost.late_months, -cost.longer_months
    return (
        (
            idle,
            ngettext("Én måned mer uten plassering", "%(words)s måneder mer uten plassering",
                     abs(idle), words=_words(idle)),
            ngettext("Én måned mindre uten plassering", "%(words)s måneder mindre uten plassering",
                     abs(idle), words=_words(idle)),
        ),
        (
            late,
            ngettext("Én måned mer etter fristen", "%(words)s måneder mer etter fristen",
                     abs(late), words=_words(late)),
            ngettext("Én måned mindre etter fristen", "%(words)s måneder mindre etter fristen",
                     abs(late), words=_words(late)),
        ),
        (
            short,
            ngettext("Én måned mindre utover minstetiden",
                     "%(words)s måneder mindre utover minstetiden",
                     abs(short), words=_words(short)),
            ngettext("Én måned mer utover minstetiden", "%(words)s måneder mer utover minstetiden",
                     abs(short), words=_words(short)),
        ),
    )  # fmt: skip


def _moves(cost: PlanCost) -> tuple[Amount, ...]:
    sites, towns = cost.site_changes, cost.town_changes
    kept, soft = cost.published_changed, cost.beyond_soft
    return (
        (
            sites,
            ngettext("Ett bytte av sted mer", "%(words)s bytter av sted mer",
                     abs(sites), words=_words(sites)),
            ngettext("Ett bytte av sted mindre", "%(words)s bytter av sted mindre",
                     abs(sites), words=_words(sites)),
        ),
        (
            towns,
            ngettext("Én flytting mellom kommuner mer", "%(words)s flyttinger mellom kommuner mer",
                     abs(towns), words=_words(towns)),
            ngettext("Én flytting mellom kommuner mindre",
                     "%(words)s flyttinger mellom kommuner mindre",
                     abs(towns), words=_words(towns)),
        ),
        (
            kept,
            ngettext("Én plassering mer blir annerledes enn i planen som gjelder",
                     "%(words)s plasseringer mer blir annerledes enn i planen som gjelder",
                     abs(kept), words=_words(kept)),
            ngettext("Én plassering mer blir som i planen som gjelder",
                     "%(words)s plasseringer mer blir som i planen som gjelder",
                     abs(kept), words=_words(kept)),
        ),
        (
            soft,
            ngettext("Én legemåned mer utenfor det stedene helst vil ha",
                     "%(words)s legemåneder mer utenfor det stedene helst vil ha",
                     abs(soft), words=_words(soft)),
            ngettext("Én legemåned mindre utenfor det stedene helst vil ha",
                     "%(words)s legemåneder mindre utenfor det stedene helst vil ha",
                     abs(soft), words=_words(soft)),
        ),
    )  # fmt: skip


# --- The same in numbers that name nobody ---


def in_numbers(summary: Mapping[str, Any], *, is_own: bool) -> str:
    """The answer to a wish in two or three sentences; `is_own`: told to the doctor."""
    if summary["is_settled"]:
        return _("Ønsket er oppfylt.")
    if not summary["is_possible"]:
        return _not_possible(summary)
    others, posts, lost = summary["others"], summary["posts"], summary["lost"]
    if others:
        text = ngettext(
            "Ønsket går an hvis én annen lege flytter.",
            "Ønsket går an hvis %(words)s andre leger flytter.",
            others,
            words=in_words(others),
        )
    elif posts:
        text = _("Ønsket går an hvis en ledig stilling flytter.")
    else:
        text = _("Ønsket går an uten at andre leger flytter.")
    parts = [text]
    if lost:
        parts.append(
            ngettext(
                "Ett ønske hos andre blir da ikke oppfylt.",
                "%(words)s ønsker hos andre blir da ikke oppfylt.",
                lost,
                words=upper_first(in_words(lost)),
            )
        )
    return " ".join([*parts, *_own_lost(summary, is_own=is_own), *_later(summary, is_own=is_own)])


def _own_lost(summary: Mapping[str, Any], *, is_own: bool) -> list[str]:
    lost = summary["own_lost"]
    if not lost:
        return []
    if is_own:
        text = ngettext(
            "Ett av de andre ønskene dine blir da ikke oppfylt.",
            "%(words)s av de andre ønskene dine blir da ikke oppfylt.",
            lost,
            words=upper_first(in_words(lost)),
        )
    else:
        text = ngettext(
            "Ett av legens andre ønsker blir da ikke oppfylt.",
            "%(words)s av legens andre ønsker blir da ikke oppfylt.",
            lost,
            words=upper_first(in_words(lost)),
        )
    return [text]


def _not_possible(summary: Mapping[str, Any]) -> str:
    if not summary["ways"]:
        return _("Ingen av tjenestene i planen kan oppfylle ønsket.")
    if summary["is_proven"]:
        return _("Ønsket går ikke sammen med kravene i planen.")
    return _("Vi fant ingen plan med ønsket, men kan ikke si at det ikke går.")


def _later(summary: Mapping[str, Any], *, is_own: bool) -> list[str]:
    own, others = summary["own_later"], summary["later"]
    found = []
    if own > 0 and is_own:
        text = ngettext(
            "Du blir ferdig med plasseringene én måned senere.",
            "Du blir ferdig med plasseringene %(words)s måneder senere.",
            own,
            words=in_words(own),
        )
        found.append(text)
    elif own > 0:
        text = ngettext(
            "Legen blir ferdig med plasseringene én måned senere.",
            "Legen blir ferdig med plasseringene %(words)s måneder senere.",
            own,
            words=in_words(own),
        )
        found.append(text)
    if others:
        text = ngettext(
            "Én annen lege blir ferdig senere.",
            "%(words)s andre leger blir ferdig senere.",
            others,
            words=upper_first(in_words(others)),
        )
        found.append(text)
    return found
