"""From frames to what people read: store → frame → measures → text and files.

answers.py   the tables behind `tracker top` and `tracker streaks`
health/      how fresh the record is, and what needs somebody
news.py      what is new in it
one_week.py  what the chart of one week needs of the record
tables.py    frame → CSV, JSON, Markdown

exports.py       what is exported: every table that makes sense outside
dictionary.py    what each column of them is
files.py         a table as one file; the writers behind it:
parquet.py       frame → Parquet            workbook.py      frames → a workbook
datapackage.py   all of them in a folder, as a Frictionless Data Package
"""
