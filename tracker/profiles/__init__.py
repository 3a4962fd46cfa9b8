"""Breakthrough or vanity? Everything that is measured of one entity, and what it speaks for.

    case.py       the subject and its weeks, and the thresholds of measures
    measures.py   lead, payment and duration, and the sentences on them

A measure speaks for a breakthrough, against one, or not at all; there is no score.
"""
