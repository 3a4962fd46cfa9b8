"""A method for each question, with the words of the commands."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from tracker import config, definitions
from tracker.analysis import catalog, frame
from tracker.analysis.events import events
from tracker.answers import ages, html, periods
from tracker.answers import bounds as call_bounds
from tracker.answers import changed as changes
from tracker.answers import market as markets
from tracker.answers import sql as queries
from tracker.answers import streaks as runs
from tracker.answers import top as charts
from tracker.answers import versus as comparisons
from tracker.answers.check import Checker, Line, tables_of, until
from tracker.answers.profile import Profile, profile
from tracker.charts import style as styles
from tracker.citation import cite
from tracker.claims import verdicts
from tracker.claims.definitions import Options
from tracker.errors import ConfigError
from tracker.identity import Level
from tracker.identity.subjects import find
from tracker.ingest import bundled
from tracker.notebook import arguments
from tracker.notebook.arguments import AsOf, Day, Depth
from tracker.notebook.display import Chart, Sheet, Sides, Text, Verdict, Verdicts, of, sheet
from tracker.notebook.frames import Frames
from tracker.profiles.case import Thresholds
from tracker.publish.figures import cite as citations
from tracker.publish.figures import figure as figures
from tracker.records import (
    METRICS,
    Definition,
    Metric,
    Question,
)
from tracker.text import counted, from_to
from tracker.weeks import (
    utc_now,
)

Size = Literal["wide", "square", "portrait", "column", "story", "phone"]
Theme = Literal["light", "dark"]
Language = Literal["en", "zh"]


class Database(Frames):
    """An open record with a method for each question, and its frames (`frames.Frames`)."""

    def __repr__(self) -> str:
        return "\n".join([f"Database({self._store.shown})", *self._extent()])

    def _repr_html_(self) -> str:
        methods = ", ".join(name for name in dir(type(self)) if not name.startswith("_"))
        lines = [*self._extent(), f"Methods: {methods}."]
        title = html.heading("OpenRouter usage", f" in {self._store.shown}")
        return f"{title}{html.prose(lines)}"

    def _extent(self) -> list[str]:
        """Return what weeks are on record of each metric, and how old they are."""
        lines = []
        for metric in METRICS:
            weeks = self._store.answers(metric, frame.WEEKS_OF_MODELS)
            if weeks:
                mondays = sorted(row[0] for row in weeks)
                between = from_to(mondays[0], mondays[-1])
                lines.append(f"{metric}: {counted(len(mondays), 'week')}, {between}")
        return [*lines, *ages.ages(self._store, Question(), utc_now())]

    # Questions, as the commands have them.

    def top(
        self,
        metric: Metric = "tokens",
        by: Level = "slug",
        *,
        week: Day = None,
        day: Day = None,
        window: Day = None,
        month: Day = None,
        days: int | None = None,
        limit: int | None = 10,
        as_of: AsOf = None,
        reveal: bool = False,
    ) -> Sheet:
        """Return the ranking of a week, a day, a month, or a ``window``: the days to a day.

        A window is of seven ``days``, or of so many; without ``window`` it is the newest.
        The columns are those of `tracker top`, and name, metric and by.

        >>> db.top(week="2026-W14", limit=2)[["rank", "name", "value", "share"]].round(3)
           rank                 name          value  share
        0     1  Qwen3.6 Plus (free)  4600778695301  0.170
        1     2          MiMo-V2-Pro  3075697429178  0.114
        """
        question = self._question(metric, by, as_of, week=week, reveal=reveal)
        if days is not None:
            arguments.number(days, "number of days", arguments.LONGEST_WINDOW)
        period = arguments.period(question, day, window, month, days)
        if days is not None and window is None:
            period = periods.newest(self._store, question, days)
        rows = arguments.limit(limit)
        if period:
            table = periods.top(self._store, question, period, rows, self._names(as_of))
            return of(table, metric, by)
        table = charts.top(self._store, question, rows, self._names(as_of))
        return of(table, metric, by, self._ages(question))

    def movers(
        self,
        metric: Metric = "tokens",
        by: Level = "slug",
        *,
        week: Day = None,
        from_: Day = None,
        to: Day = None,
        limit: int | None = 20,
        as_of: AsOf = None,
        reveal: bool = False,
    ) -> Sheet:
        """Return who entered, left, rose and fell in a week (`tracker.analysis.movers`).

        >>> movers = db.movers(week="2026-W14", limit=3)
        >>> movers[["name", "move", "last_rank", "rank"]]
                                  name       move  last_rank  rank
        0          Qwen3.6 Plus (free)  new entry       <NA>     1
        1                  MiMo-V2-Pro     faller          1     2
        2  Qwen3.6 Plus Preview (free)  new entry       <NA>     3
        """
        question = self._question(metric, by, as_of, week, from_, to, reveal=reveal)
        table = charts.moves_table(
            self._store, question, arguments.limit(limit), self._names(as_of)
        )
        return of(table, metric, by)

    def streaks(
        self,
        metric: Metric = "tokens",
        by: Level = "slug",
        *,
        rank: int = 1,
        at_least: int = 1,
        robust: bool = False,
        from_: Day = None,
        to: Day = None,
        as_of: AsOf = None,
        reveal: bool = False,
    ) -> Sheet:
        """Return streaks: consecutive weeks at #1, or in the top ``rank``, oldest first.

        ``robust`` counts each in other ways too, as `tracker streaks` does.

        >>> db.streaks(at_least=12)[["name", "first", "last", "weeks", "ongoing"]]
                       name      first       last  weeks  ongoing
        0   Claude Sonnet 4 2025-06-09 2025-08-25     12    False
        1  Grok Code Fast 1 2025-09-01 2025-11-17     12    False
        """
        question = self._question(metric, by, as_of, None, from_, to, reveal=reveal)
        arguments.number(rank, "rank")
        arguments.number(at_least, "number of weeks")
        table = runs.streaks(self._store, question, rank, at_least, None, self._names(as_of))
        if robust:
            table = runs.robust(self._store, question, table, rank)
        return of(table, metric, by, self._ages(question))

    def versus(
        self,
        a: str,
        b: str,
        metric: Metric = "tokens",
        by: Level | None = None,
        *,
        week: Day = None,
        from_: Day = None,
        to: Day = None,
        depth: Depth = None,
        as_of: AsOf = None,
        reveal: bool = False,
    ) -> Sides:
        """Return a against b week by week, and the streaks of each.

        >>> weeks, streaks = db.versus("China", "US", from_="2026-W10", to="2026-W15", depth=9)
        >>> streaks
          leader      first       last  weeks  ongoing  metric
        0      a 2026-03-02 2026-04-06      6    False  tokens
        """
        question = self._question(metric, "slug", as_of, week, from_, to, depth, reveal=reveal)
        pair = comparisons.pair(self._store, question, a, b, by, self._names(as_of))
        return Sides(of(pair.weeks, metric, "", self._ages(question)), of(pair.streaks, metric, ""))

    def market(
        self,
        metric: Metric = "tokens",
        by: Level = "slug",
        *,
        top: int = 10,
        week: Day = None,
        from_: Day = None,
        to: Day = None,
        depth: Depth = None,
        as_of: AsOf = None,
        reveal: bool = False,
    ) -> Sheet:
        """Return the market by week: concentration, turnover, what is free and stealth."""
        question = self._question(metric, by, as_of, week, from_, to, depth, reveal=reveal)
        arguments.number(top, "number of names")
        table = markets.table(self._store, question, top, self._names(as_of))
        return of(table, metric, by, self._ages(question))

    def profile(
        self,
        entity: str,
        metric: Metric = "tokens",
        by: Level | None = None,
        as_of: AsOf = None,
        **thresholds: float,
    ) -> Profile:
        """Judge breakthrough or vanity (`tracker.profiles`), with thresholds set by name.

        >>> profile = db.profile("Qwen3.6 Plus (free)", lasting_weeks=4)
        >>> profile.measures.rows.loc[0, ["measure", "found"]].tolist()
        ['weeks at #1', '2 weeks running (2026-W14 to 2026-W15), 2 in all']
        """
        question = self._question(metric, "slug", as_of)
        limits = Thresholds(**thresholds)
        return profile(self._store, question, entity, by, limits, self._names(as_of))

    def check(
        self,
        sentence: str,
        ending: Day = None,
        *,
        published: Day = None,
        metric: Metric | None = None,
        by: Level | None = None,
        depth: Depth = None,
        as_of: AsOf = None,
    ) -> Verdict:
        """Return the verdict on the claim of a sentence (`tracker.claims.verdicts`).

        ``published`` is the day on which it was printed, ``ending`` a week or a date. Raises
        ConfigError for a sentence that makes several claims.

        >>> db.check("Qwen3.6 Plus led for five weeks", published="2026-04-20").verdict
        'refuted'
        """
        line = _line(sentence, ending, published, arguments.options(metric, by, depth))
        checker = self._checker(as_of)
        return self._shown(checker, checker.check(line), line, as_of)

    def check_text(
        self,
        text: str,
        ending: Day = None,
        *,
        published: Day = None,
        metric: Metric | None = None,
        by: Level | None = None,
        depth: Depth = None,
        as_of: AsOf = None,
    ) -> Verdicts:
        """Return the verdicts on all claims of a text, in its order; options as in `check`."""
        line = _line(text, ending, published, arguments.options(metric, by, depth))
        checker = self._checker(as_of)
        return Verdicts(
            self._shown(checker, verdict, line, as_of) for verdict in checker.verdicts(line)
        )

    def changed(
        self,
        since: AsOf,
        metric: Metric = "tokens",
        by: Level = "slug",
        *,
        from_: Day = None,
        to: Day = None,
        as_of: AsOf = None,
    ) -> Sheet:
        """Return the weeks whose figures were corrected since an instant.

        >>> db.changed("2026-08-22", from_="2026-W33", to="2026-W33")["ppm"].round(1).tolist()
        []
        """
        then = arguments.instant(since)
        if then is None:
            raise ConfigError("changed since when is not given", remedy="name a date")
        question = self._question(metric, by, as_of, None, from_, to)
        return of(changes.table(self._store, question, then, self._names(as_of)), metric, by)

    def bounds(
        self,
        week: Day = None,
        slug: str | None = None,
        *,
        limit: int | None = 10,
        as_of: AsOf = None,
    ) -> Sheet:
        """Return lower and upper bounds of the calls of a week (`tracker.analysis.bounds`)."""
        monday, instant = arguments.monday_of(week), arguments.instant(as_of)
        most = arguments.limit(limit)
        table = call_bounds.bounds(self._store, monday, instant, slug, most, self._names(as_of))
        return of(table, "calls", "slug")

    def events(self, entity: str, as_of: AsOf = None) -> Sheet:
        """Return what the record dates of a model or a company (`tracker.analysis.events`).

        >>> db.events("Qwen3.6 Plus (free)")[["day", "what"]].head(1)
                 day                      what
        0 2026-04-02  free variant first named
        """
        slugs = self._store.slugs()
        of_entity = find(entity, slugs).among(slugs)
        prices = catalog.prices(self._store, arguments.instant(as_of))
        weeks = frame.weekly(self._store, Definition(as_of=arguments.instant(as_of)))
        seen = catalog.seen(self._store, of_entity, arguments.instant(as_of))
        return self._with_names(events(of_entity, seen, prices, weeks), "slug", as_of, cite(weeks))

    # Figures, sources and words.

    def chart(
        self,
        name: str,
        *entities: str,
        metric: Metric = "tokens",
        by: Level | None = None,
        week: Day = None,
        from_: Day = None,
        to: Day = None,
        depth: Depth = None,
        as_of: AsOf = None,
        reveal: bool = False,
        title: str | None = None,
        subtitle: str | None = None,
        size: Size = "wide",
        theme: Theme = "light",
        language: Language = "en",
        font: str | None = None,
        style: str | Path | None = None,
    ) -> Chart:
        """Draw a chart of `tracker chart --list`, which a notebook shows; `save` writes it.

        ``entities`` are highlighted, or what the chart is of. ``font`` is a typeface of the machine
        or a font file, ``style`` a file as for `tracker chart --style`.

        >>> chart = db.chart("share-lines", "China", by="country", to="2026-W14", size="square")
        >>> chart.title[:57]
        'China has 61.8% of OpenRouter’s tokens in the week to 5 A'
        >>> paths = chart.save("china.svg")
        """
        question = self._question(metric, "slug", as_of, week, from_, to, depth, reveal=reveal)
        look_of_style = styles.read(Path(style)) if style else styles.Style()
        figure = figures.of(
            self._store,
            name,
            question,
            entities,
            by,
            title=title,
            subtitle=subtitle,
            size=arguments.one_of(size, "size", get_args(Size)),
            theme=arguments.one_of(theme, "theme", get_args(Theme)),
            language=arguments.one_of(language, "language", get_args(Language)),
            font=font,
            style=look_of_style,
        )
        draw = partial(figures.draw, self._store)
        return Chart(draw(figure), lambda form: draw(replace(figure, form=form)))

    def cite(self, shown: Chart | pd.DataFrame) -> Text:
        """Return the citation of a chart, or the source line of a frame.

        >>> db.cite(db.weekly(from_="2026-W14", to="2026-W14"))
        Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z. Licensed under
        CC BY 4.0.
        """
        if isinstance(shown, Chart):
            return Text(citations.in_all_forms(shown.card))
        if {"week", "dataset", "as_of"} <= {*shown.columns}:
            return Text(cite(shown))
        if isinstance(shown, Sheet) and shown.source:
            return Text(shown.source)
        raise ConfigError(
            "the frame does not say where its figures come from",
            remedy="keep its columns week, dataset and as_of, or cite the frame that it is made of",
        )

    def sql(self, statement: str) -> Sheet:
        """Return the rows of a query of the views (`tracker sql`), which can change nothing.

        >>> db.sql("SELECT week, name FROM leaders WHERE metric = 'tokens' AND week = '2026-03-30'")
                week                 name
        0 2026-03-30  Qwen3.6 Plus (free)
        """
        table = queries.sql(self._store, statement)
        return sheet(table.rows, table.heading, table.notes, table.source, table.metric)

    def define(self, term: str) -> Text:
        """Return the definition of a term or a column, as `tracker define` prints it.

        >>> db.define("near tie")
        The leader has less than 1 % more than the runner-up. A restatement, or counting the weeks
        from another day, may turn it.
        """
        return Text(definitions.define(term))

    # What the methods above share.

    def _ages(self, question: Question) -> tuple[str, ...]:
        return ages.ages(self._store, question, utc_now())

    def _checker(self, as_of: AsOf) -> Checker:
        return Checker(self._store, arguments.instant(as_of), self._names(as_of))

    def _shown(
        self, checker: Checker, verdict: verdicts.Verdict, line: Line, as_of: AsOf
    ) -> Verdict:
        """Return a verdict with its tables and its source line."""
        source = checker.source(verdict)
        return Verdict.of(
            verdict, tables_of(verdict, source, self._names(as_of)), until(line), source
        )


def open(path_or_url: str | Path | None = None) -> Database:
    """Open the database that the settings name, or another one by its file or its URL.

    The first is created if it is an SQLite file, and has the bundled history; nothing is written to
    another one. Raises GapError if there is nothing to read, ConfigError if the database cannot be
    created or its schema does not fit.

    >>> db = tracker.open()
    >>> other = tracker.open("backup/tracker.db")
    """
    settings = config.load()
    url = None if path_or_url is None else arguments.url(path_or_url)
    if url is None or url == settings.database_url:
        return Database(bundled.with_history(settings))
    return Database(bundled.recorded(url))


def _line(text: str, ending: Day, published: Day, options: Options) -> Line:
    """Return a text to be checked; ``ending`` is a week or a date, ``published`` a date."""
    return Line(
        text,
        arguments.ending_of(ending),
        options,
        published=arguments.day_of(published),
    )
