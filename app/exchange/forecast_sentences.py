"""What a forecast comes to in one English sentence each, for the command. Pages have their own."""

from pathways.forecast.results import Advice, Answer, NoIntake
from pathways.forecast.types import Case


def sentences(case: Case, answer: Answer) -> tuple[str, ...]:
    """The outlook with the intake as planned, then each advice."""
    advices = (advice_sentence(case, answer, each) for each in answer.advices)
    return (outlook_sentence(case, answer), *dict.fromkeys(advices))


def outlook_sentence(case: Case, answer: Answer) -> str:
    """How the target year looks with the intake as planned."""
    year = answer.question.target_year
    between = answer.gap_in(year)
    return (
        f"With the intake as planned nothing is missing in {case.base_year + year} in"
        f" {answer.outlook.filled[year]:.0%} of the futures; eight of ten lie between"
        f" {_missing(between.low)} and {_missing(between.high)}."
    )


def advice_sentence(case: Case, answer: Answer, advice: Advice) -> str:
    """The smallest intake that is enough, or why none is."""
    first, target = (case.base_year + year for year in (
        answer.question.first_year, answer.question.target_year,
    ))  # fmt: skip
    if advice.why_not is NoIntake.TOO_SOON:
        earliest = case.base_year + advice.earliest_year
        return f"Not reachable by intake before {earliest}: nobody who starts is approved sooner."
    if advice.tried is None:
        most = advice.curve[-1]
        return (
            f"Not reachable by intake: not even {most.starts} starts a year from {first} give a"
            f" chance of {advice.asked.chance:.0%} in {target}, only {most.chance:.1%}."
        )
    return (
        f"{advice.tried.starts} starts a year from {first} give a chance of"
        f" {advice.tried.chance:.1%} that nothing is missing in {target}; {advice.asked.chance:.0%}"
        f" was asked for, and as planned it is {answer.now.chance:.1%}."
    )


def _missing(fte: float) -> str:
    return f"{fte:.1f} FTE too few" if fte > 0 else f"{-fte:.1f} FTE too many"
