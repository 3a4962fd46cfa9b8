"""Charts in print: the picture, the rows that it draws, a card and an alt text.

    reigns.png        the picture (.svg, .pdf), the page (.html) or the specification (.vl.json)
    reigns.csv        the rows drawn, as they are in the record
    reigns.wide.csv   the same for programs that draw, a column for each name
    reigns.json       the card: the question, its vintage, its licence
    reigns.alt.txt    the alt text

digest
    The name of a figure: the SHA-256 of its question (chart, metric, level, weeks, names) and of
    the figures drawn, but not of their origin (dataset, vintage, number of days on which an entity
    was named). The same question with the same figures has the same digest, on any machine; a
    corrected figure has another. `tracker reproduce` draws a figure again by its digest, and says
    where the same figures come from another dataset.
card
    The question of a figure, its vintage, its licence, the version that drew it, and its digest:
    the JSON file next to a picture.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

import tracker
from tracker.analysis import catalog
from tracker.answers import formats
from tracker.charts import Names, chart, page, style
from tracker.charts.style import Style
from tracker.citation import in_one_line, licences
from tracker.errors import ConfigError, GapError
from tracker.files import put
from tracker.identity.names import Naming, keys
from tracker.languages import LANGUAGES
from tracker.profiles.case import Known
from tracker.publish.figures import forms, tables
from tracker.publish.figures.data import chart_frame
from tracker.publish.figures.data import level as level_of
from tracker.records import Question
from tracker.store import Store
from tracker.text import listed
from tracker.weeks import label, read_instant, stamp

CARDS = "figures"
"""The folder of the cards of all figures drawn or cited, next to the database."""
ENGLISH = LANGUAGES[0]
DISPLAY = "display"
"""The names that people read; the other choice is `slug`, which is keys."""
ORIGIN = frozenset({"dataset", "as_of", "days", "settled", "name"})
"""Columns of the origin of figures and of their names, which are no part of a digest."""
STAMP = r"\d{4}-\d\d-\d\dT[\d:.]+Z"
LONGEST_NAME = 120
"""The largest number of characters of a file name, without its suffix."""
SHORTEST = 8
"""The least number of characters of a digest, if no other begins alike."""


@dataclass(frozen=True)
class Figure:
    """The question to a chart, and its look."""

    chart: str
    question: Question = Question()
    highlight: Names = ()
    title: str | None = None
    size: str = "wide"
    theme: str = "light"
    form: str = ".png"
    names: str = DISPLAY
    subtitle: str | None = None
    font: str | None = None
    style: Style = page.PLAIN
    language: str = ENGLISH

    @property
    def look(self) -> dict[str, Any]:
        """Return how it looks, which changes none of its figures."""
        choices = {
            "subtitle": self.subtitle,
            "font": self.font,
            "style": self.style.values,
            "language": self.language if self.language != ENGLISH else None,
        }
        return {
            "size": self.size,
            "theme": self.theme,
            "form": self.form,
            "names": self.names,
            **{name: value for name, value in choices.items() if value},
        }

    def request(self) -> dict[str, Any]:
        """Return the question as plain values: what the figures depend on."""
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
    """A picture with its card, and the table of what it draws."""

    picture: page.Picture
    card: dict[str, Any]
    table: tables.Table

    @property
    def digest(self) -> str:
        return str(self.card["digest"])


def of(
    store: Store,
    chart: str,
    question: Question,
    highlight: Names = (),
    by: str | None = None,
    **look: Any,
) -> Figure:
    """Return the figure of a question to a chart.

    Its level is ``by`` or, if not given, that of the names highlighted. Raises UnknownName for an
    unknown one.
    """
    level = by or level_of(store, highlight) or "slug"
    return Figure(chart, replace(question, by=level), highlight, **look)


def draw(store: Store, figure: Figure, known: Known | None = None) -> Print:
    """Draw a figure and write its card. Raises what `chart_frame` and `page.picture` raise."""
    as_of = figure.question.as_of
    naming = _naming(store, figure)
    frame, highlight = chart_frame(
        store, figure.chart, figure.question, figure.highlight, known, naming
    )
    form = ".svg" if figure.form in (forms.PAGE, forms.SPECIFICATION) else figure.form
    drawing = partial(
        page.picture,
        figure.chart,
        frame,
        theme=figure.theme,
        title=figure.title,
        caption=figure.subtitle,
        font=figure.font,
        highlight=highlight,
        style=figure.style,
        language=figure.language,
    )
    picture = drawing(form, size=figure.size)
    rows = formats.records(picture.rows)
    record_as_of = as_of or store.newest()
    query = figure.request()
    terms = licences(_datasets(frame, picture.rows))
    card = {
        "title": picture.title,
        "subtitle": picture.subtitle,
        "method": picture.method,
        "source": picture.source,
        "alt": picture.alt,
        "query": query,
        "as_of": _as_of(picture),
        "record_as_of": stamp(record_as_of),
        "digest": _digest(query, rows),
        "rows": len(rows),
        "licence": in_one_line(terms),
        "licences": terms,
        "look": figure.look,
        "version": tracker.__version__,
    }
    table = tables.wide(figure.chart, picture.rows)
    # Drawn again from its card, a figure has a vintage, and is to be the same file.
    file = file_name(replace(figure, question=replace(figure.question, as_of=None)))
    look = forms.Look(figure.size, figure.theme, figure.style, highlight, file)
    if figure.form == forms.PAGE:
        data = forms.page(picture, card, table, look, drawing)
        picture = replace(picture, form=figure.form, data=data)
    elif figure.form == forms.SPECIFICATION:
        data = forms.specification(figure.chart, picture, card, look)
        picture = replace(picture, form=figure.form, data=data)
    return Print(picture, card, table)


def _naming(store: Store, figure: Figure) -> Naming:
    """Return what people read for an entity: the name of the style, else that of the record."""
    if figure.names != DISPLAY:
        return keys
    known = catalog.names(store, figure.question.as_of, figure.language)
    style_names = figure.style.names
    return (lambda key, by: style_names.get(key) or known(key, by)) if style_names else known


def _datasets(frame: pd.DataFrame, rows: pd.DataFrame) -> Sequence[str]:
    """Return the datasets of a picture: those that the frame names, or those of its rows."""
    if "datasets" in frame:
        return str(frame["datasets"].iloc[0]).split()
    return [*rows["dataset"].unique()]


def save(result: Print, path: Path) -> list[Path]:
    """Write a picture and the files next to it. Raises ConfigError if they cannot be written."""
    stem = forms.stem(path)
    alt = f"{result.picture.alt}\n{result.picture.source}\n"
    files = {
        path: result.picture.data,
        stem.with_name(f"{stem.name}.csv"): tables.long(result.picture.rows).encode(),
        stem.with_name(f"{stem.name}.wide.csv"): result.table.csv.encode(),
        stem.with_name(f"{stem.name}.json"): _as_json(result.card),
        stem.with_name(f"{stem.name}.alt.txt"): alt.encode(),
    }
    for place, data in files.items():
        put(place, data)
    return [*files]


def remember(result: Print, folder: Path) -> None:
    """Keep the card of a figure, so that it can be drawn again by its digest."""
    put(folder / CARDS / f"{result.digest}.json", _as_json(result.card))


def recall(digest: str, folder: Path) -> dict[str, Any]:
    """Return the card of a digest (or of its first characters), or the card in a file.

    Raises GapError if there is none, or if several digests begin alike.
    """
    path = Path(digest)
    if path.suffix == ".json" and path.is_file():
        return _card(path)
    prefix = digest.lower().removeprefix("sha256:")
    is_digest = len(prefix) >= SHORTEST and all(
        character in "0123456789abcdef" for character in prefix
    )
    paths = sorted((folder / CARDS).glob(f"{prefix}*.json")) if is_digest else []
    if len(paths) != 1:
        subject = "several figures are" if paths else "no figure is"
        raise GapError(
            f"{subject} known here by the digest {digest!r}",
            datum=digest,
            remedy="write the whole digest, or name the .json card next to the picture",
        )
    return _card(paths[0])


def redraw(store: Store, figure: Figure, card: dict[str, Any]) -> Print:
    """Draw the figure of a card from its own vintage.

    Raises GapError when this record has other figures for it.
    """
    result = draw(store, figure)
    if result.digest != card["digest"]:
        raise GapError(
            f"the record here has other figures as of {card['record_as_of']} than those of the"
            f" digest {card['digest'][:12]}…",
            datum=card["digest"],
            remedy="collect or import what that record was made of, and draw it with version"
            f" {card.get('version', tracker.__version__)} of the tracker, which drew it first",
        )
    return result


def figure(card: dict[str, Any]) -> Figure:
    """Return the figure of a card, with its look and its vintage.

    Raises ConfigError for a card that lacks any of it.
    """
    try:
        query, look = card["query"], card["look"]
        record_as_of = card["record_as_of"]
        texts = [query["chart"], query["metric"], query["by"], record_as_of]
        texts += [value for name, value in look.items() if name != "style"]
        texts += [*query["highlight"], query["title"] or "", card["digest"]]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a value is not text")
        question = Question(
            metric=query["metric"],
            by=query["by"],
            first=_read(query["from"]),
            last=_read(query["to"]),
            week=_read(query["week"]),
            as_of=read_instant(record_as_of),
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
            look.get("names", DISPLAY),
            look.get("subtitle"),
            look.get("font"),
            style.of(look.get("style", {})),
            look.get("language", ENGLISH),
        )
    except (AttributeError, KeyError, TypeError, ValueError, ConfigError) as error:
        raise ConfigError(
            f"the figure of this card cannot be drawn again ({error})",
            datum=card,
            remedy="name a card that `tracker chart` or `tracker cite` has written",
        ) from None


def other_origin(result: Print, card: dict[str, Any]) -> str:
    """Return a sentence if a figure comes from other datasets than those of its card, else ""."""
    now, then = sorted(result.card["licences"]), sorted(card.get("licences", ()))
    if now == then:
        return ""
    return f"The same figures, from {listed(now)} here and from {listed(then)} when first drawn."


def file_name(figure: Figure) -> str:
    """Return the name of a figure's file without its suffix: its question.

    No two questions share a file.
    """
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
        *(_file_name_part(name.removeprefix(f"{question.by}:")) for name in figure.highlight),
        "reveal" if question.reveal else "",
        f"as-of-{_file_name_part(stamp(question.as_of))}" if question.as_of else "",
        "" if figure.size == "wide" else figure.size,
        "" if figure.theme == "light" else figure.theme,
        "" if figure.names == DISPLAY else f"names-{figure.names}",
        "" if figure.language == ENGLISH else figure.language,
        _file_name_part(figure.title or ""),
    ]
    name = "-".join(filter(None, parts))
    has_extras = figure.title or figure.subtitle or figure.font or figure.style.values
    if len(name) <= LONGEST_NAME and not has_extras:
        return name
    look = {name: value for name, value in figure.look.items() if name != "form"}
    digest = _digest({**figure.request(), **look}, [])[:SHORTEST]
    return f"{name[:LONGEST_NAME]}-{digest}"


def _file_name_part(text: str) -> str:
    """Return a text as part of a file's name: letters, digits and dots, in lower case."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")


def _as_of(picture: page.Picture) -> str:
    """Return the instant of the boards shown, as the foot of the picture has it."""
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
            f"{file} is not the card of a figure",
            datum=file,
            remedy="name a card that `tracker chart` or `tracker cite` has written",
        )
    return card


def _digest(query: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    figures = [{name: row[name] for name in row if name not in ORIGIN} for row in rows]
    text = json.dumps([query, figures], sort_keys=True, ensure_ascii=False, allow_nan=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _as_json(card: dict[str, Any]) -> bytes:
    return f"{formats.to_json(card)}\n".encode()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
