"""Who is told of failures and events.

events.py   what is new in the figures     notify.py   after a run: what must be told
hooks.py    a command or a web address     alarms.py   troubles that keep the record closed
"""
