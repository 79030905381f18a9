"""What was done to a draft, in words: told from the values that are kept with the edit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.db.tables import EditKind
from app.services.board_months import month_name, span_name
from app.services.rotation_case import PlanCase
from app.services.rotation_edits_values import After, Wanted
from app.services.rotation_panel_effect import Effect, day_or_unknown
from app.services.rotation_rows_words import WHAT, rows_sentence
from app.services.wording import day, language, lower_first
from rotations.types.case import Placement

Told = Mapping[str, Any]


def told_of(plan_case: PlanCase, wanted: Wanted, after: After) -> dict[str, Any]:
    """The values of an edit's sentence, as plain JSON values."""
    found = {**_block_of(plan_case, wanted.member, wanted.block, after), "pushes": wanted.pushes}
    if wanted.other is not None:
        other = _block_of(plan_case, *wanted.other, after)
        found |= {f"other_{name}": value for name, value in other.items()}
    if wanted.kind is EditKind.SPLIT and wanted.first is not None:
        found["first"] = wanted.first
    if wanted.leave is not None:
        first, last = wanted.leave
        found |= {"from": first.isoformat(), "to": last.isoformat(), "removes": wanted.removes}
    return found


def _block_of(plan_case: PlanCase, member: str, block: str, after: After) -> dict[str, Any]:
    row = plan_case.board.member(member)
    names = service_names(plan_case, member, block)
    found: dict[str, Any] = {"doctor": row.name if row else member}
    if not block:
        return found
    found |= {"service_nb": names[0], "service_en": names[1]}
    for placements in (after.placements, plan_case.placements):
        placed = placement_of(placements, member, block)
        if placed is not None:
            place = plan_case.units[placed.site].name
            return {**found, "place": place, "first": placed.first, "last": placed.last}
    return found


def service_names(plan_case: PlanCase, member: str, block: str) -> tuple[str, str]:
    """A block's service in Norwegian and English; the Norwegian one where there is no English."""
    needs = plan_case.needs.get(member)
    name = next((each.service for each in (needs.blocks if needs else ()) if each.key == block), "")
    return name, (needs.service_en.get(name) if needs else None) or name


def placement_of(placements: tuple[Placement, ...], member: str, block: str) -> Placement | None:
    """A member's placement of a block."""
    for each in placements:
        if each.doctor == member and each.block == block:
            return each
    return None


def effect_told(effect: Effect) -> dict[str, Any]:
    """What an edit did besides, as it is kept with it."""
    return {
        "breaches": [effect.breaches_before, effect.breaches_after],
        "new": len(effect.new),
        "gone": len(effect.gone),
        "dates": [
            {
                "doctor": each.doctor,
                "before": each.before.isoformat() if each.before else None,
                "after": each.after.isoformat() if each.after else None,
            }
            for each in effect.dates
            if each.is_moved
        ],
    }


def done_sentence(kind: EditKind, told: Told, first_month: date) -> str:
    """What was done: Jonas Aasheim har DPS Fredrikstad mars–august 2027."""
    if WHAT in told:
        return rows_sentence(told)
    values = _values(told, first_month)
    if kind is EditKind.LEAVE:
        if told.get("removes"):
            return _("Permisjonen %(from)s–%(to)s for %(doctor)s er tatt bort.", **values)
        return _("Permisjon %(from)s–%(to)s for %(doctor)s er lagt inn.", **values)
    text = {
        EditKind.MOVE: _("%(doctor)s har nå %(service)s på %(place)s, %(months)s."),
        EditKind.LOCK: _("%(doctor)s er låst til %(service)s på %(place)s, %(months)s."),
        EditKind.UNLOCK: _("%(doctor)s er ikke lenger låst til %(service)s på %(place)s."),
        EditKind.SWAP: _(
            "%(doctor)s og %(other_doctor)s har byttet: %(doctor)s er nå på %(place)s, %(months)s."
        ),
        EditKind.SPLIT: _("%(service)s for %(doctor)s er delt i to fra %(begins)s."),
        EditKind.ADD: _("%(doctor)s har fått %(service)s på %(place)s, %(months)s."),
        EditKind.REMOVE: _("%(service)s for %(doctor)s er tatt av tavla."),
        EditKind.REPAIR: _("Forslaget med færrest endringer er tatt inn."),
        EditKind.PLAN: _("Forslaget til ny plan er tatt inn."),
    }[kind]
    said = text % values
    return said[:1].upper() + said[1:]


def _values(told: Told, first_month: date) -> dict[str, str]:
    english = language() == "en"
    service = str(told.get("service_en" if english else "service_nb", ""))
    values = {
        "doctor": str(told.get("doctor", "")),
        "service": lower_first(service),
        "place": str(told.get("place", "")),
        "other_doctor": str(told.get("other_doctor", "")),
        "from": "",
        "to": "",
        "months": "",
        "begins": "",
    }
    if "first" in told:
        first = int(told["first"])
        values["begins"] = month_name(first_month, first)
        values["months"] = span_name(first_month, first, int(told.get("last", first)))
    if "from" in told:
        values["from"] = day(date.fromisoformat(told["from"]))
        values["to"] = day(date.fromisoformat(told["to"]))
    return values


def short_wish(told: Told, first_month: date) -> str:
    """A version of a placement for a conflict: DPS Fredrikstad fra mars 2027."""
    values = _values(told, first_month)
    if values["from"]:
        return _("permisjon %(from)s–%(to)s", **values)
    if values["place"]:
        return _("%(place)s fra %(begins)s", **values)
    return values["doctor"]


def knock_on(told: Told) -> str:
    """What else an edit did: breaches and dates."""
    effect = told.get("effect")
    if not effect:
        return ""
    return " ".join(filter(None, (_breaches_text(effect), _dates_text(effect["dates"]))))


def _breaches_text(effect: Mapping[str, Any]) -> str:
    before, after = effect["breaches"]
    if effect["new"] and effect["gone"]:
        return _("%(gone)s brudd er borte, %(new)s er nye.", **effect)
    if effect["gone"]:
        return ngettext("%(num)s brudd er borte.", "%(num)s brudd er borte.", effect["gone"]) + (
            " " + _("Tavla har ingen brudd.") if after == 0 else ""
        )
    if effect["new"]:
        return ngettext("%(num)s nytt brudd.", "%(num)s nye brudd.", effect["new"])
    return _("Ingen nye brudd.") if before == after else ""


def _dates_text(moved: list[dict[str, Any]]) -> str:
    if not moved:
        return _("Ingen dato er flyttet.")
    first = moved[0]
    text = _(
        "%(doctor)s får datoen %(after)s. Den var %(before)s.",
        doctor=first["doctor"],
        before=_read_day(first["before"]),
        after=_read_day(first["after"]),
    )
    if len(moved) > 1:
        more = len(moved) - 1
        text += " " + ngettext(
            "%(num)s dato til er flyttet.", "%(num)s datoer til er flyttet.", more
        )
    return text


def _read_day(text: str | None) -> str:
    return day_or_unknown(date.fromisoformat(text) if text else None)
