"""Press claims: read, judged under each definition that matters, and answered with evidence.

parse.py         a line of text → a claim            numbers.py   numbers as people write them
definitions.py   under which definitions             streaks.py   in which weeks it was so
judge.py         a claim under one definition        evidence.py  what it is judged on
judge_week.py    claims about the figure of one week
verdicts.py      all of it → a verdict               text.py      a sentence to print
notes.py         what else to know
"""
