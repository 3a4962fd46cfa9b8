"""Measures: frame → frame. Only frame.py and catalog.py know the store; the others take a frame.

    frame.py     boards → a tidy weekly frame        catalog.py    what is published beside counts
    cache.py     frames with ranks and shares        bounds.py     calls at least and at most
    rows.py      the rows of a frame                 limits.py     lower bounds, and at most

    ranks.py     rank, last week's, peak, leads      market.py     concentration and churn
    shares.py    share of the week, change           free.py       what is given away
    movers.py    who came, went, rose and fell       spend.py      what the tokens cost
    streaks.py   streaks at #1, does it last?        quality.py    results and prices beside use
    versus.py    one side over another               growth.py     growth or gain, who lost
    changed.py   what a correction changed           events.py     what happened, and when
    agreement.py how far two datasets agree          unmapped.py   what the map does not know

To add one: write a file with a function frame → frame, its definitions in the docstring; add its
line to CONTENTS. `tracker define` knows it.
"""

CONTENTS = (
    "frame", "ranks", "shares", "movers", "limits", "streaks", "versus", "market", "free", "spend",
    "quality", "growth", "events", "changed", "unmapped", "bounds", "agreement", "cache",
    "catalog", "rows",
)  # fmt: skip
