"""The review of former LIS1s in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.lis1_review_counts import FAR, FEWEST, LONG_MONTHS, NEAR, Column, Counts
from app.services.lis1_review_people import Where, Work
from app.services.wording import figure, in_words, listed, lower_first, together


def where_name(where: Where) -> str:
    """A kind of place, seen from where the LIS1 was."""
    return {
        Where.SAME_MUNICIPALITY: _("I kommunen der de hadde LIS1"),
        Where.SAME_TRUST: _("I helseforetaket der de hadde LIS1"),
        Where.SAME_COMMUNITY: _("Andre steder i helsefellesskapet"),
        Where.SAME_REGION: _("Andre sykehus i helseregionen"),
        Where.ELSEWHERE: _("Ellers i landet"),
        Where.UNKNOWN: _("Ikke kjent"),
    }[where]


def work_name(work: Work) -> str:
    """What a doctor works as."""
    return {
        Work.ALIS: _("ALIS"),
        Work.GENERAL_PRACTITIONER: _("Fastlege"),
        Work.LIS23: _("LIS2 eller LIS3"),
        Work.CONSULTANT: _("Overlege"),
        Work.OTHER: _("Annen stilling"),
        Work.UNKNOWN: _("Ikke kjent"),
    }[work]


def column_name(column: Column) -> str:
    """The heading of one column of a table."""
    named = {
        (Where.SAME_MUNICIPALITY,): _("I samme kommune"),
        (Where.SAME_TRUST,): _("I samme helseforetak"),
        (Where.SAME_COMMUNITY,): _("Ellers i helsefellesskapet"),
        NEAR[1:]: _("Ellers i helsefellesskapet"),
        NEAR: _("I helsefellesskapet"),
        (Where.SAME_REGION, Where.ELSEWHERE): _("Andre steder"),
        (Where.UNKNOWN,): _("Ikke kjent"),
        FAR: _("Andre steder eller ikke kjent"),
    }
    return named.get(column) or listed([where_name(column[0])] + [
        lower_first(where_name(each)) for each in column[1:]
    ])  # fmt: skip


def time_name(group: int) -> str:
    """How long ago LIS1 ended; groups 0, 1, 2 of `lis1_review_counts`."""
    return (
        _("For mindre enn to år siden"),
        _("For to til fem år siden"),
        _("For mer enn fem år siden"),
    )[group]


def month_names() -> tuple[str, str, str]:
    """How long part 1 took."""
    return (
        _("18 måneder eller kortere"),
        _("19 til %(number)s måneder", number=LONG_MONTHS),
        _("Mer enn %(number)s måneder", number=LONG_MONTHS),
    )


def too_few() -> str:
    """In place of a count that is not shown."""
    return _("for få til å vises")


def of_all(number: int, total: int) -> str:
    """A count with its share: *164* av 292 (56 %)."""
    percent = together(_("%(number)s %%", number=figure(round(100 * number / total))))
    return _(
        "*%(number)s* av %(total)s (%(percent)s)",
        number=figure(number),
        total=figure(total),
        percent=percent,
    )


def headline(counts: Counts) -> str:
    """Where former LIS1s work now, in one sentence."""
    if counts.total is None:
        return _(
            "Færre enn %(fewest)s har fullført LIS1 hos dere. Det er for få til å vises.",
            fewest=in_words(FEWEST),
        )
    if counts.mostly_near:
        return _(
            "Nesten alle de *%(total)s* tidligere LIS1 jobber fortsatt i helsefellesskapet.",
            total=figure(counts.total),
        )
    if counts.near is None:
        return _(
            "*%(total)s* har fullført LIS1 hos dere. Hvor de jobber, kan ikke deles opp uten at "
            "noen få blir synlige.",
            total=figure(counts.total),
        )
    return _(
        "*%(near)s av %(total)s* tidligere LIS1 jobber fortsatt i helsefellesskapet.",
        near=figure(counts.near),
        total=figure(counts.total),
    )


def reason(counts: Counts) -> str | None:
    """What stands under it: in the same municipality, in the trust, and how many are unknown."""
    parts = []
    there = counts.where[Where.SAME_MUNICIPALITY]
    if there is not None:
        parts.append(
            ngettext(
                "%(number)s av dem er lege i kommunen der de hadde LIS1.",
                "%(number)s av dem er leger i kommunen der de hadde LIS1.",
                there,
                number=figure(there),
            )
        )
    if counts.total is not None:
        parts.append(unknown(counts))
    return " ".join(parts) or None


def unknown(counts: Counts) -> str:
    """How many of whom nothing is known now."""
    number = counts.where[Where.UNKNOWN]
    if number is None:
        return _("Hvor mange vi ikke vet noe om, er for få til å vises.")
    if number == 0:
        return _("Alle står med jobb eller utdanning i dag.")
    return _("For %(number)s vet vi ikke hvor de jobber nå.", number=figure(number))


def general_practice(counts: Counts) -> str:
    """How many became ALIS or general practitioners where they had LIS1."""
    there = counts.where[Where.SAME_MUNICIPALITY]
    if there is not None and counts.general_practice is not None:
        return _(
            "*%(number)s av %(there)s* leger i kommunen der de hadde LIS1, er ALIS eller fastlege "
            "der.",
            number=figure(counts.general_practice),
            there=figure(there),
        )
    if there is not None and counts.mostly_general_practice:
        return _(
            "Nesten alle de %(there)s som er leger i kommunen der de hadde LIS1, er ALIS eller "
            "fastlege der.",
            there=figure(there),
        )
    return _("Hvor mange som er ALIS eller fastlege der de hadde LIS1, er for få til å vises.")


def time_sentence(counts: Counts) -> str:
    """How long part 1 took, against 18 months."""
    on_time, total = counts.months[0], counts.total
    assert total is not None
    if on_time is None:
        return _(
            "Halvparten brukte %(months)s måneder eller mindre.",
            months=figure(counts.median_months or 0),
        )
    return _(
        "*%(number)s av %(total)s* fullførte på 18 måneder. Halvparten brukte %(months)s måneder "
        "eller mindre.",
        number=figure(on_time),
        total=figure(total),
        months=figure(counts.median_months or 0),
    )


def coverage(counts: Counts) -> tuple[str, ...]:
    """What the records hold, and what they do not."""
    assert counts.total is not None and counts.first is not None
    known = counts.where[Where.UNKNOWN]
    lines = [
        _(
            "Tallene gjelder %(total)s leger som hadde sykehusåret hos dere, og som står med "
            "fullført sykehusår og kommunetjeneste. De første begynte i %(year)s.",
            total=figure(counts.total),
            year=str(counts.first.year),
        ),
        _("En lege som aldri er lagt inn her, er ikke med. Hvor mange det er, vet vi ikke."),
        _(
            "Jobb og utdanning er som de står i dag. Har noen flere stillinger, teller den "
            "største. En stilling som fortsatt heter LIS1, regnes som ikke kjent."
        ),
        _(
            "En kommune utenfor helsefellesskapet står under «Ellers i landet», for registeret "
            "sier ikke hvilken helseregion en kommune hører til."
        ),
        _(
            "Under %(fewest)s vises ikke, og heller ikke tall som slike kunne regnes ut fra.",
            fewest=in_words(FEWEST),
        ),
    ]
    if known is not None:
        lines.insert(
            1,
            _(
                "Vi vet hvor %(known)s av %(total)s jobber nå.",
                known=figure(counts.total - known),
                total=figure(counts.total),
            ),
        )
    return tuple(lines)
