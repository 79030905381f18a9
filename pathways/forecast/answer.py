"""Everything a page says about one specialty in one region, from one case and one question."""

from pathways.forecast.expected import expect
from pathways.forecast.intake import advise_all, wilson
from pathways.forecast.levers import levers
from pathways.forecast.outlook import look
from pathways.forecast.results import Answer, Asked, Outlook, Question, Tried
from pathways.forecast.sensitivity import standard_inputs, swings
from pathways.forecast.supply import simulate
from pathways.forecast.types import Case, Trainee


def answer(
    case: Case, question: Question, *, without_delays: tuple[Trainee, ...] | None = None
) -> Answer:
    """The answer for a sound case. ValueError for a question that cannot be.

    `without_delays`: those in training had nothing delayed them; None leaves that lever out.
    """
    if not question.chances:
        raise ValueError("chances: at least one")
    first, target = question.first_year, question.target_year
    asked = [Asked(first, target, chance, question.most) for chance in question.chances]
    supply = simulate(case)
    advices = advise_all(case, asked, supply)
    outlook, means = look(case, supply), expect(case)
    earliest = advices[0].earliest_year
    lever_year = max(1, min(earliest - 1, case.years))
    # What hurts after the year that is asked about does not come first.
    worst = max(range(1, target + 1), key=lambda year: outlook.gap.mean[year])
    return Answer(
        question,
        outlook,
        _now(case, question, outlook),
        advices,
        earliest,
        levers(case, lever_year, without_delays=without_delays),
        lever_year,
        swings(case, target, standard_inputs(case)),
        worst,
        tuple(map(float, means.finished)),
        tuple(map(float, means.finished_starts)),
        tuple(map(float, means.exits)),
    )


def _now(case: Case, question: Question, outlook: Outlook) -> Tried:
    year = question.target_year
    share = outlook.filled[year]
    low, high = wilson(share, outlook.paths)
    starts = case.starts_in(question.first_year)
    return Tried(starts, share, low, high, outlook.surplus[year], outlook.shortfall[year])
