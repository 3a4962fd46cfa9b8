"""The style of a house: its typeface, colours, names and the line at the foot of its charts.

A style is a small file in TOML or JSON, every key of which may be left out:

    font = "Inter"                      # a typeface, or the path of a font file
    palette = ["#0d3b66", "#ee964b"]    # the colours of entities, the largest first
    background = "#fff1e5"
    text = "#33302e"
    footer = "Graphic: The Daily"       # below the source line, which stays
    names = { "z-ai" = "Zhipu" }        # what to call an entity, by its key

style
    The look of a publication, from a file: typeface, colours, names and a line at the foot. It
    changes no figure, and the source line stays.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tracker.charts import theme
from tracker.charts.text import clean
from tracker.errors import ConfigError

KEYS = ("font", "palette", "background", "text", "footer", "names")
LARGEST = 64 * 1024
"""The most bytes of a file of a style."""
LONGEST = 200
"""The most characters of a footer or a name."""
READABLE = 4.5
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
HOW = "write a colour as #rrggbb"


@dataclass(frozen=True)
class Style:
    """A style; what is empty is as the tracker has it."""

    font: str = ""
    palette: tuple[str, ...] = ()
    background: str = ""
    text: str = ""
    footer: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Return what is set, as plain values: what `of` reads."""
        values = {
            "font": self.font,
            "palette": [*self.palette],
            "background": self.background,
            "text": self.text,
            "footer": self.footer,
            "names": dict(self.names),
        }
        return {key: value for key, value in values.items() if value}

    @property
    def has_paper(self) -> bool:
        """Whether background and text are those of the house, which has no dark theme then."""
        return bool(self.background or self.text)

    @contextmanager
    def applied(self, base: str, rows: pd.DataFrame) -> Iterator[str]:
        """Draw inside this in the colours of the style; yield the name of the theme to draw in.

        The colours are given to the entities of ``rows``, in the order of their largest values.
        """
        paper = self.background or theme.THEMES[base].paper
        tones = theme.from_palette(self.palette, _by_size(rows), paper)
        with theme.styled(base, tones, self.background, self.text) as name:
            yield name


def _by_size(rows: pd.DataFrame) -> list[str]:
    """Return the entities of rows, the one with the largest sum first."""
    if "entity" not in rows:
        return []
    size = next((name for name in ("value", "share") if name in rows), None)
    if size is None:
        return [*dict.fromkeys(rows["entity"])]
    sums = rows[size].astype("float64").groupby(rows["entity"], sort=True).sum()
    return [str(entity) for entity in sums.sort_values(ascending=False, kind="stable").index]


def read(path: Path) -> Style:
    """Return the style in a file. Raises ConfigError where it cannot be read, or is no style."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST // 1024} KiB")
        text = path.read_text(encoding="utf-8")
        values = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else error
        raise ConfigError(
            f"the style file {path} cannot be read ({what})",
            datum=path,
            remedy="name a file in TOML, or in JSON if it ends in .json",
        ) from None
    return of(values)


def of(values: object) -> Style:
    """Return the style of plain values. Raises ConfigError for what no style has."""
    if not isinstance(values, dict):
        raise _wrong("a style file holds no table of settings", f"set one of {', '.join(KEYS)}")
    unknown = sorted(str(key) for key in values if key not in KEYS)
    if unknown:
        raise _wrong(f"a style has no {unknown[0]!r}", f"choose from {', '.join(KEYS)}")
    palette, names = values.get("palette", []), values.get("names", {})
    if not isinstance(palette, list):
        raise _wrong("palette is no list of colours", 'write palette = ["#rrggbb", …]')
    if not isinstance(names, dict):
        raise _wrong("names is no table", 'write names = { "key" = "name" }')
    style = Style(
        font=_text("font", values.get("font", "")),
        palette=tuple(_colour("palette", each) for each in palette),
        background=_colour("background", values["background"]) if "background" in values else "",
        text=_colour("text", values["text"]) if "text" in values else "",
        footer=_text("footer", values.get("footer", "")),
        names={str(key): _text(f"the name of {key!r}", name) for key, name in names.items()},
    )
    _check_contrast(style)
    return style


def _check_contrast(style: Style) -> None:
    """Raise ConfigError where the text of a style cannot be read on its background."""
    if not style.has_paper:
        return
    light = theme.THEMES["light"]
    paper, ink = style.background or light.paper, style.text or light.ink
    ratio = theme.ratio(ink, paper)
    if ratio < READABLE:
        raise _wrong(
            f"text {ink} cannot be read on a background of {paper}: a contrast of {ratio:.1f}",
            f"choose a text and a background with a contrast of {READABLE} or more",
        )


def _colour(key: str, value: object) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise _wrong(f"{value!r} of {key} is no colour", HOW)
    digits = value[1:].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise _wrong(f"{key} of a style is no text of up to {LONGEST} characters", "shorten it")
    return clean(value)


def _wrong(fact: str, remedy: str) -> ConfigError:
    return ConfigError(fact, datum=fact, remedy=remedy)
