"""What a notebook shows of an answer: a frame, a verdict, a profile, two sides, a chart.

Each is plain data that shows itself: as HTML in a notebook, as text elsewhere. A heading, notes
and a source line that a frame carries are for its readers alone; no figure depends on them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, wraps
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pandas as pd

from tracker.answers import html
from tracker.answers.table import Table
from tracker.claims import verdicts
from tracker.publish.figures import figure as figures
from tracker.publish.figures import forms

WIDTHS = {"column": 320, "phone": 390, "story": 390, "portrait": 540, "square": 540}
"""The width at which a notebook shows a chart of each size, in pixels; 800 where none is named."""


class Sheet(pd.DataFrame):
    """A DataFrame that a notebook shows with formatted values, and with its source line.

    ``source`` and ``metric`` stay with what is selected from it; ``heading`` and ``notes`` are of a
    whole answer. Times are in UTC, and columns of them have no zone.
    """

    _metadata: ClassVar[list[str]] = ["heading", "notes", "source", "metric"]
    heading: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    metric: str = ""

    @property
    def _constructor(self) -> Callable[..., Sheet]:
        return Sheet

    def _repr_html_(self) -> str:
        if self.columns.nlevels > 1 or not self.columns.is_unique:
            return str(pd.DataFrame(self)._repr_html_())  # type: ignore[operator]
        return html.table(self, self.heading, self.notes, self.source, self.metric)


def sheet(
    rows: pd.DataFrame,
    heading: str = "",
    notes: Sequence[str] = (),
    source: str = "",
    metric: str = "",
) -> Sheet:
    """Return rows as a sheet; columns of times lose their zone, which is UTC.

    Amounts are of ``metric``, or of the one that all rows are of.
    """
    zoned = rows.select_dtypes("datetimetz").columns
    result = Sheet(rows.assign(**{name: rows[name].dt.tz_localize(None) for name in zoned}))
    result.heading, result.notes, result.source = heading, tuple(notes), source
    metrics = [*rows["metric"].unique()] if "metric" in rows else []
    result.metric = metric or (str(metrics[0]) if len(metrics) == 1 else "")
    return result


@cache
def showing(measure: Callable[..., Any]) -> Callable[..., Any]:
    """Return a measure whose frame shows itself if the one that it was given does."""

    @wraps(measure)
    def measured(*frames: Any, **options: Any) -> Any:
        result = measure(*frames, **options)
        given = [frame for frame in (*frames, *options.values()) if isinstance(frame, Sheet)]
        if not given or not isinstance(result, pd.DataFrame):
            return result
        return sheet(result, source=" ".join(dict.fromkeys(frame.source for frame in given)))

    return measured


def of(table: Table, metric: str, by: str, notes: Sequence[str] = ()) -> Sheet:
    """Return the table of an answer, with its metric and level as columns if it lacks them."""
    rows = table.with_names().rows.reset_index(drop=True)
    kinds = {name: value for name, value in (("metric", metric), ("by", by)) if value}
    rows = rows.assign(**{name: value for name, value in kinds.items() if name not in rows})
    return sheet(rows, table.heading, (*table.notes, *notes), table.source)


class Sides(NamedTuple):
    """Two sides: their weeks, and the streaks of each."""

    weeks: Sheet
    streaks: Sheet

    def _repr_html_(self) -> str:
        return f"{self.weeks._repr_html_()}{self.streaks._repr_html_()}"


@dataclass(frozen=True, repr=False)
class Verdict(verdicts.Verdict):
    """A verdict with its evidence as ``tables``: the definitions, then the weeks of each.

    Printed, it is what `tracker check` says.
    """

    tables: tuple[Table, ...] = field(default=(), compare=False)
    until: str = ""
    source: str = ""

    @classmethod
    def of(
        cls, verdict: verdicts.Verdict, tables: Sequence[Table], until: str, source: str
    ) -> Verdict:
        """Return a verdict with what is shown beside it."""
        parts = {each.name: getattr(verdict, each.name) for each in fields(verdicts.Verdict)}
        return cls(**parts, tables=tuple(tables), until=until, source=source)

    def __repr__(self) -> str:
        return "\n".join([f"{self.verdict}: {self.claim}{self.until}", *self._lines(), self.source])

    def _lines(self) -> list[str]:
        read_as = [f"Read as: {self.read_as}"] if self.read_as else []
        return [*read_as, self.because, *self.notes]

    def _repr_html_(self) -> str:
        shown = "".join(html.table(each.with_names().rows, each.heading) for each in self.tables)
        return (
            f"{html.heading(self.verdict, f': {self.claim}{self.until}')}"
            f"{html.prose(self._lines())}{shown}{html.small(self.source)}"
        )


class Verdicts(list[Verdict]):
    """The verdicts on a text, in its order."""

    def _repr_html_(self) -> str:
        rows = [(each.claim, each.verdict, each.because) for each in self]
        return html.table(pd.DataFrame(rows, columns=["claim", "verdict", "because"]))


class Text(str):
    """Text of several lines, which a notebook prints as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Chart:
    """A figure, which a notebook shows, with its card, rows, alt text and source line.

    title, alt, source: what is written at its head, what tells it to those who do not see it, and
        the line at its foot.
    rows: a row for each value drawn.
    card: the question, the vintage and the digest, by which it is drawn again.
    """

    def __init__(self, drawn: figures.Print, draw: Callable[[str], figures.Print]) -> None:
        self._drawn, self._draw = drawn, draw
        picture = drawn.picture
        self.title, self.alt, self.source = picture.title, picture.alt, picture.source
        self.rows = sheet(picture.rows, picture.title, source=picture.source)
        self.card: dict[str, Any] = drawn.card
        self._size = str(drawn.card["look"]["size"])

    def __repr__(self) -> str:
        return f"{self.title}\n{self.source}"

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the picture, and its alt text and width for those who lay it out."""
        picture = {"image/png": self._drawn.picture.data, "text/plain": repr(self)}
        return picture, {"image/png": {"alt": self.alt, "width": WIDTHS.get(self._size, 800)}}

    def save(self, path: str | Path) -> list[Path]:
        """Write the figure, and beside it its rows, its card and its alt text.

        The ending of the name chooses the form: .png .svg .pdf .html .vl.json. Returns the paths
        written. Raises ConfigError for another ending, or where nothing can be written.
        """
        path = Path(path)
        return figures.save(self._draw(forms.of(path)), path)
