"""What messages about rotation plans say: title, paragraphs, and the word on the link.

Keyed by the value of the message's kind; `message_words` makes letters of them. A placement is
told with service, place and first day; vacancies are never named.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.rotation_life_words import at_place
from app.services.wording import day, in_words, language, long_day, upper_first

Values = Mapping[str, Any]
Words = tuple[str, tuple[str, ...], str]

REQUIRED: dict[str, frozenset[str]] = {
    "rotation_proposed": frozenset({"plan", "closes_on"}),
    "rotation_proposed_host": frozenset({"plan", "organisation", "doctors", "closes_on"}),
    "rotation_published": frozenset({"plan"}),
    "rotation_host": frozenset({"plan", "organisation", "comings", "goings"}),
    "rotation_keeper": frozenset({"plan", "by", "doctors", "late"}),
    "rotation_answered": frozenset({"plan", "by"}),
    "rotation_swap_asked": frozenset({"by", "get", "give"}),
    "rotation_swap_answered": frozenset({"by", "is_accepted", "get", "give"}),
    "rotation_swap_waits": frozenset({"plan", "one", "other"}),
    "rotation_swap_decided": frozenset({"is_approved", "get", "give"}),
    "rotation_run_done": frozenset({"plan", "has_plan", "failed"}),
}
"""`get`, `give` and the items of `comings`, `goings` and `places` are placements: `service_nb`,
`service_en`, `place`, `starts_on` and `ends_on`; comings and goings also `doctor`. These may be
added: `next` (published: the placement that comes next) and `is_late` (published: told with less
notice than agreed), `moved_days`, `reason` (swap decided), `notice_months` (published),
`is_question` (run done)."""

MOST_NAMED = 6
"""Comings and goings that a message names; the page has the rest."""


def _proposed(values: Values) -> Words:
    return (
        _("Et forslag til %(plan)s er klart", plan=values["plan"]),
        (
            _("Du kan se det og kommentere til og med %(day)s.", day=_long(values["closes_on"])),
            _("Ingenting er bestemt før planen er publisert."),
        ),
        _("Se forslaget"),
    )


def _proposed_host(values: Values) -> Words:
    doctors = int(values["doctors"])
    return (
        _(
            "Forslag til %(plan)s gjelder %(place)s",
            plan=values["plan"],
            place=values["organisation"],
        ),
        (
            ngettext(
                "Én lege er foreslått hos dere.",
                "%(words)s leger er foreslått hos dere.",
                doctors,
                words=upper_first(in_words(doctors)),
            ),
            _("Dere kan kommentere til og med %(day)s.", day=_long(values["closes_on"])),
        ),
        _("Kommenter forslaget"),
    )


def _published(values: Values) -> Words:
    following = values.get("next")
    title = _("%(plan)s er publisert", plan=values["plan"])
    if following is None:
        text = _("Planen har ingen plassering framover for deg. Spør koordinatoren din.")
        return title, (text,), _("Se plasseringene")
    lines = [
        _(
            "Neste plassering er %(placement)s fra %(day)s.",
            placement=_named(following),
            day=_long(following["starts_on"]),
        ),
        _moved(values),
        _late(values),
    ]
    return title, tuple(line for line in lines if line), _("Se plasseringene")


def _moved(values: Values) -> str | None:
    moved = values.get("moved_days")
    if moved is None:
        return None
    if int(moved) == 0:
        return _("Datoen din flytter seg ikke.")
    days = ngettext("%(num)s dag", "%(num)s dager", abs(int(moved)))
    if int(moved) > 0:
        return _("Du kan bli godkjent %(days)s senere enn før.", days=days)
    return _("Du kan bli godkjent %(days)s tidligere enn før.", days=days)


def _late(values: Values) -> str | None:
    if not values.get("is_late"):
        return None
    months = int(values.get("notice_months", 0))
    return ngettext(
        "Varselet kommer senere enn %(words)s måned før. Si fra om det er et problem.",
        "Varselet kommer senere enn %(words)s måneder før. Si fra om det er et problem.",
        months,
        words=in_words(months),
    )


def _host(values: Values) -> Words:
    comings, goings = list(values["comings"]), list(values["goings"])
    lines = [_coming(each) for each in comings[:MOST_NAMED]]
    lines += [_going(each) for each in goings[:MOST_NAMED]]
    left = max(0, len(comings) - MOST_NAMED) + max(0, len(goings) - MOST_NAMED)
    if left:
        lines.append(
            ngettext("Og %(num)s til. Siden viser alle.", "Og %(num)s til. Siden viser alle.", left)
        )
    title = _("%(plan)s er publisert: %(place)s", plan=values["plan"], place=values["organisation"])
    return title, tuple(lines), _("Se hvem som kommer")


def _coming(each: Values) -> str:
    return _(
        "%(doctor)s kommer: %(placement)s, %(first)s–%(last)s.",
        doctor=each["doctor"],
        placement=_named(each),
        first=_day(each["starts_on"]),
        last=_day(each["ends_on"]),
    )


def _going(each: Values) -> str:
    return _(
        "%(doctor)s kommer ikke likevel: %(placement)s fra %(first)s er tatt ut.",
        doctor=each["doctor"],
        placement=_named(each),
        first=_day(each["starts_on"]),
    )


def _keeper(values: Values) -> Words:
    doctors, late = int(values["doctors"]), int(values["late"])
    lines = [
        ngettext(
            "Én lege har fått nye plasseringer.",
            "%(words)s leger har fått nye plasseringer.",
            doctors,
            words=upper_first(in_words(doctors)),
        )
        if doctors
        else _("Ingen lege har fått nye plasseringer."),
    ]
    if late:
        lines.append(
            ngettext(
                "Én plassering er varslet for sent.",
                "%(words)s plasseringer er varslet for sent.",
                late,
                words=upper_first(in_words(late)),
            )
        )
    title = _("%(by)s har publisert %(plan)s", by=values["by"], plan=values["plan"])
    return title, tuple(lines), _("Se hva som er endret")


def _answered(values: Values) -> Words:
    title = _(
        "%(by)s har svart på kommentaren din til %(plan)s", by=values["by"], plan=values["plan"]
    )
    return title, (), _("Se svaret")


def _swap_asked(values: Values) -> Words:
    return (
        _("%(by)s vil bytte plassering med deg", by=values["by"]),
        (
            _("Du gir fra deg %(placement)s.", placement=_with_day(values["give"])),
            _("Du får %(placement)s.", placement=_with_day(values["get"])),
            _("Sier du ja, avgjør koordinatoren."),
        ),
        _("Svar"),
    )


def _swap_answered(values: Values) -> Words:
    accepted = bool(values["is_accepted"])
    if accepted:
        title = _("%(by)s sier ja til å bytte", by=values["by"])
        text = _("Nå avgjør koordinatoren. Ingenting er byttet ennå.")
    else:
        title = _("%(by)s sier nei til å bytte", by=values["by"])
        text = _("Du beholder %(placement)s.", placement=_with_day(values["give"]))
    return title, (text,), _("Se bytter")


def _swap_waits(values: Values) -> Words:
    title = _("%(one)s og %(other)s vil bytte", one=values["one"], other=values["other"])
    return (
        title,
        (_("Begge har sagt ja. Du avgjør i %(plan)s.", plan=values["plan"]),),
        _("Se byttet"),
    )


def _swap_decided(values: Values) -> Words:
    reason = values.get("reason")
    if values["is_approved"]:
        title = _("Byttet er godkjent")
        lines = [
            _("Du får %(placement)s.", placement=_with_day(values["get"])),
            _("Det gjelder fra planen er publisert på nytt."),
        ]
    else:
        title = _("Byttet er avslått")
        lines = [_("Du beholder %(placement)s.", placement=_with_day(values["give"]))]
    if reason:
        lines.append(_("Grunn: %(reason)s", reason=reason))
    return title, tuple(lines), _("Se bytter")


def _run_done(values: Values) -> Words:
    plan = str(values["plan"])
    if values.get("is_question"):
        return _question_done(plan, failed=bool(values["failed"]))
    if values["failed"]:
        title = _("Forslaget til %(plan)s ble ikke ferdig", plan=plan)
        line = _("Utkastet er ikke endret. Du kan prøve igjen.")
    elif values["has_plan"]:
        title = _("Forslaget til %(plan)s er klart", plan=plan)
        line = _("Utkastet er ikke endret før du bruker forslaget.")
    else:
        title = _("Det ble ikke noe forslag til %(plan)s", plan=plan)
        line = _("Her ser du hvilke krav som kolliderer, og hva som er den minste endringen.")
    return title, (line,), _("Se forslaget")


def _question_done(plan: str, *, failed: bool) -> Words:
    if failed:
        title = _("Vi fikk ikke svart på spørsmålet om %(plan)s", plan=plan)
        return title, (_("Planen er ikke endret. Du kan spørre igjen."),), _("Se spørsmålet")
    title = _("Svaret på spørsmålet om %(plan)s er klart", plan=plan)
    return title, (_("Planen er ikke endret."),), _("Se svaret")


WORDS: dict[str, Callable[[Values], Words]] = {
    "rotation_proposed": _proposed,
    "rotation_proposed_host": _proposed_host,
    "rotation_published": _published,
    "rotation_host": _host,
    "rotation_keeper": _keeper,
    "rotation_answered": _answered,
    "rotation_swap_asked": _swap_asked,
    "rotation_swap_answered": _swap_answered,
    "rotation_swap_waits": _swap_waits,
    "rotation_swap_decided": _swap_decided,
    "rotation_run_done": _run_done,
}


def _named(each: Values) -> str:
    """A placement inside a sentence: psykose ved DPS Halden."""
    service = str(each.get(f"service_{language()}") or each["service_nb"])
    return at_place(service, str(each["place"]), str(each["service_nb"]))


def _with_day(each: Values) -> str:
    return _("%(placement)s fra %(day)s", placement=_named(each), day=_day(each["starts_on"]))


def _long(value: str) -> str:
    return long_day(date.fromisoformat(value))


def _day(value: str) -> str:
    return day(date.fromisoformat(value))
