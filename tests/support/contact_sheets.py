"""Contact sheets: every chart in every size, theme and language, drawn from the bundled history.

    PYTHONPATH=tests python tests/support/contact_sheets.py FOLDER [CHART …]

For each chart, language and theme there is one sheet in FOLDER: look at it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from io import BytesIO
from itertools import accumulate, product
from multiprocessing import get_context
from pathlib import Path

from PIL import Image

import tracker
from tracker.charts import CONTENTS, page
from tracker.errors import GapError
from tracker.publish.figures.figure import Figure, draw
from tracker.records import Question

LANGUAGES = ("en", "zh")
HEIGHT, GAP, PAPER = 760, 24, "#8a8f96"
LEVELS = {
    "versus": "country",
    "stack": "author",
    "volume": "author",
    "bump": "family",
    "slope": "family",
    "reigns": "family",
    "share-lines": "author",
    "aligned": "family",
    "small-multiples": "family",
    "concentration": "author",
}
"""The level at which a chart is drawn where it is not slugs."""
OF = {"versus": ("country:CN", "country:US")}
"""What a chart is of, where it needs to be told."""


def figures(charts: list[str]) -> Iterator[tuple[str, str, str, list[Figure]]]:
    """Every sheet: its chart, language, theme, and the figures on it."""
    for chart, language, theme in product(charts, LANGUAGES, page.THEMES):
        question = Question(by=LEVELS.get(chart, "slug"))
        yield (
            chart,
            language,
            theme,
            [
                Figure(
                    chart, question, OF.get(chart, ()), size=size, theme=theme, language=language
                )
                for size in page.SIZES
            ],
        )


def sheet(folder: Path, job: tuple[str, str, str, list[Figure]]) -> str:
    """Draw one sheet and return its name, or why there is nothing to draw."""
    chart, language, theme, wanted = job
    pictures = []
    store = tracker.open()._store
    for figure in wanted:
        try:
            drawn = draw(store, figure)
        except GapError as nothing:
            return f"{chart}: {nothing.fact}"
        with Image.open(BytesIO(drawn.picture.data)) as picture:
            breadth = round(picture.width * HEIGHT / picture.height)
            pictures.append(
                picture.convert("RGB").resize((breadth, HEIGHT), Image.Resampling.LANCZOS)
            )
    breadths = [picture.width + GAP for picture in pictures]
    paper = Image.new("RGB", (sum(breadths) + GAP, HEIGHT + 2 * GAP), PAPER)
    for place, picture in zip(accumulate(breadths, initial=GAP), pictures, strict=False):
        paper.paste(picture, (place, GAP))
    name = f"{chart}-{language}-{theme}.png"
    paper.save(folder / name)
    return name


def main(folder: str, *charts: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        for done in workers.map(partial(sheet, Path(folder)), figures([*charts] or [*CONTENTS])):
            print(done, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
