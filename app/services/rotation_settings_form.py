"""The page of a plan's settings: each with its default, meaning, unit, bounds and standing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import rotation_settings as settings
from app.services.board_months import month_name
from app.services.logbook_choices import Option
from app.services.logbook_form import Raw
from app.services.places_changes import judge, keep
from app.services.places_fields import Draft, FormSpec, Lines, PlaceReading, Stored, shown, written
from app.services.rotation_months import last_day, month_of
from app.services.wording import day, in_words, listed, lower_first, upper_first
from app.store import rotation_plans as store
from app.store.rotation_values import PlanHead

SUBJECT = "rotation_plan"
MOST_POINTS, MOST_TIMES, MOST_NOTICE, MOST_WISHES = 1000, 20, 24, 8
LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as the page shows it."""

    name: str
    label: str
    what: str
    """One sentence: what it does."""
    unit: str
    default: str
    standing: str
    """Where the default comes from, and how sure it is."""
    bounds: str = ""
    options: tuple[Option, ...] = ()
    value: str = ""
    """What is stored now."""

    @property
    def is_own(self) -> bool:
        """Whether the plan has chosen something else than the default."""
        return self.value != self.default


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The form, by heading, and what is stored."""

    plan: PlanHead
    draft: Draft
    groups: tuple[tuple[str, tuple[Setting, ...]], ...]
    is_reset: bool = False
    """The form shows the defaults, and nothing is saved yet."""

    @property
    def sentence(self) -> str:
        """How many of the points are the plan's own."""
        own = sum(one.is_own for _heading, group in self.groups for one in group if one.unit)
        if not own:
            return _("Alle tall er *de vanlige*.")
        return ngettext(
            "*Ett tall* er et annet enn det vanlige.",
            "*%(words)s tall* er andre enn de vanlige.",
            own,
            words=upper_first(in_words(own)),
        )


def load_page(plan: PlanHead, draft: Draft | None = None) -> SettingsPage:
    """The page with what is stored, or with what was written."""
    return SettingsPage(plan, draft or Draft(_spec(plan), _raw(plan), _stored(plan)), _groups(plan))


def with_defaults(plan: PlanHead, raw: Raw) -> SettingsPage:
    """The page with all points at their defaults, to look at before they are saved."""
    defaults = {name: _written(value) for name, value in settings.DEFAULTS.items()}
    draft = Draft(_spec(plan), {**raw, **defaults}, _stored(plan))
    return SettingsPage(plan, draft, _groups(plan), is_reset=True)


def save(session: Session, plan: PlanHead, raw: Raw, *, by: int, now: datetime) -> Draft | None:
    """Read, judge and keep the settings; the draft when they cannot be kept. Commits."""
    draft = judge(session, _spec(plan), raw, _stored(plan))

    def write(values: Mapping[str, Any]) -> tuple[str, str] | None:
        fields = {
            "name": values["name"],
            "weights": settings.differing(values),
            "notice_months": values["notice_months"],
            "frozen_until": values["frozen_until"],
        }
        done = store.set_plan(session, plan.id, plan.version, fields)
        return (SUBJECT, plan.public_id) if done else None

    return keep(session, draft, write, by=by, now=now)


def label_of(name: str) -> str:
    """What a setting is called."""
    return _labels().get(name, name)


def changed_text(plan: PlanHead, options: Mapping[str, Any]) -> str:
    """Which settings are others now than when a run with these options was made; else empty."""
    changed = settings.changed_since(plan, options)
    if not changed:
        return ""
    return _(
        "Innstillingene er endret etter at forslaget ble laget: %(names)s. Lag et nytt forslag hvis"
        " de nye skal gjelde.",
        names=listed([lower_first(label_of(name)) for name in changed]),
    )


# --- The settings ---


def _labels() -> dict[str, str]:
    return {
        "name": _("Navn på planen"),
        "notice_months": _("Varslingsfrist"),
        "frozen_until": _("Satt til og med"),
        "wish_points": _("Ønsker etter rang"),
        "idle_month": _("Måned uten plassering"),
        "site_change": _("Bytte av sted"),
        "town_change": _("Bytte av kommune"),
        "late_month": _("Måned etter fristen"),
        "changed_placement": _("Endret plassering"),
        "changed_near": _("Endret plassering innenfor varslingsfristen"),
        "worst_off": _("Legen som kommer dårligst ut"),
        "over_price": _("For mange leger et sted"),
        "under_price": _("For få leger et sted"),
    }


def _what() -> dict[str, str]:
    return {
        "wish_points": _(
            "Så mange poeng gir et ønske som blir oppfylt, legens første ønske først. Flere ønsker"
            " enn tall teller som det siste tallet."
        ),
        "idle_month": _(
            "Trekkes for hver måned i arbeid mellom start og slutt uten plassering eller permisjon."
        ),
        "site_change": _("Trekkes hver gang en lege begynner på et annet sted."),
        "town_change": _(
            "Trekkes i tillegg når det andre stedet ligger i en annen kommune enn det forrige."
        ),
        "late_month": _("Trekkes for hver måned i arbeid etter legens egen frist."),
        "changed_placement": _(
            "Trekkes når en publisert plassering får et annet sted eller andre måneder."
        ),
        "changed_near": _(
            "Trekkes i stedet når endringen kommer for sent til å varsles innen fristen."
        ),
        "worst_off": _(
            "Så mange ganger til teller poengene for legen som har færrest. Med 0 teller bare"
            " summen for alle."
        ),
        "over_price": _(
            "Trekkes for hver lege og måned over et høyeste tall som er et ønske. Tall som må"
            " holdes, blir holdt uansett."
        ),
        "under_price": _(
            "Trekkes for hver lege og måned under et minste tall som er et ønske. Tall som må"
            " holdes, blir holdt uansett."
        ),
    }


def _groups(plan: PlanHead) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    return (
        (_("Planen"), (_name(plan), _notice(plan), _frozen(plan))),
        (_("Det som gir poeng"), (_points(plan, "wish_points"),)),
        (
            _("Det som trekker poeng"),
            tuple(
                _points(plan, name)
                for name in settings.DEFAULTS
                if name not in ("wish_points", "worst_off")
            ),
        ),
        (_("Rettferdighet"), (_points(plan, "worst_off"),)),
    )


def _points(plan: PlanHead, name: str) -> Setting:
    is_times = name == "worst_off"
    return Setting(
        name=name,
        label=label_of(name),
        what=_what()[name],
        unit=_("gang til") if is_times else _("poeng"),
        default=_written(settings.DEFAULTS[name]),
        standing=_("Vårt valg, ikke verifisert."),
        bounds=_bounds(0, MOST_TIMES if is_times else MOST_POINTS),
        value=_written(settings.values_of(plan)[name]),
    )


def _name(plan: PlanHead) -> Setting:
    what = _("Slik planen heter for koordinatorer, leger og steder.")
    return Setting("name", label_of("name"), what, "", plan.name, "", value=plan.name)


def _notice(plan: PlanHead) -> Setting:
    return Setting(
        name="notice_months",
        label=label_of("notice_months"),
        what=_("Så lenge før en plassering begynner, skal legen vite om den."),
        unit=_("måneder"),
        default="6",
        standing=_("Et mål i regionen, ikke verifisert."),
        bounds=_bounds(0, MOST_NOTICE),
        value=str(plan.notice_months),
    )


def _frozen(plan: PlanHead) -> Setting:
    return Setting(
        name="frozen_until",
        label=label_of("frozen_until"),
        what=_(
            "Publiserte plasseringer til og med denne måneden blir stående når et forslag lages."
        ),
        unit="",
        default="",
        standing=_("Avgjøres av dere."),
        options=_months(plan),
        value=_frozen_month(plan),
    )


def _months(plan: PlanHead) -> tuple[Option, ...]:
    first = plan.first_month
    return (
        ("", _("Ingen måneder er satt")),
        *((f"{last_day(first, n)}", month_name(first, n)) for n in range(plan.months)),
    )


def _frozen_month(plan: PlanHead) -> str:
    """The last whole month that is set, as the choice of it; empty when none is."""
    if plan.frozen_until is None:
        return ""
    month = month_of(plan.first_month, plan.frozen_until)
    if last_day(plan.first_month, month) != plan.frozen_until:
        month -= 1
    return f"{last_day(plan.first_month, month)}" if 0 <= month < plan.months else ""


def _bounds(least: int, most: int) -> str:
    return _("%(least)s–%(most)s", least=least, most=most)


# --- The form ---


def _spec(plan: PlanHead) -> FormSpec:
    def read(reading: PlaceReading) -> None:
        _read(reading, plan)

    return FormSpec("", (), read, _words)


def _read(reading: PlaceReading, plan: PlanHead) -> None:
    reading.words("name", LONGEST_NAME, _("Skriv hva planen heter."))
    reading.number("notice_months", 0, MOST_NOTICE, _("Skriv hvor mange måneder."))
    chosen = reading.choice("frozen_until", _months(plan), None)
    reading.values["frozen_until"] = date.fromisoformat(chosen) if chosen else None
    _read_wishes(reading)
    for name, default in settings.DEFAULTS.items():
        if name != "wish_points":
            reading.number(name, 0, MOST_TIMES if name == "worst_off" else MOST_POINTS)
            if not reading.text(name):
                reading.values[name] = default


def _read_wishes(reading: PlaceReading) -> None:
    """Up to eight numbers, none more than the one before it; empty is the default."""
    text = reading.text("wish_points")
    parts = [each.strip() for each in text.replace(";", ",").split(",") if each.strip()]
    numbers = [int(each) for each in parts if each.isascii() and each.isdigit() and len(each) < 6]
    reading.values["wish_points"] = numbers or list(settings.WISH_POINTS)
    is_read = len(numbers) == len(parts) <= MOST_WISHES
    if not is_read or any(each > MOST_POINTS for each in numbers):
        reading.fail(
            "wish_points",
            _("Skriv ett til åtte hele tall fra 0 til 1000 med komma mellom: 12, 9, 7."),
        )
    elif numbers != sorted(numbers, reverse=True):
        reading.fail(
            "wish_points", _("Et ønske kan ikke gi flere poeng enn det som står foran det.")
        )


def _raw(plan: PlanHead) -> dict[str, str]:
    weights = {name: _written(value) for name, value in settings.values_of(plan).items()}
    return {
        "version": str(plan.version),
        "name": plan.name,
        "notice_months": str(plan.notice_months),
        "frozen_until": _frozen_month(plan),
        **weights,
    }


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else written(value)


def _stored(plan: PlanHead) -> Stored:
    values = {
        "name": plan.name,
        "notice_months": plan.notice_months,
        "frozen_until": plan.frozen_until,
        **settings.values_of(plan),
    }
    return Stored((SUBJECT, plan.public_id), str(plan.version), values)


def _words(values: Mapping[str, Any]) -> Lines:
    return [(label, _said(values[name])) for name, label in _labels().items()]


def _said(value: Any) -> str:
    return day(value) if isinstance(value, date) else shown(value)
