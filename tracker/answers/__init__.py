"""What the reading commands answer: one file for each command, named like it.

top.py streaks.py versus.py market.py profile.py check.py changed.py bounds.py reconcile.py
unmapped.py status.py

table.py    an answer as a table       formats.py      CSV, JSON and Markdown
ages.py     how old the figures are    prometheus.py   the status as metrics
"""
