"""The press kit on a sentence: one folder with everything that a page needs.

    story.md                      the verdict, the paragraph, the pictures, the citation
    verdict.json                  the verdict, as `tracker check --format json` gives it
    1-NAME.png, 1-NAME.svg        a picture, and the second one beside it
    1-NAME.csv, 1-NAME-wide.csv   its data: a row for each week and name, and a row a week
    citation.txt                  what to cite

The same sentence on the same record gives the same bytes.

story
    What a journalist needs to print a claim: whether it holds, a paragraph that says so, the two
    pictures that show it best with their data, and the citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

import tracker
from tracker import files
from tracker.analysis import catalog
from tracker.answers import formats, profile
from tracker.answers.check import Checker, Line
from tracker.citation import cite
from tracker.claims.verdicts import NOT_MEASURED, Verdict
from tracker.errors import GapError
from tracker.profiles.case import Known
from tracker.publish.figures import figure as figures
from tracker.publish.figures import tables
from tracker.publish.figures.cite import sentence as cited
from tracker.publish.story.page import MARK, Page, file_name, markdown, with_dates
from tracker.publish.story.paragraph import Case, paragraph, source
from tracker.publish.story.pictures import Picture, pictures
from tracker.publish.story.writer import Writer
from tracker.store import Store
from tracker.text import listed, printable
from tracker.weeks import stamp

PAGE, VERDICT, CITATION = "story.md", "verdict.json", "citation.txt"
_OURS = re.compile(r"[12]-[a-z-]+\.(?:png|svg|csv)")


@dataclass(frozen=True)
class Kit:
    """A story: its files by name, the verdicts, the paragraphs and the pictures."""

    files: dict[str, bytes]
    verdicts: list[Verdict]
    paragraphs: list[str]
    pictures: list[Picture]

    @property
    def summary(self) -> str:
        """Return the verdicts and the pictures in a few words."""
        words = [verdict.verdict.replace("_", " ") for verdict in self.verdicts]
        charts = listed([picture.chart for picture in self.pictures])
        return f"{', '.join(words)}; {f'pictures {charts}' if charts else 'no pictures'}"


def kit(
    store: Store,
    sentence: str,
    *,
    language: str = "en",
    published: date | None = None,
    as_of: datetime | None = None,
) -> Kit:
    """Return the press kit on a sentence, in English or Chinese.

    Raises GapError for a sentence in which nothing can be judged.
    """
    line = Line(sentence, published=published)
    english = catalog.names(store, as_of)
    checker = Checker(store, as_of, english)
    verdicts = checker.verdicts(line)
    judged = [verdict for verdict in verdicts if verdict.results]
    if not judged:
        raise _nothing(verdicts)
    write = Writer(language, catalog.names(store, as_of, language))
    cases = [Case(write, verdict, published) for verdict in judged]
    main = next((case for case in cases if case.verdict.verdict != NOT_MEASURED), cases[0])
    record = profile.known(store, as_of)
    drawn = pictures(store, main.verdict, as_of, record, language)
    shown = pd.concat([checker.shown(case.verdict) for case in cases])
    origin = f"openrouter-tracker {tracker.__version__} on the record as of"
    citations = [
        f"Checked with {origin} {stamp(as_of or store.newest())}. {cite(shown)}",
        *(cited(picture.print.card) for picture in drawn),
    ]
    page = Page(
        write,
        sentence,
        cases,
        main,
        drawn,
        source(write, shown),
        [with_dates(Writer("en", english), note) for note in _notes(verdicts)],
        citations,
    )
    rows = [verdict.as_json(english) for verdict in verdicts]
    texts = {
        PAGE: markdown(page),
        VERDICT: f"{formats.to_json(rows if len(rows) > 1 else rows[0])}\n",
        CITATION: "\n".join(_citation(page)),
    }
    encoded = {name: text.encode() for name, text in texts.items()}
    encoded |= dict(_files(store, drawn, record))
    return Kit(encoded, verdicts, [paragraph(case) for case in cases], drawn)


def save(story: Kit, folder: Path) -> None:
    """Write a story into a folder, all of it or nothing.

    An earlier story is replaced. Raises ConfigError for a folder that holds anything else.
    """
    files.put_folder(folder, story.files, is_story)


def check_folder(folder: Path) -> None:
    """Raise ConfigError for a folder that `save` would refuse to write."""
    files.check_folder(folder, is_story)


def is_story(folder: Path) -> bool:
    """Return whether a folder holds a story, and nothing else."""
    names = {file.name for file in folder.iterdir()}
    others = {name for name in names - {PAGE, VERDICT, CITATION} if not _OURS.fullmatch(name)}
    page = folder / PAGE
    if others or not page.is_file():
        return False
    with page.open("rb") as file:
        return file.readline().strip() == MARK.encode()


def _notes(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the notes to some verdicts, and what of the sentence could not be judged."""
    notes = [note for verdict in verdicts if verdict.results for note in verdict.notes]
    unread = [
        f"Not judged, “{verdict.claim}”: {verdict.because}"
        for verdict in verdicts
        if not verdict.results
    ]
    return [*dict.fromkeys([*notes, *unread])]


def _nothing(verdicts: Sequence[Verdict]) -> GapError:
    """Return the error for a sentence in which nothing can be judged."""
    because = verdicts[0].because.rstrip(".") if verdicts else "Nothing is claimed in it"
    fact = f"{because[:1].lower()}{because[1:]}"
    reasons = [note.rstrip(".") for note in verdicts[0].notes if note] if verdicts else []
    if reasons and verdicts[0].verdict == NOT_MEASURED:
        fact = f"{fact} ({'; '.join(reasons)})"
    return GapError(
        fact,
        datum=verdicts,
        remedy="write who had how many tokens, calls or dollars on OpenRouter, or which rank,"
        " share or lead, and when; name models, makers and countries as OpenRouter lists them",
    )


def _files(store: Store, drawn: Sequence[Picture], known: Known) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the pictures."""
    for number, picture in enumerate(drawn, 1):
        name = file_name(number, picture)
        as_svg = figures.draw(store, replace(picture.figure, form=".svg"), known)
        yield f"{name}.png", picture.print.picture.data
        yield f"{name}.svg", as_svg.picture.data
        yield f"{name}.csv", tables.long(picture.print.picture.rows).encode()
        yield f"{name}-wide.csv", picture.print.table.csv.encode()


def _citation(page: Page) -> Iterator[str]:
    """Yield what to cite: the verdicts, the figures, and the pictures by their digests."""
    yield f"“{printable(' '.join(page.sentence.split()))}”"
    for case in page.cases:
        word = case.verdict.verdict.replace("_", " ")
        yield f"{word}: {printable(case.verdict.claim)}"
    for text in page.citations:
        yield ""
        yield text
    yield ""
