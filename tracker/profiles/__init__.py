"""Breakthrough or vanity? Everything that is measured of one entity, and what it speaks for.

    case.py       whom and which weeks it is about, and where a measure speaks
    measures.py   did it lead, was it paid for, did it last

A measure speaks for a breakthrough, against one, or not at all; there is no score.
"""
