"""«År for år»: the same periods as a timeline, as a sentence for each year and as a table."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.timeline import Block, Mark, Timeline, TimelineWords
from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_strip import expected_end
from app.services.my_pathway_view import YearByYear, YearEntry, YearRow
from app.services.my_pathway_words import (
    count,
    day_and_month,
    month_name,
    name_and_place,
)
from app.services.projection_words import short_day
from app.services.wording import day, listed, plain, upper_first
from pathways.projection.values import Certainty, Stint, StintKind
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    AttendanceState,
    CourseTaken,
    PlaceKind,
    Service,
    Share,
)
from pathways.worktime import FULL_TIME

BLOCKS = {
    PlaceKind.HOSPITAL: "hospital",
    PlaceKind.DPS: "dps",
    PlaceKind.MUNICIPALITY: "municipality",
    PlaceKind.OPEN_PRACTICE: "municipality",
    PlaceKind.CONTRACT_SPECIALIST: "contract",
    PlaceKind.OTHER_TRUST: "other",
    PlaceKind.NURSING_HOME: "municipality",
    PlaceKind.EMERGENCY_UNIT: "municipality",
    PlaceKind.COMMUNITY_MEDICINE: "municipality",
    PlaceKind.COMPANY_HEALTH: "other",
}
JUNE, JULY, DECEMBER = 6, 7, 12


def build_years(reckoning: Reckoning) -> YearByYear:
    """The drawing, the sentences and the table, all from the record and the reckoned day."""
    first, last = _range(reckoning)
    return YearByYear(
        timeline=_timeline(reckoning, first, last),
        entries=tuple(
            YearEntry(year, text)
            for year in range(first.year, last.year + 1)
            if (text := _year_text(reckoning, year))
        ),
        rows=_rows(reckoning),
    )


def _range(reckoning: Reckoning) -> tuple[date, date]:
    """Half-years from the first to the last day that anything is known about."""
    record = reckoning.record
    end = _end(reckoning)
    days = [
        reckoning.today,
        *(service.starts_on for service in record.services),
        *(service.ends_on for service in record.services if service.ends_on),
        *(leave.starts_on for leave in reckoning.leaves),
        *(leave.ends_on for leave in reckoning.leaves),
        *(course.starts_on for course in record.courses if course.starts_on),
        *([end] if end else []),
    ]
    first, last = min(days), max(days)
    return (
        date(first.year, 1 if first.month < JULY else JULY, 1),
        date(last.year, JUNE, 30) if last.month < JULY else date(last.year, DECEMBER, 31),
    )


def _end(reckoning: Reckoning) -> date | None:
    """The expected day that closes the drawing: approval, else the end of LIS1."""
    return reckoning.projection.expected


# The drawing


def _timeline(reckoning: Reckoning, first: date, last: date) -> Timeline:
    record = reckoning.record
    end = _end(reckoning)
    return Timeline(
        words=_words(first, last),
        first=first,
        last=last,
        today=reckoning.today,
        services=(
            *(_service_block(reckoning, service, last) for service in record.services),
            *_to_plan_blocks(reckoning),
        ),
        absences=(
            *(_leave_block(leave) for leave in reckoning.leaves),
            *(_share_block(share, end or last) for share in _part_time(record.shares)),
        ),
        courses=tuple(
            Mark(
                f"{plain(course.name_nb)}, {day(course.starts_on)}",
                "done" if course.state is AttendanceState.ATTENDED else "planned",
                course.starts_on,
            )
            for course in record.courses
            if course.starts_on is not None
        ),
        talks=tuple(Mark(day(talk.held_on), "talk", talk.held_on) for talk in record.talks),
        end=end,
        end_label=_end_label(reckoning, end),
        best=reckoning.projection.best,
    )


def _to_plan_blocks(reckoning: Reckoning) -> list[Block]:
    """What is needed and not booked, where the projection has put it."""
    return [
        Block(
            label=_("%(service)s, må plasseres", service=_stint_name(reckoning, stint)),
            kind="to-plan",
            starts_on=stint.starts_on,
            ends_on=stint.ends_on,
        )
        for stint in _to_plan(reckoning)
        if stint.ends_on is not None
    ]


def _to_plan(reckoning: Reckoning) -> list[Stint]:
    return [s for s in reckoning.projection.timeline if s.kind is StintKind.TO_PLAN]


def _stint_name(reckoning: Reckoning, stint: Stint) -> str:
    return upper_first(reckoning.telling.line(stint.ref))


def _end_label(reckoning: Reckoning, end: date | None) -> str:
    if end is None:
        return ""
    if reckoning.is_in_part23:
        return short_day(reckoning.projection)
    return _("LIS1 %(day)s", day=short_day(reckoning.projection))


def _words(first: date, last: date) -> TimelineWords:
    return TimelineWords(
        title=_("Tidslinje %(first)s–%(last)s", first=first.year, last=last.year),
        description=_(
            "Tjeneste, permisjon, deltid, kurs og samtaler. Det samme står i tabellen under."
        ),
        service=_("Tjeneste"),
        absence=_("Permisjon, deltid"),
        courses=_("Kurs"),
        talks=_("Samtaler"),
        today=_("i dag"),
    )


def _service_block(reckoning: Reckoning, service: Service, last: date) -> Block:
    expected = expected_end(reckoning, service)
    ends = service.ends_on or expected or _end(reckoning) or last
    return Block(
        label=name_and_place(service),
        kind=BLOCKS[service.place_kind],
        starts_on=service.starts_on,
        ends_on=max(ends, service.starts_on),
        is_open=service.ends_on is None and expected is None,
        is_planned=service.starts_on > reckoning.today,
    )


def _leave_block(leave: AbsencePeriod) -> Block:
    return Block(_("Permisjon"), "leave", leave.starts_on, leave.ends_on)


def _share_block(share: Share, end: date) -> Block:
    last = max(share.ends_on or end, share.starts_on)
    return Block(_share_label(share), "share", share.starts_on, last)


def _share_label(share: Share) -> str:
    return _("%(percent)s\u00a0%% stilling", percent=share.percent)


def _part_time(shares: Iterable[Share]) -> list[Share]:
    return [share for share in shares if share.percent < FULL_TIME]


# The sentences


def _year_text(reckoning: Reckoning, year: int) -> str:
    """Akutt, Kalnes fra mars. Permisjon april–november. Kurs i oktober."""
    record = reckoning.record
    parts = [
        *(
            name_and_place(s) + _when_in(year, s.starts_on, _known_end(reckoning, s))
            for s in reckoning.services
            if _touches(year, s.starts_on, _known_end(reckoning, s))
            and _is_shown(reckoning, s, year)
        ),
        *(
            _("%(service)s må plasseres", service=_stint_name(reckoning, s))
            + _when_in(year, s.starts_on, s.ends_on)
            for s in _to_plan(reckoning)
            if _touches(year, s.starts_on, s.ends_on)
        ),
        *(
            _("permisjon") + _when_in(year, leave.starts_on, leave.ends_on)
            for leave in reckoning.leaves
            if _touches(year, leave.starts_on, leave.ends_on)
        ),
        *(
            _share_label(share) + _when_in(year, share.starts_on, share.ends_on)
            for share in _part_time(record.shares)
            if _touches(year, share.starts_on, share.ends_on)
            and (share.ends_on is not None or _is_known_year(reckoning, year))
        ),
        *_courses_in(year, record.courses),
    ]
    parts += _days_ahead(reckoning, year)
    return " ".join(f"{upper_first(part)}." for part in parts)


def _days_ahead(reckoning: Reckoning, year: int) -> list[str]:
    """Degree, LIS1 start and the reckoned day, in the year they fall."""
    record, projection = reckoning.record, reckoning.projection
    start = projection.lis1_start
    done = _("ferdig") if reckoning.is_in_part23 else _("LIS1 ferdig")
    if projection.certainty in (Certainty.RANGE, Certainty.NOT_BEFORE):
        done = _("tidligst ferdig") if reckoning.is_in_part23 else _("LIS1 tidligst ferdig")
    found = [
        (_("ferdig lege"), record.degree_expected_on if record.authorised_on is None else None),
        (_("LIS1 tidligst fra"), start.starts_on if start and not start.is_booked else None),
        (done, projection.expected),
    ]
    return [
        f"{words} {day_and_month(on)}" for words, on in found if on is not None and on.year == year
    ]


def _known_end(reckoning: Reckoning, service: Service) -> date | None:
    return service.ends_on or expected_end(reckoning, service)


def _is_shown(reckoning: Reckoning, service: Service, year: int) -> bool:
    """A service without an end is not written into years that nobody knows about."""
    return service.ends_on is not None or _is_known_year(reckoning, year)


def _is_known_year(reckoning: Reckoning, year: int) -> bool:
    return year <= max(reckoning.today, _end(reckoning) or reckoning.today).year


def _touches(year: int, first: date, last: date | None) -> bool:
    return first.year <= year and (last is None or last.year >= year)


def _when_in(year: int, first: date, last: date | None) -> str:
    """Which part of the year: " fra mars", " til mars", " april–november", "" for all of it."""
    begins = first.year == year and (first.month, first.day) != (1, 1)
    ends = last is not None and last.year == year and (last.month, last.day) != (DECEMBER, 31)
    if begins and ends and last is not None:
        if first.month == last.month:
            return f" {month_name(first)}"
        return f" {month_name(first)}–{month_name(last)}"
    if begins:
        return _(" fra %(month)s", month=month_name(first))
    if ends and last is not None:
        return _(" til %(month)s", month=month_name(last))
    return ""


def _courses_in(year: int, courses: Iterable[CourseTaken]) -> list[str]:
    starts = sorted(c.starts_on for c in courses if c.starts_on and c.starts_on.year == year)
    if not starts:
        return []
    names = list(dict.fromkeys(month_name(start) for start in starts))
    return [_("kurs i %(months)s", months=listed(names))]


# The table


def _rows(reckoning: Reckoning) -> tuple[YearRow, ...]:
    record = reckoning.record
    dated = [
        *((s.starts_on, _service_row(reckoning, s)) for s in record.services),
        *((a.starts_on, _absence_row(a)) for a in record.absences),
        *((s.starts_on, _share_row(s)) for s in _part_time(record.shares)),
        *((c.starts_on or date.max, _course_row(c)) for c in record.courses),
        *((s.starts_on, _to_plan_row(reckoning, s)) for s in _to_plan(reckoning)),
        *_talk_rows(reckoning),
        *(
            (
                g.starts_on,
                YearRow(
                    _("Gruppeveiledning"),
                    _("Veiledning"),
                    day(g.starts_on),
                    _open_day(g.ends_on),
                    _("%(hours)s timer", hours=count(Fraction(str(g.hours)))),
                ),
            )
            for g in record.group_guidance
        ),
    ]
    return tuple(row for _on, row in sorted(dated, key=lambda pair: (pair[0], pair[1].what)))


def _service_row(reckoning: Reckoning, service: Service) -> YearRow:
    if service.starts_on > reckoning.today:
        mark = _("planlagt")
    elif service.ends_on is not None and service.ends_on < reckoning.today:
        mark = _("gjennomført")
    else:
        mark = _("pågår")
    if service.counted_inside is not None:
        mark += ", " + _("inngår i en annen tjeneste")
    return YearRow(
        name_and_place(service),
        _("Tjeneste"),
        day(service.starts_on),
        _open_day(service.ends_on),
        mark,
    )


def _to_plan_row(reckoning: Reckoning, stint: Stint) -> YearRow:
    return YearRow(
        _stint_name(reckoning, stint),
        _("Tjeneste"),
        day(stint.starts_on),
        _open_day(stint.ends_on),
        _("må plasseres"),
    )


def _absence_row(absence: AbsencePeriod) -> YearRow:
    name = _("Ferie") if absence.kind is AbsenceKind.HOLIDAY else _("Permisjon")
    return YearRow(name, _("Fravær"), day(absence.starts_on), day(absence.ends_on), "")


def _share_row(share: Share) -> YearRow:
    return YearRow(
        _share_label(share), _("Deltid"), day(share.starts_on), _open_day(share.ends_on), ""
    )


def _course_row(course: CourseTaken) -> YearRow:
    mark = {
        AttendanceState.ATTENDED: _("tatt"),
        AttendanceState.BOOKED: _("påmeldt"),
        AttendanceState.PLANNED: _("ikke påmeldt"),
    }[course.state]
    first = day(course.starts_on) if course.starts_on else _("ikke oppgitt")
    last = course.ends_on or course.starts_on
    return YearRow(plain(course.name_nb), _("Kurs"), first, day(last) if last else "", mark)


def _talk_rows(reckoning: Reckoning) -> list[tuple[date, YearRow]]:
    """Talks summed by year; single talks are not listed."""
    by_year: dict[int, list[Fraction]] = {}
    for talk in reckoning.record.talks:
        if not talk.was_held(reckoning.today):
            continue
        by_year.setdefault(talk.held_on.year, []).append(Fraction(str(talk.hours)))
    return [
        (
            date(year, DECEMBER, 31),
            YearRow(
                ngettext("%(num)s samtale", "%(num)s samtaler", len(hours)),
                _("Veiledning"),
                str(year),
                "",
                _("%(hours)s timer", hours=count(sum(hours, Fraction(0)))),
            ),
        )
        for year, hours in sorted(by_year.items())
    ]


def _open_day(value: date | None) -> str:
    return _("uten sluttdato") if value is None else day(value)
