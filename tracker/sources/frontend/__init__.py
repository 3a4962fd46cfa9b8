"""The undocumented JSON behind the rankings page; off by default.

frontend.py   the source                   detect.py     kinds of body
models.py     lists of models → boards     charts.py     weekly charts → boards
apps.py       lists of apps → boards       activity.py   one model's days → weeks
"""
