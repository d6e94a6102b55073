"""Baseline and subject by turns, so that the noise of the machine meets both alike."""

from collections.abc import Callable, Mapping
from statistics import median


def medians(rounds: int, work: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Measure each work once per round, in turn; return the median of each."""
    seen: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, measure in work.items():
            seen[name].append(measure())
    return {name: median(values) for name, values in seen.items()}
