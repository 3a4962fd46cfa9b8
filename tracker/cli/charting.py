"""chart: the command that draws."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import opening, output
from tracker.cli.options import (
    AsOfOption,
    FromOption,
    Level,
    LevelOption,
    Metric,
    MetricOption,
    Size,
    Theme,
    ToOption,
    WeekOption,
)


def chart(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None,
    list_: Annotated[bool, typer.Option("--list", help="What charts there are.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A .png, .svg or .pdf file.")
    ] = None,
    size: Annotated[Size, typer.Option("--size")] = Size.wide,
    theme: Annotated[Theme, typer.Option("--theme")] = Theme.light,
    title: Annotated[str | None, typer.Option("--title", help="Instead of the finding.")] = None,
    highlight: Annotated[
        list[str] | None, typer.Option("--highlight", metavar="ENTITY", help="The rest in grey.")
    ] = None,
    metric: MetricOption = Metric.tokens,
    by: LevelOption = Level.slug,
    week: WeekOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Draw a chart, with the finding as its title and the source at its foot."""
    from tracker import charts

    if list_ or name is None:
        for known in charts.CONTENTS:
            output.say(f"{known:<16} {charts.chart(known).SUMMARY}")
        return
    from tracker.charts import style
    from tracker.publish import answers

    if name not in charts.CONTENTS:
        raise typer.BadParameter(f"{name!r} is no chart: choose from {', '.join(charts.CONTENTS)}")
    question = answers.Question(metric.value, by.value, first, last, week, as_of)
    with opening.to_read() as store:
        drawn = charts.chart(name)
        frame = answers.charted(
            store, question,
            whole_runs=drawn.WHOLE_RUNS, newest=drawn.WEEKS, metrics=drawn.METRICS,
        )  # fmt: skip
    path = out or Path("out") / (f"{name}.png" if drawn.METRICS else f"{name}-{metric.value}.png")
    style.save(
        name, frame, path, size=size.value, theme=theme.value, title=title,
        highlight=tuple(highlight or ()),
    )  # fmt: skip
    output.say(f"{path}: {title or drawn.finding(frame)}")


COMMANDS = (chart,)
