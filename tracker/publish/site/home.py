"""The first page, and the charts that it shares with the pages on one topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tracker.analysis.rows import each
from tracker.charts import theme
from tracker.citation import cite
from tracker.identity import author
from tracker.publish.site import share
from tracker.publish.site.chart import Chart, colour_rules
from tracker.publish.site.data import Side
from tracker.publish.site.drawing import Line, bars, columns, lines, strip
from tracker.publish.site.pages import SIDES, pair
from tracker.publish.site.render import Site, safe
from tracker.publish.site.text import OF, PER, amount, leader_sentence, state
from tracker.publish.site.verdicts import verdicts
from tracker.publish.site.words import Words
from tracker.publish.story.writer import capital
from tracker.text import listed
from tracker.weeks import WEEK, walk

LARGEST, RICHEST, PICTURED = 5, 8, 6
"""How many bars a measure has."""
YEAR = 52 * WEEK
NAMED_MAKERS = 9
"""How many makers of leaders have their own colour in the legend."""
CHINA, AMERICA = SIDES.values()


@dataclass(frozen=True)
class Bar:
    """A bar: whose it is, its value as text, its length in percent, and a second line."""

    key: str
    href: str
    value: str
    length: float
    detail: str = ""

    @property
    def percent(self) -> str:
        return f"{100 * self.length:.2f}"


@dataclass(frozen=True)
class Measure:
    """A measure of the newest week: a sentence on its leader, and its largest."""

    metric: str
    per: str
    sentence: str
    week: date
    bars: list[Bar]


class Home:
    """What the first page says and draws; each part is made once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._words = site.words
        self._record = site.record

    def page(self) -> dict[str, Any]:
        """Return the template variables of the first page."""
        record = self._record
        return {
            "headline": self.headline,
            "week": record.newest,
            "state": state(record.main, record.newest, self._words),
            "measures": self.measures,
            "now": self.now,
            "streaks": self.streaks,
            "china_us": self.china_us,
            "money": self.money,
            "volume": self.volume,
            "verdicts": verdicts(self._site),
            "leader": self.measures[0].bars[0] if self.measures[0].bars else None,
        }

    @cached_property
    def headline(self) -> str:
        """Who leads now by each measure, as one clause for each leader."""
        metrics_by_leader: dict[str, list[str]] = {}
        for metric, side in self._record.sides.items():
            if side.leads:
                leader = side.leads[max(side.leads)].entity
                metrics_by_leader.setdefault(leader, []).append(self._words(PER[metric]))
        if not metrics_by_leader:
            return self._words("No leader is known yet")
        joint = "、" if self._words.is_chinese else ", "
        phrases = ("{who} leads {per}", "{who} {per}")
        return joint.join(
            self._words(phrases[number > 0], who=who, per=listed(per))
            for number, (who, per) in enumerate(metrics_by_leader.items())
        )

    @cached_property
    def now(self) -> Chart:
        """The chart of the newest week, which the page draws as bars."""
        title = self._site.prose(self.headline)
        groups = [
            (self._words(measure.per), self._shown(measure.bars)) for measure in self.measures
        ]
        rows = [
            {"metric": measure.metric, **row}
            for measure in self.measures
            for row in self._rows_of(self._record.sides[measure.metric], measure.week)
        ]
        line = capital(Words().week(self._record.newest))
        return Chart(
            "now-chart",
            title,
            bars("now-chart", title, groups),
            self._site.source,
            "charts/now",
            rows,
            lambda: share.bars(title, line, groups, self._site.source),
            print="tracker chart three-measures",
        )

    def _shown(self, items: list[Bar]) -> list[tuple[str, str, float]]:
        return [(self._site.named(bar.key), bar.value, bar.length) for bar in items]

    @cached_property
    def measures(self) -> list[Measure]:
        """The newest week by each metric, or the newest whose leader is known."""
        result = []
        for metric, side in self._record.sides.items():
            week = max(side.leads) if side.leads else side.newest
            sentence = leader_sentence(side, week, self._words)
            bars = self._bars(side, week, LARGEST)
            result.append(Measure(metric, PER[metric], sentence, week, bars))
        return result

    @cached_property
    def streaks(self) -> tuple[Chart | None, str]:
        """The strip of leaders, and a sentence on the longest streak."""
        side, words = self._record.main, self._words
        if side.streaks.empty:
            return None, words("No week can be ranked, so no leader is known.")
        leaders = {week: lead.entity for week, lead in side.leads.items()}
        counts: dict[str, int] = {}
        for leader in leaders.values():
            counts[author(leader)] = counts.get(author(leader), 0) + 1
        makers = sorted(counts, key=lambda maker: (-counts[maker], maker))
        cells = {
            week: (tone(author(leader)), self._site.named(leader))
            for week, leader in leaders.items()
        }
        legend = tuple(
            (tone(maker), self._site.named(maker), words.weeks(counts[maker]))
            for maker in makers[:NAMED_MAKERS]
        )
        title = words(
            "The model that led each week {per}, in the colour of its maker",
            per=words(PER[side.metric]),
        )
        drawing = strip("streaks-chart", title, cells, words)
        longest = max(each(side.streaks), key=lambda streak: streak.weeks)
        sentence = words(
            "{models} have been at #1 in {weeks}. The longest streak is {weeks_in_a_row}, of "
            "{who}, {span}.",
            models=words.models(len({*leaders.values()})),
            weeks=words.weeks(len(leaders)),
            weeks_in_a_row=words.weeks(int(longest.weeks)),
            who=longest.entity,
            span=words.span(longest.first.date(), longest.last.date()),
        )
        rows = [
            {"week": week.isoformat(), "entity": leader, "name": self._site.named(leader)}
            for week, leader in leaders.items()
        ]
        source = cite(side.frame[side.frame["rank"].notna()])
        hues = {week: theme.colour(author(leader)) for week, leader in leaders.items()}
        cells_in_colour = [hues.get(week) for week in walk(min(leaders), max(leaders))]
        named = [
            (f"{self._site.named(maker)}, {words.weeks(counts[maker])}", theme.colour(maker))
            for maker in makers[:NAMED_MAKERS]
        ]
        line = self._site.prose(sentence.partition(". ")[0])
        chart = Chart(
            "streaks-chart",
            title,
            drawing,
            source,
            "charts/streaks",
            rows,
            lambda: share.strip(title, line, cells_in_colour, named, source),
            legend,
            "tracker chart calendar",
        )
        return chart, sentence

    @cached_property
    def china_us(self) -> tuple[Chart | None, str]:
        """The shares of models from China and from the US, and who is ahead for how long."""
        side, words = self._record.countries[self._record.main.metric], self._words
        series = []
        for code, tone_of_line in ((CHINA, "cn"), (AMERICA, "us")):
            rows = side.entities.get(code, [])
            values = {
                date.fromisoformat(row["week"]): row["share"]
                for row in rows
                if row["share"] is not None
            }
            if values:
                series.append(Line(self._site.named(code), tone_of_line, values))
        if len(series) < 2:
            return None, words("No week names models of both.")
        week = min(max(line.values) for line in series)
        title = words("Share of all tokens of models from China and from the United States")
        drawing = lines("china-us-chart", title, series, words)
        china, america = (words.percent(line.values.get(week, 0.0)) for line in series)
        sentence = words(
            "In {week}, models from China had {china} of all tokens and models from the United "
            "States {america}.",
            week=words.week(week),
            china=china,
            america=america,
        )
        sentence += self._ahead()
        source, when = cite(side.complete), capital(Words().week(week))
        days = [*walk(min(min(line.values) for line in series), week)]
        rows = [
            {"week": day.isoformat(), **{line.name: line.values.get(day) for line in series}}
            for day in days
        ]
        drawn = [
            (
                f"{line.name} {words.percent(line.values.get(week, 0.0))}",
                theme.COUNTRIES[code],
                [line.values.get(day) for day in days],
            )
            for code, line in zip((CHINA, AMERICA), series, strict=True)
        ]
        chart = Chart(
            "china-us-chart",
            title,
            drawing,
            source,
            "charts/china-us",
            rows,
            lambda: share.lines(title, when, drawn, source),
            print="tracker chart versus China US",
        )
        return chart, sentence

    def _ahead(self) -> str:
        """Return which of the two has been ahead for how long, over all that is published."""
        streaks = pair(self._site, None)
        if streaks is None:
            return ""
        rows = [row for row in each(streaks.streaks.rows) if row.ongoing]
        if not rows or rows[-1].leader not in SIDES:
            return ""
        joint = "" if self._words.is_chinese else " "
        return joint + self._words(
            "{who} has been ahead for {weeks} in a row.",
            who=self._site.named(SIDES[rows[-1].leader]),
            weeks=self._words.weeks(int(rows[-1].weeks)),
        )

    @cached_property
    def money(self) -> tuple[Chart | None, str, list[Bar]]:
        """What the newest week with spend was billed for: a sentence and the largest."""
        side, words = self._record.sides.get("spend"), self._words
        if side is None:
            return None, words("No spend is recorded."), []
        week = max(side.leads) if side.leads else side.newest
        tokens = self._record.sides.get("tokens")
        shares = {
            key: row["share"]
            for key, rows in (tokens.entities if tokens else {}).items()
            for row in rows[-1:]
            if row["week"] == week.isoformat()
        }
        total = side.totals.get(week)
        sentence = words(
            "{amount} was billed on OpenRouter in {week}.",
            amount=words.amount(total or 0, "spend"),
            week=words.week(week),
        )
        title = words("What the largest models were billed for, {week}", week=words.week(week))
        shown = self._bars(side, week, RICHEST, shares)
        joint = "" if words.is_chinese else " "
        description = f"{sentence}{joint}{leader_sentence(side, week, words)}"
        source = cite(side.weeks[week].assign(metric="spend"))
        groups = [(words(PER["spend"]), self._shown(shown))]
        picture_groups = [(words(PER["spend"]), self._shown(shown[:PICTURED]))]
        chart = Chart(
            "money-chart",
            title,
            bars("money-chart", title, groups),
            source,
            "charts/money",
            self._rows_of(side, week),
            lambda: share.bars(title, sentence, picture_groups, source),
            print="tracker chart leaderboard --metric spend",
        )
        return chart, description, shown

    @cached_property
    def volume(self) -> tuple[Chart | None, str]:
        """The tokens of each week, and how they have grown in a year."""
        side, words = self._record.main, self._words
        totals = side.totals
        if not totals:
            return None, ""
        newest = max(totals)
        title = words("All tokens on OpenRouter, by week")
        shown = {week: words.amount(value, side.metric) for week, value in totals.items()}
        values = {week: float(value) for week, value in totals.items()}
        drawing = columns("volume-chart", title, values, {newest}, words, shown, metric=side.metric)
        sentence = words(
            "{amount} passed through OpenRouter in {week}.",
            amount=amount(side.metric, totals[newest], words),
            week=words.week(newest),
        )
        before = totals.get(newest - YEAR)
        if before:
            joint = "" if words.is_chinese else " "
            times = f"{totals[newest] / before:,.0f}"
            sentence += joint + words(
                "That is {times} times as many as a year before.", times=times
            )
        source = cite(side.complete)
        rows = [{"week": week.isoformat(), "value": value} for week, value in totals.items()]
        weeks = walk(min(totals), newest)
        columns_of_weeks = [(values.get(week), week == newest) for week in weeks]
        chart = Chart(
            "volume-chart",
            title,
            drawing,
            source,
            "charts/volume",
            rows,
            lambda: share.columns(title, sentence.partition(". ")[0], columns_of_weeks, source),
            print="tracker chart volume",
        )
        return chart, sentence

    def charts(self) -> list[Chart]:
        """Return every chart of the site that has files of its own."""
        return [
            chart
            for chart in (
                self.now,
                self.streaks[0],
                self.china_us[0],
                self.money[0],
                self.volume[0],
            )
            if chart
        ]

    def _rows_of(self, side: Side, week: date) -> list[dict[str, Any]]:
        """Return the rows of a week, the largest first."""
        rows = (row for rows in side.entities.values() for row in rows)
        of_week = [row for row in rows if row["week"] == week.isoformat()]
        return [
            {**row, "name": self._site.named(row["entity"])}
            for row in sorted(of_week, key=lambda row: (-row["value"], row["entity"]))
        ]

    def _bars(
        self, side: Side, week: date, most: int, shares: dict[str, float | None] | None = None
    ) -> list[Bar]:
        """Return the largest of a week; ``shares`` of tokens are for a second line."""
        words = self._words
        rows = self._rows_of(side, week)[:most]
        largest = max((row["value"] for row in rows), default=0) or 1
        result = []
        for row in rows:
            detail = "" if row["share"] is None else words.percent(row["share"])
            if shares is not None and row["share"] is not None:
                of_tokens = shares.get(row["entity"])
                detail = f"{detail} {words(OF['spend'])}"
                if of_tokens is not None:
                    detail += f" · {words.percent(of_tokens)} {words(OF['tokens'])}"
            result.append(
                Bar(
                    row["entity"],
                    self._site.href(row["entity"]),
                    words.amount(row["value"], side.metric),
                    row["value"] / largest,
                    detail,
                )
            )
        return result


def tone(maker: str) -> str:
    """Return the class of the colour of a maker."""
    return f"m-{safe(maker)}"


def colours(site: Site) -> str:
    """Return the rules with the colours of the makers of those who led."""
    leads = site.record.main.leads.values()
    makers = sorted({author(lead.entity) for lead in leads})
    return colour_rules({tone(maker): theme.colour(maker) for maker in makers})
