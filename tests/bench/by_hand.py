"""The measures written by hand in numpy: the columns of a tidy frame are spread out as weeks × names,
measured there, and gathered again into columns in the order of the frame that the tracker gives.

Nothing here is careful of what the invented figures do not hold (weeks that lack days, datasets
beside one another); it is what somebody writes who knows these figures and wants them fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tracker.records import OTHER

Columns = dict[str, Any]
DAY = np.timedelta64(1, "D")
NO = -1


class Grid:
    """A tidy frame as weeks × names; ``line`` and ``column`` say where each row went."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.week = frame["week"].to_numpy()
        self.column, self.names = pd.factorize(frame["entity"].to_numpy())
        self.first = self.week.min()
        self.line = (self.week - self.first) // (7 * DAY)
        self.size = int(self.line.max()) + 1
        self.is_other = np.array([name == OTHER for name in self.names])
        self.place = self.line * len(self.names) + self.column

    def weeks(self, line: Any) -> Any:
        return self.first + line * np.timedelta64(7 * 86400, "s")

    def spread(self, values: Any, empty: Any = NO) -> Any:
        grid = np.full((self.size, len(self.names)), empty, dtype=np.asarray(values).dtype)
        grid.reshape(-1)[self.place] = values
        return grid

    def gather(self, grid: Any) -> Any:
        return grid.reshape(-1)[self.place]

    def alphabet(self) -> Any:
        """The place of each name in the order of the alphabet."""
        return np.argsort(np.argsort(self.names.astype("U")))


def later(grid: Any, empty: Any = NO) -> Any:
    """Each week with what was so the week before."""
    moved = np.full_like(grid, empty)
    moved[1:] = grid[:-1]
    return moved


def numbers(column: pd.Series) -> Any:
    return column.to_numpy(dtype="int64", na_value=NO)


def positions(values: Any) -> Any:
    """Ranks in each week, equals sharing the best; NO where nothing is named."""
    order = np.argsort(-values, axis=1)
    sorted_ = np.take_along_axis(values, order, axis=1)
    starts = np.zeros(values.shape, dtype="int64")
    starts[:, 1:] = np.where(sorted_[:, 1:] != sorted_[:, :-1], np.arange(1, values.shape[1]), 0)
    found = np.empty_like(values)
    np.put_along_axis(found, order, np.maximum.accumulate(starts, axis=1) + 1, axis=1)
    found[values < 0] = NO
    return found


def ranks(frame: pd.DataFrame) -> Columns:
    grid = Grid(frame)
    return _ranks(grid, grid.spread(frame["value"].to_numpy()))


def _ranks(grid: Grid, values: Any) -> Columns:
    values = values.copy()
    values[:, grid.is_other] = NO
    rank = positions(values)
    ranked = rank > 0
    peak = np.minimum.accumulate(np.where(ranked, rank, rank.shape[1] + 1), axis=0)
    on, at_1 = ranked.cumsum(axis=0), (rank == 1).cumsum(axis=0)
    found = {"rank": rank, "last_rank": later(rank), "peak_rank": peak, "weeks_on_chart": on,
             "weeks_at_1": at_1}  # fmt: skip
    return {name: grid.gather(np.where(ranked, made, NO)) for name, made in found.items()}


def shares(frame: pd.DataFrame) -> Columns:
    grid = Grid(frame)
    values = grid.spread(frame["value"].to_numpy(), 0)
    share = values / values.sum(axis=1, keepdims=True)
    known = (values > 0) & (later(values) > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(known, (values / later(values) - 1) * 100, np.nan)
    points = np.where(known, (share - later(share, 0)) * 100, np.nan)
    found = {"share": share, "change_pct": change, "change_points": points}
    return {name: grid.gather(made) for name, made in found.items()}


MOVES = np.array([None, "climber", "faller", "steady", "new entry", "re-entry", "drop-out"])


def movers(measured: pd.DataFrame, top: int) -> Columns:
    grid = Grid(measured)
    rank = grid.spread(numbers(measured["rank"]))
    depth = (rank > 0).sum(axis=1)[:, None]
    inside = (rank > 0) & (rank <= top)
    rank = np.where(inside, rank, NO)
    last = later(rank)
    reach = later(depth)
    debut = np.broadcast_to(inside.argmax(axis=0), rank.shape)
    debut_rank = np.take_along_axis(rank, debut[:1], axis=0).repeat(len(rank), axis=0)
    worst = rank.shape[1] + 1
    best_before = later(np.minimum.accumulate(np.where(inside, rank, worst), axis=0), worst)
    lines = np.arange(len(rank))[:, None]
    peaked = np.maximum.accumulate(np.where(inside & (rank < best_before), lines, NO), axis=0)
    run = np.zeros_like(rank)
    for line in range(len(rank)):
        run[line] = (run[line - 1] * (line > 0) + 1) * (rank[line] == 1)
    gone = ~inside & (last > 0) & (last <= depth)

    line, column = np.nonzero(inside | gone)
    alphabet = grid.alphabet()
    at = lambda made: np.broadcast_to(made, rank.shape)[line, column]  # noqa: E731
    now, before, is_gone, before_all = at(rank), at(last), at(gone), at(best_before)
    both = (now > 0) & (before > 0)
    moved = np.where(both, before - now, 0)
    entered = (before < 0) & (at(reach) > 0) & (now <= at(reach))
    new, again = entered & (before_all == worst), entered & (before_all <= at(reach))
    tried = [both & (moved > 0), both & (moved < 0), both & (moved == 0), new, again, is_gone]
    move = np.select(tried, range(1, 7), 0)
    least = np.where(both, -abs(moved), now)
    best = np.full((len(rank), 7), worst)
    np.minimum.at(best, (line, move), least)
    highest = (move > 0) & ~is_gone & (least == best[line, move]) & ~(both & (moved == 0))
    order = np.lexsort((alphabet[column], before, np.where(is_gone, worst, now), line))
    peak_line = np.where(is_gone, at(later(peaked)), at(peaked))
    found = {"week": grid.weeks(line), "entity": grid.names[column], "move": MOVES[move],
             "rank": now, "last_rank": before, "moved": np.where(both, moved, -10**6),
             "debut": grid.weeks(at(debut)), "debut_rank": at(debut_rank),
             "weeks_to_peak": peak_line - at(debut), "streak_at_1": at(run),
             "highest": highest}  # fmt: skip
    return {name: made[order] for name, made in found.items()}


def leads(measured: pd.DataFrame) -> Columns:
    grid = Grid(measured)
    order = np.argsort(grid.names.astype("U"))
    worst = len(grid.names) + 1
    rank = grid.spread(numbers(measured["rank"]))[:, order]
    rank[rank < 0] = worst
    lines = np.arange(grid.size)
    places = [rank.argmin(axis=1)]
    led = rank == 1
    rank[lines, places[0]] = worst
    places.append(rank.argmin(axis=1))
    first, second = (order[place] for place in places)
    values = grid.spread(measured["value"].to_numpy())
    share = grid.spread(measured["share"].to_numpy(), np.nan)
    one, two = values[lines, first], values[lines, second]
    stayed = later(led, False)[lines, places[0]]
    return {"week": grid.weeks(lines), "entity": grid.names[first], "value": one,
            "share": share[lines, first], "runner_up": grid.names[second], "runner_up_value": two,
            "margin": (share[lines, first] - share[lines, second]) * 100, "lead": one / two,
            "near_tie": one / two < 1.01,
            "lead_change": np.where(lines > 0, ~stayed, NO)}  # fmt: skip


def streaks(measured: pd.DataFrame) -> Columns:
    rank = numbers(measured["rank"])
    led = np.flatnonzero(rank == 1)
    weeks, names = measured["week"].to_numpy(), measured["entity"].to_numpy()
    newest = weeks.max()
    when, who = weeks[led], names[led]
    leaders: dict[Any, Any] = dict(zip(when, who, strict=True))
    code = np.unique(who.astype("U"), return_inverse=True)[1]
    order = np.lexsort((when, code))
    when, who, code = when[order], who[order], code[order]
    apart = (code[1:] != code[:-1]) | (when[1:] - when[:-1] != 7 * DAY)
    starts = np.flatnonzero(np.concatenate([[True], apart]))
    ends = np.concatenate([starts[1:], [len(when)]]) - 1
    first, last, name = when[starts], when[ends], who[starts]
    ended = [None if end == newest else leaders[end + 7 * DAY] for end in last]
    order = np.lexsort((code[starts], last, first))
    found = {"entity": name, "first": first, "last": last, "weeks": ends - starts + 1,
             "ongoing": last == newest, "ended_by": np.array(ended, dtype=object)}  # fmt: skip
    return {column: made[order] for column, made in found.items()}


def versus(frame: pd.DataFrame, one: str, two: str) -> Columns:
    names, weeks, values = (frame[name].to_numpy() for name in ("entity", "week", "value"))
    can = (frame["complete"] & frame["can_rank"]).to_numpy()
    first = weeks.min()
    sides = np.full((2, int((weeks.max() - first) // (7 * DAY)) + 1), NO)
    for side, name in zip(sides, (one, two), strict=True):
        here = np.flatnonzero((names == name) & can)
        side[(weeks[here] - first) // (7 * DAY)] = values[here]
    line = np.flatnonzero(sides.max(axis=0) >= 0)
    sign = np.sign(sides[0] - sides[1])[line]
    apart = (np.diff(sign) != 0) | (np.diff(line) != 1)
    starts = np.flatnonzero(np.concatenate([[True], apart]))
    ends = np.concatenate([starts[1:], [len(line)]]) - 1
    at = lambda lines: first + lines * np.timedelta64(7 * 86400, "s")  # noqa: E731
    leader = np.array(["b", "tie", "a"], dtype=object)[sign[starts] + 1]
    return {"leader": leader, "first": at(line[starts]), "last": at(line[ends]),
            "weeks": ends - starts + 1, "ongoing": ends == len(line) - 1}  # fmt: skip


def market(frame: pd.DataFrame, top: int = 10) -> Columns:
    grid = Grid(frame)
    values = grid.spread(frame["value"].to_numpy())
    share = np.maximum(values, 0) / np.maximum(values, 0).sum(axis=1, keepdims=True)
    unnamed = share[:, grid.is_other].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.where(share > 0, share * np.log(share), 0).sum(axis=1)
    order = np.argsort(grid.names.astype("U"))
    order = order[~grid.is_other[order]]
    values, share = values[:, order], share[:, order]
    sorted_ = np.argsort(-values, axis=1, kind="stable")
    largest = np.take_along_axis(share, sorted_[:, :5], axis=1).cumsum(axis=1)
    hhi = ((share * 100) ** 2).sum(axis=1)
    high = hhi + (unnamed * 100) ** 2

    position = np.empty_like(sorted_)
    np.put_along_axis(position, sorted_, np.arange(1, len(order) + 1)[None, :], axis=1)
    position[values < 0] = NO
    size = (values >= 0).sum(axis=1)
    rank = positions(values)
    on_top = (rank > 0) & (rank <= top)
    now = on_top.sum(axis=1)
    turnover = 1 - (on_top & later(on_top, False)).sum(axis=1) / later(now)
    turnover[0] = np.nan
    both = (position > 0) & (later(position) > 0)
    lower = np.maximum(position, later(position))
    cut = np.minimum(size, later(size))
    depth = np.arange(1, size.max() + 1)
    weight = np.concatenate([[0.0], np.cumsum(0.9**depth / depth)])
    both &= lower <= cut[:, None]
    line = np.nonzero(both)[0]
    k = cut[line]
    each = 0.1 / 0.9 * (weight[k] - weight[lower[both] - 1]) + 0.9**k / k
    overlap = np.minimum(np.bincount(line, each, minlength=grid.size), 1.0)
    overlap[0] = np.nan
    return {"week": grid.weeks(np.arange(grid.size)), "named": size, "cr1": largest[:, 0],
            "cr3": largest[:, 2], "cr5": largest[:, 4], "hhi_low": hhi, "hhi_high": high,
            "effective_low": 10_000 / high, "effective_high": 10_000 / hhi,
            "diversity_low": np.exp(entropy), "turnover": turnover, "overlap": overlap,
            "unnamed": unnamed}  # fmt: skip


def given_away(frame: pd.DataFrame) -> Columns:
    grid = Grid(frame)
    values = grid.spread(frame["value"].to_numpy(), 0)
    free = np.array([name.endswith(":free") for name in grid.names])
    total = values.sum(axis=1)
    part = lambda which: values[:, which].sum(axis=1) / total  # noqa: E731
    return {"week": grid.weeks(np.arange(grid.size)), "free": part(free),
            "paid": part(~free & ~grid.is_other)}  # fmt: skip


def without_free(frame: pd.DataFrame) -> Columns:
    """Its rows, and their ranks."""
    grid = Grid(frame)
    values = grid.spread(frame["value"].to_numpy())
    free = np.array([name.endswith(":free") for name in grid.names])
    other = int(np.flatnonzero(grid.is_other)[0])
    values[:, other] += np.maximum(values[:, free], 0).sum(axis=1)
    values[:, free] = NO
    line, column = np.nonzero(values >= 0)
    value = values[line, column]
    order = np.lexsort((grid.alphabet()[column], -value, line))
    grid.line, grid.column = line[order], column[order]
    grid.place = grid.line * len(grid.names) + grid.column
    return {"week": grid.weeks(grid.line), "entity": grid.names[grid.column],
            "value": value[order], **_ranks(grid, values)}  # fmt: skip


def list_cost(frame: pd.DataFrame, prices: pd.DataFrame) -> Columns:
    grid = Grid(frame)
    values = grid.spread(frame["value"].to_numpy(), 0)
    share = values / values.sum(axis=1, keepdims=True)
    until = grid.weeks(np.arange(grid.size)) + 7 * DAY
    known = prices["known_from"].dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    told = prices[["prompt", "completion", "cache_read"]].to_numpy()
    slugs, when = prices["slug"].to_numpy(), np.argsort(known, kind="stable")
    rows: dict[Any, Any] = {}
    for row in when:
        rows.setdefault(slugs[row], []).append(row)
    at = np.full(values.shape, NO)
    for column, name in enumerate(grid.names):
        if name in rows:
            own = np.array(rows[name])
            at[:, column] = own[np.maximum(np.searchsorted(known[own], until) - 1, 0)]
    free = np.array([name.endswith(":free") for name in grid.names])
    prompt, completion, cached = (np.where(at >= 0, part[at], np.nan) for part in told.T)
    costs = [
        values * (part * ((1 - c) * prompt + c * cached) + (1 - part) * completion) / 1e6
        for part in (0.95, 0.99)
        for c in (0.0, 0.6)
    ]
    low, high = np.minimum.reduce(costs), np.maximum.reduce(costs)
    low[:, free] = high[:, free] = 0.0
    late = (at >= 0) & (known[at] >= until[:, None]) & ~free
    day = np.where((at >= 0) & ~free, known[at].astype("datetime64[D]"), np.datetime64("NaT", "D"))
    found = {"share": share, "cost_low": low, "cost_high": high, "priced_at": day,
             "priced_late": late}  # fmt: skip
    return {name: grid.gather(made) for name, made in found.items()}


def growth(measured: pd.DataFrame) -> Columns:
    grid = Grid(measured)
    values = grid.spread(measured["value"].to_numpy())
    total = np.maximum(values, 0).sum(axis=1)
    known = (values > 0) & (later(values) > 0)
    here = grid.gather(known)
    line = grid.line[here]
    value, before = grid.gather(values)[here], grid.gather(later(values))[here]
    change = value - before
    apart = abs(change) / np.minimum(value, before)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(apart == 0, value, abs(change) / np.log1p(apart))
    market = np.round(mean * np.log(total[line] / total[line - 1])).astype("int64")
    return {"week": grid.week[here], "entity": grid.names[grid.column[here]], "value": value,
            "last_value": before, "change": change, "market": market,
            "gain": change - market}  # fmt: skip


def endurance(measured: pd.DataFrame, name: str) -> tuple[Any, ...]:
    """Debut, peak, its share, half-life, weeks held, kept after the peak and after the debut."""
    names, weeks = measured["entity"].to_numpy(), measured["week"].to_numpy()
    share = measured["share"].to_numpy()
    first = weeks.min()
    line = (weeks - first) // (7 * DAY)
    least = np.full(int(line.max()) + 1, np.inf)
    np.minimum.at(least, line, share)
    own = np.full(len(least), np.nan)
    here = names == name
    own[line[here]] = share[here]
    debut = int(np.flatnonzero(~np.isnan(own))[0])
    peak = int(np.nanargmax(own))
    seen = own[peak + 1 :]
    half = own[peak] / 2
    below = np.flatnonzero(np.where(np.isnan(seen), least[peak + 1 :], seen) < half)
    held = int(np.logical_and.accumulate(seen >= half).sum())
    kept = [[own[at + n] / own[at] for n in (4, 8, 12) if at + n < len(own)]
            for at in (peak, debut)]  # fmt: skip
    week = lambda at: first + at * np.timedelta64(7 * 86400, "s")  # noqa: E731
    return (week(debut) if debut else None, week(peak), own[peak],
            int(below[0]) + 1 if len(below) else None, held, *kept)  # fmt: skip


def changed(then: pd.DataFrame, now: pd.DataFrame) -> Columns:
    grids = Grid(then), Grid(now)
    values, ranks, totals, leaders = [], [], [], []
    for grid, frame in zip(grids, (then, now), strict=True):
        made = grid.spread(frame["value"].to_numpy())
        order = np.argsort(grid.names.astype("U"))
        order = order[~grid.is_other[order]]
        rank = grid.spread(numbers(frame["rank"]))[:, order]
        totals.append(np.maximum(made, 0).sum(axis=1))
        values.append(made[:, order])
        ranks.append(rank)
        leaders.append(grid.names[order][(rank == 1).argmax(axis=1)])
    count = [((a >= 0) & (b >= 0) & (a != b)).sum(axis=1) for a, b in (values, ranks)]
    differs = np.flatnonzero((count[0] > 0) | (totals[0] != totals[1]))
    found = {"week": grids[0].weeks(np.arange(grids[0].size)), "total_then": totals[0],
             "total_now": totals[1], "ppm": (totals[1] / totals[0] - 1) * 1e6,
             "names_changed": count[0], "ranks_changed": count[1], "leader_then": leaders[0],
             "leader_now": leaders[1]}  # fmt: skip
    return {name: made[differs] for name, made in found.items()}


def unmapped(frame: pd.DataFrame) -> Columns:
    grid = Grid(frame)
    values = grid.spread(frame["value"].to_numpy())
    there = values >= 0
    total = np.maximum(values, 0).sum(axis=0)
    lacking = np.flatnonzero(~grid.is_other)
    alphabet = grid.alphabet()
    order = lacking[np.lexsort((alphabet[lacking], -total[lacking]))]
    newest = grid.size - 1 - there[::-1].argmax(axis=0)
    return {"entity": grid.names[order], "value": total[order], "share": total[order] / total.sum(),
            "weeks": there.sum(axis=0)[order], "last": grid.weeks(newest[order])}  # fmt: skip


def claim(measured: pd.DataFrame, name: str, needed: int, lost: list[Any]) -> tuple[Any, ...]:
    """Whether ``name`` led for so many weeks running: yes or no, the longest run and its weeks."""
    here = np.flatnonzero(measured["entity"].to_numpy() == name)
    weeks = measured["week"].to_numpy()
    first = weeks.min()
    so = np.zeros(int((weeks.max() - first) // (7 * DAY)) + 1, dtype=bool)
    line = (weeks[here] - first) // (7 * DAY)
    so[line[numbers(measured["rank"])[here] == 1]] = True
    values = measured["value"].to_numpy()
    for day in lost:  # a lost day may have turned it, and then nobody knows
        of_week = first + (np.datetime64(day) - first) // (7 * DAY) * 7 * DAY
        own = values[here[weeks[here] == of_week]]
        top = np.sort(values[(weeks == of_week) & (measured["entity"] != OTHER).to_numpy()])[-2:]
        border = top[0] if len(own) and own[0] == top[1] else top[1]
        if len(own) and abs(own[0] - border) < 0.5 * min(own[0], border) / 6:
            so[(of_week - first) // (7 * DAY)] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[False], so, [False]]).astype(int)))
    lengths = edges[1::2] - edges[::2]
    best = len(lengths) - 1 - int(lengths[::-1].argmax())
    week = lambda at: (first + at * np.timedelta64(7 * 86400, "s")).astype(object).date()  # noqa: E731
    return (bool(lengths[best] >= needed), int(lengths[best]), week(edges[2 * best]),
            week(edges[2 * best + 1] - 1))  # fmt: skip
