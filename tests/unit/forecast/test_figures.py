"""docs/figures.md says what the code gives: the published series, and the known traits of them."""

from benchmarks.figures import PAGE, percent, published, signed


def test_the_page_has_the_figures_of_the_published_series_as_they_are_today() -> None:
    assert published() in PAGE.read_text("utf-8")


def test_the_page_shows_where_the_method_is_poor() -> None:
    text = published()
    # The reference figures name these errors of the method, made ten years back from 2016.
    assert "| Norge | 15 | 1 | 3.6 % | +3.6 % | 12.6 % | 11.4 % | -11.4 % |" in text
    assert "| Consultants, 1995-2014 to 2018 | 4 | 1 | 10.4 % | +10.4 % | 0 % | 2.5 % |" in text


def test_numbers_are_written_with_one_decimal_and_nothing_has_no_sign() -> None:
    assert (percent(0.0524), percent(0.8, 0)) == ("5.2 %", "80 %")
    assert (signed(0.05), signed(-0.0001), signed(-0.02)) == ("+5.0 %", "0.0 %", "-2.0 %")
