"""Colours are told apart by everybody: measured, not hoped."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from tracker.charts.theme import (
    AUTHORS,
    COUNTRIES,
    GREY,
    LARGEST,
    THEMES,
    WEIGHTS,
    colour,
    ratio,
    readable,
    visible,
)

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(tone: str, sight: str) -> np.ndarray:
    """CIE L*a*b* (D65) of a tone as it is seen."""
    channels = np.array([int(tone[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(SIGHT[sight] @ linear, 0, 1)
    relative = (TO_XYZ @ seen) / TO_XYZ.sum(axis=1)
    bent = np.where(
        relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29
    )
    return np.array([116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])])


@pytest.mark.parametrize("sight", SIGHT)
def test_the_ten_largest_authors_are_told_apart(sight: str) -> None:
    seen = {name: lab(tone, sight) for name, tone in LARGEST.items()}
    assert len(seen) == 10
    distances = {
        (first, second): float(np.linalg.norm(seen[first] - seen[second]))
        for first, second in combinations(seen, 2)
    }
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] > 18, closest


def test_the_measure_itself_tells_the_like_from_the_unlike() -> None:
    red, green = "#d32f2f", "#5d8a1f"
    apart = {sight: np.linalg.norm(lab(red, sight) - lab(green, sight)) for sight in SIGHT}
    assert apart["normal"] > 80
    assert apart["deuteranopia"] < 35


@pytest.mark.parametrize("theme", THEMES)
def test_names_can_be_read_on_their_paper(theme: str) -> None:
    look = THEMES[theme]
    for tone in {*AUTHORS.values(), GREY}:
        assert ratio(readable(tone, look), look.paper) >= 4.5
    assert ratio(look.ink, look.paper) >= 7
    assert ratio(look.pale, look.paper) >= 4.5


def test_an_author_has_one_colour_for_ever() -> None:
    assert colour("qwen/qwen3.6-plus:free") == colour("qwen/qwen3-max") == colour("qwen")
    assert colour("nobody-heard-of/x") == colour("nobody-heard-of/y")
    assert colour("other") == GREY


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", THEMES)
def test_lines_are_told_apart_on_light_and_on_dark_paper(theme: str, sight: str) -> None:
    """The ten largest authors, the six countries that led or followed, and both kinds of weights."""
    for tones in (LARGEST, dict([*COUNTRIES.items()][:6]), WEIGHTS):
        seen = {name: lab(visible(tone, THEMES[theme]), sight) for name, tone in tones.items()}
        for first, second in combinations(seen, 2):
            assert np.linalg.norm(seen[first] - seen[second]) >= 19, (first, second)
