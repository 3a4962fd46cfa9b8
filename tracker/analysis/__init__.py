"""Measures: frame → frame. Only frame.py and facts.py know the store; the others take a frame.

    frame.py    boards → a tidy weekly frame        shares.py    share of the week, change
    ranks.py    rank, last week's, peak, weeks on   streaks.py   runs at #1 or in the top N
    bounds.py   calls at least and at most          agreement.py how far two datasets agree
    facts.py    what is published beside counts

To add one: write a file with a function frame → frame, its definitions in the docstring; add its
line to CONTENTS, and `tracker define` knows it.
"""

CONTENTS = ("frame", "ranks", "shares", "streaks", "bounds", "agreement", "facts")
