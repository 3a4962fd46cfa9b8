"""Check press claims: parse them, judge them under each definition, and give evidence.

parse.py         a line of text → a claim            numbers.py   numbers as people write them
definitions.py   under which definitions             streaks.py   in which weeks it was true
judge.py         a claim under one definition        evidence.py  context and result types
judge_week.py    claims about the figure of one week
limits.py        what that figure leaves open
verdicts.py      all of it → a verdict               text.py      a sentence to print
notes.py         further notes
"""
