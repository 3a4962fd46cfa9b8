"""Press claims: read, judged under each definition that matters, and answered with evidence.

grammar.py     a line of text → a claim          numbers.py     numbers as people write them
grid.py        under which definitions           tolerances.py  what counts as the same
truths.py      in which weeks it was so          stretches.py   for how many weeks running
of_weeks.py    claims of a run of weeks          in_a_week.py   claims of one week's figure
open_ends.py   what missing days leave open      not_named.py   whom a week does not name
judging.py     a claim under one definition      ground.py      what they are judged on
verdicts.py    all of it → a verdict             sentences.py   a sentence to print
notes.py       what else to know: unseen.py about sums, otherwise.py about other ways to count
"""

CONTENTS = (
    "grammar", "numbers", "grid", "tolerances", "truths", "stretches", "open_ends", "not_named",
    "ground", "verdicts",
)  # fmt: skip
