"""The commands that draw figures, cite them and draw them again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker import config
from tracker.cli import output, session
from tracker.cli.params import (
    WEEKS,
    Cited,
    Language,
    Request,
    Size,
    Theme,
    shared_options,
    usage,
)

if TYPE_CHECKING:
    from tracker.charts.style import Style
    from tracker.publish.figures.figure import Figure, Print
    from tracker.store import Store

OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="A .png, .svg, .pdf, .html or .vl.json file (default: a .png in out/).",
    ),
]
SizeOption = Annotated[
    Size,
    typer.Option("--size", help="For an article, a post, a newspaper column, a story, a phone."),
]
ThemeOption = Annotated[
    Theme,
    typer.Option("--theme", help="Light or dark paper; a light page turns with its reader's."),
]
StyleOption = Annotated[
    Path | None,
    typer.Option(
        "--style",
        metavar="FILE",
        help="A house's look, in TOML or JSON: font, palette, background, text, footer, names"
        " (the source line stays).",
    ),
]
TitleOption = Annotated[str | None, typer.Option("--title", help="A title instead of the finding.")]
SubtitleOption = Annotated[
    str | None, typer.Option("--subtitle", help="A line instead of measure and period.")
]
FontOption = Annotated[
    str | None,
    typer.Option("--font", metavar="NAME", help="A typeface here, or a font file, for Inter."),
]
LanguageOption = Annotated[Language, typer.Option("--lang", help="The language of the picture.")]
EntityArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="ENTITY", help="What to highlight, or the chart is of."),
]
HighlightOption = Annotated[
    list[str] | None,
    typer.Option("--highlight", metavar="NAME", help="Draw all others in grey; may be repeated."),
]


@shared_options("metric", "own_level", "depth", "reveal", "names", *WEEKS)
def chart(
    request: Request,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The chart.")] = None,
    entity: EntityArgument = None,
    list_: Annotated[bool, typer.Option("--list", help="List the charts.")] = False,
    out: OutOption = None,
    size: SizeOption = Size.wide,
    theme: ThemeOption = Theme.light,
    title: TitleOption = None,
    subtitle: SubtitleOption = None,
    font: FontOption = None,
    style: StyleOption = None,
    language: LanguageOption = Language.en,
    highlight: HighlightOption = None,
) -> None:
    """Draw a chart, with the finding as its title and the source at its foot.

    The ending of --out chooses the form: a picture (.png, .svg, .pdf), a page of its own with the
    values and a table (.html), or a Vega-Lite specification (.vl.json). Beside it are written the
    rows drawn (.csv), the same with a column for each name, for Datawrapper and the like
    (.wide.csv), the question (.json) and the alt text (.alt.txt).

    Example: tracker chart share-lines --by author --out shares.html
    """
    from tracker import charts

    if list_ or name is None:
        for chart_name in charts.CONTENTS:
            output.say(f"{chart_name:<16} {charts.chart(chart_name).SUMMARY}")
        return
    _check_name(name)
    look: dict[str, Any] = {
        "size": size.value,
        "theme": theme.value,
        "form": _form(out) if out else ".png",
        "subtitle": subtitle,
        "font": font,
        "style": _style(style),
        "language": language.value,
    }
    names = [*(entity or []), *(highlight or [])]
    with session.to_read() as store:
        figure = _figure(store, name, tuple(names), title, request)
        _put(store, replace(figure, **look), out)


@shared_options("metric", "own_level", "depth", "reveal", "names", *WEEKS)
def cite(
    request: Request,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The chart.")] = "reigns",
    entity: EntityArgument = None,
    title: TitleOption = None,
    highlight: HighlightOption = None,
    how: Annotated[Cited, typer.Option("--format", help="Which form of citation.")] = Cited.all,
) -> None:
    """Print a citation of a figure: a sentence, BibTeX and CSL-JSON.

    The citation has the digest by which `tracker reproduce` draws the figure again.

    Example: tracker cite reigns --format bibtex
    """
    from tracker.publish.figures import figure as figures
    from tracker.publish.figures.cite import bibtex, csl, in_all_forms, sentence

    _check_name(name)
    names = [*(entity or []), *(highlight or [])]
    with session.to_read() as store:
        figure = _figure(store, name, tuple(names), title, request)
        print_ = figures.draw(store, figure)
    figures.remember(print_, config.load().data_dir)
    if how in (Cited.csl, Cited.json):
        output.show_json([csl(print_.card)] if how is Cited.csl else print_.card)
        return
    forms = {Cited.all: in_all_forms, Cited.sentence: sentence, Cited.bibtex: bibtex}
    output.say_lines(forms[how](print_.card))


def reproduce(
    digest: Annotated[
        str, typer.Argument(metavar="DIGEST", help="The digest of a figure, or its .json.")
    ],
    out: OutOption = None,
    size: Annotated[
        Size | None, typer.Option("--size", help="Another size (default: that of its card).")
    ] = None,
    theme: Annotated[
        Theme | None, typer.Option("--theme", help="Other paper (default: that of its card).")
    ] = None,
) -> None:
    """Draw a figure again, from the vintage that it was drawn from.

    The ending of --out chooses the form, as for `tracker chart`.

    Example: tracker reproduce out/reigns-tokens.json
    """
    from tracker.publish.figures import figure as figures

    card = figures.recall(digest, config.load().data_dir)
    figure = figures.figure(card)
    figure = replace(
        figure,
        size=size.value if size else figure.size,
        theme=theme.value if theme else figure.theme,
        form=_form(out) if out else figure.form,
    )
    with session.to_read() as store:
        print_ = figures.redraw(store, figure, card)
    path = out or Path("out") / f"{figure.chart}-{print_.digest[:12]}{figure.form}"
    figures.save(print_, path)
    output.say(f"{path}: {print_.picture.title}")
    if origin := figures.other_origin(print_, card):
        output.say(origin)


def _form(out: Path) -> str:
    """Return the form that a file asks for; any other ending is a usage error."""
    from tracker.publish.figures import forms

    with usage():
        return forms.of(out)


def _style(file: Path | None) -> Style:
    """Return the style in a file; one that cannot be read is a usage error."""
    from tracker.charts import style

    with usage():
        return style.read(file) if file else style.Style()


def _check_name(name: str) -> None:
    from tracker.charts import CONTENTS

    if name not in CONTENTS:
        raise typer.BadParameter(f"{name!r} is not a chart: choose from {', '.join(CONTENTS)}")


def _figure(
    store: Store, name: str, names: tuple[str, ...], title: str | None, request: Request
) -> Figure:
    """Return the figure of a request."""
    from tracker.publish.figures import figure as figures

    question = replace(request.question, depth=request.depth)
    shown = request.names.value
    return figures.of(store, name, question, names, request.level, title=title, names=shown)


def _put(store: Store, figure: Figure, out: Path | None) -> None:
    from tracker.publish.figures import figure as figures

    print_: Print = figures.draw(store, figure)
    path = out or Path("out") / f"{figures.file_name(figure)}{figure.form}"
    figures.save(print_, path)
    figures.remember(print_, config.load().data_dir)
    output.say(f"{path}: {print_.picture.title}")
    for note in session.ages(store, figure.question):
        output.say(note)
