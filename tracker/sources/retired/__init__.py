"""Formats no longer published, which can only be imported.

page.py   the HTML page     flight.py   the data that it carries     models_find.py   an object
"""
