"""Check press claims: read a sentence, judge each claim under each definition, give evidence.

Read, in this order:

    words.py         a text → words that mean something        mentions.py   names in a text
    quantities.py    numbers in a text                         periods.py    times in a text
    phrases.py       phrases that are patterns                 compounds.py  words in one meaning
    spans.py         periods that mean one thing together      bases.py      from when to when
    clauses.py       what a clause is about                    left_over.py  what no claim takes
    statements.py    a clause → claims                         in_a_row.py   of weeks in a row
    measures.py      of amounts, percentages, multiples        comparisons.py  of ranks and rivals
    firsts.py        of what was so for the first time         inversions.py   passives, denials
    groups.py        places within a group                     reading.py   a text → readings
    context.py       what a text has said so far               short_names.py  `M3` for MiniMax M3
    antecedents.py   what a clause means by `it`, or by none   scopes.py     for what a period holds
    neighbours.py    what stands beside a word of a clause     claim.py      what can be claimed
    parse.py         a line in one of the forms → a claim

Judge:

    definitions.py   under which definitions                   streaks.py    in which weeks it held
    ground.py        the data that it is judged on             evidence.py   what was found, by what
    judge.py         a claim under one definition              judge_first.py  first times, records
    judge_week.py    claims about the figure of one period     limits.py     what it leaves open
    judge_period.py  claims that compare such figures          numbers.py    when a number holds
    verdicts.py      all of it → verdicts                      text.py       a sentence to print
    notes.py         further notes                             elsewhere.py  another router
    sums.py          notes on sums over models                 lasted.py     what did last instead
    other_ways.py    what would change in another vintage, or with stealth models revealed
"""
