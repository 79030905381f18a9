"""The council's log in words: one sentence for each action, from what the log has kept.

Add a line for a new action to `WORDS`; a test fails for an action without one. A sentence has
keys of candidates and seats in it, never a name, a wish, a need or a text somebody wrote in
confidence. `KINDS` is what the log page filters by.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.lis1_words import letter, mechanism_name
from app.services.wording import day, listed
from rotations.lis1.results import Mechanism

Details = Mapping[str, Any]
Say = Callable[[Details], str]

SEATS, PEOPLE, DRAW, RUNS, DECISION, OFFERS, STARTS = (
    *("plasser", "kandidater", "trekning", "fordeling", "vedtak", "tilbud", "oppstart"),
)


def kind_names() -> dict[str, str]:
    """What the log can be narrowed to."""
    return {
        SEATS: _("Plasser og datoer"),
        PEOPLE: _("Kandidater"),
        DRAW: _("Trekning"),
        RUNS: _("Fordeling"),
        DECISION: _("Vedtak og inhabilitet"),
        OFFERS: _("Tilbud"),
        STARTS: _("Før oppstart"),
    }


def sentence(action: str, details: Details) -> str:
    """One line of the log; an action nobody has words for is named as it is stored."""
    entry = WORDS.get(action)
    if entry is None:
        return _("Noe er endret (%(action)s).", action=action.removeprefix("lis1."))
    return entry[1](details)


def actions_of(kind: str) -> tuple[str, ...]:
    """The actions of one kind; none for a kind that there is not."""
    return tuple(action for action, (its, _say) in WORDS.items() if its == kind)


def keys_in(details: Details) -> frozenset[str]:
    """The candidates that a line is about; a line that only counts them is about nobody."""
    named = (details.get(name) for name in ("candidate", "other", "swap"))
    return frozenset(each for each in named if isinstance(each, str))


# ---- Parts -----------------------------------------------------------------------------------


def _key(details: Details) -> str:
    return str(details.get("candidate") or "")


def _seat(details: Details) -> str:
    return str(details.get("seat") or "")


def _day(value: object) -> str:
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value or "")


def _count(value: object) -> int:
    """How many, of a list or a number that was kept."""
    return len(value) if isinstance(value, list) else int(value) if isinstance(value, int) else 0


def _because(details: Details) -> str:
    reason = str(details.get("reason") or "").strip().rstrip(".")
    return " " + _("Grunn: %(reason)s.", reason=reason) if reason else ""


def _of(text: Callable[[Details], str]) -> Say:
    """A sentence with the reason that was given."""
    return lambda details: text(details) + _because(details)


# ---- Candidates ------------------------------------------------------------------------------


def _couple(details: Details) -> str:
    pair = {"one": _key(details), "other": details.get("other") or ""}
    return _("%(one)s og %(other)s ble lagt inn som par.", **pair)


def _links(details: Details) -> str:
    return ngettext(
        "Personlig lenke ble laget for %(num)s kandidat.",
        "Personlige lenker ble laget for %(num)s kandidater.",
        _count(details.get("candidates")),
    )


def _imported(details: Details) -> str:
    return ngettext(
        "%(num)s kandidat ble lest inn fra fil.",
        "%(num)s kandidater ble lest inn fra fil.",
        _count(details.get("candidates")),
    )


def _withdrawn(details: Details) -> str:
    on = _day(details.get("on"))
    return _("%(key)s ble tatt ut av inntaket %(day)s.", key=_key(details), day=on)


def _answered(details: Details) -> str:
    return _("%(key)s har sagt ja til å være par.", key=_key(details))


_PEOPLE: dict[str, Say] = {
    "candidate_added": lambda d: _("%(key)s ble lagt inn.", key=_key(d)),
    "candidate_changed": lambda d: _("Opplysningene om %(key)s ble endret.", key=_key(d)),
    "candidate_withdrawn": _withdrawn,
    "candidate_restored": lambda d: _("%(key)s er med igjen.", key=_key(d)),
    "candidates_imported": _imported,
    "fact_added": lambda d: _("En opplysning om %(key)s ble skrevet inn.", key=_key(d)),
    "fact_confirmed": lambda d: _("En opplysning om %(key)s ble bekreftet.", key=_key(d)),
    "fact_refused": lambda d: _("En opplysning om %(key)s ble ikke godtatt.", key=_key(d)),
    "fact_reopened": lambda d: _("En opplysning om %(key)s skal vurderes igjen.", key=_key(d)),
    "fact_removed": lambda d: _("En opplysning om %(key)s ble tatt bort.", key=_key(d)),
    "links_made": _links,
    "couple_not_found": lambda d: _("%(key)s søkte etter en partner uten treff.", key=_key(d)),
    "couple_asked": lambda d: _("%(key)s har bedt om å være par.", key=_key(d)),
    "couple_confirmed": _answered,
    "couple_ended": lambda d: _("%(key)s er ikke lenger i et par.", key=_key(d)),
    "couple_entered": _couple,
    "preplaced": lambda d: _("%(key)s fikk %(seat)s på forhånd.", key=_key(d), seat=_seat(d)),
    "preplacement_removed": lambda d: _("%(key)s er ikke plassert på forhånd.", key=_key(d)),
    "private_text_opened": lambda d: _("Det fortrolige fra %(key)s ble lest.", key=_key(d)),
    "private_text_written": lambda d: _("%(key)s skrev noe fortrolig.", key=_key(d)),
    "private_text_removed": lambda d: _("%(key)s tok bort det fortrolige.", key=_key(d)),
    "wishes_handed_in": lambda d: _("%(key)s leverte ønsker.", key=_key(d)),
}


# ---- Seats, dates and draw -------------------------------------------------------------------


def _seats_imported(details: Details) -> str:
    return _(
        "Plasser ble lest inn fra fil: %(added)s nye, %(changed)s endret.",
        added=_count(details.get("added")),
        changed=_count(details.get("changed")),
    )


def _seat_changed(details: Details) -> str:
    old, new = (dict(details.get(name) or {}).get("places") for name in ("before", "after"))
    if old is None or new is None:
        return _("Plassen %(seat)s ble endret.", seat=_seat(details))
    return _(
        "Plassen %(seat)s hadde %(old)s og har nå %(new)s.", seat=_seat(details), old=old, new=new
    )


def _intake_added(details: Details) -> str:
    source = details.get("copied_from")
    if not source:
        return _("Inntaket ble laget.")
    return _("Inntaket ble laget med plassene fra %(source)s.", source=source)


def _intake_closed(details: Details) -> str:
    missing = _count(details.get("not_handed_in"))
    if not missing:
        return _("Inntaket ble lukket for ønsker.")
    return ngettext(
        "Inntaket ble lukket for ønsker. %(num)s hadde ikke levert.",
        "Inntaket ble lukket for ønsker. %(num)s hadde ikke levert.",
        missing,
    )


def _cap(details: Details) -> dict[str, str]:
    named = {"place": details.get("place"), "places": details.get("places")}
    return {name: "" if value is None else str(value) for name, value in named.items()}


def _track(details: Details) -> str:
    return str(details.get("track") or "")


_SEATS: dict[str, Say] = {
    "intake_added": _intake_added,
    "intake_opened": _of(lambda d: _("Inntaket ble åpnet for ønsker.")),
    "intake_closed": _of(_intake_closed),
    "intake_reopened": _of(lambda d: _("Inntaket ble åpnet for ønsker igjen.")),
    "intake_dates_changed": lambda d: _("Datoene ble endret."),
    "intake_settings_changed": lambda d: _("Innstillingene ble endret."),
    "near_changed": lambda d: _("Hvilke kommuner som er nær hverandre, ble endret."),
    "qualifications_changed": lambda d: _("Kvalifikasjonene ble endret."),
    "seat_added": lambda d: _(
        "Plassen %(seat)s ble lagt inn med antallet %(places)s.",
        seat=_seat(d),
        places=d.get("places", 0),
    ),
    "seat_changed": _seat_changed,
    "seat_removed": lambda d: _("Plassen %(seat)s ble tatt ut.", seat=_seat(d)),
    "seats_imported": _seats_imported,
    "cap_added": lambda d: _("Et tak for %(place)s ble lagt inn: %(places)s.", **_cap(d)),
    "cap_changed": lambda d: _("Taket for %(place)s er nå %(places)s.", **_cap(d)),
    "cap_removed": lambda d: _("Taket for %(place)s, %(places)s, ble tatt bort.", **_cap(d)),
    "track_added": lambda d: _("Løpet %(track)s ble lagt inn.", track=_track(d)),
    "track_changed": lambda d: _("Løpet %(track)s ble endret.", track=_track(d)),
}
_DRAW: dict[str, Say] = {
    "draw_committed": lambda d: _(
        "Frøet ble låst for %(count)s kandidater. Kilde: %(source)s.",
        count=_count(d.get("count")),
        source=str(d.get("public_source") or "").rstrip("."),
    ),
    "draw_revealed": _of(lambda d: _("Frøet ble vist, og rekkefølgen er trukket.")),
    "draw_restarted": _of(lambda d: _("Frøet ble forkastet.")),
    "draw_by_hand": lambda d: _("Rekkefølgen ble trukket for hånd og skrevet inn."),
}


# ---- Runs and decision -----------------------------------------------------------------------


def _asked(details: Details) -> str:
    known = {each.value: each for each in Mechanism}
    names = [mechanism_name(known[each]) for each in details.get("mechanisms", ()) if each in known]
    return _("Kjøring ble bestilt: %(ways)s.", ways=listed(names))


def _run(details: Details) -> str:
    found = details.get("run")
    return letter(found) if isinstance(found, int) else str(found or "")


def _changed_by_hand(details: Details) -> str:
    key, seat, other = _key(details), _seat(details), details.get("swap")
    if other:
        what = _("%(key)s og %(other)s byttet plass", key=key, other=other)
    elif seat:
        what = _("%(key)s fikk %(seat)s", key=key, seat=seat)
    else:
        what = _("%(key)s mistet plassen", key=key)
    return _("Endret for hånd i kjøring %(run)s: %(what)s.", run=_run(details), what=what)


def _conflict(details: Details) -> str:
    what = details.get("candidate") or details.get("place") or _("hele inntaket")
    return _("Inhabilitet ble meldt: %(what)s.", what=what)


def _lifted(details: Details) -> str:
    what = details.get("candidate") or details.get("place") or _("hele inntaket")
    return _("Inhabilitet ble opphevet: %(what)s.", what=what)


def _comment(details: Details) -> str:
    if details.get("candidate"):
        return _("Kommentar om %(key)s.", key=_key(details))
    if details.get("run"):
        return _("Kommentar til kjøring %(run)s.", run=_run(details))
    return _("Kommentar til inntaket.")


_RUNS: dict[str, Say] = {
    "runs_asked": _asked,
    "runs_cancelled": lambda d: _("Kjøringer som ikke var ferdige, ble avbrutt."),
    "run_put_aside": lambda d: _("Kjøring %(run)s ble lagt bort.", run=_run(d)),
    "run_taken_back": lambda d: _("Kjøring %(run)s ble hentet fram.", run=_run(d)),
    "change_made": _of(_changed_by_hand),
    "change_undone": lambda d: _("En endring for hånd i kjøring %(run)s ble angret.", run=_run(d)),
    "comment": _comment,
}
_DECISION: dict[str, Say] = {
    "decision_proposed": lambda d: _("Kjøring %(run)s ble lagt fram til vedtak.", run=_run(d)),
    "decision_approved": lambda d: _("Kjøring %(run)s ble godkjent av et medlem.", run=_run(d)),
    "decision_sent_back": lambda d: _("Kjøring %(run)s ble sendt tilbake.", run=_run(d)),
    "decision_withdrawn": lambda d: _("Forslaget om kjøring %(run)s ble trukket.", run=_run(d)),
    "decision_made": lambda d: _("Rådet vedtok kjøring %(run)s.", run=_run(d)),
    "minutes_taken": lambda d: _("Protokollen ble hentet som fil."),
    "letters_taken": lambda d: _("Brevlisten ble hentet som fil."),
    "conflict_declared": _conflict,
    "conflict_lifted": _of(_lifted),
}


# ---- Offers and starts -----------------------------------------------------------------------


def _offers_sent(details: Details) -> str:
    return ngettext(
        "%(num)s tilbud i runde %(round)s ble sendt. Svarfristen er %(day)s.",
        "%(num)s tilbud i runde %(round)s ble sendt. Svarfristen er %(day)s.",
        _count(details.get("candidates")),
        round=details.get("round") or "",
        day=_day(details.get("reply_by")),
    )


def _offers_made(details: Details) -> str:
    return ngettext(
        "%(num)s tilbud ble gjort klart.",
        "%(num)s tilbud ble gjort klare.",
        _count(details.get("offers")),
    )


def _handover(details: Details) -> str:
    if details.get("held"):
        text = _("Overleveringsmøtet om %(key)s ble holdt %(day)s.")
        return text % {"key": _key(details), "day": _day(details["held"])}
    if details.get("planned"):
        text = _("Overleveringsmøtet om %(key)s er avtalt til %(day)s.")
        return text % {"key": _key(details), "day": _day(details["planned"])}
    return _("Overleveringsmøtet om %(key)s er ikke avtalt.", key=_key(details))


_OFFERS: dict[str, Say] = {
    "offers_made": _offers_made,
    "offers_again": _offers_made,
    "offer_next": _offers_made,
    "offers_sent": _offers_sent,
    "offer_accepted": lambda d: _("%(key)s takket ja til %(seat)s.", key=_key(d), seat=_seat(d)),
    "offer_declined": lambda d: _("%(key)s takket nei til %(seat)s.", key=_key(d), seat=_seat(d)),
    "offer_expired": lambda d: _("%(key)s svarte ikke innen fristen.", key=_key(d)),
    "offer_withdrawn": _of(lambda d: _("Tilbudet til %(key)s ble trukket.", key=_key(d))),
}
_STARTS: dict[str, Say] = {
    "start_people": lambda d: _("Veiledere og fadder for %(key)s ble endret.", key=_key(d)),
    "handover": _handover,
    "checklist_point": lambda d: (
        _("%(key)s: «%(point)s» er gjort.", key=_key(d), point=d.get("point") or "")
        if d.get("is_done")
        else _("%(key)s: «%(point)s» er ikke gjort.", key=_key(d), point=d.get("point") or "")
    ),
}

WORDS: dict[str, tuple[str, Say]] = {
    f"lis1.{action}": (kind, say)
    for kind, words in (
        (SEATS, _SEATS),
        (PEOPLE, _PEOPLE),
        (DRAW, _DRAW),
        (RUNS, _RUNS),
        (DECISION, _DECISION),
        (OFFERS, _OFFERS),
        (STARTS, _STARTS),
    )
    for action, say in words.items()
}
"""Kind and sentence by action."""
