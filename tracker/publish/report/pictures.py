"""Charts for pages: drawn once, with the table of what they draw and the files beside them."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.charts import svg
from tracker.errors import GapError
from tracker.profiles.case import Known
from tracker.publish.printed import Figure, Print, printed
from tracker.publish.report.sentences import sentence
from tracker.publish.report.sheets import Link, Sheet, sheet
from tracker.publish.tables import records, to_csv, to_json
from tracker.store import Store

HOUSEKEEPING = (
    "dataset", "depth", "days", "complete", "settled", "can_rank", "proven", "as_of", "by",
    "last_rank", "peak_rank", "weeks_on_chart", "weeks_at_1", "change_pct", "change_points",
)  # fmt: skip
"""Columns of the rows of a chart that it draws nothing of; its CSV has them all."""


@dataclass(frozen=True)
class Picture:
    """A chart on a page. ``drawing`` is an SVG element, ``rows`` the table of what it draws."""

    name: str
    drawing: str
    title: str
    alt: str
    digest: str
    rows: Sheet
    files: dict[str, bytes]

    @property
    def source(self) -> str:
        return self.rows.source


@dataclass(frozen=True)
class Undrawn:
    """Why there is no chart, in a sentence."""

    why: str
    drawing: str = ""


def page_of(store: Store, known: Known, figure: Figure, link: Link) -> Picture | Undrawn:
    """A figure as it stands on a page."""
    try:
        made = printed(store, figure, known)
    except GapError as missing:
        return Undrawn(sentence(missing))
    return _on_a_page(figure.chart, made, link)


def _on_a_page(name: str, made: Print, link: Link) -> Picture:
    picture = made.picture
    shown = picture.rows.drop(columns=[*HOUSEKEEPING], errors="ignore")
    return Picture(
        name,
        svg.inline(picture.data, name),
        picture.title,
        picture.alt,
        made.digest,
        sheet(f"{name}-rows", shown, f"What is drawn: {picture.title}", picture.source, link),
        {
            f"charts/{name}.svg": picture.data,
            f"charts/{name}.csv": to_csv(records(picture.rows), picture.rows.columns).encode(),
            f"charts/{name}.json": f"{to_json(made.card)}\n".encode(),
        },
    )
