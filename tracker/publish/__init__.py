"""From frames to what people read: store → frame → measures → text and files.

answers.py   the tables behind `tracker top` and `tracker streaks`
tables.py    frame → CSV, JSON, Markdown
"""
