"""Age bands are put together until no number points anybody out, and nobody is lost."""

from itertools import pairwise
from random import Random

import pytest

from app.services.forecast_specialty_people import put_together


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("by_sex", [True, False])
def test_every_number_is_none_or_at_least_five(seed: int, by_sex: bool) -> None:
    draw = Random(seed)
    most = draw.choice((2, 6, 20))
    counts = {
        age: (draw.randint(0, most), draw.randint(0, most))
        for age in range(30, draw.choice((45, 75)), 5)
    }
    bars = put_together(counts, by_sex=by_sex)
    total = sum(sum(pair) for pair in counts.values())
    women = sum(pair[0] for pair in counts.values())
    if not bars:
        least = min(women, total - women) if by_sex else total
        assert 0 < least < 5
        return
    assert all(n == 0 or n >= 5 for bar in bars for n in (bar.left, bar.right))
    assert sum(bar.left + bar.right for bar in bars) == total
    assert sum(bar.left for bar in bars) == (women if by_sex else 0)
    assert bars[0].first == 30
    assert bars[-1].last == max(counts) + 4
    assert all(after.first == before.last + 1 for before, after in pairwise(bars))
