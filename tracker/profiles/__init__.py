"""Breakthrough or vanity? Everything that is measured of one entity, and what it speaks for.

    case.py       the subject and its weeks, and the thresholds of measures
    measures.py   lead, calls and duration, and the sentences on all measures
    money.py      what was free, prices, list cost, sessions and tasks

A measure speaks for a breakthrough, against one, or not at all; there is no score.
"""
