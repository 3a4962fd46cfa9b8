"""Check press claims: read a sentence, judge each claim under each definition, give evidence.

Read, in this order:

    words.py         a text → words that mean something        mentions.py   names in a text
    quantities.py    numbers in a text                         periods.py    times in a text
    phrases.py       words that mean one thing together        clauses.py    what a clause is about
    statements.py    a clause → claims                         in_a_row.py   of weeks in a row
    measures.py      of amounts, percentages, multiples        comparisons.py  of ranks and rivals
    firsts.py        of what was so for the first time         inversions.py   passives, denials
    reading.py       a text → readings
    parse.py         a line in one of the forms → a claim      claim.py      what can be claimed

Judge:

    definitions.py   under which definitions                   streaks.py    in which weeks it held
    judge.py         a claim under one definition              evidence.py   context, result types
    judge_week.py    claims about the figure of one period     limits.py     what it leaves open
    judge_period.py  claims that compare such figures          numbers.py    when a number holds
    verdicts.py      all of it → verdicts                      text.py       a sentence to print
    notes.py         further notes                             elsewhere.py  another router
"""
