"""Notifications of failures and events.

events.py   detect events in the record    notify.py   post-run notifications
hooks.py    run a command or POST a URL    alarms.py   failures without a database
"""
