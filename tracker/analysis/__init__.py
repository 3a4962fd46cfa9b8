"""Measures: frame → frame. Only frame.py, catalog.py and elsewhere.py know the store.

    sums.py      counts of slugs → sums of a level
    frame.py     boards → a tidy weekly frame        catalog.py    the catalogue, prices, benchmarks
    cache.py     frames with ranks and shares        bounds.py     lower and upper bounds of calls
    rows.py      the rows of a frame                 limits.py     lower and upper limits of values

    ranks.py     rank, last week's, peak, leads      market.py     concentration and churn
    shares.py    share of the week, change           free.py       free and stealth usage
    movers.py    entries, exits, rises and falls      list_cost.py  what the tokens cost
    effective_price.py  dollars billed for a million tokens and for a call
    price_cuts.py       the use of a model after each price cut
    streaks.py   streaks at #1, does it last?        quality.py    usage with results and prices
    versus.py    one side against another            growth.py     growth or gain, and who lost
    changed.py   what a correction changed           events.py     events and their days
    agreement.py how far two datasets agree          unmapped.py   slugs missing from the map
    elsewhere.py shares on another router           two_routers.py authors on both routers

To add one: write a file with a function frame → frame, its definitions in the docstring; add its
line to CONTENTS. `tracker define` knows it.
"""

CONTENTS = (
    "frame",
    "sums",
    "ranks",
    "shares",
    "movers",
    "limits",
    "streaks",
    "versus",
    "market",
    "free",
    "list_cost",
    "effective_price",
    "price_cuts",
    "quality",
    "growth",
    "events",
    "changed",
    "unmapped",
    "bounds",
    "elsewhere",
    "two_routers",
    "agreement",
    "cache",
    "catalog",
    "rows",
)
