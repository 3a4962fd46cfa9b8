"""Scheduling: the daemon, the timetable, and samples for cron, systemd and GitHub Actions.

daemon.py      run jobs with APScheduler        timetable.py   when a source is due
heartbeat.py   the daemon's heartbeat file      due.py         which sources are due now
freshness.py   when a record is stale           samples/       files to set up a schedule
"""
