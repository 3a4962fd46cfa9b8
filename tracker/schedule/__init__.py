"""When to collect: the daemon, the timetable, and samples for cron, systemd and GitHub Actions.

daemon.py      the only door to APScheduler     timetable.py   when a source is due
heartbeat.py   a sign of life of the daemon     due.py         which sources are due now
freshness.py   when a record is too old         samples/       files to set up a schedule
"""
