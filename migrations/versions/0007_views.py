"""views of weeks, leaders and streaks, and the tables of identities and breaks that they need."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
METRICS = ("tokens", "calls", "spend")
DAYS = "('rankings-daily', 'history-rankings-daily')"
WEEKS = (
    "('rankings-weekly', 'models-window', 'history-models-window', 'model-chart',"
    " 'history-model-chart', 'history-model-activity')"
)
PRECEDENCE = (
    "rankings-daily", "rankings-weekly", "history-rankings-daily", "models-window",
    "history-models-window", "model-chart", "history-model-chart", "model-activity",
    "history-model-activity",
)  # fmt: skip
"""The datasets that may answer for a week, best first."""
PLACES = " ".join(f"WHEN '{name}' THEN {at}" for at, name in enumerate(PRECEDENCE))
LARGEST = 2**63 - 1

NEWEST = """
    SELECT boards.*, row_number() OVER (
        PARTITION BY dataset, metric, scope, period_start, period_end ORDER BY known_from DESC
    ) AS turn
    FROM boards
    WHERE week IS NOT NULL
"""
"""Select the boards, with `turn` 1 for the newest vintage."""
MAY_ANSWER = f"""(
    (scope = 'models' AND days = 1 AND dataset IN {DAYS})
    OR (scope = 'models' AND days = 7 AND dataset IN {WEEKS})
    OR (scope LIKE 'models/%' AND days = 7 AND dataset = 'model-activity')
)"""

ANSWERS = f"""
CREATE VIEW answers AS
WITH newest AS ({NEWEST} AND {MAY_ANSWER}),
offered AS (
    SELECT
        metric, week, dataset, sum(days) AS days,
        CASE WHEN dataset = 'model-activity' THEN count(*) ELSE min(depth) END AS depth,
        CASE WHEN min(selection) = max(selection) THEN min(selection) END AS selection,
        CASE WHEN dataset IN {DAYS} THEN (
            SELECT count(*) FROM breaks
            WHERE kind = 'lost day' AND day >= week AND day < {{next_week}}
        ) ELSE 0 END AS lost
    FROM newest
    WHERE turn = 1 AND metric IN {METRICS}
    GROUP BY metric, week, dataset
),
chosen AS (
    SELECT offered.*, row_number() OVER (
        PARTITION BY metric, week
        ORDER BY CASE WHEN days >= 7 AND lost = 0 THEN 0 ELSE 1 END, CASE dataset {PLACES} END
    ) AS choice
    FROM offered
    WHERE days >= 7 - lost
)
SELECT
    metric, week, dataset, CAST(depth AS INTEGER) AS depth,
    CASE
        WHEN dataset = 'model-activity' AND depth < 30 THEN 0
        WHEN selection = metric OR depth IS NULL THEN 1
        ELSE 0
    END AS can_rank
FROM chosen
WHERE choice = 1
"""
"""One dataset for each complete week: the first that has all seven days, else all but lost ones."""

COUNTS = f"""
CREATE VIEW weekly_counts AS
WITH summed AS (
    SELECT id, metric, week, dataset, CASE days WHEN 7 THEN 7 ELSE 1 END AS length
    FROM weeks
    WHERE {MAY_ANSWER}
)
SELECT
    answers.metric, answers.week, answers.dataset, answers.depth, answers.can_rank, sums.slug_id,
    CAST(sum(sums.value) AS BIGINT) AS value,
    max(CASE summed.length WHEN 7 THEN 7 ELSE {
    " + ".join(f"((sums.named_on >> {bit}) & 1)" for bit in range(7))
} END) AS days
FROM answers
JOIN summed ON summed.metric = answers.metric AND summed.week = answers.week
    AND summed.dataset = answers.dataset
JOIN sums ON sums.week_id = summed.id
GROUP BY
    answers.metric, answers.week, answers.dataset, answers.depth, answers.can_rank, sums.slug_id
"""
"""The sums of the datasets that answer, and on how many days each slug was named."""

PROVEN = f"""
CREATE VIEW proven_calls AS
WITH newest AS ({NEWEST} AND metric = 'calls' AND days = 7 AND scope LIKE 'models/%'
    AND dataset IN ('context-length', 'history-context-length')
),
chosen AS (
    SELECT newest.*, row_number() OVER (PARTITION BY week, scope ORDER BY dataset) AS choice
    FROM newest
    WHERE turn = 1
),
classes AS (
    SELECT
        week, dataset, depth, slug_id, value, slug = 'other' AS is_other,
        CASE scope
            WHEN 'models/1K' THEN 1 WHEN 'models/10K' THEN 2 WHEN 'models/100K' THEN 3
            WHEN 'models/1M' THEN 4 WHEN 'models/10M' THEN 5
            WHEN 'models/unnamed' THEN 6
        END AS class
    FROM chosen
    JOIN readings ON readings.board_id = chosen.id
    JOIN slugs ON slugs.id = readings.slug_id
    WHERE choice = 1
),
exact AS MATERIALIZED (
    SELECT weekly_counts.week, slug_id, value
    FROM weekly_counts
    JOIN slugs ON slugs.id = slug_id
    WHERE metric = 'calls' AND slug <> 'other'
),
compared AS (
    SELECT abs(parts.value / whole.value - 1) AS difference
    FROM (
        SELECT week, sum(CAST(value AS DOUBLE PRECISION)) AS value
        FROM classes
        WHERE class <= 5
        GROUP BY week
        HAVING count(DISTINCT class) = 5
    ) AS parts
    JOIN (
        SELECT week, sum(CAST(value AS DOUBLE PRECISION)) AS value
        FROM weekly_counts
        WHERE metric = 'calls' AND depth IS NULL
        GROUP BY week
    ) AS whole ON whole.week = parts.week
    WHERE whole.value > 0 AND NOT EXISTS (
        SELECT 1 FROM breaks
        WHERE kind IN ('lost day', 'restated week')
            AND day >= parts.week AND day < {{next_week_of_parts}}
    )
),
smallest AS (
    SELECT week, class, min(value) AS value
    FROM classes
    WHERE class <= 5 AND NOT is_other
    GROUP BY week, class
),
hidden AS (
    SELECT week, sum(value) AS value FROM smallest GROUP BY week HAVING count(*) = 5
),
named AS (
    SELECT week, slug_id, max(CASE class WHEN 6 THEN value ELSE 0 END) AS unnamed
    FROM classes
    WHERE class IS NOT NULL AND NOT is_other
    GROUP BY week, slug_id
),
summed AS (
    SELECT
        named.week, named.slug_id, named.unnamed, sum(coalesce(classes.value, 0)) AS parts,
        sum(coalesce(classes.value, smallest.value)) AS most
    FROM named
    JOIN hidden ON hidden.week = named.week
    JOIN smallest ON smallest.week = named.week
    LEFT JOIN classes ON classes.week = named.week AND classes.slug_id = named.slug_id
        AND classes.class = smallest.class
    GROUP BY named.week, named.slug_id, named.unnamed
),
bounds AS MATERIALIZED (
    SELECT
        summed.week, summed.slug_id,
        coalesce(exact.value, CASE WHEN unnamed > parts THEN unnamed ELSE parts END) AS lower,
        coalesce(exact.value, most) AS upper
    FROM summed
    LEFT JOIN exact ON exact.week = summed.week AND exact.slug_id = summed.slug_id
    UNION ALL
    SELECT exact.week, exact.slug_id, exact.value, exact.value
    FROM exact
    LEFT JOIN named ON named.week = exact.week AND named.slug_id = exact.slug_id
    WHERE named.week IS NULL
),
shown AS (
    SELECT classes.*, row_number() OVER (PARTITION BY week, slug_id ORDER BY class) AS turn
    FROM classes
    WHERE class IS NOT NULL
)
SELECT
    leader.week, leader.slug_id, CAST(leader.lower AS BIGINT) AS value, shown.dataset, shown.depth
FROM bounds AS leader
JOIN hidden ON hidden.week = leader.week AND hidden.value < leader.lower
LEFT JOIN shown ON shown.week = leader.week AND shown.slug_id = leader.slug_id AND shown.turn = 1
LEFT JOIN answers ON answers.week = leader.week AND answers.metric = 'calls'
WHERE coalesce(answers.can_rank, 0) = 0
    AND (SELECT max(difference) FROM compared) <= 0.0001
    AND NOT EXISTS (
        SELECT 1 FROM bounds AS rival
        WHERE rival.week = leader.week AND rival.slug_id <> leader.slug_id
            AND rival.upper >= leader.lower
    )
"""
"""Of weeks of calls that cannot rank, the leader that the classes of prompt length prove."""

COUNTED = """
counted AS (
    SELECT
        week, dataset, depth, can_rank, slug_id, value, days, 0 AS is_proven, 0 AS is_bound
    FROM weekly_counts
    WHERE metric = '{metric}'
)
"""
COUNTED_OR_PROVEN = """
counts AS MATERIALIZED (
    SELECT * FROM weekly_counts WHERE metric = 'calls'
),
proven AS MATERIALIZED (
    SELECT * FROM proven_calls
),
counted AS (
    SELECT
        counts.week, counts.dataset, counts.depth, counts.can_rank, counts.slug_id, counts.value,
        counts.days, CASE WHEN proven.week IS NULL THEN 0 ELSE 1 END AS is_proven, 0 AS is_bound
    FROM counts
    LEFT JOIN proven ON proven.week = counts.week AND proven.slug_id = counts.slug_id
    UNION ALL
    SELECT proven.week, proven.dataset, proven.depth, 0, proven.slug_id, proven.value, 7, 1, 1
    FROM proven
    LEFT JOIN counts ON counts.week = proven.week AND counts.slug_id = proven.slug_id
    WHERE counts.week IS NULL
)
"""


def weekly(metric: str) -> str:
    """Return the view of the weeks of a metric.

    A value is a lower bound if the week lacks a day, or if a shallow board did not name the slug on
    every day. A rank is missing if it is open: if what a slug had at most (`most`) overlaps with
    what another had, or if slugs that the week does not name may have had as much.
    """
    counted = COUNTED_OR_PROVEN if metric == "calls" else COUNTED.format(metric=metric)
    return f"""
CREATE VIEW weekly_{metric} AS
WITH {counted.strip()},
of_week AS (
    SELECT
        counted.*, slug, CASE slug WHEN 'other' THEN 1 ELSE 0 END AS is_other,
        max(days) OVER (PARTITION BY week) AS days_on_record,
        max(CASE slug WHEN 'other' THEN value END) OVER (PARTITION BY week) AS other,
        sum(CAST(value AS DOUBLE PRECISION)) OVER (PARTITION BY week) AS whole
    FROM counted
    JOIN slugs ON slugs.id = slug_id
),
limited AS (
    SELECT
        of_week.*,
        CASE WHEN is_bound = 1 OR days_on_record < 7 OR (days < 7 AND depth < 50)
            THEN 1 ELSE 0 END AS at_least,
        CASE WHEN days_on_record < 7
            THEN 2 * days_on_record / (7 - days_on_record) END AS parts,
        coalesce(other, CASE WHEN depth IS NULL THEN 0 ELSE {LARGEST} END) AS rest,
        coalesce(min(CASE WHEN is_other = 0 AND days = days_on_record THEN value END)
            OVER (PARTITION BY week), {LARGEST}) AS last
    FROM of_week
),
bounded AS (
    SELECT
        limited.*,
        CASE
            WHEN parts IS NOT NULL THEN {a_day_more("value")}
            WHEN at_least = 0 OR depth IS NULL THEN value
            WHEN rest > {LARGEST} - value THEN {LARGEST}
            ELSE value + rest
        END AS most,
        CASE WHEN parts IS NULL THEN rest ELSE {a_day_more("rest")} END AS unnamed_together,
        CASE WHEN parts IS NULL THEN 0 ELSE 1 END AS lacks_day,
        CASE WHEN depth IS NULL THEN 0 WHEN rest < last THEN rest ELSE last END AS unnamed
    FROM limited
),
placed AS (
    SELECT
        bounded.*,
        rank() OVER (PARTITION BY week, is_other ORDER BY value DESC) AS place,
        max(most) OVER (PARTITION BY week, is_other ORDER BY value
            GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS most_below,
        min(value) OVER (PARTITION BY week, is_other ORDER BY value DESC
            GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS least_above,
        count(*) OVER (PARTITION BY week, is_other, value) AS equal,
        max(at_least) OVER (PARTITION BY week, is_other, value) AS equal_at_least,
        CASE WHEN lacks_day = 1 THEN {a_day_more("unnamed")} ELSE unnamed END AS unnamed_most
    FROM bounded
)
SELECT
    placed.week, placed.slug, coalesce(identities.name, placed.slug) AS name,
    identities.author, identities.country, identities.weights, placed.value,
    CASE WHEN (depth IS NULL OR other IS NOT NULL) AND whole > 0
        THEN CAST(value AS DOUBLE PRECISION) / whole END AS share,
    CASE
        WHEN is_proven = 1 THEN 1
        WHEN can_rank = 0 OR is_other = 1 THEN NULL
        WHEN most_below >= value OR least_above <= most THEN NULL
        WHEN equal > 1 AND equal_at_least = 1 THEN NULL
        WHEN at_least = 1 AND value <= unnamed_most
            AND unnamed_together >= CASE WHEN value > 1 THEN value ELSE 1 END THEN NULL
        ELSE place
    END AS rank,
    placed.depth, placed.dataset, placed.days, placed.at_least
FROM placed
LEFT JOIN identities ON identities.slug_id = placed.slug_id
    AND placed.week >= identities.since AND placed.week < identities.until
"""


def a_day_more(value: str) -> str:
    """Return less than one of ``parts`` more than a value: the most that a lost day can bring."""
    return (
        f"CASE WHEN {value} > {LARGEST // 2} THEN {LARGEST}"
        f" ELSE {value} + ({value} - 1) / CASE parts WHEN 0 THEN 1 ELSE parts END END"
    )


LEADERS = "CREATE VIEW leaders AS" + " UNION ALL".join(
    f"""
SELECT
    '{metric}'{{code_points}} AS metric, week, slug, name, author, country, weights, value, share,
    depth, dataset, at_least
FROM weekly_{metric}
WHERE rank = 1"""
    for metric in METRICS
)
STREAKS = """
CREATE VIEW streaks_at_1 AS
WITH led AS MATERIALIZED (
    SELECT
        metric, week, slug, name, {week_number} AS number,
        {joined}(slug, ' and ') OVER (PARTITION BY metric, week ORDER BY slug
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS leader
    FROM leaders
),
numbered AS (
    SELECT led.*, number - row_number() OVER (PARTITION BY metric, slug ORDER BY number) AS streak
    FROM led
),
streaks AS (
    SELECT
        metric, slug, max(name) AS name, min(week) AS first, max(week) AS last,
        count(*) AS weeks, max(number) AS number
    FROM numbered
    GROUP BY metric, slug, streak
),
ranked AS (
    SELECT metric, {week_number} AS number FROM answers WHERE can_rank = 1
    UNION
    SELECT metric, number FROM led
),
newest AS (
    SELECT metric, max(number) AS number FROM ranked GROUP BY metric
),
next_leaders AS (
    SELECT DISTINCT metric, number, leader FROM led
)
SELECT
    streaks.metric, streaks.slug, streaks.name, streaks.first, streaks.last, streaks.weeks,
    CASE WHEN streaks.number = newest.number THEN 1 ELSE 0 END AS ongoing,
    CASE
        WHEN streaks.number = newest.number THEN NULL
        WHEN next_leaders.leader IS NOT NULL THEN next_leaders.leader
        WHEN ranked.number IS NULL THEN 'gap'
        ELSE 'open'
    END AS ended_by
FROM streaks
JOIN newest ON newest.metric = streaks.metric
LEFT JOIN next_leaders ON next_leaders.metric = streaks.metric
    AND next_leaders.number = streaks.number + 1
LEFT JOIN ranked ON ranked.metric = streaks.metric AND ranked.number = streaks.number + 1
"""
"""A streak is of consecutive weeks: the number of the week less that of the row stays the same."""
VIEWS = {
    "answers": ANSWERS,
    "weekly_counts": COUNTS,
    "proven_calls": PROVEN,
    **{f"weekly_{metric}": weekly(metric) for metric in METRICS},
    "leaders": LEADERS,
    "streaks_at_1": STREAKS,
}
"""Each is made of those before it."""
DROP = [f"DROP VIEW {view}" for view in reversed(VIEWS)]
WORDS = {
    "sqlite": {
        "next_week": "date(week, '+7 days')",
        "next_week_of_parts": "date(parts.week, '+7 days')",
        "week_number": "CAST(julianday(week) / 7 AS INTEGER)",
        "joined": "group_concat",
        "code_points": "",
    },
    "postgresql": {
        "next_week": "week + 7",
        "next_week_of_parts": "parts.week + 7",
        "week_number": "(week - DATE '2000-01-03') / 7",
        "joined": "string_agg",
        "code_points": ' COLLATE "C"',
    },
}


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("slug_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("weights", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("slug_id", "since", name="pk_identities"),
        sa.ForeignKeyConstraint(["slug_id"], ["slugs.id"], name="fk_identities_slug_id_slugs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "breaks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_breaks"),
    )
    op.create_table(
        "curated",
        sa.Column("digest", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_curated"),
    )
    dialect = op.get_bind().dialect.name
    for statement in VIEWS.values():
        op.execute(statement.format_map(WORDS[dialect]))


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
    for table in ("curated", "breaks", "identities"):
        op.drop_table(table)
