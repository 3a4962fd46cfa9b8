"""The registry of columns: what each column is, and how its values are printed.

The terminal, CSV, the workbook, Parquet, the data package and the pages of the report all read it.
To add a column, add one line here and define it: as a term in the docstring of the module that
computes it or, for a column that is passed through as published, as a text on that line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker import text
from tracker.weeks import label

KEY, FIGURE, DETAIL = 100, 50, 30
"""Values of ``keep``: a column that is never left out, one that holds the answer, any other one.
On a narrow terminal the columns with the lowest values are left out first."""
HEADING, NOTE = "heading", "note"
"""Values of ``once``: what all rows share is in the heading, or in a note below the table."""
MISSING = "–"
"""How a missing value is printed."""


@dataclass(frozen=True)
class Kind:
    """A kind of values.

    type: the type in the Frictionless Table Schema.
    style: the CSS class on a page (`name`, `text`, `long` or `number`).
    unit: the unit of columns that have none of their own.
    printed: formats a value; without it the Python type decides.
    folds: whether a terminal may break a value into lines.
    """

    type: str
    style: str
    unit: str = ""
    printed: Callable[[Any], str] | None = None
    folds: bool = False

    @property
    def is_text(self) -> bool:
        """Whether values are aligned to the left on a terminal."""
        return self.type in ("string", "date", "datetime")


WORD = Kind("string", "text")
TEXT = Kind("string", "text", folds=True)
NAME = Kind("string", "name", folds=True)
SENTENCE = Kind("string", "long", folds=True)
WEEK = Kind("date", "text", printed=lambda monday: label(date.fromisoformat(monday)))
DATE = Kind("date", "text")
INSTANT = Kind("datetime", "text")
YES_NO = Kind("boolean", "text")
INTEGER = Kind("integer", "number")
RANK = Kind("integer", "number", "rank")
AMOUNT = Kind(
    "integer", "number", "tokens, calls or millionths of a dollar, by the metric", text.amount
)
SHARE = Kind("number", "number", "part of the whole, 0 to 1", text.percent)
INTEGER_AMOUNT = Kind("integer", "number", "tokens or calls, as it is called", text.amount)
PERCENT = Kind("number", "number", "percent", lambda change: f"{change:+,.1f} %")
POINTS = Kind("number", "number", "points (hundredths of the whole)", text.points)
RATIO = Kind("number", "number", "ratio", text.times)
PPM = Kind("number", "number", "parts per million", text.ppm)
INDEX = Kind("number", "number", "index points, 0 to 10,000", "{:,.0f}".format)
MILLIONTHS = Kind(
    "integer", "number", "millionths of a dollar", lambda spend: text.amount(spend, text.SPEND)
)
COMPETITORS = Kind("number", "number", "equal competitors", "{:.1f}".format)
NUMBER = Kind("number", "number")
MONEY = Kind("number", "number", "US dollars")
PRICE = Kind("number", "number", "US dollars for a million tokens")


@dataclass(frozen=True)
class Column:
    """A column, which is the same in every table that has it.

    definition: the text of the definition, if no docstring has it.
    title: the heading; by default the name with spaces.
    page: the heading on a page; by default the title.
    spelled: what an abbreviated title stands for.
    term: the term that defines the column, if it is not the name.
    keep: the lower, the earlier a narrow terminal leaves the column out.
    once: `HEADING` or `NOTE`, where a value is printed that all rows share.
    usual: the value that is not printed where all rows share it.
    bounded: whether values may be lower bounds.
    drawn: whether a chart draws it, so that the table below a chart on a page has it.
    """

    name: str
    kind: Kind
    definition: str = ""
    title: str = ""
    page: str = ""
    spelled: str = ""
    unit: str = ""
    term: str = ""
    keep: int = DETAIL
    once: str = ""
    usual: int | None = None
    bounded: bool = False
    drawn: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", self.title or self.name.replace("_", " "))
        object.__setattr__(self, "page", self.page or self.title)
        object.__setattr__(self, "unit", self.unit or self.kind.unit)

    def printed(self, value: Any, metric: str = "") -> str:
        """Return a value formatted for reading: `4.60T`, `17.0 %`, `2026-W14`, `yes`.

        An amount of spend is in dollars.
        """
        if value is None:
            return MISSING
        if self.kind is AMOUNT:
            return text.amount(value, metric)
        if self.kind.printed:
            return self.kind.printed(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int):
            return f"{value:,}"
        return f"{value:,.4g}" if isinstance(value, float) else text.printable(str(value))


def _each(kind: Kind, names: str, **options: Any) -> list[Column]:
    """Return a column for each name, all of one kind and with the same options."""
    return [Column(name, kind, **options) for name in names.split()]


_ALL = [
    # Weeks, days and instants.
    Column("week", WEEK, keep=KEY, once=HEADING),
    *_each(WEEK, "first last", keep=FIGURE),
    *_each(DATE, "start end", keep=KEY, once=HEADING),
    Column("debut", WEEK),
    Column("day", DATE, keep=KEY),
    Column("created", DATE, "The day on which the publisher says that a model was listed."),
    *_each(DATE, "since until revealed checked"),
    Column("window_end", DATE, "The last day of the window that the costs are of."),
    Column("as_of", INSTANT, drawn=False),
    Column("known_from", INSTANT, "The first instant at which an entry had these values."),
    Column("seen_at", INSTANT, "The last instant at which an entry was seen with them."),
    # Names, linked to their own pages on the site.
    *_each(NAME, "entity leader leader_now", keep=KEY),
    Column("worst", NAME, keep=FIGURE),
    *_each(NAME, "leader_then runner_up ended_by slug"),
    Column("leader_by_calls", NAME, term="leader"),
    Column("name", NAME, "The display name.", keep=KEY),
    # Words, never broken into lines.
    Column("metric", WORD, keep=FIGURE, once=HEADING),
    Column("by", WORD, keep=FIGURE, once=HEADING, drawn=False),
    *_each(WORD, "move expected speaks", keep=FIGURE),
    Column("verdict", WORD, keep=KEY),
    Column("period", TEXT, keep=FIGURE, once=NOTE),
    Column("length", WORD),
    Column("type", WORD,
           "What its values are, in the words of the Frictionless Table Schema: string, integer, "
           "number, boolean, date (written 2026-03-30) or datetime (an instant in UTC)."),
    # Other short texts.
    Column("dataset", TEXT, keep=1, once=NOTE, drawn=False),
    Column("dataset_then", TEXT, keep=2),
    *_each(TEXT, "dataset_a dataset_b", keep=KEY, once=NOTE),
    Column("break", TEXT, keep=5),
    Column("question", TEXT, keep=18),
    Column("measure", TEXT, keep=KEY),
    *_each(TEXT, "missing author name_zh company country weights family model pattern "
            "kind identity sign"),
    Column("id", TEXT, "The name of a listed model in requests; several ids may share a slug."),
    Column("app", TEXT),
    Column("app_name", TEXT, "The name of an app."),
    Column("turn_range", TEXT),
    Column("tag", TEXT),
    Column("title", TEXT, "What the publisher calls a task or a group of tasks."),
    Column("group", TEXT, "The group that a task belongs to, by its key."),
    Column("benchmark", TEXT, "The set of tasks that a result is of."),
    Column("provider", TEXT, "The provider whose endpoint was measured; missing where all were."),
    Column("table", TEXT, "The name of a table, as `tracker export` takes it."),
    Column("column", TEXT, "The name of one of its columns."),
    Column("unit", TEXT, "What its numbers count or measure; missing where it has none."),
    Column("licence", TEXT, "The licence of each dataset that a table rests on."),
    Column("dates", TEXT, "The days of a week.", page="days"),
    Column("state", TEXT,
           "The state of a week: settled, provisional, without ranks, incomplete or missing."),
    Column("record", TEXT, "What is a maximum or a minimum of all that is recorded."),
    # Sentences and lists, in which a page links names.
    *_each(SENTENCE, "claim what", keep=KEY),
    *_each(SENTENCE, "because found", keep=FIGURE),
    Column("source", SENTENCE, keep=3),
    *_each(SENTENCE, "detail note"),
    Column("description", SENTENCE, "The definition of the column, as `tracker define` has it."),
    *_each(SENTENCE, "new back highest_climber deepest_fall left", term="movers"),
    # Yes or no.
    Column("at_least", YES_NO, keep=FIGURE),
    *_each(YES_NO, "complete settled can_rank proven", drawn=False),
    Column("exact", YES_NO, keep=4),
    Column("highest", YES_NO, keep=8),
    Column("of_subject", YES_NO, keep=FIGURE),
    *_each(YES_NO, "near_tie lead_change ongoing listed priced_late"),
    # Counts of names, days, weeks and the like.
    Column("depth", INTEGER, unit="names", keep=FIGURE, once=NOTE, drawn=False),
    Column("looked_at", INTEGER, unit="names", term="depth_looked_at"),
    Column("named", INTEGER, unit="names", keep=13),
    Column("equal", INTEGER, unit="names", keep=15),
    Column("compared", INTEGER, unit="names", keep=16),
    Column("names_changed", INTEGER, unit="names", keep=17),
    Column("ranks_changed", INTEGER, unit="names"),
    Column("days", INTEGER, unit="days", usual=7, drawn=False),
    Column("window_days", INTEGER, "The days of the window that the costs are of.", unit="days"),
    Column("weeks", INTEGER, unit="weeks", keep=FIGURE),
    Column("weeks_to_peak", INTEGER, unit="weeks", keep=7),
    Column("weeks_on_chart", INTEGER,
           title="WoC", spelled="weeks on the chart so far", unit="weeks", keep=20, drawn=False),
    Column("weeks_at_1", INTEGER, title="weeks at #1", unit="weeks", drawn=False),
    Column("sunday_weeks", INTEGER, title="Sunday weeks", unit="weeks"),
    *_each(INTEGER, "regrouped other_metric first_vintage", unit="weeks"),
    Column("streak_at_1", INTEGER, title="weeks in a row", unit="weeks"),
    Column("weeks_since_debut", INTEGER, "Weeks since the week of the `debut`.", unit="weeks"),
    Column("moved", INTEGER, unit="places"),
    Column("context_length", INTEGER,
           "The maximum number of tokens of a request, as published.", unit="tokens"),
    Column("tokens_per_call", INTEGER, unit="tokens", term="tokens-per-call"),
    Column("run_count", INTEGER, "How many runs of the benchmark a result is of.", unit="runs"),
    Column("total_questions", INTEGER, "How many tasks the runs had.", unit="tasks"),
    # Ranks, sorted in ascending order.
    Column("rank", RANK, title="TW", spelled="rank this week", keep=FIGURE),
    Column("last_rank", RANK, title="LW", spelled="rank last week", drawn=False),
    Column("peak_rank", RANK, title="PK", spelled="best rank up to this week", drawn=False),
    Column("debut_rank", RANK, keep=6),
    *_each(RANK, "best_rank worst_rank rank_by_accuracy"),
    Column("rank_by_calls", RANK, term="rank"),
    # Amounts: tokens or calls.
    Column("value", AMOUNT, keep=FIGURE, bounded=True),
    *_each(AMOUNT, "a b", keep=KEY, bounded=True),
    *_each(AMOUNT, "lower upper", unit="calls", keep=FIGURE),
    Column("total_now", AMOUNT, keep=FIGURE),
    *_each(AMOUNT, "total_then value_a value_b leader_value runner_up_value"),
    Column("value_by_calls", AMOUNT, term="value"),
    Column("spend", MILLIONTHS, page="billed"),
    *_each(INTEGER_AMOUNT, "tokens calls"),
    # Shares, changes and ratios.
    Column("share", SHARE, keep=FIGURE),
    Column("share_by_calls", SHARE, term="share"),
    Column("share_elsewhere", SHARE),
    Column("cr1", SHARE, page="largest", keep=FIGURE),
    Column("cr3", SHARE, page="largest 3"),
    Column("cr5", SHARE, page="largest 5", keep=14),
    Column("overlap", SHARE, keep=10),
    Column("turnover", SHARE, page="top ten replaced"),
    *_each(SHARE, "unnamed free stealth accuracy"),
    *_each(SHARE, "usage_share tag_usage_share tag_token_share"),
    Column("task_token_share", SHARE, "The share of classified tokens that belong to a task."),
    Column("group_usage_share", SHARE, "The share of a task in the requests of its group."),
    Column("group_token_share", SHARE, "The share of a task in the tokens of its group."),
    Column("change_pct", PERCENT, page="change", drawn=False),
    Column("change_points", POINTS, page="change, points", keep=19, drawn=False),
    *_each(PERCENT, "cut_pct use_change_pct market_change_pct"),
    Column("margin", POINTS),
    *_each(SHARE, "spend_of_all tokens_of_all token_share priced covered"),
    *_each(SHARE, "cost_share_low cost_share_high"),
    Column("money_gap", POINTS, page="share of money less share of tokens"),
    *_each(POINTS, "dollar_gap_low dollar_gap_high"),
    Column("ratio", RATIO, keep=FIGURE),
    Column("lead", RATIO),
    Column("closest", RATIO, "The smallest `lead` of the weeks of a streak.", page="closest lead"),
    Column("clearest", RATIO, "The largest `lead` of the weeks of a streak.", page="clearest lead"),
    *_each(PPM, "ppm total_ppm", keep=FIGURE),
    Column("worst_ppm", PPM),
    # Concentration.
    Column("hhi_low", INDEX, page="HHI, least", keep=FIGURE),
    Column("hhi_high", INDEX, page="HHI, most", keep=FIGURE),
    Column("diversity_low", COMPETITORS, keep=9),
    Column("effective_low", COMPETITORS, page="equal rivals, least", keep=11),
    Column("effective_high", COMPETITORS, page="equal rivals, most", keep=12),
    # Prices, and costs of benchmark tasks.
    Column("price_prompt", PRICE),
    Column("price_completion", PRICE, "The `price` of completion tokens."),
    Column("price_internal_reasoning", PRICE, "The `price` of reasoning tokens."),
    *_each(PRICE, "price_input_cache_read price_input_cache_write",
           definition="The `price` of prompt tokens read from the cache, or written to it."),
    *_each(PRICE, "price_request price_image price_web_search",
           unit="US dollars for a million", definition="The `price` of a request, an image or a "
           "web search: US dollars for a million of them."),
    Column("per_million_tokens", PRICE, page="$ per million tokens"),
    Column("per_call", MONEY, page="$ per call"),
    *_each(MONEY, "cost_low cost_high"),
    Column("median_session_cost_usd", MONEY),
    Column("cost_per_task", MONEY),
    Column("avg_cost_per_task_usd", MONEY, "US dollars that one task cost on average."),
    Column("avg_duration_per_task_ms", NUMBER,
           "Milliseconds that one task took on average.", unit="milliseconds"),
    Column("avg_output_tokens_per_task", NUMBER,
           "Completion tokens of one task on average.", unit="tokens"),
]  # fmt: skip
COLUMNS = {column.name: column for column in _ALL}


def column(name: str) -> Column:
    """Return a column. Raises KeyError if there is none: a mistake in the code, not in the data."""
    return COLUMNS[name]
