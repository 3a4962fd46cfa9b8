"""The typefaces of a picture: Inter, which is carried here, and one for Chinese from the machine.

Inter is in `data/fonts/`, cut down to Latin, Greek and Cyrillic letters and the signs that charts
use, with its licence (SIL OFL 1.1). What it lacks, `COMPANIONS` draw, if one is on the machine, and
at last matplotlib's own DejaVu Sans.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, findSystemFonts, fontManager, get_font

from tracker.errors import ConfigError

OWN = "Inter Tracker"
"""Inter as it is carried here: another cut of it on the machine gives other pictures."""
LAST = "DejaVu Sans"
COMPANIONS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Typefaces with Chinese characters, the first that is there. Of a collection of fonts matplotlib
knows the first alone: of Noto Sans CJK that is the Japanese one, which has all characters."""
STYLES = (".ttf", ".otf", ".ttc")
UNSET = ["sans-serif"]
"""What matplotlib's settings say where no page is being drawn."""


def families(font: str | None = None) -> list[str]:
    """Return the typefaces of a page, each for what those before it lack.

    ``font`` is a typeface of the machine, or a file with one, in the place of Inter. Raises
    ConfigError if there is none of that name.
    """
    _register()
    chosen = OWN if font is None else _chosen(font)
    return list(dict.fromkeys(filter(None, (chosen, _companion(), OWN, LAST))))


def current() -> list[str]:
    """Return the typefaces of the page that is being drawn."""
    stated = list(mpl.rcParams["font.family"])
    return families() if stated == UNSET else stated


def has_chinese() -> bool:
    """Return whether a typeface with Chinese characters is on the machine."""
    return _companion() is not None


@cache
def characters(names: tuple[str, ...]) -> frozenset[int]:
    """Return the characters that typefaces can draw together, both plain and bold."""
    plain, bold = (
        frozenset().union(
            *(
                get_font(findfont(FontProperties(family=name, weight=weight))).get_charmap()
                for name in names
            )
        )
        for weight in ("normal", "bold")
    )
    return plain & bold


def check(text: str, names: list[str]) -> None:
    """Raise ConfigError if a text has letters that none of the typefaces has: they would be boxes.

    A sign that a letter is made of (an accent, a joiner) is no letter.
    """
    lacking = sorted({letter for letter in text if ord(letter) not in characters(tuple(names))})
    if any(letter.isalnum() for letter in lacking):
        raise ConfigError(
            f"no typeface here has {''.join(lacking)[:12]!r}",
            datum=text,
            remedy="install Noto Sans CJK (Debian: `apt install fonts-noto-cjk`), or name a"
            " typeface that has them with `--font`",
        )


def _chosen(font: str) -> str:
    path = Path(font)
    if path.suffix.lower() in STYLES:
        if not path.is_file():
            raise ConfigError(
                f"there is no font file {font}", datum=font, remedy="check the path of --font"
            )
        fontManager.addfont(path)
        return str(get_font(path).family_name)
    installed = {name.casefold(): name for name in _names()}
    if font.casefold() not in installed and _found_new():
        installed = {name.casefold(): name for name in _names()}
    if font.casefold() not in installed:
        raise ConfigError(
            f"there is no typeface {font!r} on this machine",
            datum=font,
            remedy="install it, or name a font file: --font house.ttf",
        )
    return installed[font.casefold()]


def _companion() -> str | None:
    """Return the typeface with Chinese characters that is used, or None if there is none."""
    name = next((name for name in COMPANIONS if name in _names()), None)
    if name is None and COMPANIONS and _found_new():
        return next((name for name in COMPANIONS if name in _names()), None)
    return name


def _names() -> set[str]:
    return {entry.name for entry in fontManager.ttflist}


@cache
def _found_new() -> bool:
    """Add the fonts that were installed since matplotlib listed them, and return if there are any.

    Matplotlib lists the fonts of a machine once and keeps the list in its cache.
    """
    listed = {Path(entry.fname).resolve() for entry in fontManager.ttflist}
    new = [path for path in findSystemFonts() if Path(path).resolve() not in listed]
    for path in new:
        try:
            fontManager.addfont(path)
        except (OSError, RuntimeError):  # not every file with the suffix of a font is one
            continue
    return bool(new)


@cache
def _register() -> None:
    """Make Inter known to matplotlib."""
    for style in ("Regular", "Bold"):
        with as_file(files("tracker").joinpath("data", "fonts", f"Inter-{style}.ttf")) as path:
            fontManager.addfont(path)
