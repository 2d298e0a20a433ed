"""Student's t against published values, closed forms and its own density."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_monitor.progress.forecast.student import t_cdf, t_quantile


@pytest.mark.parametrize(
    ("share", "freedom", "value"),
    [  # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2
        (0.90, 1, 3.078),
        (0.90, 2, 1.886),
        (0.90, 3, 1.638),
        (0.90, 4, 1.533),
        (0.90, 5, 1.476),
        (0.90, 8, 1.397),
        (0.95, 3, 2.353),
        (0.975, 1, 12.706),
        (0.975, 6, 2.447),
        (0.975, 10, 2.228),
        (0.99, 7, 2.998),
        (0.995, 30, 2.750),
        (0.999, 100, 3.174),
    ],
)
def test_published_t_values(share, freedom, value) -> None:
    assert t_quantile(share, freedom) == pytest.approx(value, abs=6e-4)
    assert t_quantile(1 - share, freedom) == pytest.approx(-value, abs=6e-4)


@pytest.mark.parametrize("share", [0.501, 0.6, 0.8, 0.9, 0.975, 0.999])
def test_t_with_one_and_two_degrees_is_known_in_closed_form(share) -> None:
    assert t_quantile(share, 1) == pytest.approx(math.tan(math.pi * (share - 0.5)), rel=1e-8)
    two = (2 * share - 1) / math.sqrt(2 * share * (1 - share))
    assert t_quantile(share, 2) == pytest.approx(two, rel=1e-8)


@given(st.floats(-50, 50), st.integers(1, 60))
def test_t_is_the_integral_of_its_density(value, freedom) -> None:
    def density(x: float) -> float:
        log = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
        root = math.sqrt(freedom * math.pi)
        return math.exp(log) / root * (1 + x * x / freedom) ** (-(freedom + 1) / 2)

    width = 1e-4
    slope = (t_cdf(value + width, freedom) - t_cdf(value - width, freedom)) / (2 * width)
    assert slope == pytest.approx(density(value), abs=1e-7)
    assert t_cdf(value, freedom) + t_cdf(-value, freedom) == pytest.approx(1, abs=1e-14)


def test_the_quantile_undoes_the_distribution() -> None:
    for freedom in range(1, 40):
        for share in (0.0001, 0.1, 0.5, 0.77, 0.9, 0.9999):
            assert t_cdf(t_quantile(share, freedom), freedom) == pytest.approx(share, abs=1e-12)


def test_what_is_no_probability_has_no_quantile() -> None:
    for share in (0.0, 1.0):
        with pytest.raises(ValueError, match="no quantile"):
            t_quantile(share, 3)
    with pytest.raises(ValueError, match="degrees"):
        t_cdf(1.0, 0)
