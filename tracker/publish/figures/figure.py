"""A chart as it goes to print: the picture, and beside it the rows that it draws, a card and the
text for who cannot see it.

    reigns.png       the picture
    reigns.csv       the rows drawn, as they are in the record
    reigns.json      the card: what was asked, of which vintage, under which licence
    reigns.alt.txt   the alt text

digest
    The name of a figure: the SHA-256 of what was asked for (chart, metric, level, weeks, names) and
    of the figures drawn, but not of where they came from (dataset, vintage, on how many days an
    entity was named). Who asks the same and has the same figures gets the same digest, on any
    machine; a corrected figure has another. `tracker reproduce` draws a figure again by its digest,
    and says where the same figures come from another dataset.
card
    What was asked of a figure, as of when, under which licence and by which version, with its
    digest: the JSON file beside a picture.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

import tracker
from tracker.answers import formats
from tracker.charts import Names, chart, page
from tracker.citation import in_one_line, licences
from tracker.errors import ConfigError, GapError
from tracker.files import put
from tracker.profiles.case import Known
from tracker.publish.figures.data import plotted
from tracker.records import Question
from tracker.store import Store
from tracker.text import listed
from tracker.weeks import label, read_instant, stamp

CARDS = "figures"
"""The folder of the cards of all figures that were drawn or cited, beside the database."""
ORIGIN = frozenset({"dataset", "as_of", "days", "settled"})
"""Columns that say where figures came from and when, and are no part of a digest."""
STAMP = r"\d{4}-\d\d-\d\dT[\d:.]+Z"
LONGEST_NAME = 120
"""So many signs the name of a file has at most, before its suffix."""
SHORTEST = 8
"""So many signs of a digest are enough, if no other begins alike."""


@dataclass(frozen=True)
class Figure:
    """What is asked of a chart, and how it is to look."""

    chart: str
    question: Question = Question()
    highlight: Names = ()
    title: str | None = None
    size: str = "wide"
    theme: str = "light"
    form: str = ".png"

    def asked(self) -> dict[str, Any]:
        """The question as plain values: what the figures depend on."""
        question = self.question
        return {
            "chart": self.chart,
            "metric": question.metric,
            "by": question.by,
            "week": _day(question.week),
            "from": _day(question.first),
            "to": _day(question.last),
            "depth": question.depth,
            "reveal": question.reveal,
            "highlight": [*self.highlight],
            "title": self.title,
        }


@dataclass(frozen=True)
class Print:
    """A picture with its card."""

    picture: page.Picture
    card: dict[str, Any]

    @property
    def digest(self) -> str:
        return str(self.card["digest"])


def printed(store: Store, figure: Figure, here: Known | None = None) -> Print:
    """Draw a figure and write its card. Raises what `plotted` and `page.picture` raise."""
    frame, highlight = plotted(store, figure.chart, figure.question, figure.highlight, here)
    picture = page.picture(
        figure.chart,
        frame,
        figure.form,
        size=figure.size,
        theme=figure.theme,
        title=figure.title,
        highlight=highlight,
    )
    rows = formats.records(picture.rows)
    record_as_of = figure.question.as_of or store.newest()
    asked = figure.asked()
    terms = licences(_datasets(frame, picture.rows))
    card = {
        "title": picture.title,
        "subtitle": picture.subtitle,
        "source": picture.source,
        "alt": picture.alt,
        "query": asked,
        "as_of": _as_of(picture),
        "record_as_of": stamp(record_as_of),
        "digest": _digest(asked, rows),
        "rows": len(rows),
        "licence": in_one_line(terms),
        "licences": terms,
        "look": {"size": figure.size, "theme": figure.theme, "form": figure.form},
        "version": tracker.__version__,
    }
    return Print(picture, card)


def _datasets(frame: pd.DataFrame, rows: pd.DataFrame) -> Sequence[str]:
    """Return the datasets that a picture is of: those that the frame names, or of its rows."""
    if "datasets" in frame:
        return str(frame["datasets"].iloc[0]).split()
    return [*rows["dataset"].unique()]


def save(made: Print, path: Path) -> list[Path]:
    """Write a picture and what stands beside it. Raises ConfigError where that cannot be done."""
    columns = [*made.picture.rows.columns]
    rows = formats.to_csv(formats.records(made.picture.rows), columns)
    files = {
        path: made.picture.data,
        path.with_suffix(".csv"): rows.encode(),
        path.with_suffix(".json"): _as_json(made.card),
        path.with_suffix(".alt.txt"): f"{made.picture.alt}\n{made.picture.source}\n".encode(),
    }
    for place, data in files.items():
        put(place, data)
    return [*files]


def remember(made: Print, folder: Path) -> None:
    """Keep the card of a figure, so that it can be drawn again by its digest."""
    put(folder / CARDS / f"{made.digest}.json", _as_json(made.card))


def recall(digest: str, folder: Path) -> dict[str, Any]:
    """The card of a digest, or of the first signs of one; or the card in a file of that name.
    Raises GapError where there is none, or several begin alike."""
    file = Path(digest)
    if file.suffix == ".json" and file.is_file():
        return _card(file)
    given = digest.lower().removeprefix("sha256:")
    is_digest = len(given) >= SHORTEST and all(sign in "0123456789abcdef" for sign in given)
    found = sorted((folder / CARDS).glob(f"{given}*.json")) if is_digest else []
    if len(found) != 1:
        known = "several figures are" if found else "no figure is"
        raise GapError(
            f"{known} known here by the digest {digest!r}",
            datum=digest,
            remedy="write the whole digest, or name the .json card that stands beside the picture",
        )
    return _card(found[0])


def again(store: Store, figure: Figure, card: dict[str, Any]) -> Print:
    """Draw the figure of a card from its own vintage. Raises GapError when this record has other
    figures for it."""
    made = printed(store, figure)
    if made.digest != card["digest"]:
        raise GapError(
            f"the record here has other figures as of {card['record_as_of']} than those of the"
            f" digest {card['digest'][:12]}…",
            datum=card["digest"],
            remedy="collect or import what that record was made of, and draw it with version"
            f" {card.get('version', tracker.__version__)} of the tracker, which drew it first",
        )
    return made


def figure(card: dict[str, Any]) -> Figure:
    """What a card asks for, as it looked and of its vintage. Raises ConfigError for one that does
    not say."""
    try:
        query, look = card["query"], card["look"]
        known = card["record_as_of"]
        words = [query["chart"], query["metric"], query["by"], known, *look.values()]
        words += [*query["highlight"], query["title"] or "", card["digest"]]
        if not all(isinstance(word, str) for word in words):
            raise TypeError("a word of it is no text")
        question = Question(
            metric=query["metric"],
            by=query["by"],
            first=_read(query["from"]),
            last=_read(query["to"]),
            week=_read(query["week"]),
            as_of=read_instant(known),
            depth=query["depth"],
            reveal=query["reveal"],
        )
        return Figure(
            query["chart"],
            question,
            tuple(query["highlight"]),
            query["title"],
            look["size"],
            look["theme"],
            look["form"],
        )
    except (AttributeError, KeyError, TypeError, ValueError, ConfigError) as error:
        raise ConfigError(
            f"the card lacks what it takes to draw its figure again ({error})",
            datum=card,
            remedy="name a card that `tracker chart` or `tracker cite` has written",
        ) from None


def other_origin(made: Print, card: dict[str, Any]) -> str:
    """Say where a figure that is drawn again comes from datasets other than those of its card;
    empty where they are the same."""
    now, then = sorted(made.card["licences"]), sorted(card.get("licences", ()))
    if now == then:
        return ""
    return f"The same figures, from {listed(now)} here and from {listed(then)} when first drawn."


def file_name(figure: Figure) -> str:
    """The name of a figure's file, without its suffix: what was asked, so that no two questions
    share a file."""
    question = figure.question
    metrics = chart(figure.chart).FEED.metrics
    parts = [
        figure.chart,
        "" if metrics else question.metric,
        "" if question.by == "slug" else f"by-{question.by}",
        label(question.week) if question.week else "",
        f"from-{label(question.first)}" if question.first else "",
        f"to-{label(question.last)}" if question.last else "",
        "" if question.depth is None else f"depth-{question.depth or 'all'}",
        *(_in_a_name(name.removeprefix(f"{question.by}:")) for name in figure.highlight),
        "reveal" if question.reveal else "",
        f"as-of-{_in_a_name(stamp(question.as_of))}" if question.as_of else "",
        "" if figure.size == "wide" else figure.size,
        "" if figure.theme == "light" else figure.theme,
        _in_a_name(figure.title or ""),
    ]
    name = "-".join(filter(None, parts))
    if len(name) <= LONGEST_NAME and not figure.title:
        return name
    mark = _digest({**figure.asked(), "size": figure.size, "theme": figure.theme}, [])[:SHORTEST]
    return f"{name[:LONGEST_NAME]}-{mark}"


def _in_a_name(text: str) -> str:
    """A text as part of a file's name: letters, digits and dots, in small letters."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")


def _as_of(picture: page.Picture) -> str:
    """The instant of the boards shown, as the foot of the picture says it."""
    if "as_of" in picture.rows:
        return stamp(picture.rows["as_of"].max().to_pydatetime())
    return str(max(re.findall(STAMP, picture.source)))


def _card(file: Path) -> dict[str, Any]:
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{file} cannot be read as a card ({error})",
            datum=file,
            remedy="name a card that `tracker chart` or `tracker cite` has written",
        ) from None
    if not isinstance(card, dict) or "digest" not in card:
        raise ConfigError(
            f"{file} is no card of a figure",
            datum=file,
            remedy="name a card that `tracker chart` or `tracker cite` has written",
        )
    return card


def _digest(asked: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    figures = [{name: row[name] for name in row if name not in ORIGIN} for row in rows]
    told = json.dumps([asked, figures], sort_keys=True, ensure_ascii=False, allow_nan=False)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _as_json(card: dict[str, Any]) -> bytes:
    return f"{formats.to_json(card)}\n".encode()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
