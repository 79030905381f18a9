"""The plan that applies to a doctor, held against the record, and everything it leaves open."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import PlanInUse, Reckoning
from app.services.my_pathway_times import times_of
from app.services.my_pathway_view import NoPlan, PlanView, RequirementRow
from app.services.my_pathway_words import approver, doctor_name, md, months, name_and_place
from app.services.pathways_facts import SourceRef, sources_of
from app.services.pathways_links import PathwayLinks
from app.services.plan_page import PlanPage, build_plan_page, provider_name
from app.services.wording import day, figure, in_language, plain
from pathways.plan_match import GapKind, PlanGap, PlanMatch, ServiceMatch, ServiceState

MARKS = {
    ServiceState.DONE: "done",
    ServiceState.GOING_ON: "on_track",
    ServiceState.PLANNED: "on_track",
    ServiceState.MISSING: "unknown",
    ServiceState.NOT_CHOSEN: "unknown",
}
SAID_BY_THE_PAGE = frozenset(
    {GapKind.NO_LENGTH, GapKind.SUM_DIFFERS, GapKind.NO_TOTAL, GapKind.SERVICES_INCOMPLETE}
)
"""Gaps of the published page itself; the plan's own page words them."""


def plan_label(reckoning: Reckoning) -> str | None:
    """The plan in one line: specialty, provider, version."""
    if reckoning.plan is None:
        return None
    return _(
        "%(plan)s, versjon %(version)s",
        plan=_plan_name(reckoning, reckoning.plan),
        version=reckoning.plan.version,
    )


def build_plan(reckoning: Reckoning, links: PathwayLinks) -> PlanView | None:
    """The plan with each service and every gap; None when no plan is attached."""
    used, matched = reckoning.plan, reckoning.match
    if used is None or matched is None:
        return None
    page = build_plan_page(
        reckoning.knowledge, (used.plan,), used.plan.plan_id, today=reckoning.today, links=links
    )
    assert page is not None
    return PlanView(
        name=_plan_name(reckoning, used),
        version=_("versjon %(version)s", version=used.version),
        is_demo=used.is_demo,
        url=None if used.is_demo else links.plan(used.plan.plan_id),
        source=SourceRef(page.source.label, None if used.is_demo else page.source.address),
        page_date=page.page_date,
        contradictions=page.contradictions,
        gaps=_gaps(reckoning, matched, page),
        outside=tuple(
            f"{name_and_place(s)}, {_period(s.starts_on, s.ends_on)}" for s in matched.outside
        ),
    )


def build_no_plan(reckoning: Reckoning) -> NoPlan | None:
    """What to say where a plan should have stood; None before LIS1, where none is due."""
    if reckoning.plan is not None or reckoning.is_before_lis1:
        return None
    rule = reckoning.rule("individual-plan")
    source = sources_of(reckoning.knowledge).ref(rule.source_key) if rule else None
    if reckoning.is_own:
        title = _("Ingen plan er knyttet til deg ennå")
    else:
        title = _("Ingen plan er knyttet til %(name)s ennå", name=doctor_name(reckoning))
    return NoPlan(
        title=title,
        text=_(
            "Uten plan vet vi ikke hvilke tjenester som gjenstår, eller hvor de skal tas."
            " Virksomheten skal ha en plan for hvert fag og lage en individuell plan tidlig"
            " i ansettelsen."
        ),
        ask=_("Spør %(who)s.", who=approver(reckoning)),
        source=source,
    )


def _plan_name(reckoning: Reckoning, used: PlanInUse) -> str:
    specialty = next(
        (s for s in reckoning.knowledge.specialties if s.code == used.plan.specialty), None
    )
    field = (in_language(specialty, "name") if specialty else None) or used.plan.specialty
    # An invented plan says so in a tag; its variant only repeats that.
    plan = replace(used.plan, variant_nb=None) if used.is_demo else used.plan
    return f"{field}, {plain(provider_name(plan))}"


def service_rows(reckoning: Reckoning) -> list[RequirementRow]:
    """Each service of the plan as a line of the requirements; none without a plan."""
    used, matched = reckoning.plan, reckoning.match
    if used is None or matched is None:
        return []
    page = build_plan_page(
        reckoning.knowledge, (used.plan,), used.plan.plan_id, today=reckoning.today
    )
    assert page is not None
    return [
        _service_row(reckoning, each, row.length, row.detail)
        for each, row in zip(matched.services, page.services, strict=True)
    ]


def _service_row(
    reckoning: Reckoning, matched: ServiceMatch, length: str, detail: str | None
) -> RequirementRow:
    word = {
        ServiceState.DONE: _("Fullført"),
        ServiceState.GOING_ON: _("Pågår"),
        ServiceState.PLANNED: _("Planlagt"),
        ServiceState.MISSING: _("Ikke planlagt"),
        ServiceState.NOT_CHOSEN: _("Ikke valgt"),
    }[matched.state]
    short = matched.state is ServiceState.MISSING and matched.periods
    if short:
        word = _("Mangler %(length)s", length=_length(matched, matched.short_by))
    times = times_of(reckoning, f"service:{matched.service.seq}")
    parts = [_length(matched, matched.has)] if matched.has or not matched.booked else []
    if matched.booked:
        parts.append(_("%(months)s planlagt", months=_length(matched, matched.booked)))
    return RequirementRow(
        name=plain(matched.service.name_nb),
        note=_note(matched, detail),
        state="at_risk" if short else MARKS[matched.state],
        word=word,
        has=", ".join(parts),
        needs=length,
        source=None,
        remark=None,
        tags=((_("avgjør"), "accent"),) if times.decides else (),
        is_done=matched.state in (ServiceState.DONE, ServiceState.NOT_CHOSEN),
        times=times,
    )


def _note(matched: ServiceMatch, detail: str | None) -> str | None:
    """Where it is served, when there are periods; else what the plan says about it."""
    if not matched.periods:
        return detail
    places = [f"{plain(p.place)} {_period(p.starts_on, p.ends_on)}" for p in matched.periods]
    return "; ".join(places)


def _length(matched: ServiceMatch, value: Fraction) -> str:
    if matched.unit == "weeks":
        return _("%(number)s uker", number=months(value))
    return md(value)


def _period(first: date, last: date | None) -> str:
    if last is None:
        return _("fra %(day)s", day=day(first))
    return f"{day(first)}–{day(last)}"


def _gaps(reckoning: Reckoning, matched: PlanMatch, page: PlanPage) -> tuple[str, ...]:
    """What this doctor lacks first, then what the published page does not say."""
    own = [_gap_text(reckoning, matched, g) for g in matched.gaps if g.kind not in SAID_BY_THE_PAGE]
    return (*own, *page.gaps)


def _gap_text(reckoning: Reckoning, matched: PlanMatch, gap: PlanGap) -> str:
    names = {each.service.seq: plain(each.service.name_nb) for each in matched.services}
    name = names.get(gap.seq or 0, "")
    if gap.kind is GapKind.NOT_PLANNED:
        return _("%(service)s har ingen periode ennå.", service=name)
    if gap.kind is GapKind.TOO_SHORT:
        return _(
            "%(service)s er %(months)s md. kortere enn planen sier, og mer er ikke planlagt.",
            service=name,
            months=figure(gap.low or 0),
        )
    if gap.kind is GapKind.CHOICE_OPEN:
        return _("Valget «%(group)s» er ikke tatt.", group=gap.group)
    if gap.kind is GapKind.OTHER_SPECIALTY:
        return _("Planen gjelder et annet fag.")
    if gap.kind is GapKind.NO_SUPERVISOR:
        return _("Personlig veileder mangler.")
    return str(gap.kind)
