"""The fields of each form: label, hint, options and what was written, ready to be drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.services.logbook import Draft
from app.services.logbook_choices import Option
from app.services.logbook_form import EQUIVALENT
from app.services.logbook_words import absence_name, attendance_name, place_kind_name
from app.services.wording import upper_first
from app.store.logbook import LogKind
from pathways.types.record import AbsenceKind, AttendanceState, PlaceKind


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `kind` is text, day, select, groups or check; `groups` are (heading, options)."""

    kind: str
    name: str
    label: str
    value: str = ""
    hint: str | None = None
    error: str | None = None
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    size: int | None = None


def fields_of(draft: Draft) -> tuple[FormField, ...]:
    """The fields of a draft's form, in order."""
    errors = {problem.field: problem.text for problem in reversed(draft.problems)}

    def field(kind: str, name: str, label: str, **more: object) -> FormField:
        value = draft.raw.get(name, "")
        return FormField(kind, name, label, value, error=errors.get(name), **more)  # type: ignore[arg-type]

    return _FIELDS[draft.kind](draft, field)


Field = Callable[..., FormField]


def _service(draft: Draft, field: Field) -> tuple[FormField, ...]:
    choices = draft.choices
    planned = (("", _("Utført eller pågår")), ("1", _("Planlagt")))
    inside = (("", _("Nei")), *choices.outer)
    plan = (("", _("Ingen av dem")), *choices.plan_services)
    kinds = tuple((str(kind), place_kind_name(kind)) for kind in PlaceKind)
    found = [
        field("groups", "organisation_id", _("Hvor"), groups=choices.places),
        field(
            "select",
            "unit_id",
            _("Avdeling"),
            options=(("", _("Ikke oppgitt")), *choices.units),
            hint=_("Har du byttet sted, så trykk «Vis avdelinger» først."),
        ),
        field("select", "place_kind", _("Hva slags sted"), options=_with_empty(kinds)),
        field("select", "stage_key", _("Steg på veien"), options=_with_empty(choices.stages)),
        field("text", "name", _("Hva tjenesten heter"), size=30),
        *_days(field, last_hint=_("La stå tom hvis perioden fortsatt pågår.")),
        field("select", "is_planned", _("Utført eller planlagt"), options=planned),
    ]
    if choices.outer:
        label = _("Telles inne i en annen periode")
        found.append(field("select", "counted_inside_id", label, options=inside))
    if choices.plan_services:
        label = _("Tjeneste i planen som dette oppfyller")
        found.append(field("select", "plan_service_id", label, options=plan))
    return tuple(found)


def _absence(draft: Draft, field: Field) -> tuple[FormField, ...]:
    kinds = tuple((str(kind), absence_name(kind)) for kind in reversed(AbsenceKind))
    hint = _("Bare datoene. Grunnen skal ikke skrives noe sted.")
    return (
        field("select", "kind", _("Permisjon eller ferie"), options=_with_empty(kinds), hint=hint),
        *_days(field),
    )


def _share(draft: Draft, field: Field) -> tuple[FormField, ...]:
    return (
        field("text", "share_percent", _("Stilling i prosent"), hint=_("Fra 1 til 100."), size=6),
        *_days(field, last_hint=_("La stå tom hvis den gjelder inntil videre.")),
    )


def _course(draft: Draft, field: Field) -> tuple[FormField, ...]:
    states = [(str(state), upper_first(attendance_name(state))) for state in AttendanceState]
    states.append((EQUIVALENT, _("Likeverdig aktivitet i stedet for kurset")))
    hint = _("Kurs er anbefalt. Læringsmålene avgjør, og de kan nås på en annen måte.")
    return (
        field(
            "select",
            "course_key",
            _("Kurs"),
            options=_with_empty(draft.choices.courses),
            hint=hint,
        ),
        field("select", "state", _("Hvor langt du er kommet"), options=_with_empty(tuple(states))),
        field(
            "text",
            "equivalent_text",
            _("Hva du gjorde i stedet"),
            hint=_("Bare for likeverdig aktivitet. Skriv ikke noe om enkeltpasienter."),
            size=40,
        ),
        *_days(field, last_hint=_("La stå tom for et kurs på én dag.")),
    )


def _procedure(draft: Draft, field: Field) -> tuple[FormField, ...]:
    options = _with_empty(draft.choices.procedures)
    hint = _("Tallene er anbefalt, ikke krav. Navnene står som i kilden.")
    return (
        field("select", "procedure_key", _("Prosedyre"), options=options, hint=hint),
        field("text", "count", _("Hvor mange"), size=6),
        field("day", "done_on", _("Dag"), hint=_("dd.mm.åååå"), size=12),
    )


def _guidance(draft: Draft, field: Field) -> tuple[FormField, ...]:
    return (
        *_days(field, last_hint=_("La stå tom hvis gruppen fortsatt møtes.")),
        field("text", "hours", _("Timer i alt"), size=6),
        field("check", "in_open_practice", _("Mens jeg arbeidet i åpen, uselektert praksis")),
    )


def _days(field: Field, last_hint: str | None = None) -> tuple[FormField, FormField]:
    example = _("dd.mm.åååå")
    hint = example if last_hint is None else f"{example}. {last_hint}"
    return (
        field("day", "starts_on", _("Første dag"), hint=example, size=12),
        field("day", "ends_on", _("Siste dag"), hint=hint, size=12),
    )


def _with_empty(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return (("", _("Velg")), *options)


_FIELDS: dict[LogKind, Callable[[Draft, Field], tuple[FormField, ...]]] = {
    LogKind.SERVICE: _service,
    LogKind.ABSENCE: _absence,
    LogKind.SHARE: _share,
    LogKind.COURSE: _course,
    LogKind.PROCEDURE: _procedure,
    LogKind.GUIDANCE: _guidance,
}
