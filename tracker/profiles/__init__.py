"""Breakthrough or vanity? Everything that is measured of one entity, and what it speaks for.

    case.py        whom and which weeks it is about     thresholds.py  where a measure speaks
    leading.py     did it lead, how clearly, by calls   giving.py      free, money, one app
    lasting.py     did it last, at whose cost           verdict.py     the measures in sentences

A measure speaks for a breakthrough, against one, or not at all; there is no score.
"""

CONTENTS = ("case", "thresholds", "leading", "giving", "lasting", "verdict")
